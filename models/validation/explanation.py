"""Are the explanations exact, steady, and true of the model?"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from engine.reasons import SMALLEST_REASON
from engine.scoring import FACTOR, GRADES, Explained
from engine.text import Text
from models.tables import Floats
from models.validation.bounds import (
    ADDITIVE_WITHIN,
    LEAST_IN_DIRECTION,
    LEAST_JACCARD,
    NOISE,
    TOP_REASONS,
    at_least,
)
from models.validation.case import Case
from models.validation.section import Column, Figure, Section, Table, Verdict, worst
from models.validation.sensitivity import noisy
from models.validation.words import feature_text, question_text

_MOST_ROWS = 2_000
_SHOWN = 12
_TITLE = Text(zh="解释", en="Explanation")
_PURPOSE = Text(
    zh="给出的理由必须是实际计分的因素:相加等于分数,稳定,且方向真实。",
    en="Reasons must be the factors actually scored: they add up, are steady, and true in "
    "direction.",
)
_METHOD = Text(
    zh="基准加全部贡献与对数几率之差;{noise:.0%}噪声前后前{top}个理由的Jaccard相似度;"
    "把最强理由换成参照中位数后,违约概率是否朝所述方向变动;被拒企业是否都有具体理由。",
    en="Base plus contributions against the log-odds; Jaccard similarity of the top {top} reasons "
    "under {noise:.0%} noise; whether the PD moves as stated when the top reason is set to its "
    "median; whether every declined firm has a specific reason.",
)
_LIMITS = Text(
    zh="路径依赖的SHAP值把相关特征的作用分摊;它说明模型,不说明因果。",
    en="Path-dependent SHAP values share the effect of related features; they explain the model, "
    "not the cause.",
)
_NONE = Text(
    zh="该模型不提供逐特征解释:未测量。",
    en="The model gives no explanation by feature: not measured.",
)


class Exactness(NamedTuple):
    """The largest error of additivity, the mean Jaccard similarity, the share as stated.

    `with_reason` is the share of declined firms with a reason of half a point or more against
    them; NaN where none is declined.
    """

    error: float
    jaccard: float
    as_stated: float
    with_reason: float


def explanation(case: Case) -> Section:
    """Additivity, stability and truth of the reasons."""
    explain = case.subject.explain
    if explain is None:
        return _section("info", _NONE, (), ())
    values = case.some(_MOST_ROWS, "explanation")
    explained = explain(values)
    found = exactness(case, values, explained)
    figures = _figures(found)
    finding = Text(
        zh=f"最大误差{found.error:.1e};Jaccard {found.jaccard:.3f};{found.as_stated:.1%}方向属实。",
        en=f"Largest error {found.error:.1e}; Jaccard {found.jaccard:.3f}; {found.as_stated:.1%} "
        "move as stated.",
    )
    verdict = worst(each.verdict for each in figures)
    return _section(verdict, finding, figures, (_table(case, explained),))


def exactness(case: Case, values: Floats, explained: Explained) -> Exactness:
    """The three figures of some firms' explanations."""
    sums = explained.base + explained.contributions.sum(axis=1)
    explain = case.subject.explain
    again = explain(noisy(values, case.rng("reasons"))) if explain else explained
    similar = _jaccard(_top(explained.contributions), _top(again.contributions))
    return Exactness(
        float(np.abs(sums - explained.margin).max()),
        float(similar.mean()),
        _as_stated(case, values, explained),
        _with_reason(case, explained),
    )


def _with_reason(case: Case, explained: Explained) -> float:
    cut = dict(GRADES)[case.options.cut_grade]
    declined = expit(explained.margin) >= cut
    against = FACTOR * explained.contributions.max(axis=1) >= SMALLEST_REASON
    return float(against[declined].mean()) if declined.any() else math.nan


