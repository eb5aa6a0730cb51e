"""Are look-ups exactly LightGBM's score and exactly the Shapley values?"""

import re
from dataclasses import replace

import lightgbm
import numpy as np
import pytest
import shap
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ModelError
from models.compiling import compile_tables
from models.trees import read_forest
from tests.models.samples import a_forest, a_table, a_text, brute_force, corner_rows


def bits(numbers):
    return np.ascontiguousarray(numbers).view(np.int64).tolist()


def test_the_score_has_the_bits_of_lightgbms_raw_score():
    booster, _, tables, rows = a_forest()
    assert bits(tables.look_up(rows)[:, -1]) == bits(booster.predict(rows, raw_score=True))


def test_contributions_equal_lightgbms_own(report_figure):
    booster, _, tables, rows = a_forest(n_trees=200)
    theirs = booster.predict(rows, pred_contrib=True)
    furthest = np.abs(tables.look_up(rows)[:, :-1] - theirs[:, :-1]).max()
    report_figure("tables: furthest contribution from LightGBM's", float(furthest))
    assert furthest <= 1e-12
    assert np.abs(tables.base - theirs[:, -1]).max() <= 1e-12


def test_base_and_contributions_add_up_to_the_score():
    _, _, tables, rows = a_forest(n_trees=200)
    found = tables.look_up(rows)
    assert np.abs(tables.base + found[:, :-1].sum(axis=1) - found[:, -1]).max() <= 1e-12


def test_contributions_equal_shapley_values_by_brute_force(report_figure):
    booster, _, tables, rows = a_forest()
    chosen = rows[::60]
    theirs = [brute_force(booster, row) for row in chosen]
    furthest = np.abs(tables.look_up(chosen)[:, :-1] - [each for each, _ in theirs]).max()
    report_figure("tables: furthest contribution from brute force", float(furthest))
    assert furthest <= 1e-12
    assert tables.base == pytest.approx(theirs[0][1], abs=1e-12)


def test_contributions_equal_those_of_shap():
    booster, _, tables, rows = a_forest()
    theirs = shap.TreeExplainer(booster).shap_values(rows)
    assert np.abs(tables.look_up(rows)[:, :-1] - theirs).max() <= 1e-9


def test_a_firm_alone_gets_the_bits_it_gets_in_a_batch():
    _, _, tables, rows = a_forest()
    alone = np.vstack([tables.look_up(row[None]) for row in rows])
    assert len(rows) >= 1000
    assert bits(alone) == bits(tables.look_up(rows))


def test_the_order_of_memory_does_not_change_the_bits():
    _, _, tables, rows = a_forest()
    assert bits(tables.look_up(np.asfortranarray(rows))) == bits(tables.look_up(rows))


def test_no_rows_give_no_answers():
    _, _, tables, rows = a_forest()
    assert tables.look_up(rows[:0]).shape == (0, rows.shape[1] + 1)


@settings(max_examples=40)
@given(
    n=st.integers(30, 120),
    k=st.integers(4, 9),
    seed=st.integers(0, 10_000),
    leaves=st.integers(2, 8),
    depth=st.integers(1, 7),
)
def test_any_small_forest_is_compiled_exactly(n, k, seed, leaves, depth):
    values, target = a_table(n, k, seed)
    text = a_text(values, target, 6, max_leaves=leaves, max_depth=depth, min_leaf=2)
    tables = compile_tables(read_forest(text))
    rows, booster = corner_rows(values, tables), lightgbm.Booster(model_str=text)
    found = tables.look_up(rows)
    theirs = booster.predict(rows, pred_contrib=True)[:, :-1]
    assert np.abs(found[:, :-1] - theirs).max() <= 1e-12
    assert bits(found[:, -1]) == bits(booster.predict(rows, raw_score=True))


def test_a_forest_that_never_splits_says_the_same_of_every_firm():
    values, target = a_table(n=30)
    text = a_text(values, target, min_leaf=30)
    tables = compile_tables(read_forest(text))
    raw = lightgbm.Booster(model_str=text).predict(values, raw_score=True)
    assert bits(tables.look_up(values)[:, -1]) == bits(raw)
    assert not tables.look_up(values)[:, :-1].any()


