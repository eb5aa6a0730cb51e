"""Which loops does a processor run to look firms up in tables?

Compiled by numba when this module is first imported and kept beside it for the next time. One
thread each, the interpreter's lock released; additions in one fixed order and no fast-math, so
one firm, a block of firms and any number of threads give the same bits.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numba
import numpy as np
from numba import boolean, float64, int64, types, uint8, uint32, uint64, void

BLOCK = 256  # firms that one table serves while it is in the processor's cache
SLOTS = 8  # of a tree's row of cells: the score, and up to 7 features
_ONE, _TWO, _THREE, _FOUR, _FIVE, _SIX, _SEVEN = (np.uint64(i) for i in range(1, SLOTS))
_EIGHT = np.uint64(SLOTS)


class ForRows(NamedTuple):
    """A forest for `look_up_rows`; asked, limits and columns have 8 places a tree.

    Question i of a tree: is the number `asked` of the firm at most the limit? The numbers are its
    k values, then those negated. The answers are bits that, from `first` of the tree, give the row
    of 8 `cells`: the score and the parts of the tree's features, which stand in `columns`.
    """

    asked: Any
    limits: Any
    columns: Any
    first: Any
    cells: Any


class ForBlocks(NamedTuple):
    """The same forest for `look_up_blocks`, where questions are about bytes.

    A ruler is a row of: feature, its first knot, steps to find a place between 2 ** steps - 1
    knots, the row of bytes that counts up (a missing value beyond the end), and down (before it);
    -1 where not needed. `sizes` is, for each tree, how many questions and how many columns.
    """

    rulers: Any
    knots: Any
    asked: Any
    limits: Any
    sizes: Any
    columns: Any
    first: Any
    cells: Any


_F = TypeVar("_F", bound=Callable[..., Any])
_row, _codes, _places = float64[::1], uint8[::1], uint32[::1]
_table = types.Array(float64, 2, "A", readonly=True)
_found = types.Array(float64, 2, "A")
_named: Callable[..., Any] = types.NamedTuple


def _kept(kind: Any, dimensions: int = 1) -> Any:
    """An array of a layout, which nothing writes to."""
    return types.Array(kind, dimensions, "C", readonly=True)


_for_rows = _named(
    [_kept(uint32), _kept(float64), _kept(uint32), _kept(uint64), _kept(float64)], ForRows
)
_for_blocks = _named(
    [
        _kept(int64, 2), _kept(float64), _kept(uint32), _kept(uint8), _kept(int64, 2),
        _kept(uint32), _kept(uint64), _kept(float64),
    ],
    ForBlocks,
)  # fmt: skip


def _compiled(*kinds: Any) -> Callable[[_F], _F]:
    def compiled(function: _F) -> _F:
        try:
            kept: _F = numba.njit(void(*kinds), cache=True, nogil=True)(function)
        except RuntimeError:  # nowhere to keep it: compiled anew by each process
            kept = numba.njit(void(*kinds), nogil=True)(function)
        return kept

    return compiled


@_compiled(_row, types.Array(float64, 1, "A"), _for_rows)
def _look_up_row(numbers: Any, told: Any, trees: ForRows) -> None:
    # Written out, as the compiler leaves loops over seven as they are.
    asked, limits, columns, cells = trees.asked, trees.limits, trees.columns, trees.cells
    told[:] = 0.0
    score = 0.0
    for tree in range(len(trees.first)):
        i = uint64(tree) * _EIGHT
        place = trees.first[tree] + uint64(numbers[asked[i]] <= limits[i])
        place += uint64(numbers[asked[i + _ONE]] <= limits[i + _ONE]) << _ONE
        place += uint64(numbers[asked[i + _TWO]] <= limits[i + _TWO]) << _TWO
        place += uint64(numbers[asked[i + _THREE]] <= limits[i + _THREE]) << _THREE
        place += uint64(numbers[asked[i + _FOUR]] <= limits[i + _FOUR]) << _FOUR
        place += uint64(numbers[asked[i + _FIVE]] <= limits[i + _FIVE]) << _FIVE
        place += uint64(numbers[asked[i + _SIX]] <= limits[i + _SIX]) << _SIX
        cell = place * _EIGHT
        score += cells[cell]
        told[columns[i + _ONE]] += cells[cell + _ONE]
        told[columns[i + _TWO]] += cells[cell + _TWO]
        told[columns[i + _THREE]] += cells[cell + _THREE]
        told[columns[i + _FOUR]] += cells[cell + _FOUR]
        told[columns[i + _FIVE]] += cells[cell + _FIVE]
        told[columns[i + _SIX]] += cells[cell + _SIX]
        told[columns[i + _SEVEN]] += cells[cell + _SEVEN]
    told[-1] = score


@_compiled(_table, _found, _for_rows)
def look_up_rows(values: Any, found: Any, trees: ForRows) -> None:
    """One firm after the other, for a few: (n, k) values, (n, k + 1) found, the last the score."""
    k = values.shape[1]
    numbers = np.empty(2 * k)
    for row in range(len(values)):
        for feature in range(k):
            numbers[feature] = values[row, feature]
            numbers[k + feature] = -values[row, feature]
        _look_up_row(numbers, found[row], trees)


@_compiled(_row, uint64[::1], _kept(float64), uint64, uint64)
def _measure(numbers: Any, marks: Any, knots: Any, first: Any, steps: Any) -> None:
    """How many of the 2 ** steps - 1 ascending knots from `first` lie below each number."""
    for i in range(len(numbers)):
        marks[i] = first
    step = _ONE << steps >> _ONE
    while step > 0:
        for i in range(len(numbers)):
            below = knots[marks[i] + step - _ONE] < numbers[i]
            marks[i] += step if below else uint64(0)
        step >>= _ONE
    for i in range(len(numbers)):
        marks[i] -= first


@_compiled(_codes, _row, uint64[::1], boolean)
def _encode(codes: Any, numbers: Any, marks: Any, is_down: bool) -> None:
    """A mark as a byte, counting up or down; a missing value is 255 in both."""
    for i in range(len(codes)):
        mark = uint8(255) - uint8(marks[i]) if is_down else uint8(marks[i])
        codes[i] = mark if numbers[i] == numbers[i] else uint8(255)


@_compiled(_places, _codes, uint8[:, ::1], _kept(uint32), _kept(uint8), uint64)
def _place(places: Any, bits: Any, codes: Any, asked: Any, limits: Any, first: Any) -> None:
    """The place of each firm's row: the answers to the questions are its bits, from `first`."""
    for i in range(len(bits)):
        bits[i] = uint8(0)
    for question in range(len(asked)):
        told, limit, bit = codes[asked[question]], limits[question], uint8(1 << question)
        for i in range(len(bits)):
            bits[i] |= bit if told[i] <= limit else uint8(0)
    for i in range(len(bits)):
        places[i] = uint32(first) + uint32(bits[i])


