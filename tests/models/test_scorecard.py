"""Is the reference scorecard a classic one: binned, monotone, additive, calibrated, repeatable?"""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import LinearConstraint, milp
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import parametrize_with_checks

from engine.errors import TableError
from engine.scoring import points_of
from models.calibration import calibration_line
from models.scorecard import Scorecard
from tests.models.samples import a_frame

DIRECTIONS = {"a": 1, "f": 1}


@pytest.fixture(scope="module")
def fitted():
    return Scorecard(monotone=DIRECTIONS).fit(*a_frame(2000))


@parametrize_with_checks([Scorecard()])
def test_scikit_learn_accepts_the_scorecard(estimator, check):
    check(estimator)


def test_base_and_points_add_up_to_the_unclipped_score(fitted):
    rows, _ = a_frame(500, seed=3)
    explained = fitted.explain(rows)
    total = explained.base_points + explained.points.sum(axis=1)
    assert np.abs(total - fitted.score_points(rows)).max() <= 1e-9
    assert fitted.score_points(rows)[0] == pytest.approx(points_of(fitted.margin(rows)[0]))


def test_the_points_of_a_row_are_those_of_its_bins(fitted):
    rows, _ = a_frame(50, seed=3)
    table = fitted.bins().query("feature == 'a'")
    for value, points in zip(rows["a"], fitted.explain(rows).points[:, 0], strict=True):
        own = table[(table["low"] <= value) & (value < table["high"])]
        assert own["points"].item() == pytest.approx(points)


def test_a_missing_value_has_a_bin_of_its_own(fitted):
    missing = fitted.bins().query("bin == 'missing' and feature == 'b'")
    rows = a_frame(2000)[0]
    assert missing["count"].item() == rows["b"].isna().sum()
    explained = fitted.explain(rows)
    assert np.unique(explained.points[rows["b"].isna(), 1]) == pytest.approx(missing["points"])


def test_higher_is_safer_in_every_line_of_the_table(fitted):
    known = fitted.bins().query("count > 100")
    for _, lines in known.groupby("feature"):
        by_risk = lines.sort_values("event_rate")
        assert np.all(np.diff(by_risk["points"]) <= 1e-9)
        assert np.all(np.sign(lines["points"]) == np.sign(lines["woe"]))


def test_declared_directions_hold_in_the_table(fitted):
    for name in DIRECTIONS:
        lines = fitted.bins().query(f"feature == '{name}' and bin != 'missing'")
        assert np.all(np.diff(lines["points"]) <= 0.0)


def test_a_firm_alone_gets_the_bits_it_gets_among_many(fitted):
    rows, _ = a_frame(300, seed=4)
    alone = np.concatenate([fitted.margin(rows.iloc[[i]]) for i in range(len(rows))])
    assert alone.tobytes() == fitted.margin(rows).tobytes()


def test_training_again_gives_the_same_card(fitted):
    again = Scorecard(monotone=DIRECTIONS).fit(*a_frame(2000))
    pd.testing.assert_frame_equal(again.bins(), fitted.bins())


def test_it_is_calibrated_on_rows_it_has_not_seen(fitted):
    rows, target = a_frame(6000, seed=9)
    line = calibration_line(fitted.margin(rows), target.astype(float))
    assert 0.85 < line.slope < 1.15
    assert abs(fitted.predict_proba(rows)[:, 1].mean() - target.mean()) < 0.03


def test_a_card_of_few_defaults_does_not_overstate_them():
    rows, target = a_frame(3000, seed=1)
    few = np.sort(np.concatenate([np.flatnonzero(target == 0)[:96], np.flatnonzero(target)[:27]]))
    card = Scorecard().fit(rows.iloc[few], target[few])
    unseen = ~np.isin(np.arange(3000), few)
    line = calibration_line(card.margin(rows[unseen]), target[unseen].astype(float))
    assert line.slope > 0.6


def test_it_ranks_nearly_as_the_truth_does(fitted):
    rows, target = a_frame(6000, seed=9)
    assert roc_auc_score(target, fitted.margin(rows)) > 0.72


def test_heavier_rows_count_more():
    rows, target = a_frame(1500)
    heavy = Scorecard().fit(rows, target, sample_weight=np.where(target == 1, 3.0, 1.0))
    plain = Scorecard().fit(rows, target)
    assert heavy.predict_proba(rows)[:, 1].mean() > plain.predict_proba(rows)[:, 1].mean() + 0.1


def test_rows_of_no_weight_are_as_absent():
    rows, target = a_frame(800)
    kept = np.arange(800) < 600
    weighted = Scorecard().fit(rows, target, sample_weight=kept.astype(float))
    absent = Scorecard().fit(rows[kept], target[kept])
    assert weighted.margin(rows).tobytes() == absent.margin(rows).tobytes()


@pytest.mark.parametrize("weights", [[1.0], [-1.0] * 60, [np.nan] * 60, [0.0] * 60, ["x"] * 60])
def test_weights_that_cannot_be_are_refused(weights):
    with pytest.raises(TableError, match="sample_weight"):
        Scorecard().fit(*a_frame(60), sample_weight=weights)


def test_columns_that_say_nothing_get_no_points():
    rows, target = a_frame(400)
    rows = rows.assign(constant=1.0, unknown=np.nan, noise=np.arange(400) % 2)
    card = Scorecard(monotone={"constant": 1, "unknown": -1}).fit(rows, target)
    silent = {"constant", "unknown"}
    assert silent.isdisjoint(card.bins()["feature"])
    assert np.all(np.isfinite(card.margin(rows)))


def test_a_table_of_one_silent_column_gives_the_average():
    card = Scorecard().fit(np.ones((60, 1)), np.arange(60) < 15)
    assert card.predict_proba(np.ones((1, 1)))[0, 1] == pytest.approx(0.25, abs=0.02)
    assert card.bins().empty


def test_no_column_speaks_against_its_own_evidence(fitted):
    assert np.all(fitted.card_.coefficients >= 0.0)


def test_with_dates_the_firms_seen_last_calibrate():
    rows, target = a_frame(900)
    years = np.repeat([2019, 2020, 2021], 300)
    turned = np.where(years == 2021, 1 - target, target)
    by_time = Scorecard().fit(rows, turned, dates=years)
    assert by_time.calibration_.slope < Scorecard().fit(rows, turned).calibration_.slope


def test_binning_leaves_the_solver_of_the_mix_in_order(fitted):
    best = milp([-1.0], constraints=LinearConstraint([[1.0]], ub=2.5), integrality=[1])
    assert best.x.tolist() == [2.0]


def test_importing_the_scorecard_brings_no_solver():
    code = "import sys, models.scorecard; print({'optbinning', 'ortools'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
