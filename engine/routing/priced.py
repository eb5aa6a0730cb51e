"""What does a solved mix come to in whole steps and cents?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cached_property
from itertools import pairwise

from engine.errors import RoutingError
from engine.money import CENT, cents, floor_to_step
from engine.plan import Optimality
from engine.pricing import RATE_STEP, Flow, Repayment
from engine.routing.offer import ZERO, Ceiling, Choice, Offer, cost_covered
from engine.routing.offers import Readies
from engine.routing.outline import Span
from engine.routing.ready import Ready
from engine.routing.solve import Solution

_CLAIM_MONTH = 15  # illustrative: a subsidy for a year comes three months after it
_YEAR = 12
_SOLVER_DUST = Decimal("1e-7")  # relative: what a solver may miss by


@dataclass(frozen=True)
class Entry:
    """One line in exact money; `host` is the line it hangs on.

    `low`, `high` and `counted` are the cost of the first year; None where it has none.
    """

    ready: Ready
    offer: Offer
    amount: Decimal
    host: str | None = None
    pays: Mapping[int, Decimal] | None = None
    rate: Span | None = None
    cost: Span | None = None

    @property
    def line_id(self) -> str:
        """The product, with the product it hangs on."""
        return self.offer.id if self.host is None else f"{self.offer.id}@{self.host}"


@dataclass(frozen=True)
class Mix:
    """All lines of one plan in exact money."""

    entries: tuple[Entry, ...]
    choice: Choice
    optimality: Optimality

    def of_role(self, role: str) -> tuple[Entry, ...]:
        """The lines of one role."""
        return tuple(each for each in self.entries if each.offer.role == role)

    def hanging_on(self, host: Entry) -> tuple[Entry, ...]:
        """The lines that hang on `host`."""
        return self._hanging.get(host.offer.id, ())

    @cached_property
    def _hanging(self) -> Mapping[str, tuple[Entry, ...]]:
        found: dict[str, tuple[Entry, ...]] = {}
        for each in self.entries:
            if each.host is not None:
                found[each.host] = (*found.get(each.host, ()), each)
        return found

    def used(self, ceiling: Ceiling) -> Decimal:
        """How much of a limit of the firm the lines take up, in yuan."""
        weighed = [(each.offer.weights.get(ceiling.id), each) for each in self.entries]
        return sum([w * _counted(each, ceiling) for w, each in weighed if w is not None], ZERO)

    @cached_property
    def products(self) -> frozenset[str]:
        """The products used."""
        return frozenset(each.offer.id for each in self.entries)

    @cached_property
    def debt_flows(self) -> Mapping[str, tuple[Flow, ...]]:
        """All borrowed money with fees and subsidies, at the `low` and the `high` end of costs."""
        low = _debt_flows(self, "low")
        is_sure = all(_is_sure(each.rate) and _is_sure(each.cost) for each in self.entries)
        return {"low": low, "high": low if is_sure else _debt_flows(self, "high")}

    @cached_property
    def covered(self) -> tuple[Decimal, ...]:
        """Cash in time for each use."""
        return tuple(
            sum(((e.pays or {}).get(use, ZERO) for e in self.entries), ZERO)
            for use in range(len(self.choice.uses))
        )


def _counted(entry: Entry, ceiling: Ceiling) -> Decimal:
    if ceiling.uses is None:
        return entry.amount
    return sum((paid for use, paid in (entry.pays or {}).items() if use in ceiling.uses), ZERO)


def priced(solution: Solution, choice: Choice, found: Readies) -> Mix:
    """The solution rounded down to each product's step and priced to the cent.

    Raises:
        RoutingError: the rounded mix would break a limit, which the program should exclude.
    """
    cash = _cash(solution, choice, found)
    backing = _backing(solution, cash, choice, found)
    cash = tuple(_net_of_backing(each, backing) for each in cash)
    alone = tuple(
        _alone(choice.offer(name), found[name])
        for name in sorted(solution.taken)
        if choice.offer(name).role in ("claim", "policy")
    )
    rebates = _rebates(solution, (*cash, *alone), backing, found)
    mix = Mix((*cash, *backing, *rebates, *alone), choice, solution.optimality)
    _recheck(mix)
    return mix


def _cash(solution: Solution, choice: Choice, found: Readies) -> tuple[Entry, ...]:
    left = dict(enumerate(choice.uses))
    entries = []
    for offer in choice.offers:
        if offer.role != "cash" or offer.id not in solution.taken:
            continue
        amount = _rounded(solution.yuan["amount", offer.id], offer)
        pays: dict[int, Decimal] = {}
        for use in sorted(offer.uses):
            wanted = Decimal(repr(solution.yuan["pay", offer.id, str(use)])).quantize(CENT)
            room = amount - sum(pays.values(), ZERO)
            pays[use] = min(max(wanted, ZERO), left[use], room)
        _place_rest(pays, left, amount, offer)
        placed = {use: paid for use, paid in pays.items() if paid > 0}
        total = floor_to_step(sum(placed.values(), ZERO), offer.step)
        if total > 0:
            placed = _trimmed(placed, total)
            left = {use: rest - placed.get(use, ZERO) for use, rest in left.items()}
            entries.append(Entry(found[offer.id], offer, total, pays=placed))
    return tuple(entries)


def _rounded(yuan: float, offer: Offer) -> Decimal:
    exact = Decimal(repr(yuan))
    return min(floor_to_step(exact * (1 + _SOLVER_DUST) + CENT, offer.step), offer.most)


def _place_rest(
    pays: dict[int, Decimal], left: Mapping[int, Decimal], amount: Decimal, offer: Offer
) -> None:
    """Cents that rounding left over go to the first use that still has room."""
    for use in sorted(offer.uses):
        rest = amount - sum(pays.values(), ZERO)
        pays[use] += min(rest, left[use] - pays[use])


def _trimmed(pays: Mapping[int, Decimal], total: Decimal) -> dict[int, Decimal]:
    """`pays` up to `total`, the first uses served first."""
    kept: dict[int, Decimal] = {}
    for use, paid in pays.items():
        kept[use] = min(paid, total - sum(kept.values(), ZERO))
    return {use: paid for use, paid in kept.items() if paid > 0}


def _backing(
    solution: Solution, cash: Sequence[Entry], choice: Choice, found: Readies
) -> tuple[Entry, ...]:
    by_id = {each.offer.id: each for each in cash}
    entries = []
    for name, host_id in sorted(solution.hung):
        offer = choice.offer(name)
        if offer.role != "backing" or host_id not in by_id:
            continue
        host = by_id[host_id]
        backed = Decimal(repr(solution.yuan["backed", name, host_id])) * (1 + _SOLVER_DUST) + CENT
        amount = (min(backed, host.amount) * offer.share).quantize(CENT, ROUND_FLOOR)
        if amount <= 0:
            continue
        span = found[name].span or Span(ZERO, ZERO, ZERO)
        amount = min(amount, offer.most)
        cost = Span(*(cents(amount * each) for each in (span.low, span.counted, span.high)))
        entries.append(Entry(found[name], offer, amount, host_id, rate=span, cost=cost))
    return tuple(entries)


def _net_of_backing(entry: Entry, backing: Sequence[Entry]) -> Entry:
    """The loan's rate after what guarantees save, and its interest of the first year."""
    span = entry.ready.span
    if span is None:
        return entry
    covered = sum(
        (each.amount for each in backing if each.host == entry.offer.id and _covers(each)), ZERO
    )
    owed = entry.offer.owed
    saved = (entry.offer.cost - cost_covered(entry.offer, covered / entry.amount)) / owed
    counted = (span.counted - saved).quantize(RATE_STEP, ROUND_CEILING)
    high = counted if span.high == span.counted == span.low else max(counted, span.high)
    net = Span(min(span.low, counted) if span.low != span.counted else counted, counted, high)
    interest = [cents(entry.amount * rate * owed) for rate in (net.low, net.counted, net.high)]
    return replace(entry, rate=net, cost=Span(*interest))