@_compiled(_row, _places, _kept(float64), uint64)
def _add(sums: Any, places: Any, cells: Any, slot: Any) -> None:
    for i in range(len(sums)):
        sums[i] += cells[uint64(places[i]) * _EIGHT + slot]


@_compiled(_table, uint8[:, ::1], int64, int64, _kept(int64, 2), _kept(float64))
def _read(values: Any, codes: Any, start: int, count: int, rulers: Any, knots: Any) -> None:
    """Where the firms from `start` lie on every ruler, as bytes."""
    numbers = np.zeros(BLOCK)
    marks = np.empty(BLOCK, np.uint64)
    for ruler in range(len(rulers)):
        feature, first, steps, up, down = rulers[ruler]
        for i in range(count):
            numbers[i] = values[start + i, feature]
        _measure(numbers, marks, knots, uint64(first), uint64(steps))
        if up >= 0:
            _encode(codes[up], numbers, marks, False)
        if down >= 0:
            _encode(codes[down], numbers, marks, True)


@_compiled(float64[:, ::1], uint8[:, ::1], _for_blocks)
def _sum(sums: Any, codes: Any, trees: ForBlocks) -> None:
    bits, places = np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint32)
    sums[:] = 0.0
    for tree in range(len(trees.first)):
        i, size = tree * SLOTS, trees.sizes[tree]
        asked, limits = trees.asked[i : i + size[0]], trees.limits[i : i + size[0]]
        _place(places, bits, codes, asked, limits, trees.first[tree])
        for slot in range(size[1]):
            _add(sums[trees.columns[i + slot]], places, trees.cells, uint64(slot))


@_compiled(_table, _found, _for_blocks)
def look_up_blocks(values: Any, found: Any, trees: ForBlocks) -> None:
    """Many firms, a block at a time, to the same bits as `look_up_rows`."""
    codes = np.empty((2 * len(trees.rulers), BLOCK), np.uint8)
    sums = np.empty((found.shape[1], BLOCK))
    for start in range(0, len(values), BLOCK):
        count = min(BLOCK, len(values) - start)
        _read(values, codes, start, count, trees.rulers, trees.knots)
        _sum(sums, codes, trees)
        for column in range(len(sums)):
            for i in range(count):
                found[start + i, column] = sums[column, i]
