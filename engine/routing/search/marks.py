"""What is the least that each pack adds to any plan, at prices of all that mixes compete for?

Compiled into `kernels`: whoever changes this file writes the new mark there, as a test reminds.
"""

from typing import Any

import numpy as np

from engine.routing.search.kinds import inner
from engine.routing.search.sheet import FIRST, HAS_AMOUNT, LINE, ROWS, Packs
from engine.routing.search.simplex import lowest, solve

DUST, MUST = 1e-8, 2
_FAR, _WISH = 1e12, 1e7
_POINTS = 6  # ways to fill one pack that the prices are made from


@inner
def write(table: Any, row: int, column: int, packs: Packs, pack: int) -> None:
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
    write(table, 0, 0, packs, pack)
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
        if run <= DUST:
            break
        extra[0] = (costs[at] - costs[at + 1]) / run
        under = _alone(packs, pack, extra, points[count])
        if under >= costs[at] + extra[0] * points[at, 0] - DUST:
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
def _compete(packs: Packs, state: Any) -> Any:
    """A table of mixes of ways to fill packs: rooms, then bonds, then that a wish counts once."""
    rooms, bonds, width = packs.room.shape[0], packs.tied.shape[0], packs.own.shape[1]
    wished = (packs.tied < 0).sum()
    rows = rooms + bonds + wished
    table = np.zeros((rows + 1, state.shape[0] * _POINTS + wished + 1))
    points, costs, count = np.zeros((_POINTS + 1, width)), np.zeros(_POINTS + 1), wished
    for pack in range(state.shape[0]):
        for point in range(_points(packs, pack, points, costs) if state[pack] > 0 else 0):
            table[rows, count] = packs.start[pack] + costs[point] - _WISH * (state[pack] == MUST)
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
def marks_of(packs: Packs, state: Any) -> Any:
    """The least that each pack adds to any plan at prices of all rooms and bonds; last the base.

    Any prices give a bound; those at which mixes compete give a close one. The bond of a pack's own
    line bears none: the search takes one pack a line.
    """
    rooms, count, width = packs.room.shape[0], packs.start.shape[0], packs.own.shape[1]
    prices = _prices(_compete(packs, state))
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