def _covers(entry: Entry) -> bool:
    return entry.offer.relief_from_cover


def _alone(offer: Offer, ready: Ready) -> Entry:
    if offer.role == "claim" or ready.span is None:
        return Entry(ready, offer, offer.most)
    rates = (ready.span.low, ready.span.counted, ready.span.high)
    cost = Span(*(cents(offer.most * rate) for rate in rates))
    return Entry(ready, offer, offer.most, rate=ready.span, cost=cost)


def _rebates(
    solution: Solution, hosts: Sequence[Entry], backing: Sequence[Entry], found: Readies
) -> tuple[Entry, ...]:
    if not solution.hung:
        return ()
    by_id = {each.offer.id: each for each in hosts}
    left = {each.offer.id: _above_floor(each) for each in hosts}
    used: dict[str, Decimal] = {}
    entries = []
    for name, host_id in sorted(solution.hung):
        offer = found[name].offer
        if offer is None or offer.role != "rebate" or host_id not in by_id:
            continue
        each = offer.most if offer.most_each is None else min(offer.most, offer.most_each)
        solved = Decimal(repr(solution.yuan["gain", name, host_id])) * (1 + _SOLVER_DUST) + CENT
        caps = (_base(offer, by_id[host_id]), each, offer.most - used.get(name, ZERO), solved)
        room = left[host_id]
        gain = min(*caps, room.counted).quantize(CENT, ROUND_FLOOR)
        if gain <= 0:
            continue
        at_low = min(gain, room.low).quantize(CENT, ROUND_FLOOR)
        used[name] = used.get(name, ZERO) + gain
        left[host_id] = Span(room.low - at_low, room.counted - gain, room.high)
        entries.append(Entry(found[name], offer, gain, host_id, cost=Span(-at_low, -gain, ZERO)))
    return tuple(entries)


