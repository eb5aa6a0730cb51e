"""What does one line cost with what hangs on it, as a small linear program of its amounts?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from engine.routing.constraints import TRIAL
from engine.routing.counted import backing_counted, cost_counted, gain_counted
from engine.routing.offer import Choice, Offer, least_backed, saving
from engine.routing.policy import Prices

_DUST = 1e-9
Row = tuple[dict[int, float], float]  # coefficients by variable, and what they stay within
Room = tuple[str, str]  # what all packs share: the kind of limit, and its name


class UnsuitedError(Exception):
    """The choice has a form that only the general solver knows."""


@dataclass(frozen=True)
class Frame:
    """What all packs of a choice share.

    `most` is the most of each cash line that all limits leave it, `hangers` what may hang on each
    line, `hosts` on how many lines each may hang.
    """

    choice: Choice
    prices: Prices
    most: Mapping[str, float]
    hangers: Mapping[str, tuple[Offer, ...]]
    hosts: Mapping[str, int]
    per_firm: frozenset[str | None]
    single: frozenset[str]
    ranks: Mapping[str, int]


@dataclass
class Block:
    """Variables from their least values on, rows, and shares of common rooms; all in yuan."""

    kinds: list[tuple[str, ...]] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    joint: list[tuple[Room, int, float]] = field(default_factory=list)
    used: list[tuple[Room, float]] = field(default_factory=list)
    room_if: list[tuple[Room, float]] = field(default_factory=list)
    start: float = 0.0

    def add(self, kind: tuple[str, ...], lower: float, cost: float) -> int:
        """A new variable; its place."""
        self.kinds.append(kind)
        self.lower.append(lower)
        self.cost.append(cost)
        return len(self.kinds) - 1

    def is_possible(self) -> bool:
        """Raise the amount until the rows that only it can keep are kept; whether it may be so."""
        for row, most in self.rows:
            over = sum(by * self.lower[at] for at, by in row.items()) - most
            if over > _DUST and row.get(0, 0.0) < -_DUST:
                self.lower[0] += over / -row[0]
        return all(
            sum(by * self.lower[at] for at, by in row.items()) <= most * (1 + 1e-12) + _DUST * 100
            for row, most in self.rows
        )


def most_saved(frame: Frame, host: Offer, hanging: Offer) -> float:
    """What a line that hangs on `host` can make it cheaper by at the very most."""
    yuan = frame.most.get(host.id, float(host.most))
    if hanging.role == "backing":
        backed = min(yuan, _most_backed(hanging))
        return -float(backing_counted(host, hanging, frame.prices)) * backed
    by_cost = hanging.share_of == "cost" or host.role == "policy"
    base = float(hanging.share * (host.cost if by_cost else host.owed)) * yuan
    return float(gain_counted(hanging, frame.prices)) * min(float(_cap(hanging)), base)


def _most_backed(backing: Offer) -> float:
    most = backing.most if backing.balance is None else min(backing.most, backing.room)
    return float(most / backing.share)


def _cap(rebate: Offer) -> Decimal:
    return rebate.most if rebate.most_each is None else min(rebate.most, rebate.most_each)


def block_of(frame: Frame, offer: Offer, hanging: Sequence[Offer]) -> Block | None:
    """The program of `offer` with these lines on it, None where it cannot be."""
    block = Block()
    if offer.role == "cash":
        left = _cash(block, frame, offer, [e for e in hanging if e.role == "backing"])
        fixed = 0.0
    else:
        left, fixed = {}, float(offer.cost * offer.most)
        block.start = _once(frame.prices, offer)
        if offer.base_fact is not None:
            block.used.append((("public", offer.base_fact), float(offer.most)))
    _rebates(block, frame, offer, hanging, (left, fixed))
    return block if block.is_possible() else None


def _once(prices: Prices, offer: Offer) -> float:
    if offer.role == "policy":
        return float(offer.most * offer.cost * offer.worth)
    return -float(offer.most * gain_counted(offer, prices))


def _cash(block: Block, frame: Frame, offer: Offer, backings: Sequence[Offer]) -> dict[int, float]:
    """The amount and what stands behind it; what the line costs in the first year, net of that."""
    own = float(cost_counted(offer, frame.prices))
    amount = block.add(("amount", offer.id), float(offer.least), own)
    block.rows.append(({amount: 1.0}, frame.most[offer.id]))
    block.joint += [(("ceiling", name), amount, float(by)) for name, by in offer.weights.items()]
    left = {amount: float(offer.cost)}
    placed = [(each, _back(block, frame, offer, each), float(saving(offer, each)))
              for each in backings]  # fmt: skip
    for _, at, saved in placed:
        left[at] = left.get(at, 0.0) - saved
    _covered_once(block, offer, placed)
    return left


def _back(block: Block, frame: Frame, host: Offer, backing: Offer) -> int:
    """The variable of how much `backing` stands behind: the amount itself if it must be all."""
    share, least = float(backing.share), float(least_backed(host, backing))
    price = float(backing_counted(host, backing, frame.prices))
    block.lower[0] = max(block.lower[0], least)
    at = 0
    if any(backing.id in options for options in host.requires):
        block.cost[0] += price
    else:
        at = block.add(("backed", backing.id, host.id), least, price)
        block.rows.append(({at: 1.0, 0: -1.0}, 0.0))
    block.rows.append(({at: 1.0}, _most_backed(backing)))
    if frame.hosts[backing.id] > 1:
        block.joint.append((("most", backing.id), at, share))
    if backing.balance is not None:
        block.joint.append((("balance", backing.balance), at, share))
        block.room_if.append((("balance", backing.balance), float(backing.room)))
    for name, by in backing.weights.items():
        block.joint.append((("ceiling", name), at, float(by * backing.share)))
    return at


def _covered_once(block: Block, host: Offer, placed: Sequence[tuple[Offer, int, float]]) -> None:
    """Guarantees and bonds on one loan cover it once, and save no more than its rate can fall."""
    relief = [(each, at, saved) for each, at, saved in placed if each.relief_from_cover]
    if len(relief) > 1:
        cover, saved = {0: -1.0}, {0: -float(host.cost - host.cost_least)}
        for each, at, by in relief:
            cover[at] = cover.get(at, 0.0) + float(each.share)
            saved[at] = saved.get(at, 0.0) + by
        block.rows += [(cover, 0.0), (saved, 0.0)]


def _rebates(
    block: Block,
    frame: Frame,
    host: Offer,
    hanging: Sequence[Offer],
    cost: tuple[dict[int, float], float],
) -> None:
    """What comes back: a share of the cost or amount, within caps, never below the floor (R8)."""
    (left, fixed), gains = cost, dict[int, float]()
    for each in hanging:
        if each.role != "rebate":
            continue
        if each.hosts_most is not None and frame.hosts[each.id] > 1:
            block.used.append((("hosts", each.id), 1.0))
        weight = float(gain_counted(each, frame.prices))
        if weight > 0:
            at = block.add(("gain", each.id, host.id), 0.0, -weight)
            gains[at] = 1.0
            block.rows.extend(_paid_back(each, host, at, cost))
            if frame.hosts[each.id] > 1:
                block.joint.append((("paid back", each.id), at, 1.0))
    if any(each.role == "rebate" for each in frame.hangers[host.id]):
        floor = min(float(host.cost_floor), float(host.cost))
        rest = {at: -by for at, by in left.items()}
        if host.role == "cash":
            rest[0] += floor
        block.rows.append((gains | rest, fixed - floor * float(host.most) * (fixed > 0)))


def _paid_back(
    rebate: Offer, host: Offer, at: int, cost: tuple[dict[int, float], float]
) -> Iterator[Row]:
    share, (left, fixed) = float(rebate.share), cost
    base = {each: -share * by for each, by in left.items()}
    if rebate.share_of == "amount" and host.role == "cash":
        base = {0: -share * float(host.owed)}
    yield {at: 1.0}, float(_cap(rebate))
    yield {at: 1.0, **base}, share * fixed


def trial_of(choice: Choice, offer: Offer) -> float:
    """The least amount of a line that must be there, worth comparing."""
    served = sum(choice.uses[use] for use in offer.uses)
    return float(min(TRIAL, offer.most, served)) if offer.role == "cash" else 0.0
