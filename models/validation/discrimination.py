"""Does the model rank firms that default above those that do not: overall, by segment, later?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.text import Text
from models.charts.canvas import Row
from models.validation.bootstrap import Separation, separation
from models.validation.bounds import (
    FEWEST_DEFAULTS,
    FEWEST_FIRMS,
    LEAST_AUC,
    MOST_AUC_LOST,
    at_least,
    at_most,
)
from models.validation.case import Case
from models.validation.data import UNKNOWN
from models.validation.measures import auc
from models.validation.section import (
    Column,
    Figure,
    Picture,
    Section,
    Table,
    Verdict,
    number,
    worst,
)
from models.validation.spread import pictures_of
from models.validation.words import WHOLE, in_one, ordered, segment_label, segment_text

_MOST_PERIODS = 8
_TITLE = Text(zh="区分能力", en="Discrimination")
_PURPOSE = Text(
    zh="模型能否把后来违约的企业排在更高风险的位置,且在每个分群和更晚的时间上同样成立。",
    en="Whether firms that later defaulted were ranked riskier, in every segment and at later "
    "times too.",
)
_METHOD = Text(
    zh="AUC(同分各计一半)、基尼系数、KS;95%区间由按企业整体重抽{draws}次的自助法得到。"
    "每群至少{firms}家企业、{defaults}家违约才计算。",
    en="AUC (a tie counts one half), Gini and KS; 95 % intervals from {draws} bootstrap draws of "
    "whole firms. A segment needs {firms} firms and {defaults} defaults.",
)
_LIMITS = Text(
    zh="区分能力受总体限制:即使真实违约概率已知,AUC也有上限。小分群区间很宽,不能据此排序。",
    en="Separation is limited by the population: even the true PD has an AUC below 1. Intervals "
    "of small segments are wide and do not rank them.",
)
_GOOD_NEWS = Text(
    zh="AUC {auc:.3f},95%区间下限{low:.3f}达到要求。",
    en="AUC {auc:.3f}; the lower 95 % bound {low:.3f} meets the bound.",
)
_UNSURE = Text(
    zh="AUC {auc:.3f},95%区间{low:.3f}至{high:.3f}跨过下限{least:.2f}:"
    "样本不足以确认,或区分能力偏弱。",
    en="AUC {auc:.3f}; the 95 % interval {low:.3f} to {high:.3f} spans {least:.2f}: too few "
    "defaults to be sure, or weak separation.",
)
_BAD_NEWS = Text(
    zh="AUC {auc:.3f},95%区间上限{high:.3f}低于{least:.2f}:区分能力不足。",
    en="AUC {auc:.3f}; even the upper 95 % bound {high:.3f} is below {least:.2f}: separation is "
    "insufficient.",
)


@dataclass(frozen=True)
class _Part:
    """A set of firms with its separation, None where they are too few."""

    kind: Text
    label: Text
    firms: int
    defaults: int
    found: Separation | None


def discrimination(case: Case) -> Section:
    """AUC, Gini and KS with intervals, by segment and by period."""
    whole = _part(case, np.ones(len(case.pd), np.bool_), WHOLE, WHOLE)
    parts = [whole, *_segments(case), *(periods := _periods(case))]
    judged = next((each for each in reversed(periods) if each.found), whole)
    verdict, finding = _judged(judged.found)
    figures = [*_figures(whole, judged if judged is not whole else None), *_lost(case)]
    return Section(
        key="discrimination",
        title=_TITLE,
        purpose=_PURPOSE,
        method=_METHOD.filled(
            draws=case.options.draws, firms=FEWEST_FIRMS, defaults=FEWEST_DEFAULTS
        ),
        verdict=worst([verdict, *(each.verdict for each in figures if each.name == "auc_lost")]),
        finding=finding,
        limits=_LIMITS,
        figures=tuple(figures),
        tables=(_table(parts),),
        pictures=_pictures(case, parts),
    )


def _part(case: Case, chosen: np.ndarray, kind: Text, label: Text) -> _Part:
    target = case.data.target[chosen]
    firms, defaults = len(target), int(target.sum())
    whole = kind is WHOLE
    enough = firms >= FEWEST_FIRMS and min(defaults, firms - defaults) >= FEWEST_DEFAULTS
    if not (enough or whole):
        return _Part(kind, label, firms, defaults, None)
    draws, seed = case.options.draws, int(case.rng(in_one(kind) + in_one(label)).integers(2**31))
    found = separation(case.margin[chosen], target, case.data.groups[chosen], draws, seed)
    return _Part(kind, label, firms, defaults, found)


def _segments(case: Case) -> Iterator[_Part]:
    for name, labels in case.data.segments.items():
        for label in ordered(labels):
            yield _part(case, labels == label, segment_text(name), segment_label(label))


def _periods(case: Case) -> list[_Part]:
    """Years where there are few, otherwise equal parts in the order of time."""
    days = case.data.dates
    if days is None:
        return []
    years = days.astype("datetime64[Y]").astype(str)
    names = np.unique(years)
    if 1 < len(names) <= _MOST_PERIODS:
        chosen = [(name, years == name) for name in names.tolist()]
    else:
        cuts = np.array_split(np.argsort(days, kind="stable"), 4)
        chosen = [(_span(days[rows]), np.isin(np.arange(len(days)), rows)) for rows in cuts]
    kind = Text(zh="时期", en="Period")
    return [_part(case, rows, kind, Text(zh=name, en=name)) for name, rows in chosen]


def _span(days: np.ndarray) -> str:
    return f"{days.min()}..{days.max()}"


def _judged(found: Separation | None) -> tuple[Verdict, Text]:
    if found is None:
        return "info", Text(zh="样本太少。", en="Too few firms.")
    value, low, high = found.auc
    words = {"auc": value, "low": low, "high": high, "least": LEAST_AUC}
    if low >= LEAST_AUC:
        return "green", _GOOD_NEWS.filled(**words)
    if high < LEAST_AUC:
        return "red", _BAD_NEWS.filled(**words)
    return "amber", _UNSURE.filled(**words)


def _figures(whole: _Part, later: _Part | None) -> list[Figure]:
    found = []
    for name, part, label in (
        ("", whole, Text(zh="", en="")),
        ("_out_of_time", later, Text(zh="(最后时期)", en=" (last period)")),
    ):
        if part is None or part.found is None:
            continue
        (value, low, high), ks = part.found
        verdict, _ = _judged(part.found)
        found += [
            Figure(name=f"auc{name}", label=_with("AUC", label), value=value, low=low, high=high,
                   bound=at_least(LEAST_AUC), verdict=verdict),
            Figure(name=f"gini{name}", label=Text(zh=f"基尼系数{label.zh}", en=f"Gini{label.en}"),
                   value=2 * value - 1, low=2 * low - 1, high=2 * high - 1),
            Figure(name=f"ks{name}", label=_with("KS", label), value=ks.value, low=ks.low,
                   high=ks.high),
        ]  # fmt: skip
    return found


def _with(word: str, label: Text) -> Text:
    return Text(zh=word + label.zh, en=word + label.en)


def _lost(case: Case) -> list[Figure]:
    """How much AUC is lost from the training rows, where their outcomes are known."""
    outcomes = case.data.reference_target
    if case.data.reference is None or outcomes is None:
        return []
    lost = auc(case.subject.margin(case.reference), outcomes) - auc(case.margin, case.data.target)
    label = Text(zh="相对训练样本的AUC下降", en="AUC lost from training rows")
    verdict: Verdict = "green" if lost <= MOST_AUC_LOST else "amber"
    return [Figure(name="auc_lost", label=label, value=lost, bound=at_most(MOST_AUC_LOST),
                   verdict=verdict)]  # fmt: skip


def _table(parts: Sequence[_Part]) -> Table:
    columns = (
        Column(name="kind", label=Text(zh="分群", en="By"), form="text"),
        Column(name="label", label=Text(zh="组", en="Group"), form="text"),
        Column(name="firms", label=Text(zh="行数", en="Rows"), form="count"),
        Column(name="defaults", label=Text(zh="违约", en="Defaults"), form="count"),
        Column(name="auc", label=Text(zh="AUC", en="AUC")),
        Column(name="low", label=Text(zh="下限", en="Low")),
        Column(name="high", label=Text(zh="上限", en="High")),
        Column(name="ks", label=Text(zh="KS", en="KS")),
    )
    return Table(
        title=Text(zh="各分群与时期", en="By segment and period"),
        columns=columns,
        rows=tuple(
            (each.kind, each.label, each.firms, each.defaults, *_numbers(each.found))
            for each in parts
        ),
        note=Text(zh="空格:样本太少,不下结论。", en="Empty: too few firms to say."),
    )


def _numbers(found: Separation | None) -> tuple[float | None, ...]:
    if found is None:
        return (None,) * 4
    return (*map(number, found.auc), number(found.ks.value))


def _pictures(case: Case, parts: Sequence[_Part]) -> tuple[Picture, ...]:
    forest = Picture(
        kind="forest",
        title=Text(zh="各分群的AUC", en="AUC by segment"),
        caption=Text(
            zh="方块为AUC,横线为95%区间;竖实线为全部企业,虚线为随机。",
            en="Squares: AUC, bars: 95 % intervals; upright line: all firms, dashed: chance.",
        ),
        rows=tuple(_forest_rows(parts)),
    )
    return (forest, *pictures_of(case.margin, case.data.target))


def _forest_rows(parts: Sequence[_Part]) -> Iterator[Row]:
    for each in parts:
        if each.found is not None and np.isfinite(each.found.auc).all():
            value, low, high = each.found.auc
            yield {"name": _named(each), "auc": value, "low": low, "high": high,
                   "whole": each.label is WHOLE}  # fmt: skip


def _named(part: _Part) -> str:
    """The label, with the name of the segment where the label alone is none."""
    if part.label != segment_label(UNKNOWN):
        return in_one(part.label)
    return f"{part.kind.zh}{part.label.zh} {part.label.en}"
