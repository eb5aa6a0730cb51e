"""What is a fact: a flat value as known on a day?"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Literal

from engine.text import Text

Unit = Literal["yuan", "share", "ratio", "years", "months", "count", "flag", "code"]
DAYS_PER_YEAR = 365.25
MONTHS_PER_YEAR = 12
NAN = math.nan
YES, NO = 1.0, 0.0


@dataclass(frozen=True)
class Fact:
    """One flat fact: its name, unit, label, section, and the codes behind its labels if any."""

    name: str
    unit: Unit
    label: Text
    section: str
    codes: Mapping[str, float] | None = None


def fact(
    name: str, unit: Unit, zh: str, en: str, section: str, codes: Mapping[str, float] | None = None
) -> Fact:
    """A `Fact` with its label in both languages."""
    frozen = None if codes is None else MappingProxyType(dict(codes))
    return Fact(name, unit, Text(zh=zh, en=en), section, frozen)


def flag(value: bool | None) -> float:
    """1.0, 0.0, or NaN for unknown."""
    return NAN if value is None else float(value)


def count(value: int | None) -> float:
    """The number as a float, or NaN for unknown."""
    return NAN if value is None else float(value)


def total(parts: Iterable[int | None]) -> float:
    """The sum, NaN where any part is unknown.

    >>> total([2, 3]), total([2, None])
    (5.0, nan)
    """
    known = list(parts)
    return NAN if None in known else float(sum(part for part in known if part is not None))


def nan_sum(parts: Iterable[float]) -> float:
    """The sum in the order given, NaN where any part is unknown.

    >>> nan_sum([0.5, 2.0]), nan_sum([0.5, NAN])
    (2.5, nan)
    """
    result = 0.0
    for part in parts:
        result += part
    return result


def share_sum(shares: Sequence[Decimal] | None, most: int) -> float:
    """The sum of the first `most` shares, NaN where there are none."""
    return float(sum(shares[:most], Decimal(0))) if shares else NAN


@cache
def month_number(month: str) -> int:
    """Months since year 0 of a month such as 2026-06."""
    return int(month[:4]) * MONTHS_PER_YEAR + int(month[5:]) - 1


@lru_cache(maxsize=512)
def months_before(year: int, month: int, count: int) -> tuple[str, ...]:
    """The `count` whole months before a month as texts such as 2026-06, the latest first.

    >>> months_before(2026, 2, 3)
    ('2026-01', '2025-12', '2025-11')
    """
    last = year * MONTHS_PER_YEAR + month - 1
    return tuple(
        f"{n // MONTHS_PER_YEAR:04d}-{n % MONTHS_PER_YEAR + 1:02d}"
        for n in range(last - 1, last - 1 - count, -1)
    )


def month_of(day: date) -> int:
    """Months since year 0 of the month that `day` lies in."""
    return day.year * MONTHS_PER_YEAR + day.month - 1


def stated(names: Sequence[str], values: Sequence[Decimal | None]) -> dict[str, float]:
    """The amounts that are known, by name.

    >>> stated(("a", "b"), (Decimal(3), None))
    {'a': 3.0}
    """
    pairs = zip(names, values, strict=True)
    return {name: float(value) for name, value in pairs if value is not None}


def years_between(start: date, end: date) -> float:
    """Years from `start` to `end` by days, 365.25 a year."""
    return (end - start).days / DAYS_PER_YEAR


def ratio(above: float, below: float) -> float:
    """`above / below`; NaN where `below` is not positive or anything is unknown."""
    return above / below if below > 0 else NAN