def test_a_split_of_missing_from_known_sends_infinity_with_the_known():
    values = np.linspace(1, 2, 200)[:, None]
    values[::2] = np.nan
    target = np.isnan(values[:, 0]).astype(np.int64)
    tables = compile_tables(read_forest(a_text(values, target, 3)))
    scores = tables.look_up(np.array([[np.inf], [1.5], [np.nan]]))[:, -1]
    assert scores[0] == scores[1] < scores[2]


def grown(**parameters):
    values, _ = a_table()
    target = (values[:, 3] == 1.0).astype(np.int64)
    data = lightgbm.Dataset(values, target, categorical_feature=parameters.pop("categories", []))
    booster = lightgbm.train(
        {"objective": "binary", "verbosity": -1, "num_threads": 1, **parameters}, data, 5
    )
    return booster.model_to_string()


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"zero_as_missing": True, "num_leaves": 8}, "zero as missing"),
        ({"categories": [3], "num_leaves": 8, "min_data_per_group": 1}, "categorical"),
        ({"linear_tree": True, "num_leaves": 8}, "linear"),
        ({"objective": "regression", "num_leaves": 8}, "boosted trees"),
        ({"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5}, "boosted trees"),
        ({"num_leaves": 31}, "splits; tables hold 7"),
    ],
)
def test_a_forest_that_tables_cannot_express_is_refused(parameters, reason):
    with pytest.raises(ModelError, match=reason):
        compile_tables(read_forest(grown(**parameters)))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("end of trees", "the end", "is missing"),
        ("version=v4", "version=v5", "version"),
        ("\nTree=1\n", "\nTree=7\n", "tree 1 is numbered"),
        ("left_child=", "left_child=9", "out of range"),
        ("left_child=1", "left_child=0", "do not form a tree"),
        ("split_feature=", "split_feature=9", "feature index"),
        ("leaf_value=", "leaf_value=nan ", "leaf_value has"),
        (r"leaf_value=\S+", "leaf_value=1e999", "not finite"),
        ("threshold=", "threshold=x", "not a list of numbers"),
        (r"internal_count=\S+", "internal_count=0", "asked by other rows"),
        ("num_leaves=", "num_leaves=x", "whole numbers"),
        ("num_cat=0", "num_cat=0\nnum_cat=0", "twice"),
        (r"leaf_value=\S+", "leaf_value=1e7", "no log-odds"),
        (r"leaf_value=\S+", "leaf_value=1_0", "not a list of numbers"),
        (r"leaf_count=\S+", "leaf_count=1_0", "whole numbers"),
        (r"leaf_count=\S+", "leaf_count=-1", "asked by other rows"),
        (r"split_gain=\S+ ", "split_gain=", "split_gain has"),
        ("max_feature_idx=5", "max_feature_idx=99999999999", "max_feature_idx is"),
        (r"tree_sizes=\S+", "tree_sizes=1", "not the sizes of the trees"),
        ("shrinkage=", "cat_threshold=1\nshrinkage=", "key that no tree has"),
    ],
)
def test_a_damaged_text_is_refused_with_its_reason(old, new, reason):
    _, text, _, _ = a_forest()
    with pytest.raises(ModelError, match=reason):
        read_forest(re.sub(old, new, text, count=1))


@pytest.mark.parametrize(
    ("name", "place", "value", "reason"),
    [
        ("split_feature", 0, 6, "unknown feature"),
        ("split_feature", 0, -1, "unknown feature"),
        ("split_threshold", 0, np.nan, "threshold"),
        ("split_nan_left", 0, 2, "flag"),
        ("tree_splits", 0, 8, "size"),
        ("tree_splits", 0, 0, "size"),
        ("entry_tree", 0, 99, "unknown tree"),
        ("entry_column", 0, 7, "unknown column"),
        ("entry_column", 0, 6, "order"),
        ("cells", 3, np.inf, "not finite"),
        ("cells", 3, 0.5, "add up"),
    ],
)
def test_arrays_that_do_not_form_a_forest_are_refused(name, place, value, reason):
    _, _, tables, _ = a_forest()
    damaged = getattr(tables, name).copy()
    damaged[place] = value
    with pytest.raises(ModelError, match=reason):
        replace(tables, **{name: damaged})


@pytest.mark.parametrize("name", ["split_threshold", "split_nan_left", "entry_column", "cells"])
def test_an_array_cut_short_is_refused(name):
    _, _, tables, _ = a_forest()
    with pytest.raises(ModelError, match="wrong length"):
        replace(tables, **{name: getattr(tables, name)[:-1].copy()})
