"""Which packs together are the cheapest, in loops that a processor runs?

Branch and bound: every pack is priced by the rooms and rules that mixes compete for, and what no
mix can reach at these prices is never filled. Additions in one fixed order, one thread, the
interpreter's lock released: the same choice gives the same bits.
"""

from typing import Any

import numpy as np

from engine.routing.search.kinds import ANSWER, compiled, inner
from engine.routing.search.sheet import FIRST, HAS_AMOUNT, LINE, ROWS, Packs
from engine.routing.search.simplex import lowest, solve

SIMPLEX = "e425050d857f"  # what is kept compiled holds the simplex of this mark, see there
MOST_STEPS, MOST_FILLED = 100_000, 4_000
_DUST, _FAR, _WISH, _POINTS = 1e-8, 1e12, 1e7, 6
_PRICE, _FILLED, _STEPS, _IS_SPENT = 0, 1, 2, 3
_TOKENS, _NAMES, _OWN, _EXCLUDES, _HANGING_EXCLUDES = 0, 1, 2, 3, 4
_NONE, _END = -1, -2


@inner
def _write(table: Any, row: int, column: int, packs: Packs, pack: int) -> None:
    """Own rows and costs of a pack, from this row and column on."""
    first, width = packs.heads[pack, FIRST], packs.heads[pack + 1, FIRST]
    start, last = packs.heads[pack, ROWS], table.shape[1] - 1
    for k in range(width - first):
        table[table.shape[0] - 1, column + k] = packs.cost[first + k]
        for own in range(start, packs.heads[pack + 1, ROWS]):
            table[row + own - start, column + k] = packs.own[own, k]
    for own in range(start, packs.heads[pack + 1, ROWS]):
        table[row + own - start, last] = packs.left[own]


@inner
def _alone(packs: Packs, pack: int, extra: Any, values: Any) -> float:
    """The least that the variables of one pack cost where `extra` is added to their costs."""
    first, row = packs.heads[pack, FIRST], packs.heads[pack, ROWS]
    columns, rows = packs.heads[pack + 1, FIRST] - first, packs.heads[pack + 1, ROWS] - row
    if columns == 0:
        return 0.0
    if columns == 1 and rows == 1:
        cost = packs.cost[first] + extra[0]
        values[0] = packs.left[row] / packs.own[row, 0] if cost < 0 else 0.0
        return float(cost * values[0])
    table = np.zeros((rows + 1, columns + 1))
    _write(table, 0, 0, packs, pack)
    for k in range(columns):
        table[rows, k] += extra[k]
    return solve(table, values)


@inner
def _points(packs: Packs, pack: int, points: Any, costs: Any) -> int:
    """Ways to fill a pack: empty, the cheapest, and corners below the chords between; how many."""
    width = packs.own.shape[1]
    extra = np.zeros(width)
    extra[0] = _FAR if packs.heads[pack, HAS_AMOUNT] else 0.0
    costs[0] = _alone(packs, pack, extra, points[0])
    if not packs.heads[pack, HAS_AMOUNT]:
        return 1
    extra[0] = 0.0
    costs[1] = _alone(packs, pack, extra, points[1])
    count, at = 2, 0
    while at < count - 1 and count < _POINTS:
        run = points[at + 1, 0] - points[at, 0]
        if run <= _DUST:
            break
        extra[0] = (costs[at] - costs[at + 1]) / run
        under = _alone(packs, pack, extra, points[count])
        if under >= costs[at] + extra[0] * points[at, 0] - _DUST:
            at += 1
            continue
        costs[count] = under - extra[0] * points[count, 0]
        for k in range(count, at + 1, -1):
            costs[k], costs[k - 1] = costs[k - 1], costs[k]
            for x in range(width):
                points[k, x], points[k - 1, x] = points[k - 1, x], points[k, x]
        count += 1
    return count


