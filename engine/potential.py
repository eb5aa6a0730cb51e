"""How likely is a next equity round: probability, exact contributions, or refer?"""

import math
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from engine.features import FEATURE_BY_NAME, QUESTIONS, matrix_of
from engine.features.definition import Feature, FloatArray, Number
from engine.reasons import shown
from engine.refer import refer_rows
from engine.scoring import Basis, Explained, Explainer, Status, pd_of
from engine.text import Text

HORIZON_MONTHS = 24
SMALLEST_REASON = 0.02
_FULL_SCORE = 100.0
_RAISES = Text(
    zh="提高{months}个月内获得下一轮股权融资的可能(胜算×{times:.2f})",
    en="raises the odds of a next equity round within {months} months (×{times:.2f})",
)
_LOWERS = Text(
    zh="降低{months}个月内获得下一轮股权融资的可能(胜算×{times:.2f})",
    en="lowers the odds of a next equity round within {months} months (×{times:.2f})",
)
_STATED = Text(zh="{label}:{value},{effect}", en="{label}: {value}; {effect}")
_MISSING = Text(zh="{label}:未知({missing}),{effect}", en="{label}: unknown ({missing}); {effect}")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class PotentialContribution(_Frozen):
    """What one feature adds to the log-odds of a next round; `value` is null where missing."""

    feature: str
    value: float | None
    log_odds: float
    missing: bool


class PotentialReason(_Frozen):
    """One contribution a person should read; the odds are multiplied by exp(`log_odds`)."""

    code: str
    question: str
    question_text: Text
    feature: str
    log_odds: float
    sentence: Text


class Potential(_Frozen):
    """An explained probability of a next equity round within `horizon_months`.

    `base_log_odds` plus all contributions is `log_odds`, whose probability is `probability`;
    `potential_score` is 100 times it, to one decimal: higher is likelier, and says nothing of
    safety. With status `refer` the numbers are null and `refer_because` says why.
    """

    model_id: str
    basis: Basis
    on: date
    horizon_months: int
    status: Status
    refer_because: tuple[Text, ...]
    potential_score: float | None
    probability: float | None
    log_odds: float | None
    base_log_odds: float | None
    contributions: tuple[PotentialContribution, ...]
    reasons: tuple[PotentialReason, ...]


class PotentialScorer(Explainer, Protocol):
    """A served potential model: its event is a next equity round within `horizon_months`."""

    @property
    def horizon_months(self) -> int:
        """How far ahead it looks; a credit model has none, so it can never stand in for one."""


def potential_of(features: dict[str, Number], scorer: PotentialScorer, on: date) -> Potential:
    """The explained potential of one firm from its features."""
    return potential_rows(matrix_of(features, scorer.feature_names), scorer, on)[0]


def bare_potential(features: dict[str, Number], scorer: PotentialScorer) -> float | None:
    """The `potential_score` that `potential_of` gives, None where it refers the firm."""
    values = matrix_of(features, scorer.feature_names)
    if refer_rows(values, scorer)[0]:
        return None
    return _on_scale(pd_of(float(scorer.explain(values).margin[0])))


def _on_scale(probability: float) -> float:
    return round(_FULL_SCORE * probability, 1)


def potential_rows(values: FloatArray, scorer: PotentialScorer, on: date) -> list[Potential]:
    """The explained potential of many firms, features (n, k) in the scorer's order."""
    explained = scorer.explain(values)
    because = refer_rows(values, scorer)
    return [
        _referred(because[row], scorer, on)
        if because[row]
        else _potential(values[row], explained, row, scorer, on)
        for row in range(len(values))
    ]


def _potential(
    values: FloatArray, explained: Explained, row: int, scorer: PotentialScorer, on: date
) -> Potential:
    log_odds = float(explained.margin[row])
    # the logistic function of any log-odds, the one implementation of all callers
    probability = pd_of(log_odds)
    contributions = _contributions(values, explained.contributions[row], scorer.feature_names)
    return Potential(
        model_id=scorer.model_id,
        basis=scorer.basis,
        on=on,
        horizon_months=scorer.horizon_months,
        status="scored",
        refer_because=(),
        potential_score=_on_scale(probability),
        probability=probability,
        log_odds=log_odds,
        base_log_odds=explained.base,
        contributions=contributions,
        reasons=_reasons(contributions, scorer.horizon_months),
    )


def _referred(because: tuple[Text, ...], scorer: PotentialScorer, on: date) -> Potential:
    return Potential(
        model_id=scorer.model_id, basis=scorer.basis, on=on, horizon_months=scorer.horizon_months,
        status="refer", refer_because=because, potential_score=None, probability=None,
        log_odds=None, base_log_odds=None, contributions=(), reasons=(),
    )  # fmt: skip


def _contributions(
    values: FloatArray, log_odds: FloatArray, names: Sequence[str]
) -> tuple[PotentialContribution, ...]:
    return tuple(
        PotentialContribution(
            feature=name,
            value=value if math.isfinite(value) else None,
            log_odds=part,
            missing=math.isnan(value),
        )
        for name, value, part in zip(names, values.tolist(), log_odds.tolist(), strict=True)
    )


def _reasons(
    contributions: Sequence[PotentialContribution], months: int
) -> tuple[PotentialReason, ...]:
    """Contributions that change the odds by about 2 % or more, strongest first, by question."""
    strong = [_reason(each, months) for each in contributions if _is_strong(each)]
    strong.sort(key=lambda reason: (-abs(reason.log_odds), reason.feature))
    order = list(dict.fromkeys(reason.question for reason in strong))
    return tuple(sorted(strong, key=lambda reason: order.index(reason.question)))


def _is_strong(contribution: PotentialContribution) -> bool:
    return abs(contribution.log_odds) >= SMALLEST_REASON


def _reason(contribution: PotentialContribution, months: int) -> PotentialReason:
    feature = FEATURE_BY_NAME[contribution.feature]
    return PotentialReason(
        code=feature.code,
        question=feature.question,
        question_text=QUESTIONS[feature.question],
        feature=feature.name,
        log_odds=contribution.log_odds,
        sentence=_sentence(feature, contribution, months),
    )


def _sentence(feature: Feature, contribution: PotentialContribution, months: int) -> Text:
    template = _RAISES if contribution.log_odds > 0 else _LOWERS
    effect = template.filled(months=months, times=math.exp(contribution.log_odds))
    if contribution.value is None:
        return _MISSING.filled(label=feature.label, missing=feature.missing, effect=effect)
    value = shown(contribution.value, feature.unit, feature.name)
    return _STATED.filled(label=feature.label, value=value, effect=effect)
