"""How much better does a firm look that flatters what it declares itself?"""

from typing import NamedTuple

import numpy as np
from scipy.special import expit

from engine.features import FEATURE_BY_NAME
from engine.features.family import SELF_DECLARED
from engine.scoring import FACTOR
from engine.text import Text
from models.tables import Floats
from models.validation.bounds import MOST_GRADES_GAINED
from models.validation.case import Case, grades_of
from models.validation.section import Column, Figure, Section, Table, Verdict

_MOST_ROWS = 1_000
_STEPS = {"tenth": 0.10, "quarter": 0.25, "full": 1.0}
_HIGHEST_RANK = 0.95
_MOST_FIRMS = 0.95
_LABELS = {
    "tenth": Text(zh="每项上移10个百分位", en="Each up by 10 percentiles"),
    "quarter": Text(zh="每项上移25个百分位", en="Each up by 25 percentiles"),
    "full": Text(zh="每项升至95百分位", en="Each up to the 95th percentile"),
}
_METHOD = Text(
    zh="只改动企业自报、且模型声明方向的{n}个特征:在参照分布中同时向更安全的方向移动10、25个百分位,"
    "或直至95百分位;有凭证的特征不动。看等级提升。",
    en="Only the {n} features that firms declare themselves and that have a direction are moved, "
    "all at once, towards safety: by 10 or 25 percentiles of the reference, or to the 95th; "
    "verified features stay. The grades gained are counted.",
)
_LIMITS = Text(
    zh="特征由共同的事实算出,不能各自随意改动,故为上界;账目矛盾检查(engine/findings)会另行示警,此处未计。",
    en="Features share facts and cannot each be moved at will, so this is an upper bound; checks "
    "for contradictions (engine/findings) would warn and are not counted here.",
)


class Gain(NamedTuple):
    """Grades and points gained by flattering."""

    grades: Floats
    points: Floats


def gaming(case: Case) -> Section:
    """Grades gained in three sizes of flattering."""
    places = flattered_features(case)
    gains = {name: gain_of(case, places, share) for name, share in _STEPS.items()}
    within = float((gains["tenth"].grades <= MOST_GRADES_GAINED).mean())
    bounded = _gained(gains["full"]) <= MOST_GRADES_GAINED
    verdict: Verdict = "info" if not places else "green" if bounded else "amber"
    return Section(
        key="gaming",
        title=Text(zh="自报信息的美化", en="Self-declared data"),
        purpose=Text(
            zh="只凭美化自报信息,企业能把等级抬高多少。",
            en="How far a firm can lift its grade by flattering only what it declares itself.",
        ),
        method=_METHOD.filled(n=len(places)),
        verdict=verdict,
        finding=_finding(gains, within, verdict),
        limits=_LIMITS,
        figures=_figures(gains, within, verdict) if places else (),
        tables=(_table(gains),) if places else (),
    )


def flattered_features(case: Case) -> dict[int, int]:
    """The place of each self-declared feature with a direction, and the way that is safer."""
    if not case.subject.is_of_the_house:
        return {}
    return {
        place: -case.subject.monotone[name]
        for place, name in enumerate(case.subject.names)
        if FEATURE_BY_NAME[name].family == SELF_DECLARED and case.subject.monotone.get(name)
    }


def gain_of(case: Case, places: dict[int, int], share: float) -> Gain:
    """What firms gain when each feature moves by a share of the reference's firms."""
    values = case.some(_MOST_ROWS, "gaming")
    changed = values.copy()
    for place, way in places.items():
        changed[:, place] = _moved(values[:, place], case.reference[:, place], way, share)
    before, after = case.subject.margin(values), case.subject.margin(changed)
    gained = grades_of(expit(before)) - grades_of(expit(after))
    return Gain(gained.astype(np.float64), FACTOR * (before - after))


def _moved(column: Floats, reference: Floats, way: int, share: float) -> Floats:
    """Each known value at a safer rank; a value that is missing stays so."""
    known = np.sort(reference[np.isfinite(reference)])
    if not len(known):
        return column
    rank = np.searchsorted(known, column, side="right") / len(known)
    target = np.minimum(rank + share, _HIGHEST_RANK) if way > 0 else np.maximum(
        rank - share, 1.0 - _HIGHEST_RANK
    )  # fmt: skip
    at_rank = np.quantile(known, np.clip(target, 0.0, 1.0))
    safer = np.maximum(column, at_rank) if way > 0 else np.minimum(column, at_rank)
    return np.where(np.isnan(column), np.nan, safer)


def _gained(gain: Gain) -> float:
    """The grades that 95 of 100 firms do not gain more than."""
    return float(np.quantile(gain.grades, _MOST_FIRMS))


def _finding(gains: dict[str, Gain], within: float, verdict: Verdict) -> Text:
    if verdict == "info":
        return Text(
            zh="模型没有自报且有方向的特征:未测量。",
            en="The model has no self-declared feature with a direction: not measured.",
        )
    most = _gained(gains["full"])
    verify = verdict != "green"
    return Text(
        zh=f"小幅美化(10个百分位)后{within:.0%}的企业提升不超过一级;全部升至95百分位后,95%的企业提升不超过{most:.0f}级。"
        + ("使用前须核验自报报表。" if verify else ""),
        en=f"After slight flattering (10 percentiles) {within:.0%} of firms gain one grade at "
        f"most; with everything at the 95th percentile 95 % of firms gain {most:.0f} at most."
        + (" Verify declared accounts before use." if verify else ""),
    )


def _figures(gains: dict[str, Gain], within: float, verdict: Verdict) -> tuple[Figure, ...]:
    return (
        Figure(name="most_gained", value=_gained(gains["full"]), form="count", verdict=verdict,
               label=Text(zh="升至95百分位:95%的企业提升不超过(级)",
                          en="All to the 95th percentile: grades 95 % of firms gain at most"),
               bound=Text(zh="不高于1†,除非已核验", en="at most 1†, unless verified")),
        Figure(name="within_one_grade_tenth", label=Text(zh="小幅美化:提升不超过一级",
               en="Slight flattering: one grade at most"), value=within, form="share"),
    )  # fmt: skip


def _table(gains: dict[str, Gain]) -> Table:
    return Table(
        title=Text(zh="等级与分数的提升", en="Grades and points gained"),
        columns=(
            Column(name="way", label=Text(zh="美化", en="Flattering"), form="text"),
            Column(name="mean", label=Text(zh="平均等级", en="Mean grades")),
            Column(name="median", label=Text(zh="中位等级", en="Median grades"), form="count"),
            Column(name="p95", label=Text(zh="95%分位等级", en="95 % quantile"), form="count"),
            Column(name="points", label=Text(zh="平均分数", en="Mean points"), form="points"),
        ),
        rows=tuple(
            (_LABELS[name], float(gain.grades.mean()), float(np.median(gain.grades)),
             float(np.quantile(gain.grades, 0.95)), float(gain.points.mean()))
            for name, gain in gains.items()
        ),
    )  # fmt: skip