@inner
def _compete(packs: Packs, is_open: Any) -> Any:
    """A table of mixes of ways to fill packs: rooms, then bonds, then that a wish counts once."""
    rooms, bonds, width = packs.room.shape[0], packs.tied.shape[0], packs.own.shape[1]
    wished = (packs.tied < 0).sum()
    rows = rooms + bonds + wished
    table = np.zeros((rows + 1, is_open.shape[0] * _POINTS + wished + 1))
    points, costs, count = np.zeros((_POINTS + 1, width)), np.zeros(_POINTS + 1), wished
    for pack in range(is_open.shape[0]):
        for point in range(_points(packs, pack, points, costs) if is_open[pack] else 0):
            table[rows, count] = packs.start[pack] + costs[point]
            _write_way(table, count, packs, pack, points[point])
            count += 1
    for j in range(rooms):
        table[j, count] = packs.room[j]
    for row in range(bonds):
        table[rooms + row, count] = max(packs.tied[row], 0.0)
    for wish in range(wished):
        table[rooms + bonds - wished + wish, wish] = table[rooms + bonds + wish, wish] = 1.0
        table[rooms + bonds + wish, count], table[rows, wish] = 1.0, -_WISH
    return table[:, : count + 1].copy()


@inner
def _write_way(table: Any, column: int, packs: Packs, pack: int, way: Any) -> None:
    """What one way to fill a pack takes of rooms and bonds."""
    first, rooms = packs.heads[pack, FIRST], packs.room.shape[0]
    for j in range(rooms):
        table[j, column] = packs.used[pack, j]
        for k in range(first, packs.heads[pack + 1, FIRST]):
            table[j, column] += packs.joint[j, k] * way[k - first]
    for row in range(packs.tied.shape[0]):
        table[rooms + row, column] = packs.bonds[row, pack]


@inner
def _prices(table: Any) -> Any:
    """What one more of each row's limit would spare."""
    rows, columns = table.shape[0] - 1, table.shape[1] - 1
    labels, prices = lowest(table), np.zeros(rows)
    for column in range(columns):
        if labels[column] >= columns:
            prices[labels[column] - columns] = max(table[rows, column], 0.0)
    return prices


@inner
def _marks(packs: Packs, prices: Any) -> Any:
    """The least that each pack adds to any plan at prices of all rooms and bonds; last the base.

    Any prices give a bound; those at which mixes compete give a close one. The bond of a pack's own
    line bears none: the search takes one pack a line.
    """
    rooms, count, width = packs.room.shape[0], packs.start.shape[0], packs.own.shape[1]
    found, extra, values = np.zeros(count + 1), np.zeros(width), np.zeros(width)
    lines = packs.heads[count - 1, LINE] + 1
    for j in range(rooms):
        found[count] -= prices[j] * packs.room[j]
    for row in range(lines, packs.tied.shape[0]):
        found[count] -= prices[rooms + row] * packs.tied[row]
    for pack in range(count):
        first = packs.heads[pack, FIRST]
        found[pack], extra[:] = packs.start[pack], 0.0
        for row in range(lines, packs.tied.shape[0]):
            found[pack] += prices[rooms + row] * packs.bonds[row, pack]
        for j in range(rooms):
            found[pack] += prices[j] * packs.used[pack, j]
            for k in range(first, packs.heads[pack + 1, FIRST]):
                extra[k - first] += prices[j] * packs.joint[j, k]
        found[pack] += _alone(packs, pack, extra, values)
    return found


@inner
def _filled(packs: Packs, taken: Any, count: int, values: Any) -> float:
    """The price of these packs at their best amounts, infinite where they do not fit."""
    rooms, rows, columns, price = packs.room.shape[0], packs.room.shape[0], 0, 0.0
    for at in range(count):
        columns += packs.heads[taken[at] + 1, FIRST] - packs.heads[taken[at], FIRST]
        rows += packs.heads[taken[at] + 1, ROWS] - packs.heads[taken[at], ROWS]
        price += packs.start[taken[at]]
    table, row, column = np.zeros((rows + 1, columns + 1)), rooms, 0
    if not _room(packs, taken, count, table):
        return np.inf
    for at in range(count):
        first, end = packs.heads[taken[at], FIRST], packs.heads[taken[at] + 1, FIRST]
        for j in range(rooms):
            for k in range(first, end):
                table[j, column + k - first] = packs.joint[j, k]
        _write(table, row, column, packs, taken[at])
        row += packs.heads[taken[at] + 1, ROWS] - packs.heads[taken[at], ROWS]
        column += end - first
    return price + solve(table, values)


@inner
def _room(packs: Packs, taken: Any, count: int, table: Any) -> bool:
    """Write what the least amounts leave of every room; whether they fit."""
    for j in range(packs.room.shape[0]):
        room = packs.room[j]
        for at in range(count):
            room = min(room, packs.room_if[taken[at], j])
        for at in range(count):
            room -= packs.used[taken[at], j]
        if room < -_DUST:
            return False
        table[j, table.shape[1] - 1] = max(room, 0.0)
    return True


