"""Which size class is the firm in (划型), bound by bound?"""

import math
from collections.abc import Mapping
from typing import Literal

from engine.facts import FACT_BY_NAME
from engine.facts.definition import NAN
from engine.facts.labels import label_text
from engine.facts.quantity import quantity
from engine.facts.size import SIZE_CODES, Bounds, Sector, sector_of, size_class
from engine.qualifications import sources
from engine.qualifications.result import Frozen, Result, RuleSource
from engine.qualifications.words import fill, joined, labels_of
from engine.text import Text

SizeName = Literal["micro", "small", "medium", "large"]
STANDARD_VERSION = "2011-300"
_CLASSES: tuple[SizeName, ...] = ("large", "medium", "small")
_FACTS = ("industry_division", "headcount", "revenue", "total_assets")
_KNOWN = Text(
    zh="按{sector}标准为{name}企业({because})", en="By the bounds for {sector}: {name} ({because})"
)
_MICRO = Text(zh="未达到小型企业的全部下限", en="not all lower bounds of a small firm are reached")
_NO_SECTOR = Text(
    zh="行业未知,或划型标准未列该行业,规模不能判断",
    en="The trade is not known, or the standard has no line for it: no size class",
)
_LACKING = Text(zh="规模尚不能判断:缺少{0}", en="Size class not decided: not known are {0}")


class SizeBound(Frozen):
    """One lower bound of one class; `distance` is value less threshold, None if not known."""

    size_class: SizeName
    fact: str
    label: Text
    value: float | None
    threshold: float
    distance: float | None
    verdict: Result


class SizeTest(Frozen):
    """The size class with all bounds of its sector; None where a missing fact could change it."""

    size_class: SizeName | None
    sector: Text | None
    bounds: tuple[SizeBound, ...]
    missing: tuple[str, ...]
    source: RuleSource
    standard_version: str
    sentence: Text


def size_test(facts: Mapping[str, float]) -> SizeTest:
    """The class of the firm by its facts, the same as the fact `size_class`.

    Source: 工信部联企业〔2011〕300号; a revision of 2021 was a draft only.
    """
    values = [facts.get(name, NAN) for name in _FACTS]
    sector = sector_of(values[0])
    code = size_class(*values)
    name = next((label for label in _named() if SIZE_CODES[label] == code), None)
    bounds = _bounds(sector, facts) if sector else ()
    missing = _missing(sector, bounds) if name is None else ()
    return SizeTest(
        size_class=name,
        sector=sector.label if sector else None,
        bounds=bounds,
        missing=missing,
        source=sources.SIZE_RECALLED if sector and sector.is_recalled else sources.SIZE,
        standard_version=STANDARD_VERSION,
        sentence=_sentence(sector, name, bounds, missing),
    )


def _named() -> tuple[SizeName, ...]:
    return (*_CLASSES, "micro")


def _bounds(sector: Sector, facts: Mapping[str, float]) -> tuple[SizeBound, ...]:
    return tuple(
        bound
        for name, bounds in zip(_CLASSES, sector.bounds, strict=True)
        for bound in _of_class(name, bounds, facts)
    )


def _of_class(
    name: SizeName, bounds: Bounds, facts: Mapping[str, float]
) -> tuple[SizeBound, ...]:  # fmt: skip
    asked = (("headcount", bounds.persons), ("revenue", bounds.revenue),
             ("total_assets", bounds.assets))  # fmt: skip
    return tuple(
        _bound(name, fact, threshold, facts.get(fact, NAN))
        for fact, threshold in asked
        if threshold > 0
    )


def _bound(name: SizeName, fact: str, threshold: float, value: float) -> SizeBound:
    known = not math.isnan(value)
    verdict: Result = "unknown"
    if known:
        verdict = "met" if value >= threshold else "not_met"
    return SizeBound(
        size_class=name,
        fact=fact,
        label=FACT_BY_NAME[fact].label,
        value=value if known else None,
        threshold=threshold,
        distance=value - threshold if known else None,
        verdict=verdict,
    )


def _missing(sector: Sector | None, bounds: tuple[SizeBound, ...]) -> tuple[str, ...]:
    if sector is None:
        return ("industry_division",)
    return tuple(dict.fromkeys(each.fact for each in bounds if each.value is None))


def _sentence(
    sector: Sector | None, name: SizeName | None, bounds: tuple[SizeBound, ...],
    missing: tuple[str, ...],
) -> Text:  # fmt: skip
    if sector is None:
        return _NO_SECTOR
    if name is None:
        return fill(_LACKING, labels_of(missing)).text
    reached = [_told(bound) for bound in bounds if bound.size_class == name]
    because = joined(reached) if reached else _MICRO
    return fill(_KNOWN, sector=sector.label, name=label_text(name), because=because).text


def _told(bound: SizeBound) -> Text:
    unit = FACT_BY_NAME[bound.fact].unit
    value, least = quantity(bound.value or 0, unit), quantity(bound.threshold, unit)
    return Text(
        zh=f"{bound.label.zh} {value.zh}≥{least.zh}",
        en=f"{bound.label.en} {value.en}, at least {least.en}",
    )
