"""Have the score and the features moved since training, and would a move be noticed?"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.text import Text
from models.psi import bins_of, index_of, psi, psi_by_chance
from models.tables import Floats
from models.validation.bounds import (
    LEAST_SHIFTS_FOUND,
    PSI_AMBER,
    PSI_RED,
    SHIFT_SIMULATIONS,
    at_least,
    at_most,
)
from models.validation.case import Case
from models.validation.section import Column, Figure, Picture, Section, Table, Verdict, worst
from models.validation.words import feature_text, in_one

_SHOWN = 12
_SAMPLE = 1_000
_KNOWN_ENOUGH = 0.5
_FLAG = (0.0, 1.0)
_TITLE = Text(zh="稳定性", en="Stability")
_PURPOSE = Text(
    zh="当前企业是否仍像训练时的企业;若发生偏移,指标能否发现。",
    en="Whether firms still look like those of training, and whether a shift would be noticed.",
)
_METHOD = Text(
    zh="分数的PSI与每个特征的CSI,参照样本十等分,缺失自成一箱;<0.10绿,0.10至0.25黄,>0.25红(†)。"
    "低于样本量造成的95%随机界者不算偏移。另做{n}次模拟:注入1个标准差的偏移,检出率须达95%。",
    en="PSI of the score and CSI of each feature on tenths of the reference, missing as a bin of "
    "its own; below 0.10 green, to 0.25 amber, above red (†). What is below the 95 % bound of "
    "sampling noise is no shift. {n} simulations inject a shift of 1 sd; 95 % must be found.",
)
_LIMITS = Text(
    zh="PSI只看分布,不看违约;分布不变时关系也可能改变。",
    en="The index sees distributions, not defaults: the relation can change while they stay.",
)
_NO_REFERENCE = Text(
    zh="没有训练样本可比:PSI未测量;已证明注入的偏移能被发现。",
    en="No training rows to compare with: the index was not measured; injected shifts are found.",
)
_FOUND = Text(
    zh="分数PSI {psi:.3f};{red}个特征超过0.25,{amber}个在0.10至0.25之间。",
    en="PSI of the score {psi:.3f}; {red} features above 0.25, {amber} between 0.10 and 0.25.",
)


@dataclass(frozen=True)
class Drift:
    """The index of one column, the bound of chance, and the shares that are missing."""

    name: str
    psi: float
    by_chance: float
    missing_before: float
    missing_now: float

    @property
    def verdict(self) -> Verdict:
        """By the usual bounds; what chance alone gives is no shift."""
        if self.psi < PSI_AMBER or self.psi <= self.by_chance:
            return "green"
        return "amber" if self.psi <= PSI_RED else "red"


class Power(NamedTuple):
    """How often a shift of one sd is found in the score and in features, and a false alarm."""

    score: float
    features: float
    false_alarms: float


def drift_of(name: str, reference: Floats, current: Floats) -> Drift:
    """How far a column has moved from its reference; NaN is missing."""
    return Drift(
        name,
        psi(reference, current),
        psi_by_chance(reference, current),
        float(np.isnan(reference).mean()),
        float(np.isnan(current).mean()),
    )


def stability(case: Case) -> Section:
    """PSI of the score, CSI of each feature, and the power to find a shift."""
    power = power_of(case)
    drifts = [] if case.data.reference is None else _drifts(case)
    figures = (*_drift_figures(drifts), *_power_figures(power))
    return Section(
        key="stability",
        title=_TITLE,
        purpose=_PURPOSE,
        method=_METHOD.filled(n=SHIFT_SIMULATIONS),
        verdict=_verdict(figures, drifts),
        finding=_finding(drifts),
        limits=_LIMITS,
        figures=figures,
        tables=(_table(drifts),) if drifts else (),
        pictures=(_picture(drifts),) if drifts else (),
    )


def _verdict(figures: tuple[Figure, ...], drifts: list[Drift]) -> Verdict:
    """That a shift would be found is not yet that there was none."""
    found = worst([*(each.verdict for each in figures), *(each.verdict for each in drifts)])
    return found if drifts or found != "green" else "info"


def _drifts(case: Case) -> list[Drift]:
    """The score first, then the features, the most moved first."""
    score = drift_of("score", case.subject.margin(case.reference), case.margin)
    features = [
        drift_of(name, case.reference[:, place], case.values[:, place])
        for place, name in enumerate(case.subject.names)
    ]
    return [score, *sorted(features, key=lambda each: -each.psi)]


def power_of(case: Case) -> Power:
    """Shares of simulations in which a shift of one sd, or none, passes 0.10."""
    rng, reference = case.rng("shift"), case.reference
    score = case.subject.margin(reference)
    known = _shiftable(reference)
    found = np.array([
        [_is_found(score, rng, 1.0), _is_found(score, rng, 0.0),
         _is_found(reference[:, known[turn % len(known)]], rng, 1.0) if len(known) else True]
        for turn in range(SHIFT_SIMULATIONS)
    ])  # fmt: skip
    shifted, false, of_features = found.mean(axis=0).tolist()
    return Power(shifted, of_features, false)


def _shiftable(values: Floats) -> np.ndarray:
    """The columns that vary and are known often enough for a shift to show."""
    return np.flatnonzero([
        np.isfinite(column).mean() >= _KNOWN_ENOUGH
        and len(np.unique(column[np.isfinite(column)])) > len(_FLAG)
        and 0.0 < _spread(column) < np.inf
        for column in values.T
    ])  # fmt: skip


def _spread(column: Floats) -> float:
    """The standard deviation of the finite values; infinite where they are too large for one."""
    with np.errstate(over="ignore"):
        return float(np.std(column[np.isfinite(column)]))


def _is_found(column: Floats, rng: np.random.Generator, shift: float) -> bool:
    drawn = rng.choice(column, min(_SAMPLE, len(column)))
    bins = bins_of(column)
    moved = drawn + shift * _spread(column)
    return index_of(bins.shares(column), bins.shares(moved)) > PSI_AMBER


def _drift_figures(drifts: list[Drift]) -> tuple[Figure, ...]:
    label = Text(zh="分数PSI", en="PSI of the score")
    if not drifts:
        return (Figure(name="psi_score", label=label, value=None, bound=at_most(PSI_AMBER)),)
    score = drifts[0]
    red = sum(each.verdict == "red" for each in drifts[1:])
    return (
        Figure(name="psi_score", label=label, value=score.psi, bound=at_most(PSI_AMBER),
               verdict=score.verdict),
        Figure(name="psi_by_chance", label=Text(zh="仅随机时的95%分位", en="95 % bound of chance"),
               value=score.by_chance),
        Figure(name="features_moved", label=Text(zh="CSI高于0.25的特征", en="Features above 0.25"),
               value=red, form="count", verdict="red" if red else "green"),
    )  # fmt: skip


def _power_figures(power: Power) -> tuple[Figure, ...]:
    enough: Verdict = "green" if power.score >= LEAST_SHIFTS_FOUND else "amber"
    return (
        Figure(name="shift_found", label=Text(zh="分数偏移1个标准差的检出率",
               en="Shifts of 1 sd in the score found"), value=power.score, form="share",
               bound=at_least(LEAST_SHIFTS_FOUND, ".0%"), verdict=enough),
        Figure(name="shift_found_features", label=Text(zh="特征偏移1个标准差的检出率",
               en="Shifts of 1 sd in a feature found"), value=power.features, form="share"),
        Figure(name="shift_false_alarms", label=Text(zh="无偏移时的误报率",
               en="False alarms without a shift"), value=power.false_alarms, form="share"),
    )  # fmt: skip


def _finding(drifts: list[Drift]) -> Text:
    if not drifts:
        return _NO_REFERENCE
    verdicts = [each.verdict for each in drifts[1:]]
    red, amber = verdicts.count("red"), verdicts.count("amber")
    return _FOUND.filled(psi=drifts[0].psi, red=red, amber=amber)


def _table(drifts: list[Drift]) -> Table:
    return Table(
        title=Text(zh="分数与偏移最大的特征", en="The score and the features that moved most"),
        columns=(
            Column(name="name", label=Text(zh="列", en="Column"), form="text"),
            Column(name="psi", label=Text(zh="PSI/CSI", en="PSI/CSI")),
            Column(name="by_chance", label=Text(zh="随机界", en="By chance")),
            Column(name="missing_before", label=Text(zh="训练时缺失", en="Missing then"),
                   form="share"),
            Column(name="missing_now", label=Text(zh="现在缺失", en="Missing now"), form="share"),
        ),
        rows=tuple(
            (_named(each.name), each.psi, each.by_chance, each.missing_before, each.missing_now)
            for each in drifts[: _SHOWN + 1]
        ),
    )  # fmt: skip


def _picture(drifts: list[Drift]) -> Picture:
    return Picture(
        kind="psi",
        title=Text(zh="稳定性指数", en="Stability index"),
        caption=Text(
            zh="分数与偏移最大的特征;虚线为0.10与0.25。",
            en="The score and the features that moved most; dashed: 0.10 and 0.25.",
        ),
        rows=tuple(
            {"name": in_one(_named(each.name)), "psi": each.psi, "verdict": each.verdict}
            for each in drifts[: _SHOWN + 1]
        ),
    )


def _named(name: str) -> Text:
    return Text(zh="信用分", en="Score") if name == "score" else feature_text(name)
