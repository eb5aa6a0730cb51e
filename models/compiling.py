"""How does a forest become tables: the score and the SHAP values of every pattern of answers?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from math import factorial, inf, nextafter, prod

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError, TableError
from models.tables import MAX_SPLITS, Floats, Tables
from models.trees import Forest, Leaf, Split, Tree

_READ_AS_ZERO = float(np.float32(1e-35))  # LightGBM's kZeroThreshold, a single-precision number


def compile_tables(forest: Forest) -> Tables:
    """The tables of `forest`, with path-dependent SHAP values by complete enumeration.

    What is not known of a firm is filled by the shares of the training rows on the way. Source:
    Lundberg et al. 2020, "From local explanations to global understanding with explainable AI for
    trees"; a leaf's values follow from the splits on its own path alone.

    Raises:
        ModelError: a tree has more than 7 splits.
    """
    return _assembled(forest, lambda _tree: _by_shares)


def compile_against(forest: Forest, background: Floats) -> Tables:
    """The tables of `forest`, with interventional SHAP values against `background` (m, k).

    What is not known of a firm is filled by each background firm's own values, all together. Only
    the cells differ from `compile_tables`, so an answer costs the same however many rows
    stand behind it. `base` is the mean score of the background. Source: Janzing et al. 2020,
    "Feature relevance quantification in explainable AI: a causal problem".

    Raises:
        ModelError: a tree has more than 7 splits.
        TableError: the background has no row, or not the forest's columns.
    """
    if len(background) < 1 or background.shape[1:] != (forest.n_features,):
        shape = f"(1 or more, {forest.n_features})"
        raise TableError(f"the background has shape {background.shape}, not {shape}")
    return _assembled(forest, lambda tree: partial(_by_background, _frequency(tree, background)))


@dataclass(frozen=True)
class _Step:
    """One feature on the way to a leaf: share of training rows that follow, and who follows.

    `follows` holds 0.0 or 1.0 for each pattern of the tree's answers.
    """

    share: float
    follows: Floats


_Path = dict[int, _Step]
_Told = tuple[float, Sequence[Floats]]
"""The share of a leaf in the base, and for each step of its path the part of each pattern."""
_Game = Callable[[_Path], _Told]


@dataclass(frozen=True)
class _Compiled:
    base: float
    splits: list[tuple[int, float, bool]]
    entries: list[tuple[int, Floats]]


def _assembled(forest: Forest, game_of: Callable[[Tree], _Game]) -> Tables:
    k = forest.n_features
    compiled = [_compile(tree, k, i, game_of) for i, tree in enumerate(forest.trees)]
    splits = [split for each in compiled for split in each.splits]
    entries = [(i, *entry) for i, each in enumerate(compiled) for entry in each.entries]
    return Tables(
        n_features=k,
        base=sum((each.base for each in compiled), 0.0),
        split_feature=np.array([feature for feature, _, _ in splits], np.int32),
        split_threshold=np.array([threshold for _, threshold, _ in splits], np.float64),
        split_nan_left=np.array([nan_left for _, _, nan_left in splits], np.int32),
        tree_splits=np.array([len(each.splits) for each in compiled], np.int32),
        entry_tree=np.array([tree for tree, _, _ in entries], np.int32),
        entry_column=np.array([column for _, column, _ in entries], np.int32),
        cells=np.concatenate([cells for _, _, cells in entries]),
    )


def _compile(
    tree: Tree, n_features: int, index: int, game_of: Callable[[Tree], _Game]
) -> _Compiled:
    if isinstance(tree.root, Leaf):  # a constant tree: one split whose answer changes nothing
        constant = np.full(2, tree.root.value)
        return _Compiled(tree.root.value, [(0, 0.0, True)], [(n_features, constant)])
    if len(tree.splits) > MAX_SPLITS:
        raise ModelError(f"tree {index} has {len(tree.splits)} splits; tables hold {MAX_SPLITS}")
    game, base = game_of(tree), 0.0
    columns = {n_features: np.zeros(1 << len(tree.splits))}
    for leaf, path in _paths(tree, tree.root, {}):
        reached = np.prod([step.follows for step in path.values()], axis=0)
        columns[n_features] += leaf.value * reached
        share, parts = game(path)
        base += leaf.value * share
        for feature, part in zip(path, parts, strict=True):
            columns.setdefault(feature, np.zeros(1 << len(tree.splits)))
            columns[feature] += leaf.value * part
    splits = [(s.feature, _outside_zero(s.threshold), s.nan_left) for s in tree.splits]
    return _Compiled(base, splits, sorted(columns.items()))


def _outside_zero(threshold: float) -> float:
    """The threshold that parts values as LightGBM does, which first reads the tiniest as 0.0."""
    if -_READ_AS_ZERO <= threshold < 0.0:
        return nextafter(-_READ_AS_ZERO, -inf)
    return _READ_AS_ZERO if 0.0 <= threshold < _READ_AS_ZERO else threshold


def _paths(tree: Tree, place: int | Leaf, path: _Path) -> Iterator[tuple[Leaf, _Path]]:
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


def _by_shares(path: _Path) -> _Told:
    """Shapley values of the game whose worth is the product of known or average steps."""
    n, parts = len(path), []
    for feature, step in path.items():
        others = [other for name, other in path.items() if name != feature]
        worth = np.zeros(len(step.follows))
        for known, sum_of_products in enumerate(_by_known(others, len(step.follows))):
            worth += sum_of_products * (factorial(known) * factorial(n - known - 1) / factorial(n))
        parts.append(worth * (step.follows - step.share))
    return prod(step.share for step in path.values()), parts


def _by_known(steps: Sequence[_Step], n_patterns: int) -> list[Floats]:
    """For each number of known steps, the products summed over all choices of that many."""
    sums = [np.ones(n_patterns)]
    for step in steps:
        unknown = [term * step.share for term in sums] + [np.zeros(n_patterns)]
        known = [np.zeros(n_patterns)] + [term * step.follows for term in sums]
        sums = [a + b for a, b in zip(unknown, known, strict=True)]
    return sums


def _frequency(tree: Tree, background: Floats) -> Floats:
    """How often each pattern of answers occurs in the background; they add up to 1."""
    patterns = np.zeros(len(background), np.int64)
    for place, split in enumerate(tree.splits):
        patterns += _goes_left(split, background[:, split.feature]).astype(np.int64) << place
    counts = np.bincount(patterns, minlength=1 << len(tree.splits))
    frequency: Floats = counts / len(background)
    return frequency


def _goes_left(split: Split, values: Floats) -> NDArray[np.bool_]:
    left: NDArray[np.bool_] = values <= _outside_zero(split.threshold)
    return left | np.isnan(values) if split.nan_left else left


def _by_background(frequency: Floats, path: _Path) -> _Told:
    """Shapley values of the game in which an unknown step is taken by a background firm."""
    n = len(path)
    follows = np.array([step.follows for step in path.values()]).astype(np.int64)
    mine = (follows << np.arange(n)[:, None]).sum(axis=0)
    theirs = np.bincount(mine, frequency, 1 << n)
    parts = np.einsum("fab,b->fa", _between(n), theirs)
    return float(theirs[-1]), [part[mine] for part in parts]


@cache
def _between(n: int) -> Floats:
    """Parts (n, 2 ** n, 2 ** n) of a leaf's n steps, by the steps a firm takes and another takes.

    The leaf is reached if each step is taken by the one whose value stands there. A step that
    only the firm takes must be known, one that only the other takes must not.
    """
    parts = np.zeros((n, 1 << n, 1 << n))
    for mine in range(1 << n):
        for theirs in range(1 << n):
            if mine | theirs != (1 << n) - 1:
                continue
            needed, barred = (mine & ~theirs).bit_count(), (theirs & ~mine).bit_count()
            for step in range(n):
                if (mine ^ theirs) >> step & 1:
                    parts[step, mine, theirs] = _part(needed, barred, bool(mine >> step & 1))
    return parts


def _part(needed: int, barred: int, is_needed: bool) -> float:
    """Shapley value of one step in the game that `needed` win together unless one is barred."""
    n = factorial(needed + barred)
    if is_needed:
        return factorial(needed - 1) * factorial(barred) / n
    return -factorial(needed) * factorial(barred - 1) / n
