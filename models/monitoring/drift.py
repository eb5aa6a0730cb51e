"""Have the firms that come now moved away from those the model learnt from?"""

from collections.abc import Sequence

import numpy as np

from engine.features import FEATURE_BY_NAME
from engine.text import Text
from models.monitoring.shift import AMBER, RED, Shift, fewest_rows, shifts
from models.monitoring.verdicts import DRIFT_ALARMS, Frozen, Part, Verdict, worst
from models.tables import Floats

SCORE = "credit_score"
_SCORE_LABEL = Text(zh="信用分", en="credit score")
_MISSING_JUMP = 0.10
_MOST_NAMED = 5


class ColumnDrift(Frozen):
    """How one column moved; shares are 0..1.

    `psi` is the stability index with a bin for what is missing (CSI for a feature),
    `psi_by_chance` what equal populations show on average at these sizes, `p_value` is adjusted for
    all columns of the report.
    """

    name: str
    label: Text
    psi: float
    psi_by_chance: float
    missing_before: float
    missing_now: float
    p_value: float
    verdict: Verdict
    sentence: Text


class Drift(Part):
    """Score and features of `firms_now` against `firms_before`.

    `fewest_firms` is how many current firms tell an index of 0.25 in four of five cases; None where
    the reference is too small for any number of them.
    """

    firms_before: int
    firms_now: int
    fewest_firms: int | None
    columns: tuple[ColumnDrift, ...]

    def rows(self, most: int = 20) -> list[dict[str, object]]:
        """The columns that moved most, as `models.charts.drift.drift_chart` draws them."""
        ranked = sorted(self.columns, key=lambda each: (-each.psi, each.name))[:most]
        return [
            {"name": each.name, "psi": each.psi, "by_chance": each.psi_by_chance,
             "missing_before": each.missing_before, "missing_now": each.missing_now,
             "verdict": each.verdict}
            for each in ranked
        ]  # fmt: skip


def drift(
    names: Sequence[str], before: Floats, now: Floats, scores: tuple[Floats, Floats], seed: int = 0
) -> Drift:
    """Drift of the named features (n, k) and of the score (n,), before and now.

    A column is amber or red only where chance is ruled out for all columns together; then the index
    beyond chance decides: under 0.10 green, under 0.25 amber, else red. Where chance is not ruled
    out and there are fewer firms than `fewest_firms`, it is `too_few`, never green.
    """
    old = np.column_stack([scores[0], before])
    new = np.column_stack([scores[1], now])
    fewest = fewest_rows(len(old), old.shape[1])
    is_small = fewest is None or len(new) < fewest
    columns = tuple(
        _column(name, shift, is_small)
        for name, shift in zip((SCORE, *names), shifts(old, new, seed), strict=True)
    )
    verdict = _overall(columns)
    return Drift(
        verdict=verdict,
        sentence=_sentence(verdict, columns, len(new), fewest),
        firms_before=len(old),
        firms_now=len(new),
        fewest_firms=fewest,
        columns=columns,
    )


def _overall(columns: Sequence[ColumnDrift]) -> Verdict:
    """The worst, but never green for the few that could be told where others could not."""
    moved = worst(each.verdict for each in columns)
    unsure = any(each.verdict == "too_few" for each in columns)
    return "too_few" if moved == "green" and unsure else moved


def _column(name: str, shift: Shift, is_small: bool) -> ColumnDrift:
    verdict = _verdict(shift, is_small)
    known = FEATURE_BY_NAME.get(name)
    label = known.label if known else _SCORE_LABEL if name == SCORE else Text(zh=name, en=name)
    return ColumnDrift(
        name=name, label=label, psi=shift.psi, psi_by_chance=shift.psi_by_chance,
        missing_before=shift.missing_before, missing_now=shift.missing_now, p_value=shift.p_value,
        verdict=verdict, sentence=_column_sentence(label, shift, verdict),
    )  # fmt: skip


def _verdict(shift: Shift, is_small: bool) -> Verdict:
    if shift.p_value > DRIFT_ALARMS:
        return "too_few" if is_small else "green"
    size = shift.psi_beyond_chance
    return "red" if size >= RED else "amber" if size >= AMBER else "green"


_MOVED = Text(
    zh="{label}分布已变化:PSI {psi:.2f}(样本误差约{chance:.2f})",
    en="{label} has moved: PSI {psi:.2f} (chance alone about {chance:.2f})",
)
_STEADY = Text(zh="{label}未见超出偶然的变化", en="{label} shows nothing beyond chance")
_SLIGHT = Text(
    zh="{label}有变化但幅度小:PSI {psi:.2f}", en="{label} has moved, but little: PSI {psi:.2f}"
)
_UNTOLD = Text(zh="{label}:样本太少,无法判断", en="{label}: too few firms to say")
_MISSING = Text(zh=";缺失由{old:.0%}变为{new:.0%}", en="; missing went from {old:.0%} to {new:.0%}")


def _column_sentence(label: Text, shift: Shift, verdict: Verdict) -> Text:
    moved = shift.p_value <= DRIFT_ALARMS
    form = _SLIGHT if moved and verdict == "green" else _MOVED if moved else _STEADY
    form = _UNTOLD if verdict == "too_few" else form
    said = form.filled(label=label, psi=shift.psi, chance=shift.psi_by_chance)
    old, new = shift.missing_before, shift.missing_now
    if verdict == "too_few" or abs(new - old) < _MISSING_JUMP:
        return said
    told = _MISSING.filled(old=old, new=new)
    return Text(zh=said.zh + told.zh, en=said.en + told.en)


_OF_VERDICT: dict[Verdict, Text] = {
    "red": Text(zh="分布已明显变化:{names}", en="populations have moved far apart: {names}"),
    "amber": Text(zh="分布有变化:{names}", en="populations have moved: {names}"),
    "green": Text(
        zh="{firms}家企业与参照相比,未见需要关注的变化",
        en="{firms} firms show no change that matters against those of the reference",
    ),
    "too_few": Text(
        zh="{firms}家企业太少,无法判断;{enough}",
        en="{firms} firms are too few to say; {enough}",
    ),
}
_ENOUGH = Text(zh="至少需要{fewest}家", en="at least {fewest} are needed")
_NEVER = Text(zh="参照样本过小", en="the reference is too small for any number")


def _sentence(
    verdict: Verdict, columns: Sequence[ColumnDrift], firms: int, fewest: int | None
) -> Text:
    moved = [each for each in columns if each.verdict in ("red", "amber")]
    moved = sorted(moved, key=lambda each: (-each.psi, each.name))[:_MOST_NAMED]
    names = Text(
        zh="、".join(each.label.zh for each in moved), en=", ".join(each.label.en for each in moved)
    )
    enough = _NEVER if fewest is None else _ENOUGH.filled(fewest=fewest)
    return _OF_VERDICT[verdict].filled(names=names, firms=firms, enough=enough)
