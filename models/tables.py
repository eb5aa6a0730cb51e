"""How is a forest of small trees scored and explained exactly, by look-up alone?

A tree with at most 8 leaves asks at most 7 questions. The pattern of their answers decides both
the leaf and the whole vector of SHAP values, so both are tables. Vectorised across firms only,
with additions in one fixed order: a firm alone gets the same bits as in a batch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import factorial, inf, isfinite, nextafter, prod

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError
from models.trees import FARTHEST, MOST_FEATURES, MOST_TREES, Forest, Leaf, Tree

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
Flags = NDArray[np.bool_]

MAX_SPLITS = 7
_ROWS_AT_ONCE = 128  # keeps the gathered cells of a chunk inside a processor's cache
_ADDITIVE_WITHIN = 1e-9
_READ_AS_ZERO = float(np.float32(1e-35))  # LightGBM's kZeroThreshold, a single-precision number
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
    def _nan_left(self) -> Flags:
        return self.split_nan_left.astype(np.bool_)

    def look_up(self, values: Floats) -> Floats:
        """SHAP values (n, k + 1) in log-odds of `values` (n, k); the last column is the score.

        Any float is allowed: nan is missing, infinities compare as such. The score is the sum
        of the leaves in the order of the trees, the same bits as LightGBM's raw score.
        """
        found = np.empty((len(values), self.n_features + 1))
        for start in range(0, len(values), _ROWS_AT_ONCE):
            rows = slice(start, start + _ROWS_AT_ONCE)
            found[rows] = self._sums(self._patterns(values[rows]))
        return found

    def _patterns(self, values: Floats) -> NDArray[np.int64]:
        asked = values[:, self.split_feature]
        left = asked <= self.split_threshold
        left |= np.isnan(asked) & self._nan_left
        bits = np.where(left, self.split_bit, 0)
        return np.add.reduceat(bits, self.tree_start, axis=1, dtype=np.int64)

    def _sums(self, patterns: NDArray[np.int64]) -> Floats:
        n, width = len(patterns), self.n_features + 1
        cells = self.cells[patterns[:, self.entry_tree] + self.entry_start]
        places = self.entry_column + width * np.arange(n)[:, None]
        # bincount adds one cell after the other, so the order of additions never varies.
        sums: Floats = np.bincount(places.ravel(), cells.ravel(), n * width).astype(np.float64)
        return sums.reshape(n, width)


def compile_tables(forest: Forest) -> Tables:
    """The tables of `forest`, with path-dependent SHAP values by complete enumeration.

    Source: Lundberg et al. 2020, "From local explanations to global understanding with
    explainable AI for trees"; a leaf's values follow from the splits on its own path alone.

    Raises:
        ModelError: a tree has more than 7 splits.
    """
    compiled = [_compile(tree, forest.n_features, i) for i, tree in enumerate(forest.trees)]
    splits = [split for each in compiled for split in each.splits]
    entries = [(i, *entry) for i, each in enumerate(compiled) for entry in each.entries]
    return Tables(
        n_features=forest.n_features,
        base=sum((each.base for each in compiled), 0.0),
        split_feature=np.array([feature for feature, _, _ in splits], np.int32),
        split_threshold=np.array([threshold for _, threshold, _ in splits], np.float64),
        split_nan_left=np.array([nan_left for _, _, nan_left in splits], np.int32),
        tree_splits=np.array([len(each.splits) for each in compiled], np.int32),
        entry_tree=np.array([tree for tree, _, _ in entries], np.int32),
        entry_column=np.array([column for _, column, _ in entries], np.int32),
        cells=np.concatenate([cells for _, _, cells in entries]),
    )


@dataclass(frozen=True)
class _Compiled:
    base: float
    splits: list[tuple[int, float, bool]]
    entries: list[tuple[int, Floats]]


@dataclass(frozen=True)
class _Step:
    """One feature on the way to a leaf: share of training rows that follow, and who follows."""

    share: float
    follows: Floats


def _compile(tree: Tree, n_features: int, index: int) -> _Compiled:
    if isinstance(tree.root, Leaf):  # a constant tree: one split whose answer changes nothing
        constant = np.full(2, tree.root.value)
        return _Compiled(tree.root.value, [(0, 0.0, True)], [(n_features, constant)])
    if len(tree.splits) > MAX_SPLITS:
        raise ModelError(f"tree {index} has {len(tree.splits)} splits; tables hold {MAX_SPLITS}")
    base, columns = 0.0, {n_features: np.zeros(1 << len(tree.splits))}
    for leaf, path in _paths(tree, tree.root, {}):
        base += leaf.value * prod(step.share for step in path.values())
        columns[n_features] += leaf.value * np.prod(
            [step.follows for step in path.values()], axis=0
        )
        for feature, contribution in _shapley(path):
            columns.setdefault(feature, np.zeros(1 << len(tree.splits)))
            columns[feature] += leaf.value * contribution
    splits = [(s.feature, _outside_zero(s.threshold), s.nan_left) for s in tree.splits]
    return _Compiled(base, splits, sorted(columns.items()))


def _outside_zero(threshold: float) -> float:
    """The threshold that parts values as LightGBM does, which first reads the tiniest as 0.0."""
    if -_READ_AS_ZERO <= threshold < 0.0:
        return nextafter(-_READ_AS_ZERO, -inf)
    return _READ_AS_ZERO if 0.0 <= threshold < _READ_AS_ZERO else threshold


def _paths(
    tree: Tree, place: int | Leaf, path: dict[int, _Step]
) -> Iterator[tuple[Leaf, dict[int, _Step]]]:
    if isinstance(place, Leaf):
        yield place, path
        return
    split = tree.splits[place]
    goes_left = ((np.arange(1 << len(tree.splits)) >> place) & 1).astype(np.float64)
    for child, follows in ((split.left, goes_left), (split.right, 1.0 - goes_left)):
        count = child.count if isinstance(child, Leaf) else tree.splits[child].count
        step = path.get(split.feature, _Step(1.0, np.ones(len(follows))))
        longer = _Step(step.share * (count / split.count), step.follows * follows)
        yield from _paths(tree, child, {**path, split.feature: longer})


def _shapley(path: dict[int, _Step]) -> Iterator[tuple[int, Floats]]:
    """Shapley values of the game whose worth is the product of known or average steps."""
    n = len(path)
    for feature, step in path.items():
        others = [other for name, other in path.items() if name != feature]
        worth = np.zeros(len(step.follows))
        for known, sum_of_products in enumerate(_by_known(others, len(step.follows))):
            worth += sum_of_products * (factorial(known) * factorial(n - known - 1) / factorial(n))
        yield feature, worth * (step.follows - step.share)


def _by_known(steps: Sequence[_Step], n_patterns: int) -> list[Floats]:
    """For each number of known steps, the products summed over all choices of that many."""
    sums = [np.ones(n_patterns)]
    for step in steps:
        unknown = [term * step.share for term in sums] + [np.zeros(n_patterns)]
        known = [np.zeros(n_patterns)] + [term * step.follows for term in sums]
        sums = [a + b for a, b in zip(unknown, known, strict=True)]
    return sums


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
