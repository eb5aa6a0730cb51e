"""Is CreditModel an honest classifier: exact, monotone, calibrated, repeatable, clear in errors?"""

import lightgbm
import numpy as np
import pandas as pd
import pytest
import shap
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.estimator_checks import parametrize_with_checks

from engine.errors import ModelError, TableError
from engine.scoring import FACTOR
from models.boosting import FEW_EVENTS, TreeSettings, settings_for
from models.calibration import calibration_line
from models.credit import CreditModel
from models.trees import tree_hash
from tests.models.samples import NOT_PROMISED, a_frame, a_table, corner_rows

SMALL = TreeSettings(n_trees=60)
DIRECTIONS = {"a": 1, "f": 1}


@pytest.fixture(scope="module")
def fitted():
    return CreditModel(monotone=DIRECTIONS, trees=SMALL).fit(*a_frame(2000))


def corners(model):
    values, _ = a_frame(2000)
    rows = corner_rows(values.to_numpy(), model.tables_)
    return pd.DataFrame(rows, columns=values.columns)


@parametrize_with_checks(
    [CreditModel(trees=TreeSettings(n_trees=30))],
    expected_failed_checks=lambda _: NOT_PROMISED,
)
def test_scikit_learn_accepts_the_estimator(estimator, check):
    check(estimator)


def test_base_and_points_add_up_to_the_unclipped_score(fitted, report_figure):
    rows = corners(fitted)
    explained = fitted.explain(rows)
    total = explained.base_points + explained.points.sum(axis=1)
    furthest = np.abs(total - fitted.score_points(rows)).max()
    report_figure("credit model: furthest base + points from the score", float(furthest))
    assert furthest <= 1e-9


def test_points_are_shap_values_scaled(fitted, report_figure):
    rows = corners(fitted)
    explainer = shap.TreeExplainer(lightgbm.Booster(model_str=fitted.booster_text_))
    scaled = -FACTOR * fitted.calibration_.slope * explainer.shap_values(rows)
    furthest = np.abs(fitted.explain(rows).points - scaled).max()
    report_figure("credit model: furthest points from shap's, scaled", float(furthest))
    assert furthest <= 1e-9


def test_a_firm_alone_gets_the_bits_it_gets_among_a_thousand(fitted):
    rows = corners(fitted).iloc[:1000]
    alone = np.vstack([fitted.predict_proba(rows.iloc[[i]]) for i in range(len(rows))])
    assert alone.tobytes() == fitted.predict_proba(rows).tobytes()


def test_probability_points_and_class_tell_the_same(fitted):
    rows = corners(fitted)
    pd_default = fitted.predict_proba(rows)[:, 1]
    assert np.array_equal(np.argsort(pd_default), np.argsort(-fitted.score_points(rows)))
    assert np.array_equal(fitted.predict(rows), (pd_default > 0.5).astype(int))


@pytest.mark.parametrize("n_threads", [1, 2, 4])
def test_training_again_grows_the_same_trees(fitted, n_threads):
    again = CreditModel(monotone=DIRECTIONS, trees=SMALL, n_threads=n_threads).fit(*a_frame(2000))
    assert tree_hash(again.booster_text_) == tree_hash(fitted.booster_text_)
    assert again.calibration_ == fitted.calibration_


def test_another_seed_grows_other_trees(fitted):
    other = clone(fitted).set_params(seed=1).fit(*a_frame(2000))
    assert tree_hash(other.booster_text_) != tree_hash(fitted.booster_text_)


def test_declared_directions_hold_along_a_sweep(fitted):
    rows = np.repeat(corners(fitted).to_numpy()[::20, None], 41, axis=1)
    for column in (0, 5):
        swept = rows.copy()
        swept[:, :, column] = np.linspace(-4.0, 4.0, 41)
        scores = fitted.served_.score_points(swept.reshape(-1, 6)).reshape(rows.shape[:2])
        assert np.diff(scores, axis=1).max() <= 0.0


