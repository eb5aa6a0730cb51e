"""Are districts, sizes, ownerships and ages of firms treated alike where they are alike?"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine.scoring import GRADES
from engine.text import Text
from models.proportions import jeffreys_interval
from models.validation.bounds import (
    FEWEST_DEFAULTS,
    FEWEST_FIRMS,
    LEAST_APPROVAL_RATIO,
    MOST_CALIBRATION_GAP,
    at_least,
    at_most,
)
from models.validation.case import Case
from models.validation.leakage import Leak, leaks_of
from models.validation.measures import auc
from models.validation.section import Column, Figure, Section, Table, Value, Verdict
from models.validation.words import feature_text, ordered, segment_label, segment_text

_PURPOSE = Text(
    zh="地区、规模、所有制和成立年限不应造成风险之外的差别;模型从不使用性别、民族、年龄或籍贯。",
    en="District, size, ownership and firm age must not matter beyond risk; gender, ethnicity, age "
    "or origin of persons are never used.",
)
_METHOD = Text(
    zh="批准:等级不差于{grade}(违约概率低于{upper:.1%})。各组批准率除以同一分群中批准率最高的组,"
    "不低于0.8†(美国EEOC统一准则29 CFR 1607.4(D)的五分之四规则);|平均预测−实际违约率|不高于0.03†;"
    "各组AUC。少于{firms}行或{defaults}个违约的组只列出,不判断。",
    en="Approved: grade {grade} or better (PD below {upper:.1%}). Approval rate of each group over "
    "that of the group approved most often, at least 0.8† (the four-fifths rule of the US EEOC "
    "guidelines, 29 CFR 1607.4(D)); |mean PD - default rate| at most 0.03†; AUC by group. Groups "
    "of under {firms} rows or {defaults} defaults are listed, not judged.",
)
_LIMITS = Text(
    zh="批准率差异可以有风险上的理由(如年轻企业违约确实更多);那时须书面说明,并看校准差。"
    "代理变量只逐个列出,不看组合。",
    en="Approval rates may differ for reasons of risk (young firms do default more often); then "
    "say so in writing and look at the calibration gap. Proxies are listed one by one, not in "
    "combination.",
)


class Group(NamedTuple):
    """One group of a segment; `ratio`, `gap` and `auc` are None where it is too small to judge."""

    segment: str
    label: str
    firms: int
    defaults: int
    approved: float
    ratio: float | None
    gap: float | None
    beyond_chance: bool
    auc: float | None


def fairness(case: Case) -> Section:
    """Approval ratio, calibration gap and AUC of each group."""
    groups = tuple(groups_of(case))
    judged = [each for each in groups if each.ratio is not None and each.gap is not None]
    lowest = min((each.ratio for each in judged if each.ratio is not None), default=None)
    widest = max((abs(each.gap) for each in judged if each.gap is not None), default=None)
    skewed = [each for each in judged if (each.ratio or 0.0) < LEAST_APPROVAL_RATIO]
    off = [each for each in judged if _is_off(each)]
    verdict: Verdict = "red" if off else "amber" if skewed else "green" if judged else "info"
    return Section(
        key="fairness",
        title=Text(zh="公平性", en="Fairness"),
        purpose=_PURPOSE,
        method=_METHOD.filled(
            grade=case.options.cut_grade, upper=dict(GRADES)[case.options.cut_grade],
            firms=FEWEST_FIRMS, defaults=FEWEST_DEFAULTS,
        ),
        verdict=verdict,
        finding=_finding(judged, skewed, off),
        limits=_LIMITS,
        figures=_figures(case, lowest, widest),
        tables=(*((_table(groups),) if groups else ()), *_proxies(case, [*off, *skewed])),
    )  # fmt: skip


def groups_of(case: Case) -> Iterator[Group]:
    """Every group of every segment; ratios are to the most approved group large enough."""
    approved = case.pd < dict(GRADES)[case.options.cut_grade]
    for segment, labels in case.data.segments.items():
        names = ordered(labels)
        large = [name for name in names if _is_large(case, labels == name)]
        best = max((float(approved[labels == name].mean()) for name in large), default=0.0)
        for name in names:
            own = labels == name
            yield _group(case, segment, name, own, approved, best if name in large else None)


def _is_large(case: Case, own: np.ndarray) -> bool:
    defaults = int(case.data.target[own].sum())
    enough = min(defaults, int(own.sum()) - defaults) >= FEWEST_DEFAULTS
    return int(own.sum()) >= FEWEST_FIRMS and enough


def _group(
    case: Case, segment: str, label: str, own: np.ndarray, approved: np.ndarray, best: float | None
) -> Group:
    firms, defaults = int(own.sum()), int(case.data.target[own].sum())
    rate = float(approved[own].mean())
    if best is None:
        return Group(segment, label, firms, defaults, rate, None, None, False, None)
    mean = float(case.pd[own].mean())
    low, high = jeffreys_interval(defaults, firms, 0.95)
    ratio = rate / best if best > 0.0 else 1.0
    found = auc(case.margin[own], case.data.target[own])
    gap = mean - defaults / firms
    return Group(segment, label, firms, defaults, rate, ratio, gap, not low <= mean <= high, found)


def _is_off(group: Group) -> bool:
    return group.gap is not None and abs(group.gap) > MOST_CALIBRATION_GAP and group.beyond_chance


def _finding(judged: list[Group], skewed: list[Group], off: list[Group]) -> Text:
    if not judged:
        return Text(zh="没有足够大的分群:未测量。", en="No group is large enough: not measured.")
    if not skewed and not off:
        return Text(
            zh=f"{len(judged)}个组均在界限之内。", en=f"All {len(judged)} groups are within bounds."
        )
    zh = "、".join(_named(each).zh for each in (*off, *skewed))
    en = ", ".join(_named(each).en for each in (*off, *skewed))
    return Text(
        zh=f"须书面说明的组:{zh}({len(off)}个校准差超限,{len(skewed)}个批准率低于0.8)。",
        en=f"To be explained in writing: {en} ({len(off)} beyond the calibration gap, "
        f"{len(skewed)} below 0.8 in approvals).",
    )


def _named(group: Group) -> Text:
    segment, label = segment_text(group.segment), segment_label(group.label)
    return Text(zh=f"{segment.zh} {label.zh}", en=f"{segment.en} {label.en}")


def _figures(case: Case, lowest: float | None, widest: float | None) -> tuple[Figure, ...]:
    approved = float((case.pd < dict(GRADES)[case.options.cut_grade]).mean())

    def judged(holds: bool, value: float | None, otherwise: Verdict) -> Verdict:
        return "info" if value is None else "green" if holds else otherwise

    return (
        Figure(name="approved", label=Text(zh="总体批准率", en="Approved, all firms"),
               value=approved, form="share"),
        Figure(name="lowest_approval_ratio", value=lowest,
               label=Text(zh="最低批准率之比", en="Lowest ratio of approvals"),
               bound=at_least(LEAST_APPROVAL_RATIO),
               verdict=judged((lowest or 0.0) >= LEAST_APPROVAL_RATIO, lowest, "amber")),
        Figure(name="widest_calibration_gap", value=widest, form="tiny",
               label=Text(zh="最大校准差", en="Widest calibration gap"),
               bound=at_most(MOST_CALIBRATION_GAP),
               verdict=judged((widest or 0.0) <= MOST_CALIBRATION_GAP, widest, "amber")),
    )  # fmt: skip


def _proxies(case: Case, named: list[Group]) -> Iterator[Table]:
    """The features that tell each named group from the others best: what stands in for it."""
    rows = []
    for group in dict.fromkeys(named):
        own = (case.data.segments[group.segment] == group.label).astype(np.int64)
        for leak in sorted(leaks_of(case.values, case.subject.names, own), key=_less_telling)[:3]:
            rows.append((_named(group), feature_text(leak.name), leak.auc))
    if rows:
        yield Table(
            title=Text(zh="可能的代理变量", en="Possible proxies of the groups named"),
            columns=(
                Column(name="group", label=Text(zh="组", en="Group"), form="text"),
                Column(name="feature", label=Text(zh="特征", en="Feature"), form="text"),
                Column(name="auc", label=Text(zh="单独识别该组的AUC", en="AUC for the group")),
            ),
            rows=tuple(rows),
        )


def _less_telling(leak: Leak) -> float:
    return -leak.auc


def _table(groups: tuple[Group, ...]) -> Table:
    return Table(
        title=Text(zh="各组", en="By group"),
        columns=(
            Column(name="segment", label=Text(zh="分群", en="By"), form="text"),
            Column(name="label", label=Text(zh="组", en="Group"), form="text"),
            Column(name="firms", label=Text(zh="行数", en="Rows"), form="count"),
            Column(name="defaults", label=Text(zh="违约", en="Defaults"), form="count"),
            Column(name="approved", label=Text(zh="批准率", en="Approved"), form="share"),
            Column(name="ratio", label=Text(zh="批准率之比", en="Ratio")),
            Column(name="gap", label=Text(zh="校准差", en="Gap"), form="tiny"),
            Column(name="auc", label=Text(zh="AUC", en="AUC")),
        ),
        rows=tuple(_row(each) for each in groups),
        note=Text(zh="空格:样本太少,不判断。", en="Empty: too few to judge."),
    )


def _row(group: Group) -> tuple[Value, ...]:
    return (
        segment_text(group.segment), segment_label(group.label), group.firms, group.defaults,
        group.approved, group.ratio, group.gap, group.auc,
    )  # fmt: skip
