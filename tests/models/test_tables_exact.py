"""Do compiled look-ups stay exact on a model and rows as large and as odd as they come?"""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import lightgbm
import numpy as np
import pytest
import shap

from engine.errors import TableError
from models import CreditModel
from models.compiling import compile_against, compile_tables
from models.kernels import BLOCK
from models.layout import arrange
from models.trees import read_forest
from tests.models.samples import (
    a_champion,
    a_forest,
    a_frame,
    a_table,
    a_text,
    brute_force_against,
    corner_rows,
)


def bits(numbers):
    return np.ascontiguousarray(numbers).view(np.int64).tolist()


def test_20_000_varied_rows_of_a_champion_equal_lightgbm_to_the_last_digits(report_figure):
    booster, _, tables, rows = a_champion()
    assert (len(rows), tables.n_trees, tables.n_features) == (20_000, 300, 60)
    found, theirs = tables.look_up(rows), booster.predict(rows, pred_contrib=True)
    furthest = np.abs(found[:, :-1] - theirs[:, :-1]).max()
    report_figure("tables: champion, furthest contribution from LightGBM's", float(furthest))
    assert furthest <= 1e-12
    assert np.array_equal(found[:, -1], booster.predict(rows, raw_score=True))
    assert np.abs(tables.base + found[:, :-1].sum(axis=1) - found[:, -1]).max() <= 1e-12


def test_base_and_parts_against_a_background_add_up_on_20_000_rows():
    _, text, tables, rows = a_champion()
    against = compile_against(read_forest(text), rows[:100])
    found = against.look_up(rows)
    assert np.abs(against.base + found[:, :-1].sum(axis=1) - found[:, -1]).max() <= 1e-12
    assert bits(found[:, -1]) == bits(tables.look_up(rows)[:, -1])


def test_parts_against_a_background_equal_shapley_values_by_brute_force(report_figure):
    booster, text, _, rows = a_forest()
    background = rows[5:45]
    tables = compile_against(read_forest(text), background)
    chosen = rows[::40]
    theirs = [brute_force_against(booster, row, background) for row in chosen]
    furthest = np.abs(tables.look_up(chosen)[:, :-1] - [each for each, _ in theirs]).max()
    report_figure("tables: against a background, furthest from brute force", float(furthest))
    assert furthest <= 1e-12
    assert tables.base == pytest.approx(theirs[0][1], abs=1e-12)


def test_parts_against_a_background_equal_those_of_shap(report_figure):
    booster, text, _, _ = a_forest()
    # Drawn anew: shap rounds a value that equals a threshold to the wrong side.
    drawn, _ = a_table(250, seed=3)
    background, chosen = drawn[:50] + 1e-3, drawn[50:] + 1e-3
    explainer = shap.TreeExplainer(booster, background, feature_perturbation="interventional")
    found = compile_against(read_forest(text), background).look_up(chosen)
    furthest = np.abs(found[:, :-1] - explainer.shap_values(chosen)).max()
    report_figure("tables: against a background, furthest from shap's", float(furthest))
    assert furthest <= 1e-6


@pytest.mark.parametrize("depth", range(1, 8))
def test_trees_of_any_depth_are_exact_against_a_background(depth):
    values, target = a_table(200, 5, depth)
    text = a_text(values, target, 5, max_leaves=8, max_depth=depth, min_leaf=3)
    booster, background = lightgbm.Booster(model_str=text), values[:7]
    rows = corner_rows(values, compile_tables(read_forest(text)))[::40]
    found = compile_against(read_forest(text), background).look_up(rows)
    theirs = [brute_force_against(booster, row, background)[0] for row in rows]
    assert np.abs(found[:, :-1] - theirs).max() <= 1e-12


def test_one_background_firm_is_told_that_nothing_sets_it_apart():
    _, text, _, rows = a_forest()
    against = compile_against(read_forest(text), rows[7:8])
    assert not against.look_up(rows[7:8])[:, :-1].any()


def test_a_background_without_rows_or_with_other_columns_is_refused():
    _, text, _, rows = a_forest()
    for background in (rows[:0], rows[:, :3]):
        with pytest.raises(TableError, match="the background has shape"):
            compile_against(read_forest(text), background)


def test_a_model_explains_against_a_background_with_the_same_scores():
    frame, target = a_frame()
    model = CreditModel().fit(frame, target)
    against, own = model.against(frame[:100]).explain(frame), model.explain(frame)
    assert bits(against.margin) == bits(own.margin)
    assert against.base == pytest.approx(own.margin[:100].mean(), abs=1e-12)
    assert not np.array_equal(against.contributions, own.contributions)


@pytest.mark.parametrize("n", [1, 99, 100, 101, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
def test_any_number_of_rows_gives_each_row_the_same_bits(n):
    _, _, tables, rows = a_forest()
    assert bits(tables.look_up(rows[:n])) == bits(tables.look_up(rows)[:n])


def test_more_thresholds_than_a_byte_can_count_stay_exact():
    rng = np.random.default_rng(0)
    values, target = rng.normal(size=(4_000, 1)), rng.integers(0, 2, 4_000)
    values[::9] = np.nan
    text = a_text(values, target, 400, bins=4_000, min_leaf=2, row_fraction=0.3)
    tables, booster = compile_tables(read_forest(text)), lightgbm.Booster(model_str=text)
    assert len(np.unique(tables.split_threshold)) > 2 * BLOCK
    assert bits(tables.look_up(values)[:, -1]) == bits(booster.predict(values, raw_score=True))


def test_threads_share_tables_without_mixing_their_answers():
    _, _, tables, rows = a_forest()
    expected, started = bits(tables.look_up(rows)), threading.Barrier(4)

    def look(_):
        started.wait()
        return bits(tables.look_up(rows))

    with ThreadPoolExecutor(4) as pool:
        assert all(found == expected for found in pool.map(look, range(4)))


def test_a_row_of_cells_is_one_line_of_the_processors_cache():
    _, _, tables, _ = a_forest()
    assert arrange(tables).rows.cells.ctypes.data % 64 == 0


def test_loops_are_compiled_where_nothing_can_be_kept():
    code = (
        "from numba.core.caching import CacheImpl; CacheImpl._locator_classes = []\n"
        "from models import kernels; print(type(kernels.look_up_rows._cache).__name__)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "NullCache"
