"""How is a forest of small trees scored and explained exactly, by look-up alone?

A tree with at most 8 leaves asks at most 7 questions. The pattern of their answers decides both
the leaf and the whole vector of SHAP values, so both are tables.
"""

from dataclasses import dataclass, fields
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError
from models.trees import FARTHEST, MOST_FEATURES, MOST_TREES

if TYPE_CHECKING:
    from models.layout import Layout

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
Flags = NDArray[np.bool_]

MAX_SPLITS = 7
_ADDITIVE_WITHIN = 1e-9
ARRAY_TYPES = {
    "split_feature": np.int32,
    "split_threshold": np.float64,
    "split_nan_left": np.int32,
    "tree_splits": np.int32,
    "entry_tree": np.int32,
    "entry_column": np.int32,
    "cells": np.float64,
}


@dataclass(frozen=True)
class Tables:
    """A forest as arrays; column `n_features` of an entry is the score, the others are features.

    `tree_splits` counts the splits of each tree, in whose order `split_feature`,
    `split_threshold` and `split_nan_left` (0 or 1) follow. An entry is one tree's table for one
    column: 2 ** splits cells, one per pattern, bit i set where split i sends the firm left.
    `base` is the expected score over the training rows, in log-odds as everything here.
    """

    n_features: int
    base: float
    split_feature: Integers
    split_threshold: Floats
    split_nan_left: Integers
    tree_splits: Integers
    entry_tree: Integers
    entry_column: Integers
    cells: Floats

    def __post_init__(self) -> None:
        """Refuse arrays that do not form a forest, before anything is looked up in them."""
        for name, dtype in ARRAY_TYPES.items():
            array = getattr(self, name)
            _require(array.ndim == 1 and array.dtype == dtype, f"{name} is not a row of {dtype}")
            array.flags.writeable = False
        _check_splits(self)
        _check_entries(self)
        _check_additive(self)

    def __getstate__(self) -> dict[str, Any]:
        """What a copy needs: the tables, not what was made from them."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def n_trees(self) -> int:
        """How many trees the forest has."""
        return len(self.tree_splits)

    @cached_property
    def tree_start(self) -> NDArray[np.int64]:
        """Where each tree's splits begin."""
        return _starts(self.tree_splits)

    @cached_property
    def entry_start(self) -> NDArray[np.int64]:
        """Where each entry's cells begin."""
        return _starts(1 << self.tree_splits[self.entry_tree])

    @cached_property
    def split_bit(self) -> Integers:
        """The bit of the pattern which each split sets."""
        place = np.arange(len(self.split_feature)) - np.repeat(self.tree_start, self.tree_splits)
        return (1 << place).astype(np.int32)

    @cached_property
    def layout(self) -> "Layout":
        """The same tables, arranged for the processor; made when first asked for."""
        from models.layout import arrange

        return arrange(self)

    def look_up(self, values: Floats) -> Floats:
        """SHAP values (n, k + 1) in log-odds of `values` (n, k); the last column is the score.

        Any float is allowed: nan is missing, infinities compare as such. The score is the sum
        of the leaves in the order of the trees, the same bits as LightGBM's raw score.
        """
        found = np.empty((len(values), self.n_features + 1))
        self.layout.look_up(values, found)
        return found


def _starts(sizes: NDArray[np.integer]) -> NDArray[np.int64]:
    return np.cumsum(sizes, dtype=np.int64) - sizes


def _require(holds: bool | np.bool_, reason: str) -> None:
    if not holds:
        raise ModelError(f"tables: {reason}")


def _check_splits(tables: Tables) -> None:
    per_tree, n_splits = tables.tree_splits, len(tables.split_feature)
    _require(1 <= tables.n_features <= MOST_FEATURES, "they have no features, or too many")
    _require(1 <= len(per_tree) <= MOST_TREES, "there is no tree, or too many")
    _require(bool(np.all((per_tree >= 1) & (per_tree <= MAX_SPLITS))), "a tree's size is wrong")
    _require(per_tree.sum(dtype=np.int64) == n_splits, "splits and trees do not match")
    _require(len(tables.split_threshold) == n_splits, "split_threshold has the wrong length")
    _require(len(tables.split_nan_left) == n_splits, "split_nan_left has the wrong length")
    features = tables.split_feature
    _require(bool(np.all((features >= 0) & (features < tables.n_features))), "unknown feature")
    _require(not np.any(np.isnan(tables.split_threshold)), "a threshold is not a number")
    _require(bool(np.all(np.isin(tables.split_nan_left, (0, 1)))), "a flag is neither 0 nor 1")


def _check_entries(tables: Tables) -> None:
    trees, columns, score = tables.entry_tree, tables.entry_column, tables.n_features
    _require(len(trees) == len(columns), "entry_column has the wrong length")
    _require(bool(np.all((trees >= 0) & (trees < tables.n_trees))), "an entry of an unknown tree")
    _require(bool(np.all((columns >= 0) & (columns <= score))), "an entry of an unknown column")
    order = trees.astype(np.int64) * (score + 1) + columns
    _require(bool(np.all(np.diff(order) > 0)), "the entries are not in order")
    scores = trees[columns == score]
    _require(np.array_equal(scores, np.arange(tables.n_trees)), "a tree has no score")
    n_cells = np.sum(1 << tables.tree_splits[trees], dtype=np.int64)
    _require(len(tables.cells) == n_cells, "cells has the wrong length")
    _require(bool(np.all(np.isfinite(tables.cells))), "a cell is not finite")
    _require(isfinite(tables.base), "the base is not finite")
    farthest = max(abs(tables.base), float(np.abs(tables.cells).max()))
    _require(farthest <= FARTHEST, "a cell is no log-odds")


def _check_additive(tables: Tables) -> None:
    """In every pattern, a tree's features must add up to its score less one constant."""
    totals = [np.zeros(1 << size) for size in tables.tree_splits]
    ends = tables.entry_start + (1 << tables.tree_splits[tables.entry_tree])
    entries = zip(tables.entry_tree, tables.entry_column, tables.entry_start, ends, strict=True)
    for tree, column, start, end in entries:
        sign = 1.0 if column == tables.n_features else -1.0
        totals[tree] += sign * tables.cells[start:end]
    bases = np.array([total[0] for total in totals])
    even = all(np.ptp(total) <= _ADDITIVE_WITHIN for total in totals)
    _require(even and abs(bases.sum() - tables.base) <= _ADDITIVE_WITHIN, "they do not add up")
