"""With these packs taken, how much of each is best?

Cash that may pay for uses within their amounts forms a polymatroid, over which filling the cheapest
piece first is exact; one ceiling of the firm is priced until it holds, which is exact for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.routing.search.costs import UnsuitedError
from engine.routing.search.packs import Pack

_DUST = 1e-7
_FAR = 1e9


@dataclass(frozen=True)
class Rooms:
    """Classes of need: yuan of each, and which classes each line may pay for, as bits.

    `unreached` is the need that no line may pay for.
    """

    yuan: tuple[float, ...]
    reach: Mapping[str, int]
    uncovered: float
    unreached: float
    ceilings: tuple[tuple[str, float], ...]

    def need(self, classes: int) -> float:
        """Yuan of several classes together."""
        return sum(y for place, y in enumerate(self.yuan) if classes >> place & 1)


@dataclass(frozen=True)
class Filled:
    """Amounts by pack, and the whole price with what stays uncovered.

    Where a ceiling binds, `ceiling` names it and `toll` is what one yuan under it is worth.
    """

    price: float
    amounts: tuple[float, ...]
    ceiling: str | None = None
    toll: float = 0.0


def filled(rooms: Rooms, packs: Sequence[Pack]) -> Filled | None:
    """The cheapest amounts, None where the least amounts do not fit.

    Raises:
        UnsuitedError: more than one ceiling binds.
    """
    at_least = [pack.least for pack in packs]
    if not _fits(rooms, packs, at_least):
        return None
    free = _greedy(rooms, packs, None, 0.0)
    broken = [c for c in rooms.ceilings if _used(packs, free, c[0]) > c[1] * (1 + 1e-12) + _DUST]
    if not broken:
        return Filled(_price(rooms, packs, free), tuple(free))
    if any(_used(packs, at_least, name) > most + _DUST for name, most in rooms.ceilings):
        return None
    for name, most in broken:
        held, toll = _held(rooms, packs, name, most)
        if all(_used(packs, held, n) <= m * (1 + 1e-9) + _DUST for n, m in rooms.ceilings):
            return Filled(_price(rooms, packs, held), tuple(held), name, toll)
    raise UnsuitedError


def _used(packs: Sequence[Pack], amounts: Sequence[float], ceiling: str) -> float:
    return sum(p.weights.get(ceiling, 0.0) * x for p, x in zip(packs, amounts, strict=True))


def full_set(rooms: Rooms, packs: Sequence[Pack], amounts: Sequence[float], place: int) -> int:
    """The fewest classes around `place` that lines for them alone pay in full; 0 for none."""
    full = [
        c for c in range(1, 1 << len(rooms.yuan))
        if c >> place & 1 and _inside(rooms, packs, amounts, c) >= rooms.need(c) - 1
    ]  # fmt: skip
    return min(full, key=int.bit_count, default=0)


def _fits(rooms: Rooms, packs: Sequence[Pack], amounts: Sequence[float]) -> bool:
    return all(
        _inside(rooms, packs, amounts, classes) <= rooms.need(classes) + _DUST
        for classes in range(1, 1 << len(rooms.yuan))
    )


def _inside(rooms: Rooms, packs: Sequence[Pack], amounts: Sequence[float], classes: int) -> float:
    """What lines pay that can pay for nothing but these classes."""
    return sum(
        x
        for p, x in zip(packs, amounts, strict=True)
        if p.offer.id in rooms.reach and not rooms.reach[p.offer.id] & ~classes
    )


def _greedy(rooms: Rooms, packs: Sequence[Pack], ceiling: str | None, price: float) -> list[float]:
    """The cheapest amounts where one yuan under `ceiling` bears `price` more."""
    amounts = [pack.least for pack in packs]
    sets = range(1, 1 << len(rooms.yuan))
    left = {c: rooms.need(c) - _inside(rooms, packs, amounts, c) for c in sets}
    steps = sorted(
        (slope + (price * pack.weights.get(ceiling, 0.0) if ceiling else 0.0), place, at, length)
        for place, pack in enumerate(packs)
        for at, (slope, length) in enumerate(pack.pieces)
    )
    for slope, place, _, length in steps:
        if slope >= rooms.uncovered:
            break
        reach = rooms.reach.get(packs[place].offer.id, 0)
        around = [c for c in sets if not reach & ~c]
        more = min([length, *(left[c] for c in around)])
        if more > 0:
            amounts[place] += more
            for c in around:
                left[c] -= more
    return amounts


def _held(
    rooms: Rooms, packs: Sequence[Pack], ceiling: str, most: float
) -> tuple[list[float], float]:
    """Amounts at the least price of the ceiling that keeps it, filled up to it; that price."""
    marks = _marks(rooms, packs, ceiling)
    low, high = 0, len(marks) - 1
    while low < high:
        middle = (low + high) // 2
        amounts = _greedy(rooms, packs, ceiling, _between(marks, middle))
        if _used(packs, amounts, ceiling) <= most:
            high = middle
        else:
            low = middle + 1
    over = _greedy(rooms, packs, ceiling, _between(marks, low - 1) if low else 0.0)
    under = _greedy(rooms, packs, ceiling, _between(marks, low))
    above, below = (_used(packs, each, ceiling) for each in (over, under))
    if above <= below:
        raise UnsuitedError
    share = (most - below) / (above - below)
    mixed = [share * x + (1 - share) * y for x, y in zip(over, under, strict=True)]
    return mixed, marks[low]


def _between(marks: Sequence[float], place: int) -> float:
    return (marks[place] + (marks[place + 1] if place + 1 < len(marks) else _FAR)) / 2


def _marks(rooms: Rooms, packs: Sequence[Pack], ceiling: str) -> list[float]:
    """Prices of the ceiling at which the order of pieces changes."""
    slopes = {(s, p.weights.get(ceiling, 0.0)) for p in packs for s, _ in p.pieces}
    found = {0.0}
    found |= {(rooms.uncovered - s) / w for s, w in slopes if w > 0}
    for one, weight in slopes:
        found |= {(two - one) / (weight - other) for two, other in slopes if weight > other}
    return sorted(mark for mark in found if mark >= 0)


def _price(rooms: Rooms, packs: Sequence[Pack], amounts: Sequence[float]) -> float:
    total = rooms.uncovered * (rooms.unreached + sum(rooms.yuan) - sum(
        x for p, x in zip(packs, amounts, strict=True) if p.offer.id in rooms.reach
    ))  # fmt: skip
    return total + sum(_at(p, x) for p, x in zip(packs, amounts, strict=True))


def _at(pack: Pack, amount: float) -> float:
    price, left = pack.start, amount - pack.least
    for slope, length in pack.pieces:
        price += slope * min(left, length)
        left -= min(left, length)
    return price
