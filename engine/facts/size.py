"""Is the firm micro, small, medium or large (划型标准, 工信部联企业〔2011〕300号)?"""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.facts.definition import NAN, fact
from engine.text import Text

SIZE_CODES = {"micro": 1.0, "small": 2.0, "medium": 3.0, "large": 4.0}
WAN = 10_000.0

FACTS = (
    fact("size_class", "code", "企业规模(划型)", "Size class", "statements", SIZE_CODES),
    fact("is_scitech", "flag", "科技型企业", "A science-and-tech firm", "registration"),
)


@dataclass(frozen=True)
class Bounds:
    """Lower bounds of one class: persons, revenue and total assets in yuan; 0 where none is set."""

    persons: float
    revenue: float = 0
    assets: float = 0

    def meets(self, headcount: float, revenue: float, total_assets: float) -> bool | None:
        """Whether all bounds are reached; False as soon as one surely is not, None if unknown."""
        pairs = ((self.persons, headcount), (self.revenue, revenue), (self.assets, total_assets))
        asked = [(value, bound) for bound, value in pairs if bound > 0]
        if any(value < bound for value, bound in asked):
            return False
        return None if any(value != value for value, _ in asked) else True


@dataclass(frozen=True)
class Sector:
    """One line of the standard: divisions of GB/T 4754-2017 and bounds for large, medium, small."""

    key: str
    label: Text
    divisions: frozenset[int]
    bounds: tuple[Bounds, Bounds, Bounds]
    is_recalled: bool = False


def _sector(
    key: str, zh: str, en: str, divisions: Iterable[int], *bounds: tuple[float, float, float]
) -> Sector:
    large, medium, small = (Bounds(p, revenue * WAN, assets * WAN) for p, revenue, assets in bounds)
    label = Text(zh=zh, en=en)
    return Sector(key, label, frozenset(divisions), (large, medium, small), key in _RECALLED)


# Lines the handbook does not quote, from memory of the text; to be checked before any claim.
_RECALLED = frozenset(
    {"agriculture", "construction", "transport", "storage", "post", "hospitality", "other",
     "business_services"}
)  # fmt: skip
# persons, revenue and total assets in 万元; 0 where the standard sets none
SECTORS: tuple[Sector, ...] = (
    _sector("agriculture", "农、林、牧、渔业", "Agriculture, forestry, fishing", range(1, 6),
            (0, 20_000, 0), (0, 500, 0), (0, 50, 0)),
    _sector("industry", "工业", "Mining, manufacturing, utilities", range(6, 47),
            (1_000, 40_000, 0), (300, 2_000, 0), (20, 300, 0)),
    _sector("construction", "建筑业", "Construction", range(47, 51),
            (0, 80_000, 80_000), (0, 6_000, 5_000), (0, 300, 300)),
    _sector("wholesale", "批发业", "Wholesale", [51],
            (200, 40_000, 0), (20, 5_000, 0), (5, 1_000, 0)),
    _sector("retail", "零售业", "Retail", [52],
            (300, 20_000, 0), (50, 500, 0), (10, 100, 0)),
    _sector("transport", "交通运输业(不含铁路)", "Transport but railways", range(54, 59),
            (1_000, 30_000, 0), (300, 3_000, 0), (20, 200, 0)),
    _sector("storage", "仓储业", "Storage", [59],
            (200, 30_000, 0), (100, 1_000, 0), (20, 100, 0)),
    _sector("post", "邮政业", "Post", [60],
            (1_000, 30_000, 0), (300, 2_000, 0), (20, 100, 0)),
    _sector("hospitality", "住宿业和餐饮业", "Hotels and catering", [61, 62],
            (300, 10_000, 0), (100, 2_000, 0), (10, 100, 0)),
    _sector("transmission", "信息传输业", "Telecommunication and internet", [63, 64],
            (2_000, 100_000, 0), (100, 1_000, 0), (10, 100, 0)),
    _sector("software", "软件和信息技术服务业", "Software and IT services", [65],
            (300, 10_000, 0), (100, 1_000, 0), (10, 50, 0)),
    _sector("business_services", "租赁和商务服务业", "Leasing and business services", [71, 72],
            (300, 0, 120_000), (100, 0, 8_000), (10, 0, 100)),
    _sector("other", "其他未列明行业", "Others, incl. research", range(73, 91),
            (300, 0, 0), (100, 0, 0), (10, 0, 0)),
)  # fmt: skip


def sector_of(industry_division: float) -> Sector | None:
    """The standard's line for a division.

    None where the division is unknown, or where the standard has no line (railways, finance) or
    needs a finer code (real estate).
    """
    if industry_division != industry_division:
        return None
    division = int(industry_division)
    return next((sector for sector in SECTORS if division in sector.divisions), None)


def size_class(
    industry_division: float, headcount: float, revenue: float, total_assets: float = NAN
) -> float:
    """The class code: a class needs all of its lower bounds, otherwise one class down.

    NaN where the sector is unknown, or where an unknown fact could change the class.
    Source: 工信部联企业〔2011〕300号, as read in two copies.

    >>> size_class(65.0, 8.0, NAN)
    1.0
    """
    sector = sector_of(industry_division)
    if sector is None:
        return NAN
    for name, bounds in zip(("large", "medium", "small"), sector.bounds, strict=True):
        reached = bounds.meets(headcount, revenue, total_assets)
        if reached is None:
            return NAN
        if reached:
            return SIZE_CODES[name]
    return SIZE_CODES["micro"]
