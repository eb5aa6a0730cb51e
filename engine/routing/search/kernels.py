"""Which packs together are the cheapest, in loops that a processor runs?

Branch and bound: every pack is priced by the rooms and rules that mixes compete for, and what no
mix can reach at these prices is never filled. Additions in one fixed order, one thread, the
interpreter's lock released: the same choice gives the same bits.
"""

from typing import Any

import numpy as np

from engine.routing.search.kinds import ANSWER, compiled, inner
from engine.routing.search.marks import DUST, MUST, marks_of, write
from engine.routing.search.sheet import (
    EXCLUDES,
    FIRST,
    HANGING_EXCLUDES,
    LINE,
    NAMES,
    OWN,
    ROWS,
    TOKENS,
    Packs,
)
from engine.routing.search.simplex import solve

MARK = "54d0ef631a12"  # what is kept compiled holds the `simplex` and `marks` of this mark
_PRICE, _FILLED, _STEPS, _SPLIT = 0, 1, 2, 3
_NONE, _END = -1, -2
_FILLING = 20  # steps that take as long as filling one mix


@inner
def _filled(packs: Packs, taken: Any, values: Any) -> float:
    """The price of these packs at their best amounts, infinite where they do not fit."""
    rooms, rows, columns, price = packs.room.shape[0], packs.room.shape[0], 0, 0.0
    for pack in taken:
        columns += packs.heads[pack + 1, FIRST] - packs.heads[pack, FIRST]
        rows += packs.heads[pack + 1, ROWS] - packs.heads[pack, ROWS]
        price += packs.start[pack]
    table, row, column = np.zeros((rows + 1, columns + 1)), rooms, 0
    if not _room(packs, taken, table):
        return np.inf
    for pack in taken:
        first, end = packs.heads[pack, FIRST], packs.heads[pack + 1, FIRST]
        for j in range(rooms):
            for k in range(first, end):
                table[j, column + k - first] = packs.joint[j, k]
        write(table, row, column, packs, pack)
        row += packs.heads[pack + 1, ROWS] - packs.heads[pack, ROWS]
        column += end - first
    return price + solve(table, values)


@inner
def _room(packs: Packs, taken: Any, table: Any) -> bool:
    """Write what the least amounts leave of every room; whether they fit."""
    for j in range(packs.room.shape[0]):
        room = packs.room[j]
        for pack in taken:
            room = min(room, packs.room_if[pack, j])
        for pack in taken:
            room -= packs.used[pack, j]
        if room < -DUST:
            return False
        table[j, table.shape[1] - 1] = max(room, 0.0)
    return True


@inner
def _goes(packs: Packs, held: Any, pack: int) -> bool:
    """Whether a pack goes with what is held: lines that hang on different hosts do not meet."""
    own = packs.masks[pack]
    clash = (own[TOKENS] & held[TOKENS]) | (own[EXCLUDES] & held[NAMES])
    clash |= (own[NAMES] & held[EXCLUDES]) | (own[OWN] & held[HANGING_EXCLUDES])
    return not clash | (own[HANGING_EXCLUDES] & held[OWN])


@inner
def _may_be_whole(packs: Packs, taken: Any, held: Any, later: Any, forced: Any) -> bool:
    """Whether all that is demanded and needed is held, or may be by what comes later."""
    if forced & ~(held[NAMES] | later[NAMES]):
        return False
    for need in range(packs.needs.shape[0]):
        if not packs.needs[need] & (held[OWN] | later[OWN]):
            for pack in taken:
                if packs.need_of[need] == pack:
                    return False
    return True


@inner
def _joins(packs: Packs, pack: int, depth: int, held: Any, used: Any) -> bool:
    """Carry on what is held and used, with this pack; whether it goes with them and fits."""
    held[depth + 1], used[depth + 1] = held[depth], used[depth]
    if pack == _NONE:
        return True
    held[depth + 1] |= packs.masks[pack]
    for j in range(packs.room.shape[0]):
        used[depth + 1, j] += packs.used[pack, j]
        if used[depth + 1, j] > packs.room[j] + DUST:
            return False
    return _goes(packs, held[depth], pack)


@inner
def _of(marks: Any, pack: int) -> float:
    return marks[pack] if pack >= 0 else np.inf if pack == _END else 0.0


@inner
def _insert(line: Any, marks: Any, pack: int) -> None:
    """Into the order of marks, after its equals."""
    place = 0
    while _of(marks, line[place]) <= _of(marks, pack) and line[place] != _END:
        place += 1
    while pack != _END:
        pack, line[place] = line[place], pack
        place += 1


