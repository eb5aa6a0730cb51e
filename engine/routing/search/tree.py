"""Which packs together are the cheapest? Depth first, pruned by what can still be gained."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.routing.offer import Choice, Offer
from engine.routing.policy import Prices
from engine.routing.search.costs import Cost, Frame, UnsuitedError
from engine.routing.search.filling import Filled, Rooms, filled, full_set
from engine.routing.search.flow import Places, payments, places_of
from engine.routing.search.packs import Pack, packs_of
from engine.routing.sets import Column
from engine.routing.solve import Solution

MOST_FILLINGS, MOST_STEPS = 120, 5_000
_MOST_LINES, _MOST_CLASSES = 14, 5
_CLOSE = 1e-6


def search(choice: Choice, prices: Prices, forced: frozenset[str]) -> Solution | None:
    """The proven cheapest mix of a small choice, None where no mix keeps all rules.

    Raises:
        UnsuitedError: the choice is too large, or of a form that needs the general solver.
    """
    offers = [each for each in choice.offers if not each.is_attached]
    places = places_of(choice)
    if len(offers) > _MOST_LINES or len(places.yuan) > _MOST_CLASSES:
        raise UnsuitedError
    frame = _frame(choice, prices, forced)
    options = [_options(frame, each, places) for each in offers]
    tree = _Tree(frame, _rooms(choice, prices, places), options)
    best = tree.best(offers)
    return None if best is None else _solution(best, choice, places)


def _options(frame: Frame, offer: Offer, places: Places) -> tuple[Pack, ...]:
    """The packs of a line; none where it could pay for nothing within the ceilings."""
    if offer.role != "cash" or places.reach[offer.id]:
        return packs_of(frame, offer)
    if offer.least <= 0:
        raise UnsuitedError
    return ()


def _frame(choice: Choice, prices: Prices, forced: frozenset[str]) -> Frame:
    hosts = Counter(host for each in choice.offers for host in each.attaches_to)
    single = set()
    for each in choice.offers:
        count = sum(host in hosts for host in each.attaches_to & {o.id for o in choice.offers})
        if each.hosts_most is not None and count > 1:
            if each.hosts_most != 1:
                raise UnsuitedError
            single.add(each.id)
    per_firm = frozenset(each.group for each in choice.offers if each.group_scope == "firm")
    return Frame(choice, prices, forced, per_firm, frozenset(single), choice.ranks)


def _rooms(choice: Choice, prices: Prices, places: Places) -> Rooms:
    ceilings = tuple((each.id, float(each.most)) for each in choice.ceilings if each.uses is None)
    unreached = float(sum(choice.uses)) - sum(places.yuan)
    return Rooms(places.yuan, places.reach, float(prices.uncovered), unreached, ceilings)


@dataclass
class _Best:
    price: float
    packs: tuple[Pack, ...]
    filled: Filled


@dataclass(frozen=True)
class _Marks:
    """What one yuan of each class of need is worth, and one yuan under the binding ceiling."""

    need: tuple[float, ...]
    ceiling: str | None
    toll: float


@dataclass
class _Tree:
    """The search: which packs of each line, how many fillings were tried."""

    frame: Frame
    rooms: Rooms
    options: list[tuple[Pack, ...]]
    found: _Best | None = None
    fillings: int = 0
    steps: int = 0
    bounds: list[list[tuple[float, Pack | None]]] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)

    def best(self, offers: Sequence[Offer]) -> _Best | None:
        marks, base = self._marks()
        for offer, packs in zip(offers, self.options, strict=True):
            valued: list[tuple[float, Pack | None]] = [
                (self._least(pack, marks), pack) for pack in packs
            ]
            if offer.id not in self.frame.forced:
                valued.append((0.0, None))
            if not valued:
                return None
            self.bounds.append(sorted(valued, key=lambda each: each[0]))
        self.bounds.sort(key=lambda each: each[0][0])
        self.rest = [0.0]
        for each in reversed(self.bounds):
            self.rest.append(self.rest[-1] + each[0][0])
        self.rest.reverse()
        self._walk(0, base, ())
        return self.found

    def _marks(self) -> tuple[_Marks, float]:
        """Prices of need and of a binding ceiling that make lines compete; any price is valid."""
        lines = [_envelope(packs) for packs in self.options if packs]
        cash = [each for each in lines if each is not None]
        found = filled(self.rooms, cash) or Filled(0.0, (0.0,) * len(cash))
        toll, ceiling = found.toll, found.ceiling
        need = tuple(self._mark(place, cash, found) for place in range(len(self.rooms.yuan)))
        base = sum(mark * yuan for mark, yuan in zip(need, self.rooms.yuan, strict=True))
        base += self.rooms.uncovered * self.rooms.unreached
        base -= toll * dict(self.rooms.ceilings).get(ceiling or "", 0.0)
        return _Marks(need, ceiling, toll), base

    def _mark(self, place: int, cash: Sequence[Pack], found: Filled) -> float:
        """What one more yuan of this class of need costs at the margin."""
        classes = full_set(self.rooms, cash, found.amounts, place)
        if not classes:
            return self.rooms.uncovered
        slopes = [
            _slope_at(pack, x) + found.toll * pack.weights.get(found.ceiling or "", 0.0)
            for pack, x in zip(cash, found.amounts, strict=True)
            if x > 0 and not self.rooms.reach[pack.offer.id] & ~classes
        ]
        return min(self.rooms.uncovered, max(slopes, default=0.0))

    def _least(self, pack: Pack, marks: _Marks) -> float:
        """The least that this pack can add to the price of any plan, at these marks."""
        reach = self.rooms.reach.get(pack.offer.id, 0)
        worth = max((m for p, m in enumerate(marks.need) if reach >> p & 1), default=0.0)
        worth -= marks.toll * pack.weights.get(marks.ceiling or "", 0.0)
        price = pack.start - worth * pack.least
        for slope, length in pack.pieces:
            price += min(0.0, slope - worth) * length
        return price

    def _walk(self, depth: int, bound: float, taken: tuple[Pack, ...]) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise UnsuitedError
        if self.found is not None and bound + self.rest[depth] >= self.found.price - _CLOSE:
            return
        if depth == len(self.bounds):
            self._fill(taken)
            return
        for value, pack in self.bounds[depth]:
            if pack is None:
                self._walk(depth + 1, bound, taken)
            elif _go_together(pack, taken):
                self._walk(depth + 1, bound + value, (*taken, pack))

    def _fill(self, taken: tuple[Pack, ...]) -> None:
        if not _complete(taken, self.frame):
            return
        self.fillings += 1
        if self.fillings > MOST_FILLINGS:
            raise UnsuitedError
        found = filled(self.rooms, taken)
        if found is None or (self.found and found.price >= self.found.price - _CLOSE):
            return
        if not _shared_caps_hold(taken, found, self.frame):
            raise UnsuitedError
        self.found = _Best(found.price, taken, found)


def _envelope(packs: Sequence[Pack]) -> Pack | None:
    """The best slopes of a line without its fixed price and least amount."""
    usable = [each for each in packs if each.pieces]
    if not usable:
        return None
    first = min(usable, key=lambda each: each.start + sum(s * n for s, n in each.pieces))
    slope = min(each.pieces[0][0] for each in usable)
    most = max(each.most for each in usable)
    pieces = ((slope, min(first.least, most)), *first.pieces) if first.least else first.pieces
    return Pack(first.offer, (), 0.0, most, 0.0, pieces, first.weights, frozenset(), ())


def _slope_at(pack: Pack, amount: float) -> float:
    left, last = amount - pack.least, 0.0
    for slope, length in pack.pieces:
        if left <= 0:
            break
        last, left = slope, left - length
    return last


def _go_together(pack: Pack, taken: Sequence[Pack]) -> bool:
    for other in taken:
        if pack.tokens & other.tokens or _exclude(pack, other) or _exclude(other, pack):
            return False
    return True


def _exclude(one: Pack, other: Pack) -> bool:
    """Two lines that hang on different hosts do not meet; a host meets all of the other pack."""
    if one.offer.excludes & other.names:
        return True
    return any(each.excludes & {other.offer.id} for each in one.hanging)


def _complete(taken: Sequence[Pack], frame: Frame) -> bool:
    tops = {pack.offer.id for pack in taken}
    names = {name for pack in taken for name in pack.names}
    if not frame.forced <= names:
        return False
    if any(not options & tops for pack in taken for options in pack.needs):
        return False
    return all(
        _public(taken, fact) <= float(most) + 1e-6
        for fact, most in frame.choice.public_most.items()
        if sum(each.base_fact == fact for each in frame.choice.offers) > 1
    )


def _public(taken: Sequence[Pack], fact: str) -> float:
    return sum(float(pack.offer.most) for pack in taken if pack.offer.base_fact == fact)


def _shared_caps_hold(taken: Sequence[Pack], found: Filled, frame: Frame) -> bool:
    """Whether guarantees and subsidies used on several lines stay within their own caps."""
    used: dict[str, float] = {}
    balances: dict[str, float] = {}
    rooms: dict[str, float] = {}
    for (name, _), (offer, yuan) in _hung(taken, found, frame).items():
        guaranteed = yuan * float(offer.share) if offer.role == "backing" else yuan
        used[name] = used.get(name, 0.0) + guaranteed
        if offer.balance is not None:
            balances[offer.balance] = balances.get(offer.balance, 0.0) + guaranteed
            room = min(rooms.get(offer.balance, float(offer.room)), float(offer.room))
            rooms[offer.balance] = room
    own = all(used[name] <= float(frame.choice.offer(name).most) + 1e-4 for name in used)
    return own and all(balances[name] <= rooms[name] + 1e-4 for name in balances)


def _hung(
    taken: Sequence[Pack], found: Filled, frame: Frame | None = None
) -> dict[tuple[str, str], tuple[Offer, float]]:
    """What each hanging line backs or pays back, by its own name and its host's."""
    hung: dict[tuple[str, str], tuple[Offer, float]] = {}
    for pack, amount in zip(taken, found.amounts, strict=True):
        if not pack.hanging or frame is None:
            continue
        cost = Cost(frame, pack.offer, pack.hanging)
        for backing in cost.backings:
            hung[backing.id, pack.offer.id] = backing, cost.backed(backing, amount)
        for rebate, gain in zip(cost.rebates, cost.gains(amount), strict=True):
            hung[rebate.id, pack.offer.id] = rebate, gain
    return hung


def _solution(best: _Best, choice: Choice, places: Places) -> Solution:
    frame = _frame(choice, Prices(), frozenset())
    amounts = {
        pack.offer.id: amount
        for pack, amount in zip(best.packs, best.filled.amounts, strict=True)
        if pack.offer.role == "cash"
    }
    yuan: dict[Column, float] = {("amount", name): amount for name, amount in amounts.items()}
    yuan |= payments(choice, places, amounts)
    hung = _hung(best.packs, best.filled, frame)
    for (name, host), (offer, value) in hung.items():
        yuan["backed" if offer.role == "backing" else "gain", name, host] = value
    return Solution(
        optimality="optimal",
        objective=best.price,
        bound=best.price,
        taken=frozenset(pack.offer.id for pack in best.packs),
        hung=frozenset(hung),
        yuan=yuan,
    )