def _above_floor(host: Entry) -> Span:
    """What of the host's cost rebates may pay, down to the floor (R5, R8)."""
    floor, cost = host.amount * host.offer.cost_floor, host.cost or Span(ZERO, ZERO, ZERO)
    return Span(*(max(ZERO, each - floor) for each in (cost.low, cost.counted, cost.high)))


def _base(rebate: Offer, host: Entry) -> Decimal:
    if rebate.share_of == "cost" or host.offer.role == "policy":
        return rebate.share * (host.cost.counted if host.cost else ZERO)
    return rebate.share * host.offer.owed * host.amount


def _recheck(mix: Mix) -> None:
    for ceiling in mix.choice.ceilings:
        if mix.used(ceiling) > ceiling.most * (1 + _SOLVER_DUST) + 1:
            raise RoutingError(f"the rounded mix breaks the limit {ceiling.id}")
    for use, paid in enumerate(mix.covered):
        if paid > mix.choice.uses[use]:
            raise RoutingError(f"the rounded mix pays use {use} twice")


def _is_sure(span: Span | None) -> bool:
    return span is None or span.low == span.high


def _debt_flows(mix: Mix, end: str) -> tuple[Flow, ...]:
    flows: list[Flow] = []
    for entry in mix.of_role("cash"):
        repayment = entry.ready.repayment
        if repayment is None or entry.rate is None:
            continue
        flows.extend(repayment.flows(entry.amount, getattr(entry.rate, end)))
        for other in mix.hanging_on(entry):
            flows.extend(_side_flows(other, repayment, end))
    return tuple(flows)


def _side_flows(entry: Entry, repayment: Repayment, end: str) -> list[Flow]:
    """Fees at the start of each year on what is owed, subsidies after each year."""
    cost = getattr(entry.cost, end) if entry.cost else ZERO
    is_rebate = entry.offer.role == "rebate"
    years = repayment.years
    if is_rebate:
        longest = entry.ready.terms.value("subsidy_years_max") or Decimal(1)
        years = min(years, int(longest))
    shift = _CLAIM_MONTH if is_rebate else 0
    owed = [repayment.owed_in_year(year) for year in range(years)]
    first = owed[0] if is_rebate or repayment.in_parts else Decimal(1)
    shares = [Decimal(1), *(each / first for _, each in pairwise(owed))]
    return [Flow(shift + _YEAR * year, -cents(cost * s)) for year, s in enumerate(shares)]