def test_it_is_calibrated_on_firms_it_has_not_seen():
    model = CreditModel(trees=TreeSettings(n_trees=300)).fit(*a_frame(6000))
    values, target = a_frame(20_000, seed=1)
    line = calibration_line(model.explain(values).margin, target.astype(np.float64))
    assert 0.9 <= line.slope <= 1.1
    assert abs(line.intercept) <= 0.1


def test_growth_stops_when_held_back_firms_gain_nothing():
    values, _ = a_frame(1000)
    noise = np.random.default_rng(0).integers(0, 2, 1000)
    model = CreditModel(trees=TreeSettings(n_trees=300, patience=10)).fit(values, noise)
    assert model.tables_.n_trees < 100


def test_every_row_judges_and_every_row_is_learnt():
    training = CreditModel(trees=SMALL).fit(*a_frame(1000)).served_.training
    assert training.rows_held_back == training.rows == 1000


def test_few_events_are_learnt_from_by_trees_that_see_half_of_everything():
    target = np.arange(600) % 10 == 0
    assert settings_for(target) == FEW_EVENTS
    assert settings_for(np.arange(6000) % 10 == 0) == TreeSettings()


def test_rows_of_weight_zero_are_not_learnt():
    values, target = a_frame(1000)
    weight = (np.arange(1000) < 700).astype(float)
    weighed = CreditModel(trees=SMALL).fit(values, target, sample_weight=weight)
    fewer = CreditModel(trees=SMALL).fit(values[:700], target[:700])
    assert weighed.booster_text_ == fewer.booster_text_
    assert weighed.calibration_ == fewer.calibration_


def test_weights_move_the_pd_towards_what_weighs_more():
    values, target = a_frame(2000)
    plain = CreditModel(trees=SMALL).fit(values, target)
    heavy = CreditModel(trees=SMALL).fit(values, target, sample_weight=1.0 + 9.0 * target)
    rate = np.average(target, weights=1.0 + 9.0 * target)
    mean = np.average(heavy.predict_proba(values)[:, 1], weights=1.0 + 9.0 * target)
    assert heavy.predict_proba(values)[:, 1].mean() > plain.predict_proba(values)[:, 1].mean()
    assert mean == pytest.approx(rate, abs=0.03)


def test_of_late_firms_the_level_of_the_last_forest_is_set_anew():
    values, target = a_frame(3000)
    late = np.arange(3000) >= 2400
    rate = np.where(late, np.random.default_rng(0).random(3000) < 0.6, target)
    model = CreditModel(trees=SMALL).fit(values, rate.astype(int), dates=late)
    assert model.predict_proba(values[late])[:, 1].mean() == pytest.approx(0.6, abs=0.03)


def test_progress_is_told_tree_by_tree():
    told = []
    trees = TreeSettings(n_trees=5)
    CreditModel(trees=trees).fit(*a_frame(), on_tree=lambda done, most: told.append((done, most)))
    assert told == [(5, 10), (6, 10), (7, 10), (8, 10), (9, 10), (10, 10)]


def test_the_firms_seen_last_calibrate_when_dates_are_given():
    values, target = a_frame(1000)
    late = np.arange(1000) >= 800
    turned = CreditModel(trees=SMALL).fit(values, np.where(late, 1 - target, target), dates=late)
    assert turned.calibration_.slope == 0.01


