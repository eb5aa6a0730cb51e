"""Where in a file does each dated value stand?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from engine.catalogue.files import PeriodFile, WindowFile
from engine.catalogue.series import Entry

Series = dict[date, Entry[Any]]


@dataclass(frozen=True)
class Placed:
    """One value with its source, and the dotted key under which it stands."""

    key: str
    value: "Entry[Any] | PeriodFile | WindowFile"


def is_series(part: object) -> bool:
    """Whether `part` is a date-keyed series."""
    return isinstance(part, dict) and all(isinstance(key, date) for key in part)


def series_in(part: object, key: str = "") -> Iterator[tuple[str, Series]]:
    """Every date-keyed series inside `part`, with its dotted key."""
    if isinstance(part, dict) and part and is_series(part):
        yield key, part
        return
    for name, child in _children(part):
        yield from series_in(child, f"{key}.{name}" if key else name)


def stated_values(part: object, key: str = "") -> Iterator[Placed]:
    """Every value that must name a source, with its dotted key."""
    for path, series in series_in(part, key):
        for day, entry in series.items():
            yield Placed(f"{path}.{day}", entry)
    yield from _periods(part, key)


def _periods(part: object, key: str) -> Iterator[Placed]:
    if isinstance(part, PeriodFile | WindowFile):
        yield Placed(key, part)
        return
    for name, child in _children(part):
        yield from _periods(child, f"{key}.{name}" if key else name)


def _children(part: object) -> Iterator[tuple[str, object]]:
    if isinstance(part, BaseModel):
        yield from ((name, child) for name, child in part)
    elif isinstance(part, list):
        yield from ((str(place), child) for place, child in enumerate(part))
