"""Is the firm micro, small, medium or large (划型标准, 工信部联企业〔2011〕300号)?"""

from dataclasses import dataclass

from engine.facts.definition import NAN, fact

SIZE_CODES = {"micro": 1.0, "small": 2.0, "medium": 3.0, "large": 4.0}
WAN = 10_000.0
_INDUSTRY = range(6, 47)
_SOFTWARE = frozenset({65})
_TRANSMISSION = frozenset({63, 64})

FACTS = (
    fact("size_class", "code", "企业规模(划型)", "Size class", "statements", SIZE_CODES),
    fact("is_scitech", "flag", "科技型企业", "A science-and-tech firm", "registration"),
)


@dataclass(frozen=True)
class Bounds:
    """Lower bounds of one class: persons and revenue in yuan (0 where the standard has none)."""

    persons: float
    revenue: float


_INDUSTRY_BOUNDS = (
    Bounds(1000, 40000 * WAN), Bounds(300, 2000 * WAN), Bounds(20, 300 * WAN),
)  # fmt: skip
_SOFTWARE_BOUNDS = Bounds(300, 10000 * WAN), Bounds(100, 1000 * WAN), Bounds(10, 50 * WAN)
_TRANSMISSION_BOUNDS = Bounds(2000, 100000 * WAN), Bounds(100, 1000 * WAN), Bounds(10, 100 * WAN)
_OTHER_BOUNDS = Bounds(300, 0), Bounds(100, 0), Bounds(10, 0)


def size_class(industry_division: float, headcount: float, revenue: float) -> float:
    """The class code: a class needs all of its lower bounds, otherwise one class down.

    NaN where trade, headcount or (where the standard uses it) revenue is unknown.
    Source: 工信部联企业〔2011〕300号, as read in two copies.
    """
    if industry_division != industry_division or headcount != headcount:
        return NAN
    for code, bounds in zip((4.0, 3.0, 2.0), _bounds(int(industry_division)), strict=True):
        if bounds.revenue > 0 and revenue != revenue:
            return NAN
        if headcount >= bounds.persons and revenue_reaches(revenue, bounds):
            return code
    return SIZE_CODES["micro"]


def revenue_reaches(revenue: float, bounds: Bounds) -> bool:
    """Whether the revenue bound, if there is one, is reached."""
    return bounds.revenue == 0 or revenue >= bounds.revenue


def _bounds(division: int) -> tuple[Bounds, Bounds, Bounds]:
    if division in _SOFTWARE:
        return _SOFTWARE_BOUNDS
    if division in _TRANSMISSION:
        return _TRANSMISSION_BOUNDS
    return _INDUSTRY_BOUNDS if division in _INDUSTRY else _OTHER_BOUNDS
