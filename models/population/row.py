"""How is one firm read from the columns of a block?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from models.population.accounts import ITEMS
from models.population.segments import Columns

_PARTS = Decimal(10_000)


class Row(dict[str, Any]):
    """One firm's drawn numbers as plain Python values, by column."""

    def observed(self, on: date) -> date:
        """The day on which its sections were fetched, at most three weeks before `on`."""
        return on - timedelta(days=self["observed_before"])

    def age_days(self, on: date) -> int:
        """Days since it was founded."""
        return on.toordinal() - int(self["founded"])

    def day(self, before: int, on: date) -> date:
        """The day `before` days before `on`, but never before the firm was founded."""
        return date.fromordinal(max(on.toordinal() - before, int(self["founded"])))


def rows_of(columns: Columns, count: int) -> Iterator[Row]:
    """The first `count` firms of `columns`."""
    names = [name for name in columns if name not in ITEMS]
    for values in zip(*(columns[name][:count].tolist() for name in names), strict=True):
        yield Row(zip(names, values, strict=True))


def yuan(value: int) -> Decimal | None:
    """Whole yuan; None for the -1 that stands for unknown."""
    return Decimal(value) if value >= 0 else None


def share(parts: int) -> Decimal:
    """Ten-thousandths as a share."""
    return Decimal(parts) / _PARTS
