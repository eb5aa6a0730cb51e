"""What did providers answer: offers, term sheets, refusals?"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Accepted:
    """An offer or a term sheet: `amount` yuan of a product, at `rate_annual` where it says one.

    For a guarantee the amount guaranteed, for a subsidy what comes back; `on` is the loan that it
    hangs on.
    """

    product: str
    amount: Decimal
    rate_annual: Decimal | None = None
    on: str | None = None

    @property
    def line(self) -> str:
        """The id of the line in a plan."""
        return self.product if self.on is None else f"{self.product}@{self.on}"


@dataclass(frozen=True)
class Agreed:
    """Answers so far: lines that are fixed, products that were refused."""

    accepted: tuple[Accepted, ...] = ()
    refused: frozenset[str] = frozenset()

    @property
    def products(self) -> frozenset[str]:
        """The products that a provider said yes to."""
        return frozenset(each.product for each in self.accepted)


NO_ANSWERS = Agreed()
