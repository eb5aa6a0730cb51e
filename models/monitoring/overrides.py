"""How often do officers depart from the model, in which direction, and were they right?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import fisher_exact

from engine.errors import TableError
from engine.scoring import GRADES
from engine.text import Text
from models.monitoring.verdicts import OVERRIDE_ALARMS, Frozen, Part, Verdict, holm
from models.proportions import chance_at_most, jeffreys_interval
from models.tables import Floats

# House practice, not law.
MOST_OVERRIDDEN = 0.20
FEWEST_DECISIONS = 30
FEWEST_OUTCOMES = 50
_PLACE = {grade: place for place, (grade, _) in enumerate(GRADES)}
_Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Decisions:
    """Decided cases, one entry each: who, the model's grade, the grade given, what came of it.

    `outcomes` are 1 default, 0 no default, NaN not yet known.

    Raises:
        TableError: a grade that does not exist, named with its row, or columns of unequal length.
    """

    officers: tuple[str, ...]
    model_grades: tuple[str, ...]
    given_grades: tuple[str, ...]
    outcomes: Floats

    def __post_init__(self) -> None:
        """Refuse what cannot be counted."""
        lengths = {len(self.officers), len(self.model_grades), len(self.given_grades),
                   len(self.outcomes)}  # fmt: skip
        if len(lengths) > 1:
            raise TableError("overrides: the columns differ in length")
        for column in (self.model_grades, self.given_grades):
            for row, grade in enumerate(column, start=1):
                if grade not in _PLACE:
                    raise TableError(f"overrides: row {row}: there is no grade {grade!r}")

    @property
    def steps(self) -> NDArray[np.int64]:
        """Grades by which each was made safer than the model said; negative: riskier."""
        pairs = zip(self.model_grades, self.given_grades, strict=True)
        return np.array([_PLACE[model] - _PLACE[given] for model, given in pairs], dtype=np.int64)


class OfficerOverrides(Frozen):
    """One officer's decisions; the adjusted `p_value` is of a rate unlike others'."""

    officer: str
    decisions: int
    overridden: int
    made_safer: int
    made_riskier: int
    mean_steps: float
    p_value: float
    verdict: Verdict


class OutcomeGroup(Frozen):
    """Later defaults of one group, of those whose outcome is known; null where there is none."""

    group: str
    decisions: int
    known: int
    defaults: int
    rate: float | None
    low: float | None
    high: float | None


class Overrides(Part):
    """Rate, direction, officers, and what came of overridden cases against the others.

    `p_outcomes` is the chance of so many more defaults among cases made safer than among those left
    as they were, were both alike (Fisher's exact test, one-sided); null where it is not known.
    """

    decisions: int
    overridden: int
    made_safer: int
    made_riskier: int
    rate: float | None
    low: float | None
    high: float | None
    officers: tuple[OfficerOverrides, ...]
    outcomes: tuple[OutcomeGroup, ...]
    p_outcomes: float | None


def overrides(decisions: Decisions) -> Overrides:
    """Statistics of departures from the model.

    Amber where more than a fifth is overridden beyond chance, or one officer overrides otherwise
    than the others do; red where cases made safer later default more than those left as they were.
    Chance is ruled out at 1 % for all of it together; under 30 decisions it is `too_few`.
    """
    steps = decisions.steps
    by_officer = _officers(decisions, steps)
    groups = _outcomes(decisions, steps)
    p_outcomes = _p_outcomes(groups)
    verdict = _verdict(steps, by_officer, p_outcomes)
    n, overridden = len(steps), int((steps != 0).sum())
    rate, low, high = _rate(overridden, n)
    return Overrides(
        verdict=verdict, sentence=_sentence(verdict, steps, by_officer, groups),
        decisions=n, overridden=overridden, made_safer=int((steps > 0).sum()),
        made_riskier=int((steps < 0).sum()), rate=rate, low=low, high=high, officers=by_officer,
        outcomes=groups, p_outcomes=p_outcomes,
    )  # fmt: skip


def _officers(decisions: Decisions, steps: NDArray[np.int64]) -> tuple[OfficerOverrides, ...]:
    names = np.array(decisions.officers)
    known = sorted(set(decisions.officers))
    rows = [names == name for name in known]
    p_values = holm(_unlike_others(steps != 0, each) for each in rows)
    return tuple(
        _officer(name, steps[own], p)
        for name, own, p in zip(known, rows, p_values, strict=True)
    )  # fmt: skip


def _unlike_others(overridden: _Flags, own: _Flags) -> float:
    if own.all():
        return 1.0
    sides = [overridden[side] for side in (own, ~own)]
    table = np.array([[int(side.sum()), int((~side).sum())] for side in sides])
    return float(fisher_exact(table).pvalue)


def _officer(name: str, steps: NDArray[np.int64], p_value: float) -> OfficerOverrides:
    told = p_value <= _ALARMS_EACH
    few = len(steps) < FEWEST_DECISIONS
    return OfficerOverrides(
        officer=name, decisions=len(steps), overridden=int((steps != 0).sum()),
        made_safer=int((steps > 0).sum()), made_riskier=int((steps < 0).sum()),
        mean_steps=float(steps.mean()), p_value=p_value,
        verdict="amber" if told else "too_few" if few else "green",
    )  # fmt: skip


_ALARMS_EACH = OVERRIDE_ALARMS / 3  # rate, officers, outcomes


def _outcomes(decisions: Decisions, steps: NDArray[np.int64]) -> tuple[OutcomeGroup, ...]:
    sides = {"as_model": steps == 0, "made_safer": steps > 0, "made_riskier": steps < 0}
    return tuple(_group(name, decisions.outcomes[rows]) for name, rows in sides.items())


def _group(name: str, outcomes: Floats) -> OutcomeGroup:
    known = outcomes[~np.isnan(outcomes)]
    rate, low, high = _rate(int(known.sum()), len(known))
    return OutcomeGroup(
        group=name, decisions=len(outcomes), known=len(known), defaults=int(known.sum()),
        rate=rate, low=low, high=high,
    )  # fmt: skip


def _rate(hits: int, n: int) -> tuple[float | None, float | None, float | None]:
    """A share with its 90 % Jeffreys interval; null where there is nothing to count."""
    if not n:
        return None, None, None
    low, high = jeffreys_interval(hits, n)
    return hits / n, low, high


def _p_outcomes(groups: Sequence[OutcomeGroup]) -> float | None:
    kept, safer, _ = groups
    if min(kept.known, safer.known) < 1:
        return None
    table = np.array([[each.defaults, each.known - each.defaults] for each in (safer, kept)])
    return float(fisher_exact(table, alternative="greater").pvalue)


def _verdict(
    steps: NDArray[np.int64], officers: Sequence[OfficerOverrides], p_outcomes: float | None
) -> Verdict:
    if p_outcomes is not None and p_outcomes <= _ALARMS_EACH:
        return "red"
    if len(steps) and _p_too_many(steps) <= _ALARMS_EACH:
        return "amber"
    if any(each.verdict == "amber" for each in officers):
        return "amber"
    return "too_few" if len(steps) < FEWEST_DECISIONS else "green"


def _p_too_many(steps: NDArray[np.int64]) -> float:
    """The posterior chance that no more than a fifth would be overridden in the long run."""
    hits = int((steps != 0).sum())
    return chance_at_most(hits, len(steps), MOST_OVERRIDDEN)


_TOO_FEW = Text(
    zh="{n}件决定太少,无法判断(至少需要{fewest}件)",
    en="{n} decisions are too few to say ({fewest} are needed)",
)
_RATE = Text(
    zh="{n}件决定中{share:.0%}偏离模型(上调{safer}件,下调{riskier}件)",
    en="of {n} decisions {share:.0%} depart from the model ({safer} made safer, {riskier} riskier)",
)
_OFFICERS = Text(zh=";与他人明显不同:{names}", en="; unlike the others: {names}")
_WORSE = Text(
    zh=";上调企业的违约率({safer:.1%})高于未调整企业({kept:.1%})",
    en="; firms made safer defaulted more often ({safer:.1%}) than those left as they were "
    "({kept:.1%})",
)
_UNKNOWN = Text(
    zh=";上调企业中已知结果{known}家,太少,无法评价",
    en="; only {known} firms made safer have a known outcome: too few to judge the overrides",
)


def _sentence(
    verdict: Verdict, steps: NDArray[np.int64], officers: Sequence[OfficerOverrides],
    groups: Sequence[OutcomeGroup],
) -> Text:  # fmt: skip
    if verdict == "too_few":
        return _TOO_FEW.filled(n=len(steps), fewest=FEWEST_DECISIONS)
    safer_count, riskier = int((steps > 0).sum()), int((steps < 0).sum())
    share = (safer_count + riskier) / len(steps)
    parts = [_RATE.filled(n=len(steps), share=share, safer=safer_count, riskier=riskier)]
    unlike = [each.officer for each in officers if each.verdict == "amber"]
    if unlike:
        parts.append(_OFFICERS.filled(names=", ".join(unlike)))
    kept, safer, _ = groups
    if verdict == "red":
        parts.append(_WORSE.filled(safer=safer.rate, kept=kept.rate))
    elif safer.known < FEWEST_OUTCOMES:
        parts.append(_UNKNOWN.filled(known=safer.known))
    return Text(zh="".join(p.zh for p in parts), en="".join(p.en for p in parts))
