"""Which public support did the firm already receive, and what does that leave of each cap?"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from engine.money import NonNegativeYuan

_ZERO = Decimal(0)
ProductId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]


class Support(BaseModel):
    """Money that one product paid to the firm (or its affiliates) on one day, in yuan."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    product: Annotated[ProductId, Field(title="产品编号 / Product id")]
    received_on: Annotated[date, Field(title="到账日期 / Received on")]
    amount: Annotated[NonNegativeYuan, Field(title="金额(元) / Amount (yuan)")]


class Ledger(BaseModel):
    """All support received as far as it is known; empty where nothing is known of any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    received: Annotated[tuple[Support, ...], Field(max_length=1_000)] = ()

    def ever(self, product: str, on: date) -> Decimal:
        """What `product` paid up to `on`."""
        return _sum(each for each in self.received if _counts(each, product, on))

    def in_year(self, product: str, on: date) -> Decimal:
        """What `product` paid in the calendar year of `on`, up to that day.

        >>> paid = Support(product="x", received_on=date(2026, 3, 1), amount=Decimal(5))
        >>> Ledger(received=(paid,)).in_year("x", date(2026, 6, 30))
        Decimal('5')
        """
        mine = (each for each in self.received if _counts(each, product, on))
        return _sum(each for each in mine if each.received_on.year == on.year)

    def knows(self, product: str, on: date) -> bool:
        """Whether `product` paid anything up to `on`."""
        return any(_counts(each, product, on) for each in self.received)


def _counts(support: Support, product: str, on: date) -> bool:
    return support.product == product and support.received_on <= on


def _sum(supports: Iterable[Support]) -> Decimal:
    return sum((each.amount for each in supports), _ZERO)


NOTHING_RECEIVED = Ledger()
