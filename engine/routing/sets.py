"""Which sets and parameters does the mixed-integer program of one firm have?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from engine.routing.offer import Choice, Offer
from engine.routing.policy import Prices

Column = tuple[str, ...]
UNITS = 10_000.0  # the whole need counts this many units, so that tolerances mean the same for all


def summed(columns: Iterable[Column], weight: float = 1.0) -> dict[Column, float]:
    """Each of the columns once, with the same weight."""
    return dict.fromkeys(columns, weight)


@dataclass(frozen=True)
class Row:
    """One constraint: `low` <= sum of coefficient x column <= `high`; `name` is for people."""

    name: str
    terms: Mapping[Column, float]
    low: float
    high: float


@dataclass(frozen=True)
class Sets:
    """Sets and parameters: who exists, who hangs on whom, money in units."""

    choice: Choice
    prices: Prices
    banned: frozenset[str] = frozenset()
    forced: frozenset[str] = frozenset()
    by_role: Mapping[str, tuple[Offer, ...]] = field(init=False)
    pairs: tuple[tuple[Offer, Offer], ...] = field(init=False)
    unit: float = field(init=False)

    def __post_init__(self) -> None:
        allowed = [each for each in self.choice.offers if each.id not in self.banned]
        roles = ("cash", "backing", "rebate", "policy", "claim")
        by_role = {role: tuple(o for o in allowed if o.role == role) for role in roles}
        hosts = by_role["cash"] + by_role["policy"]
        attached = by_role["backing"] + by_role["rebate"]
        pairs = tuple((a, host) for a in attached for host in hosts if host.id in a.attaches_to)
        need = float(sum(self.choice.uses, Decimal(0)))
        object.__setattr__(self, "by_role", by_role)
        object.__setattr__(self, "pairs", pairs)
        object.__setattr__(self, "unit", max(need, 1.0) / UNITS)

    def units(self, yuan: Decimal) -> float:
        """Yuan in the program's unit."""
        return float(yuan) / self.unit

    def most(self, offer: Offer) -> float:
        """The most cash of an offer that the uses it serves can take."""
        served = sum((self.choice.uses[use] for use in offer.uses), Decimal(0))
        return self.units(min(offer.most, served))

    def backings_of(self, host: Offer) -> Iterator[Offer]:
        """What may stand behind `host`."""
        return (a for a, h in self.pairs if h.id == host.id and a.role == "backing")

    def rebates_of(self, host: Offer) -> Iterator[Offer]:
        """What may pay back part of the cost of `host`."""
        return (a for a, h in self.pairs if h.id == host.id and a.role == "rebate")

    def present(self, offer_id: str) -> list[Column]:
        """The yes/no columns that say that the product is in the plan."""
        top = (*self.by_role["cash"], *self.by_role["policy"], *self.by_role["claim"])
        own: list[Column] = [("take", each.id) for each in top if each.id == offer_id]
        return own + [("hang", a.id, h.id) for a, h in self.pairs if a.id == offer_id]