@inner
def _goes(packs: Packs, held: Any, pack: int) -> bool:
    """Whether a pack goes with what is held: lines that hang on different hosts do not meet."""
    own = packs.masks[pack]
    clash = (own[_TOKENS] & held[_TOKENS]) | (own[_EXCLUDES] & held[_NAMES])
    clash |= (own[_NAMES] & held[_EXCLUDES]) | (own[_OWN] & held[_HANGING_EXCLUDES])
    return not clash | (own[_HANGING_EXCLUDES] & held[_OWN])


@inner
def _is_whole(packs: Packs, taken: Any, count: int, held: Any, forced: Any) -> bool:
    """Whether all that is demanded and needed is held."""
    if forced & ~held[_NAMES]:
        return False
    for need in range(packs.needs.shape[0]):
        for at in range(count):
            if packs.need_of[need] == taken[at] and not packs.needs[need] & held[_OWN]:
                return False
    return True


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
def _options(packs: Packs, marks: Any, is_open: Any, forced: Any) -> Any:
    """For each line its packs, and that it is left out, from the cheapest on."""
    count = is_open.shape[0]
    lines = packs.heads[count - 1, LINE] + 1
    found, is_forced = np.full((lines, count + 2), _END), np.zeros(lines, np.bool_)
    for pack in range(count):
        if is_open[pack]:
            _insert(found[packs.heads[pack, LINE]], marks, pack)
        if packs.masks[pack, _OWN] & forced:
            is_forced[packs.heads[pack, LINE]] = True
    for line in range(lines):
        if not is_forced[line]:
            _insert(found[line], marks, _NONE)
    return found


@inner
def _walk(packs: Packs, marks: Any, options: Any, forced: Any, state: Any) -> Any:
    """Depth first, the cheapest way first, pruned by what the rest can still gain."""
    at, count, taken, held, bound, rest, told = state
    lines, depth = options.shape[0], 0
    best, filled = np.empty(0, np.int64), np.zeros(packs.cost.shape[0])
    values = filled.copy()
    while depth >= 0 and told[_STEPS] < MOST_STEPS and told[_FILLED] < MOST_FILLED:
        if depth == lines:
            if _is_whole(packs, taken, count[depth], held[depth], forced):
                told[_FILLED] += 1.0
                price = _filled(packs, taken, count[depth], values)
                if price < told[_PRICE] - _DUST:
                    told[_PRICE], best, filled = price, taken[: count[depth]].copy(), values.copy()
            depth -= 1
            continue
        told[_STEPS] += 1.0
        pack = options[depth, at[depth]]
        value = bound[depth] + _of(marks, pack)
        at[depth] += 1
        if value + rest[depth + 1] >= told[_PRICE] - _DUST or pack == _END:
            at[depth] = 0
            depth -= 1
        elif pack == _NONE or _goes(packs, held[depth], pack):
            count[depth + 1], held[depth + 1], bound[depth + 1] = count[depth], held[depth], value
            depth += 1
            if pack != _NONE:
                held[depth] |= packs.masks[pack]
                taken[count[depth]] = pack
                count[depth] += 1
    told[_IS_SPENT] = depth >= 0
    return best, filled, told


@compiled(ANSWER)
def best_packs(packs: Packs, is_open: Any, forced: Any) -> Any:
    """The cheapest packs that hold the forced names.

    Which they are, their variables one after the other, and: the price, how many mixes were filled,
    how many steps were made, and whether the limit ended the search.
    """
    marks = _marks(packs, _prices(_compete(packs, is_open)))
    options = _options(packs, marks, is_open, forced)
    lines = options.shape[0]
    bound, rest, told = np.full(lines + 1, marks[-1]), np.zeros(lines + 1), np.zeros(4)
    for line in range(lines - 1, -1, -1):
        rest[line] = rest[line + 1] + _of(marks, options[line, 0])
    told[_PRICE] = np.inf
    held = np.zeros((lines + 1, 5), np.uint64)
    places = np.zeros((3, lines + 1), np.int64)
    state = places[0], places[1], places[2], held, bound, rest, told
    return _walk(packs, marks, options, forced, state)
