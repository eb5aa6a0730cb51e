"""What may be chosen, in the neutral form that the optimiser reads?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from engine.catalogue import Channel
from engine.text import Text

# cash pays for uses; backing stands behind a cash line (guarantee, bond, warrant); rebate pays back
# part of what a line costs; policy insures a fixed sum; claim is a fixed sum that comes later.
Role = Literal["cash", "backing", "rebate", "policy", "claim"]
HostBase = Literal["amount", "cost"]
ZERO = Decimal(0)


@dataclass(frozen=True)
class Offer:
    """One product as this firm may have it, in yuan and yearly shares.

    Attributes:
        least, most, step: bounds of the amount; for a rebate `most` is the cap of the firm, for a
            policy and a claim `most` is the amount itself.
        cost: of one yuan in the first year (interest, price of equity, fee, premium).
        cost_least: floor of `cost` once others carry risk; `relief` lowers `cost_bare`, what it
            would be without the product's bounds (None: the same), per unit covered.
        cost_floor: what must remain of `cost` after all rebates (R8).
        worth: present value of one yuan of its cost or gain.
        uses: the uses it may pay for and reaches in time, as places in the need.
        attaches_to: cash lines (or policies) it may hang on, empty for a line of its own.
        requires: of each set at least one must be taken too (hanging on this one if it hangs).
        share, share_of: what it guarantees, or pays back, of the host's amount or cost.
        owed: mean share of the amount owed over the first year; what a rebate on amount counts.
        most_each: cap per host; `hosts_most` caps the number of hosts.
        group, group_scope: at most one of the group per loan; per firm where any member says so.
        collateral: what it pledges; one pledge per firm.
        balance, room: all backing of this `balance` stays within `room` where this one is used.
        weights: how much of each ceiling one yuan of amount takes up.
        burden: what one yuan of it is priced at beside money paid: time, risk, shared budgets.
        base_fact: the cost that a claim pays a share of; public money on one cost is capped (R10).
    """

    id: str
    channel: Channel
    role: Role
    is_sure: bool
    most: Decimal
    least: Decimal = ZERO
    step: Decimal = Decimal(1)
    cost: Decimal = ZERO
    cost_least: Decimal = ZERO
    cost_bare: Decimal | None = None
    cost_floor: Decimal = ZERO
    relief: Decimal = ZERO
    worth: Decimal = Decimal(1)
    owed: Decimal = Decimal(1)
    uses: frozenset[int] = frozenset()
    attaches_to: frozenset[str] = frozenset()
    requires: tuple[frozenset[str], ...] = ()
    excludes: frozenset[str] = frozenset()
    share: Decimal = Decimal(1)
    share_of: HostBase = "amount"
    most_each: Decimal | None = None
    hosts_most: int | None = None
    group: str | None = None
    group_scope: Literal["loan", "firm"] = "loan"
    collateral: frozenset[str] = frozenset()
    balance: str | None = None
    room: Decimal = ZERO
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    burden: Decimal = ZERO
    base_fact: str | None = None

    @property
    def is_attached(self) -> bool:
        """Whether it can only exist on another line."""
        return self.role in ("backing", "rebate")

    @property
    def relief_from_cover(self) -> bool:
        """Whether it takes over a lender's loss, as guarantees and bonds do and warrants do not."""
        return self.role == "backing" and self.channel in ("guarantee", "insurance")


@dataclass(frozen=True)
class Ceiling:
    """One limit of the firm: the weighted sum of all amounts stays at or below `most` yuan.

    Where `uses` is given, only what is paid for these uses counts.
    """

    id: str
    text: Text
    most: Decimal
    is_assumed: bool = True
    uses: frozenset[int] | None = None


@dataclass(frozen=True)
class Dropped:
    """An offer that no plan can use, and why in words."""

    id: str
    because: Text


@dataclass(frozen=True)
class Choice:
    """All that the optimiser reads: offers in fixed order, uses (yuan), ceilings.

    `public_most` is the most public money on one cost, by the fact that states it (R10). `order` is
    the fixed order, kept when offers are left out; None: the order of `offers`.
    """

    offers: tuple[Offer, ...]
    uses: tuple[Decimal, ...]
    ceilings: tuple[Ceiling, ...] = ()
    public_most: Mapping[str, Decimal] = field(default_factory=dict)
    order: Mapping[str, int] | None = None

    def offer(self, offer_id: str) -> Offer:
        """The offer with this id.

        Raises:
            KeyError: no such offer.
        """
        for each in self.offers:
            if each.id == offer_id:
                return each
        raise KeyError(offer_id)

    @property
    def ranks(self) -> Mapping[str, int]:
        """The place of every offer in the fixed order, which tells equal plans apart."""
        if self.order is not None:
            return self.order
        return {offer.id: place for place, offer in enumerate(self.offers)}

    def hosts_of(self, attached: Offer) -> tuple[Offer, ...]:
        """The offers of this choice that `attached` may hang on."""
        return tuple(each for each in self.offers if each.id in attached.attaches_to)


def saving(host: Offer, backing: Offer) -> Decimal:
    """How much one yuan of `host` gets cheaper where `backing` stands behind it."""
    if not backing.relief_from_cover:
        return ZERO
    return host.cost - cost_covered(host, backing.share)


def cost_covered(host: Offer, share: Decimal) -> Decimal:
    """Cost of one yuan of `host` of which others guarantee `share`, within its bounds."""
    bare = host.cost if host.cost_bare is None else host.cost_bare
    return min(host.cost, max(host.cost_least, bare - host.relief * share))


def least_backed(host: Offer, backing: Offer) -> Decimal:
    """The least part of `host` that `backing` can stand behind, in steps of the host."""
    return (backing.least / backing.share / host.step).to_integral_value(ROUND_CEILING) * host.step
