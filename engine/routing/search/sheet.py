"""What do the compiled loops read of a choice?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.routing.offer import Choice
from engine.routing.search.blocks import Room, UnsuitedError
from engine.routing.search.flow import Together
from engine.routing.search.packs import Pack

_MOST_BITS = 63
_DUST = 1e-8
LINE, FIRST, ROWS, HAS_AMOUNT = 0, 1, 2, 3  # of a pack's head
TOKENS, NAMES, OWN, EXCLUDES, HANGING_EXCLUDES = 0, 1, 2, 3, 4  # of a pack's masks
Rooms = dict[Room, float]
Floats = NDArray[np.float64]


class Packs(NamedTuple):
    """Every pack of a choice, all money in units.

    A pack's head: its line, the first of its variables and of its own rows, whether the first
    variable is an amount; the next head says where they end. It costs `start` with every variable
    at 0, which stands for the least amounts, and `cost` of each variable more; `own` rows
    (coefficients from column 0) stay within `left`, the first of a cash line bounds its amount.
    `joint` and `used` say how much a variable, and the start, take of the rooms all packs share;
    `room_if` is the room once the pack is taken. `bonds` are rows over packs that stay within
    `tied`: one pack a line first; -1 marks a wish that one of the packs grants.
    `masks`: what may stand in a plan once, all names, the own name, what the line excludes, what
    the hanging lines exclude. A pack that `need_of` names goes only with one of the lines `needs`.
    """

    heads: Any
    masks: Any
    start: Any
    cost: Any
    own: Any
    left: Any
    joint: Any
    used: Any
    room: Any
    room_if: Any
    bonds: Any
    tied: Any
    need_of: Any
    needs: Any


@dataclass(frozen=True)
class Sheet:
    """The arrays of all packs, with the names that their bits stand for."""

    packs: Packs
    bits: Mapping[str, int]

    def mask(self, names: Iterable[str]) -> np.uint64:
        """The bits of names; those that no pack has stand for nothing."""
        return np.uint64(_mask(self.bits, names))

    def asked(self, moved: Floats, wishes: Sequence[Sequence[bool]]) -> Packs:
        """The packs with amounts that start `moved` higher, and one pack to grant each wish."""
        packs = self.packs
        start, left, used = packs.start.copy(), packs.left.copy(), packs.used.copy()
        for at in np.flatnonzero(moved).tolist():
            first, row, end = (
                packs.heads[at, FIRST],
                packs.heads[at, ROWS],
                packs.heads[at + 1, ROWS],
            )
            start[at] += packs.cost[first] * moved[at]
            left[row:end] -= packs.own[row:end, 0] * moved[at]
            used[at] += packs.joint[:, first] * moved[at]
        if moved.any():
            packs = _bounded(packs._replace(start=start, left=left, used=used))
        if wishes:
            bonds = np.concatenate((packs.bonds, -np.array(wishes, float)))
            tied = np.concatenate((packs.tied, np.full(len(wishes), -1.0)))
            packs = packs._replace(bonds=bonds, tied=tied)
        return _kept(packs)


def sheet_of(
    choice: Choice, packs: Sequence[Pack], paid: Together, uncovered: float, unit: float
) -> Sheet:
    """All packs of a choice as arrays; money that pays for need spares the price `uncovered`.

    Raises:
        UnsuitedError: more names or marks than there are bits.
    """
    bits = _numbered(name for pack in packs for name in pack.names)
    line = _lines(packs)
    heads = _heads(packs, line)
    start, cost = _prices(packs, uncovered)
    own, left = _own(packs, heads[-1][ROWS])
    rooms = _rooms(choice, packs, paid)
    joint, used, room_if = _joint(packs, rooms, paid, [each[FIRST] for each in heads])
    bonds, tied = _bonds(packs, line)
    needs = [(at, _mask(bits, each)) for at, pack in enumerate(packs) for each in pack.needs]
    arrays = Packs(
        heads=np.array(heads),
        masks=_masks(packs, bits),
        start=start / unit,
        cost=cost,
        own=own,
        left=left / unit,
        joint=joint,
        used=used / unit,
        room=np.array(list(rooms.values())) / unit,
        room_if=room_if / unit,
        bonds=bonds,
        tied=tied,
        need_of=np.array([at for at, _ in needs], np.int64),
        needs=np.array([mask for _, mask in needs], np.uint64),
    )
    return Sheet(_kept(_bounded(arrays)), bits)


def _bounded(packs: Packs) -> Packs:
    """Each amount bounded by every room that it alone takes."""
    left, heads = packs.left.copy(), packs.heads
    at = np.flatnonzero(heads[:-1, HAS_AMOUNT])
    free = np.maximum(np.minimum(packs.room, packs.room_if) - packs.used, 0.0)[at]
    by = packs.joint[:, heads[at, FIRST]].T
    most = np.divide(free, by, out=np.full(by.shape, np.inf), where=by > 0).min(
        axis=1, initial=np.inf
    )
    left[heads[at, ROWS]] = np.minimum(left[heads[at, ROWS]], most)
    return packs._replace(left=left)


def is_open(packs: Packs) -> NDArray[np.bool_]:
    """Which packs could stand in a plan at all."""
    fits = (packs.used <= np.minimum(packs.room, packs.room_if) + _DUST).all(axis=1)
    closed = np.flatnonzero(packs.left < -_DUST)
    fits[np.searchsorted(packs.heads[:, ROWS], closed, side="right") - 1] = False
    return np.asarray(fits)


def _kept(packs: Packs) -> Packs:
    """The same arrays, which nobody may write to any more."""
    for each in packs:
        each.setflags(write=False)
    return packs


def _numbered(names: Iterable[str]) -> dict[str, int]:
    found = {name: at for at, name in enumerate(dict.fromkeys(names))}
    if len(found) > _MOST_BITS:
        raise UnsuitedError
    return found


def _mask(bits: Mapping[str, int], names: Iterable[str]) -> int:
    return sum(1 << bits[name] for name in names if name in bits)


def _lines(packs: Sequence[Pack]) -> list[int]:
    lines = {name: at for at, name in enumerate(dict.fromkeys(p.offer.id for p in packs))}
    return [lines[pack.offer.id] for pack in packs]


def _heads(packs: Sequence[Pack], lines: Sequence[int]) -> list[tuple[int, int, int, int]]:
    heads, first, row = [], 0, 0
    for pack, line in zip(packs, lines, strict=True):
        heads.append((line, first, row, int(pack.offer.role == "cash")))
        first, row = first + len(pack.block.kinds), row + len(pack.block.rows)
    return [*heads, (lines[-1] + 1, first, row, 0)]


def _prices(packs: Sequence[Pack], uncovered: float) -> tuple[Floats, Floats]:
    starts, costs = [], []
    for pack in packs:
        cost, block = list(pack.block.cost), pack.block
        if pack.offer.role == "cash":
            cost[0] -= uncovered
        starts.append(block.start + sum(c * x for c, x in zip(cost, block.lower, strict=True)))
        costs += cost
    return np.array(starts), np.array(costs)


def _own(packs: Sequence[Pack], count: int) -> tuple[Floats, Floats]:
    width = max((len(pack.block.kinds) for pack in packs), default=1)
    own, left, at = np.zeros((count, max(width, 1))), [], 0
    for pack in packs:
        lower = pack.block.lower
        for row, most in pack.block.rows:
            for place, by in row.items():
                own[at, place] = by
                most -= by * lower[place]
            left.append(most)
            at += 1
    return own, np.array(left)


def _rooms(choice: Choice, packs: Sequence[Pack], paid: Together) -> Rooms:
    """What all packs share, and how much of it there is."""
    rooms: Rooms = {("need", str(at)): most for at, most in enumerate(paid.values())}
    rooms |= {("ceiling", e.id): float(e.most) for e in choice.ceilings if e.uses is None}
    facts = [each.base_fact for each in choice.offers]
    for fact, most in choice.public_most.items():
        if facts.count(fact) > 1:
            rooms["public", fact] = float(most)
    for each in choice.offers:
        if each.role == "backing":
            rooms["most", each.id] = float(each.most)
            if each.balance is not None:
                room = rooms.get(("balance", each.balance), 0.0)
                rooms["balance", each.balance] = max(room, float(each.room))
        elif each.role == "rebate":
            rooms["paid back", each.id] = float(each.most)
            rooms["hosts", each.id] = float(each.hosts_most or 0)
    asked = {room for p in packs for room, *_ in (*p.block.joint, *p.block.used)}
    return {room: most for room, most in rooms.items() if room in asked or room[0] == "need"}


def _joint(
    packs: Sequence[Pack], rooms: Rooms, paid: Together, first: Sequence[int]
) -> tuple[Floats, Floats, Floats]:
    place = {room: at for at, room in enumerate(rooms)}
    needs = [(place["need", str(at)], lines) for at, lines in enumerate(paid)]
    joint, used = np.zeros((len(rooms), first[-1])), np.zeros((len(packs), len(rooms)))
    room_if = np.full((len(packs), len(rooms)), np.inf)
    for at, pack in enumerate(packs):
        shares = [(place[r], x, by) for r, x, by in pack.block.joint if r in place]
        shares += [(row, 0, 1.0) for row, lines in needs if pack.offer.id in lines]
        for row, x, by in shares:
            joint[row, first[at] + x] += by
            used[at, row] += by * pack.block.lower[x]
        for room, by in pack.block.used:
            if room in place:
                used[at, place[room]] += by
        for room, most in pack.block.room_if:
            room_if[at, place[room]] = min(room_if[at, place[room]], most)
    return joint, used, room_if


def _masks(packs: Sequence[Pack], bits: Mapping[str, int]) -> NDArray[np.uint64]:
    tokens = _numbered(name for pack in packs for name in pack.tokens)
    rows = [
        (
            _mask(tokens, pack.tokens),
            _mask(bits, pack.names),
            _mask(bits, (pack.offer.id,)),
            _mask(bits, pack.offer.excludes),
            _mask(bits, frozenset[str]().union(*(each.excludes for each in pack.hanging))),
        )
        for pack in packs
    ]
    return np.array(rows, np.uint64)


def _bonds(packs: Sequence[Pack], lines: Sequence[int]) -> tuple[Floats, Floats]:
    """Yes/no rules as rows over packs: one pack a line, one holder of a mark, what a pack needs."""
    line = np.array(lines)
    rows = [(line == each).astype(float) for each in range(lines[-1] + 1)]
    for token in dict.fromkeys(name for pack in packs for name in pack.tokens):
        holds = np.array([token in pack.tokens for pack in packs])
        if len(set(line[holds].tolist())) > 1:
            rows.append(holds.astype(float))
    ones = len(rows)
    for at, pack in enumerate(packs):
        for options in pack.needs:
            row = -np.array([each.offer.id in options for each in packs], float)
            row[at] += 1.0
            rows.append(row)
    return np.array(rows), np.array([1.0] * ones + [0.0] * (len(rows) - ones))
