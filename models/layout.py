"""How do tables lie in memory so that a processor looks them up fastest?"""

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models import kernels

if TYPE_CHECKING:
    from models.tables import Floats, Tables

_MOST_KNOTS = 254  # with one more for what is beyond and one for missing, a byte is full
_LAST = 255
_FEW = 100  # so many firms are told sooner one by one
_LINE = 64  # bytes that a processor fetches at a time


@dataclass(frozen=True)
class Layout:
    """The same forest for one firm after the other, and for blocks of firms."""

    rows: kernels.ForRows
    blocks: kernels.ForBlocks

    def look_up(self, values: "Floats", found: "Floats") -> None:
        """Write the answers on `values` (n, k) into `found` (n, k + 1)."""
        if len(values) <= _FEW:
            kernels.look_up_rows(values, found, self.rows)
        else:
            kernels.look_up_blocks(values, found, self.blocks)


def arrange(tables: "Tables") -> Layout:
    """The tables as a `Layout`."""
    codes = _Codes(tables)
    asked, limits = _questions(tables)
    columns, first, cells = _rows_of_cells(tables)
    per_tree = np.bincount(tables.entry_tree, minlength=tables.n_trees)
    rows = kernels.ForRows(
        asked=_by_tree(tables, asked, np.uint32, 0),
        limits=_by_tree(tables, limits, np.float64, np.nan),
        columns=columns,
        first=first,
        cells=cells,
    )
    blocks = kernels.ForBlocks(
        rulers=np.array(codes.rulers, np.int64),
        knots=np.concatenate(codes.knots),
        asked=_by_tree(tables, codes.asked, np.uint32, 0),
        limits=_by_tree(tables, codes.limits, np.uint8, 0),
        sizes=np.stack([tables.tree_splits, per_tree], axis=1).astype(np.int64),
        columns=columns,
        first=first,
        cells=cells,
    )
    for array in (*rows, *blocks):
        array.flags.writeable = False
    return Layout(rows, blocks)


def _questions(tables: "Tables") -> tuple[NDArray[np.integer], "Floats"]:
    """Each split as "is this number at most that?", which a missing value always denies.

    Where missing goes left the question is turned round: is the negated value at most the negated
    next number after the threshold, so does it go right?
    """
    turned = tables.split_nan_left == 1
    after = -np.nextafter(tables.split_threshold, inf)
    after[tables.split_threshold == inf] = np.nan  # nothing known lies after it
    asked = tables.split_feature + np.where(turned, tables.n_features, 0)
    return asked, np.where(turned, after, tables.split_threshold)


class _Codes:
    """The splits as questions about bytes: how many thresholds of its feature lie below a value.

    Where missing goes left the bytes count down from 255, and the question is turned round.
    """

    def __init__(self, tables: "Tables") -> None:
        self.asked = np.zeros(len(tables.split_feature), np.int64)
        self.limits = np.zeros(len(tables.split_feature), np.int64)
        self.rulers: list[tuple[int, int, int, int, int]] = []
        self.knots: list[Floats] = []
        self._n_codes, self._n_knots = 0, 0
        for feature in np.unique(tables.split_feature).tolist():
            splits = np.flatnonzero(tables.split_feature == feature)
            thresholds = np.unique(tables.split_threshold[splits])
            for start in range(0, len(thresholds), _MOST_KNOTS):
                knots = thresholds[start : start + _MOST_KNOTS]
                mine = splits[np.isin(tables.split_threshold[splits], knots)]
                self._add_ruler(tables, feature, knots, mine)

    def _add_ruler(
        self, tables: "Tables", feature: int, knots: "Floats", splits: NDArray[np.intp]
    ) -> None:
        place = np.searchsorted(knots, tables.split_threshold[splits])
        turned = tables.split_nan_left[splits] == 1
        up, down = self._row(splits[~turned]), self._row(splits[turned])
        self.limits[splits] = np.where(turned, _LAST - 1 - place, place)
        steps = len(knots).bit_length()
        self.rulers.append((feature, self._n_knots, steps, up, down))
        padded = np.full((1 << steps) - 1, inf)
        padded[: len(knots)] = knots
        self.knots.append(padded)
        self._n_knots += len(padded)

    def _row(self, splits: NDArray[np.intp]) -> int:
        """A row of bytes for these splits; -1 where there are none."""
        if not len(splits):
            return -1
        self.asked[splits] = self._n_codes
        self._n_codes += 1
        return self._n_codes - 1


def _by_tree(
    tables: "Tables", of_splits: NDArray[np.generic], kind: type[np.generic], unused: float
) -> NDArray[np.generic]:
    """What belongs to the splits in rows of 8 a tree."""
    found = np.full((tables.n_trees, kernels.SLOTS), unused, kind)
    places = np.arange(len(of_splits)) - np.repeat(tables.tree_start, tables.tree_splits)
    found[np.repeat(np.arange(tables.n_trees), tables.tree_splits), places] = of_splits
    return found.ravel()


def _rows_of_cells(
    tables: "Tables",
) -> tuple[NDArray[np.uint32], NDArray[np.uint64], "Floats"]:
    """Columns, first rows and cells: per tree a row of 8 for each pattern of answers.

    A slot that no feature needs adds zeros to the first column, which they leave as it is.
    """
    sizes = 1 << tables.tree_splits.astype(np.int64)
    first = np.cumsum(sizes) - sizes
    cells = _aligned_zeros(int(sizes.sum()) * kernels.SLOTS).reshape(-1, kernels.SLOTS)
    columns = np.zeros((tables.n_trees, kernels.SLOTS), np.uint32)
    used = np.ones(tables.n_trees, np.int64)
    turned = np.add.reduceat(tables.split_bit * tables.split_nan_left, tables.tree_start)
    starts = zip(tables.entry_tree, tables.entry_column, tables.entry_start, strict=True)
    for tree, column, start in starts:
        slot = 0 if column == tables.n_features else used[tree]
        used[tree] += slot > 0
        columns[tree, slot] = column
        patterns = np.arange(sizes[tree]) ^ turned[tree]
        cells[first[tree] : first[tree] + sizes[tree], slot] = tables.cells[start + patterns]
    return columns.ravel(), first.astype(np.uint64), cells.ravel()


def _aligned_zeros(count: int) -> "Floats":
    """Zeros that begin where a processor's line begins, so that a row of 8 is one line."""
    raw = np.zeros(count + _LINE // 8)
    return raw[-(raw.ctypes.data // 8) % (_LINE // 8) :][:count]