def _top(contributions: Floats) -> NDArray[np.int64]:
    return np.argsort(-np.abs(contributions), axis=1, kind="stable")[:, :TOP_REASONS]


def _jaccard(before: NDArray[np.int64], after: NDArray[np.int64]) -> Floats:
    shared = (before[:, :, None] == after[:, None, :]).any(axis=2).sum(axis=1)
    return np.asarray(shared / (2 * before.shape[1] - shared))


def _as_stated(case: Case, values: Floats, explained: Explained) -> float:
    """The share of firms whose log-odds move as their strongest reason says, at its median."""
    rows = np.arange(len(values))
    top = np.abs(explained.contributions).argmax(axis=1)
    stated = np.sign(explained.contributions[rows, top])
    with np.errstate(all="ignore"):
        median = np.array([
            np.median(known) if len(known := column[np.isfinite(column)]) else np.nan
            for column in case.reference.T
        ])  # fmt: skip
    changed = values.copy()
    changed[rows, top] = median[top]
    differs = (changed[rows, top] != values[rows, top]) & (stated != 0)
    if not differs.any():
        return 1.0
    moved = explained.margin - case.subject.margin(changed)
    return float((moved[differs] * stated[differs] > 0).mean())


def _figures(found: Exactness) -> tuple[Figure, ...]:
    def judged(holds: bool, otherwise: Verdict) -> Verdict:
        return "green" if holds else otherwise

    return (
        Figure(name="additivity_error", label=Text(zh="相加误差(对数几率)",
               en="Error of additivity, log-odds"), value=found.error, form="tiny",
               bound=Text(zh="不高于1e-9", en="at most 1e-9"),
               verdict=judged(found.error <= ADDITIVE_WITHIN, "red")),
        Figure(name="jaccard", label=Text(zh="前四个理由的Jaccard", en="Jaccard of top 4 reasons"),
               value=found.jaccard, bound=at_least(LEAST_JACCARD),
               verdict=judged(found.jaccard >= LEAST_JACCARD, "amber")),
        Figure(name="as_stated", label=Text(zh="按所述方向变动", en="Moved as stated"),
               value=found.as_stated, form="share", bound=at_least(LEAST_IN_DIRECTION, ".0%"),
               verdict=judged(found.as_stated >= LEAST_IN_DIRECTION, "amber")),
        Figure(name="declined_with_reason", label=Text(zh="被拒企业至少有一个具体理由",
               en="Declined firms with a specific reason"), value=found.with_reason, form="share",
               bound=Text(zh="100%", en="100%"),
               verdict="info" if math.isnan(found.with_reason) else judged(
                   found.with_reason == 1.0, "red")),
    )  # fmt: skip


def _table(case: Case, explained: Explained) -> Table:
    mean = FACTOR * np.abs(explained.contributions).mean(axis=0)
    order = np.argsort(-mean, kind="stable")[:_SHOWN]
    names = [case.subject.names[place] for place in order]
    return Table(
        title=Text(zh="贡献最大的特征", en="Features that contribute most"),
        columns=(
            Column(name="feature", label=Text(zh="特征", en="Feature"), form="text"),
            Column(name="question", label=Text(zh="问题", en="Question"), form="text"),
            Column(name="points", label=Text(zh="平均绝对贡献(分)", en="Mean |points|"),
                   form="points"),
        ),
        rows=tuple(
            (feature_text(name), question_text(name), float(mean[place]))
            for name, place in zip(names, order.tolist(), strict=True)
        ),
    )  # fmt: skip


def _section(
    verdict: Verdict,
    finding: Text,
    figures: tuple[Figure, ...],
    tables: tuple[Table, ...],
) -> Section:
    return Section(
        key="explanation", title=_TITLE, purpose=_PURPOSE,
        method=_METHOD.filled(noise=NOISE, top=TOP_REASONS), verdict=verdict, finding=finding,
        limits=_LIMITS, figures=figures, tables=tables,
    )  # fmt: skip