@inner
def _options(packs: Packs, marks: Any, state: Any, forced: Any) -> Any:
    """For each line its packs, and that it is left out, from the cheapest on."""
    count = state.shape[0]
    lines = packs.heads[count - 1, LINE] + 1
    found, is_forced = np.full((lines, count + 2), _END), np.zeros(lines, np.bool_)
    for pack in range(count):
        if state[pack] > 0:
            _insert(found[packs.heads[pack, LINE]], marks, pack)
        if packs.masks[pack, OWN] & forced or state[pack] == MUST:
            is_forced[packs.heads[pack, LINE]] = True
    for line in range(lines):
        if not is_forced[line]:
            _insert(found[line], marks, _NONE)
    _decide_first(marks, found)
    return found


@inner
def _decide_first(marks: Any, options: Any) -> None:
    """Lines about which there is least doubt come first: their other ways are pruned high up."""
    for place in range(options.shape[0]):
        first = place
        for line in range(place + 1, options.shape[0]):
            if _doubt(marks, options[line]) > _doubt(marks, options[first]):
                first = line
        for k in range(options.shape[1]):
            options[place, k], options[first, k] = options[first, k], options[place, k]


@inner
def _doubt(marks: Any, line: Any) -> float:
    """How much dearer the second way is than the first, infinite where there is but one."""
    return _of(marks, line[1]) - _of(marks, line[0]) if line[0] != _END else np.inf


@inner
def _walk(packs: Packs, marks: Any, options: Any, forced: Any, limits: Any) -> Any:
    """Depth first, the cheapest way first, pruned by what the rest can still gain."""
    lines, depth, told = options.shape[0], 0, np.zeros(4)
    at, count, taken = _places(lines), _places(lines), _places(lines)
    held, used = np.zeros((lines + 1, 5), np.uint64), np.zeros((lines + 1, packs.room.shape[0]))
    bound, (rest, later) = np.full(lines + 1, marks[-1]), _rest(packs, marks, options)
    best, filled, values = np.empty(0, np.int64), np.zeros(0), np.zeros(packs.cost.shape[0])
    told[_PRICE], effort = limits
    while depth >= 0 and told[_STEPS] + _FILLING * told[_FILLED] < effort:
        if depth == lines:
            told[_FILLED] += 1.0
            price = _filled(packs, taken[: count[depth]], values)
            if price < told[_PRICE] - DUST:
                told[_PRICE], best, filled = price, taken[: count[depth]].copy(), values.copy()
            depth -= 1
            continue
        told[_STEPS] += 1.0
        pack, size = options[depth, at[depth]], count[depth]
        value = bound[depth] + _of(marks, pack)
        at[depth] += 1
        if value + rest[depth + 1] >= told[_PRICE] - DUST or pack == _END:
            at[depth] = 0
            depth -= 1
        elif _joins(packs, pack, depth, held, used):
            taken[size] = pack
            size += pack != _NONE
            if _may_be_whole(packs, taken[:size], held[depth + 1], later[depth + 1], forced):
                depth += 1
                count[depth], bound[depth] = size, value
    told[_SPLIT] = _split(packs, marks, options) if depth >= 0 else _NONE
    return best, filled, told


@inner
def _places(lines: int) -> Any:
    return np.zeros(lines + 1, np.int64)


@inner
def _rest(packs: Packs, marks: Any, options: Any) -> Any:
    """From every line on: the least that is added, and the names that may still come."""
    lines = options.shape[0]
    rest, later = np.zeros(lines + 1), np.zeros((lines + 1, 5), np.uint64)
    for line in range(lines - 1, -1, -1):
        rest[line], later[line] = rest[line + 1] + _of(marks, options[line, 0]), later[line + 1]
        for pack in options[line]:
            if pack >= 0:
                later[line] |= packs.masks[pack]
    return rest, later


@inner
def _split(packs: Packs, marks: Any, options: Any) -> int:
    """The line about which these prices leave most doubt; of these the one that brings most."""
    found, most, least = _NONE, 0.0, np.inf
    for line in options:
        doubt = _doubt(marks, line)
        pack = max(line[0], line[1])
        if pack >= 0 and doubt < np.inf:
            brings = abs(packs.start[pack])
            if doubt < least - DUST or (doubt < least + DUST and brings > most):
                found, most, least = packs.heads[pack, LINE], brings, min(least, doubt)
    return found


@compiled(ANSWER)
def best_packs(packs: Packs, state: Any, forced: Any, limits: Any) -> Any:
    """The cheapest packs that hold the forced names; `limits` are a price and an effort.

    `state` of a pack: 0 closed, 1 open, 2 must be taken. Which they are, their variables one after
    the other, and: the price, how many mixes were filled, how many steps were made, and at which
    line to go on in parts as the limit ended the search, else -1.
    """
    marks = marks_of(packs, state)
    options = _options(packs, marks, state, forced)
    return _walk(packs, marks, options, forced, limits)