def test_rows_of_one_firm_stay_together():
    values, target = a_frame(1000)
    one = CreditModel(trees=SMALL).fit(values, target, groups=np.zeros(1000))
    two = CreditModel(trees=SMALL).fit(values, target, groups=np.arange(1000) // 500)
    assert one.served_.training.rows_held_back == 0
    assert two.served_.training.rows_held_back == 1000


def test_a_prior_sets_the_mean_pd():
    values, target = a_frame(4000)
    rare = CreditModel(trees=SMALL, prior=0.03).fit(values, target)
    assert rare.predict_proba(values)[:, 1].mean() == pytest.approx(0.03, abs=0.02)


def test_ranges_weights_and_missing_shares_describe_the_training_rows():
    values, target = a_frame(2000)
    model = CreditModel(trees=SMALL).fit(values.assign(empty=np.nan), target)
    assert np.array_equal(model.ranges_[:-1, 0], values.min().to_numpy())
    assert np.isnan(model.ranges_[-1]).all()
    assert model.weights_.sum() == pytest.approx(1.0)
    assert model.weights_[-1] == 0.0
    assert model.served_.missing_shares[[0, -1]].tolist() == [0.0, 1.0]


def test_an_interval_is_learnt_from_true_pds(fitted):
    values, _ = a_frame(500, seed=5)
    model = clone(fitted).fit(*a_frame(1000))
    assert np.isnan(model.served_.interval(np.zeros(3))).all()
    model.learn_interval(values, model.predict_proba(values)[:, 1])
    assert model.served_.interval(np.zeros(1))[0] == pytest.approx([0.5, 0.5])


def test_an_interval_is_learnt_from_outcomes_of_either_name(fitted):
    values, target = a_frame(500, seed=5)
    model = clone(fitted).fit(*a_frame(1000))
    model.learn_interval_from_outcomes(values, target)
    low, high = model.served_.interval(np.zeros(1))[0]
    assert model.served_.interval_of == "default_rate"
    assert 0.0 < low < high < 1.0


@pytest.mark.parametrize("y", [[0] * 499, [2] * 500, ["no"] * 500])
def test_outcomes_that_are_not_those_learnt_are_refused(fitted, y):
    with pytest.raises(TableError, match="must hold one of"):
        fitted.learn_interval_from_outcomes(a_frame(500)[0], y)


def test_columns_with_names_no_model_text_can_hold_are_learnt():
    values, target = a_frame()
    strange = values.set_axis(["营业收入", "a b", "a:b", '"', "a,b", "\n"], axis=1)
    model = CreditModel(monotone={"营业收入": 1}, trees=SMALL).fit(strange, target)
    assert tuple(model.feature_names_in_) == tuple(strange.columns)


def test_an_array_has_columns_x0_x1_and_so_on():
    model = CreditModel(monotone={"x0": 1}, trees=SMALL).fit(*a_table())
    assert model.served_.feature_names == ("x0", "x1", "x2", "x3", "x4", "x5")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"y": np.zeros(600)}, "one class only: 0.0"),
        ({"y": np.arange(600) % 3}, "Only binary classification"),
        ({"y": np.linspace(0, 1, 600)}, "Unknown label type: continuous"),
        ({"y": np.zeros(599)}, "inconsistent numbers of samples"),
        ({"X": a_frame()[0].iloc[:0], "y": []}, "0 sample"),
        ({"X": a_frame()[0].assign(c=np.inf)}, "column 'c' holds infinity"),
        ({"X": a_frame()[0].assign(c="many")}, "column 'c' is not numeric"),
        ({"dates": ["2020"]}, "dates has shape"),
    ],
)
def test_data_that_cannot_train_are_refused_with_the_reason(change, reason):
    data = {"X": a_frame()[0], "y": a_frame()[1], **change}
    with pytest.raises(TableError, match=reason):
        CreditModel(trees=SMALL).fit(**data)


@pytest.mark.parametrize(
    ("monotone", "reason"), [({"z": 1}, "no column 'z'"), ({"a": 2}, "'a' has direction 2")]
)
def test_a_direction_that_means_nothing_is_refused(monotone, reason):
    with pytest.raises(TableError, match=reason):
        CreditModel(monotone=monotone).fit(*a_frame())


@pytest.mark.parametrize(
    "wrong",
    [{"max_leaves": 9}, {"max_depth": 0}, {"n_trees": 0}, {"learning_rate": 0.0}, {"bins": 1}],
)
def test_settings_that_cannot_be_compiled_are_refused(wrong):
    with pytest.raises(ModelError, match="cannot be grown"):
        TreeSettings(**wrong)


def test_a_model_that_learnt_nothing_yet_says_so():
    with pytest.raises(NotFittedError):
        CreditModel().explain(a_frame()[0])
