"""Tables, forests and an independent Shapley value for the tests of models."""

from functools import cache
from itertools import combinations
from math import factorial, isnan

import lightgbm
import numpy as np
import pandas as pd

from models.boosting import Growing, Rows, TreeSettings, grow
from models.compiling import compile_tables
from models.trees import read_forest

FEATURES = 6
# What scikit-learn asks of every classifier and small trees cannot promise, with the reason.
NOT_PROMISED = {
    "check_sample_weight_equivalence_on_dense_data": "a row that counts twice is held back once, "
    "two equal rows may be held back apart; and leaves have a least number of rows",
}


def a_table(n=600, k=FEATURES, seed=0):
    """Columns continuous, rounded, mostly zero and categorical by code; a tenth missing."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, k))
    values[:, 1::4] = np.round(values[:, 1::4], 1)
    values[:, 2::4] *= rng.random((n, len(range(2, k, 4)))) < 0.5
    values[:, 3::4] = rng.integers(0, 3, (n, len(range(3, k, 4))))
    values[:, 1:][rng.random((n, k - 1)) < 0.1] = np.nan  # the first column is always known
    known = np.nan_to_num(values)
    margin = known[:, 0] + known[:, 1] * known[:, 2] + 0.7 * known[:, -1] - 1.0
    return values, (margin + rng.logistic(size=n) > 0).astype(np.int64)


def a_frame(n=600, seed=0):
    values, target = a_table(n, seed=seed)
    return pd.DataFrame(values, columns=list("abcdef")), target


def a_text(values, target, n_trees=20, directions=None, seed=0, **shape):
    """The text of a forest grown on all rows."""
    k = values.shape[1]
    trees = TreeSettings(n_trees=n_trees, learning_rate=0.1, **shape)
    names = [f"x{i}" for i in range(k)]
    how = Growing(trees, directions or [0] * k, names, seed=seed, n_threads=1)
    return grow(Rows(values, target, np.ones(len(target))), how, n_trees)


@cache
def a_forest(n_trees=20):
    """A booster as LightGBM reads it, its text, its tables and rows that try every corner."""
    values, target = a_table()
    text = a_text(values, target, n_trees)
    tables = compile_tables(read_forest(text))
    return lightgbm.Booster(model_str=text), text, tables, corner_rows(values, tables)


def corner_rows(values, tables, seed=1):
    """The rows with infinities, zeros, tiny numbers, thresholds and missing values mixed in."""
    rng = np.random.default_rng(seed)
    corners = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-40, -1e-40, 1e300, -1e300, 5e-324]
    rows = np.vstack([values, values])
    at = rng.random(rows.shape)
    rows[at < 0.15] = rng.choice(corners, int((at < 0.15).sum()))
    split = rng.integers(0, len(tables.split_feature), len(rows))
    rows[np.arange(len(rows)), tables.split_feature[split]] = tables.split_threshold[split]
    rows[:2] = [[np.nan], [0.0]]
    return rows


def brute_force(booster, row):
    """Shapley values by their definition: all subsets of features, from LightGBM's own dump."""
    roots = [tree["tree_structure"] for tree in booster.dump_model()["tree_info"]]
    everything = range(len(row))
    worth = {
        known: sum(_expected(root, row, known) for root in roots)
        for size in range(len(row) + 1)
        for known in combinations(everything, size)
    }
    return [_shapley(worth, feature, len(row)) for feature in everything], worth[()]


def _expected(node, row, known):
    if "leaf_value" in node:
        return node["leaf_value"]
    left, right = node["left_child"], node["right_child"]
    if node["split_feature"] in known:
        return _expected(left if _goes_left(node, row) else right, row, known)
    counts = [child.get("internal_count", child.get("leaf_count")) for child in (left, right)]
    parts = _expected(left, row, known), _expected(right, row, known)
    return (counts[0] * parts[0] + counts[1] * parts[1]) / sum(counts)


def _goes_left(node, row):
    value = row[node["split_feature"]]
    if isnan(value) and node["missing_type"] == "NaN":
        return node["default_left"]
    return (0.0 if isnan(value) or abs(value) <= 1.0000000180025095e-35 else value) <= node[
        "threshold"
    ]


def _shapley(worth, feature, n):
    total = 0.0
    for known in (known for known in worth if feature not in known):
        weight = factorial(len(known)) * factorial(n - len(known) - 1) / factorial(n)
        total += weight * (worth[tuple(sorted((*known, feature)))] - worth[known])
    return total


def brute_force_against(booster, row, background):
    """Interventional Shapley values by their definition, every mixed firm asked of LightGBM."""
    subsets = [
        known for size in range(len(row) + 1) for known in combinations(range(len(row)), size)
    ]
    mixed = np.repeat(background[None], len(subsets), axis=0)
    for place, known in enumerate(subsets):
        mixed[place][:, list(known)] = row[list(known)]
    scores = booster.predict(mixed.reshape(-1, len(row)), raw_score=True)
    worth = dict(zip(subsets, scores.reshape(len(subsets), -1).mean(axis=1), strict=True))
    return [_shapley(worth, feature, len(row)) for feature in range(len(row))], worth[()]


@cache
def a_champion(n_trees=300, k=60, n=20_000):
    """As `a_forest`, as large as a served model, with 20,000 rows that try every corner."""
    values, target = a_table(n // 2, k)
    text = a_text(values, target, n_trees)
    tables = compile_tables(read_forest(text))
    return lightgbm.Booster(model_str=text), text, tables, corner_rows(values, tables)
