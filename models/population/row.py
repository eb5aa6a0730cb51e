"""How is one firm read from the columns of a block?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from models.population.segments import Columns
from models.population.trade import PARTS

_WHOLE = Decimal(PARTS)
_SHARES = tuple(Decimal(parts) / _WHOLE for parts in range(PARTS + 1))
_CONSENT = "SIM-{number:07d}"


class Row(dict[str, Any]):
    """One firm's drawn numbers as plain Python values, by column."""

    def heading(self, source: str) -> dict[str, Any]:
        """Source, day and consent of a section."""
        return {"source": source, **self["fetched"]}

    def age_days(self, on: date) -> int:
        """Days since it was founded."""
        return on.toordinal() - int(self["founded"])

    def day(self, before: int, on: date) -> date:
        """The day `before` days before `on`, but never before the firm was founded."""
        return date.fromordinal(max(on.toordinal() - before, int(self["founded"])))


def rows_of(columns: Columns, first: int, count: int, on: date) -> Iterator[Row]:
    """The first `count` firms of `columns`, numbered from `first`."""
    names = list(columns)
    columns_of_values = (columns[name][:count].tolist() for name in names)
    for place, values in enumerate(zip(*columns_of_values, strict=True)):
        row = Row(zip(names, values, strict=True))
        row["number"] = first + place
        row["fetched"] = {
            "observed_on": on - timedelta(days=row["observed_before"]),
            "authorisation": _CONSENT.format(number=first + place),
        }
        yield row


def yuan(value: int) -> Decimal | None:
    """Whole yuan; None for the -1 that stands for unknown."""
    return Decimal(value) if value >= 0 else None


def share(parts: int) -> Decimal:
    """Ten-thousandths, at most all of them, as a share."""
    return _SHARES[parts]


def rate(parts: int) -> Decimal:
    """Any number of ten-thousandths, as a rate."""
    return Decimal(parts) / _WHOLE


def shares(parts: Sequence[int]) -> tuple[Decimal, ...]:
    """All shares that are not zero."""
    return tuple(_SHARES[part] for part in parts if part > 0)
