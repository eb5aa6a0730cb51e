"""Does the model keep every monotone direction it was given, for any firm there could be?"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError
from models.tables import Floats, Tables


def require_monotone(tables: Tables, directions: Sequence[int], names: Sequence[str]) -> None:
    """Sweep every tree over all combinations of answers; directions are 1, 0 or -1 per feature.

    A sum of monotone trees is monotone, also after rounding, so this covers all inputs, not a
    sample. Missing values stand outside the order: any of them is tried in the other features.

    Raises:
        ModelError: a tree moves against a declared direction; the message names tree and feature.
    """
    for tree, feature in broken_directions(tables, dict(enumerate(directions))):
        raise ModelError(f"tree {tree} moves against the direction declared for {names[feature]!r}")


def broken_directions(tables: Tables, directions: Mapping[int, int]) -> list[tuple[int, int]]:
    """The pairs of tree and feature whose declared direction some firm would break."""
    return [
        (tree, feature)
        for tree in range(tables.n_trees)
        for feature in _split_features(tables, tree)
        if directions.get(feature, 0) and _breaks(tables, tree, feature, directions[feature])
    ]


def _split_features(tables: Tables, tree: int) -> list[int]:
    start = tables.tree_start[tree]
    return sorted(set(tables.split_feature[start : start + tables.tree_splits[tree]].tolist()))


def _breaks(tables: Tables, tree: int, feature: int, direction: int) -> bool:
    features = _split_features(tables, tree)
    axis = features.index(feature)
    known_only = [slice(None, -1 if each == feature else None) for each in features]
    scores = _scores_of_all_answers(tables, tree, features)[tuple(known_only)]
    return bool(np.any(direction * np.diff(scores, axis=axis) < 0.0))


def _scores_of_all_answers(tables: Tables, tree: int, features: Sequence[int]) -> Floats:
    """The tree's leaf for every combination: an axis per feature, ascending, missing last."""
    patterns: NDArray[np.int64] = np.zeros((1,) * len(features), np.int64)
    for axis, feature in enumerate(features):
        shape = [-1 if each == axis else 1 for each in range(len(features))]
        patterns = patterns + _bits_of_answers(tables, tree, feature).reshape(shape)
    score = (tables.entry_tree == tree) & (tables.entry_column == tables.n_features)
    scores: Floats = tables.cells[tables.entry_start[score][0] + patterns]
    return scores


def _bits_of_answers(tables: Tables, tree: int, feature: int) -> NDArray[np.int64]:
    start = tables.tree_start[tree]
    own = np.arange(start, start + tables.tree_splits[tree])
    own = own[tables.split_feature[own] == feature]
    thresholds = tables.split_threshold[own]
    values = np.append(np.unique(thresholds), [np.inf, np.nan])
    left = values[:, None] <= thresholds
    left[-1] = tables.split_nan_left[own]
    bits: NDArray[np.int64] = np.where(left, tables.split_bit[own], 0).sum(axis=1, dtype=np.int64)
    return bits
