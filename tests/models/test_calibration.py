"""Do calibration and interval say what came true?"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.errors import ModelError
from engine.scoring import pd_of
from models.calibration import (
    Calibration,
    calibration_line,
    fit_calibration,
    pds_of,
)


def outcomes(margin, seed=0):
    """Outcomes of firms whose true log-odds are `margin`."""
    drawn = np.random.default_rng(seed).logistic(size=len(margin))
    return (margin + drawn > 0).astype(np.float64)


def margins(n=20_000, seed=1):
    return np.random.default_rng(seed).normal(-2.0, 1.5, n)


def test_two_groups_give_the_line_through_their_log_odds():
    """Default rates 1/4 at margin 0 and 3/4 at 1, by hand: slope 2 ln 3, intercept -ln 3."""
    target = np.concatenate([np.tile([1.0, 0, 0, 0], 100), np.tile([1.0, 1, 1, 0], 100)])
    line = calibration_line(np.repeat([0.0, 1.0], 400), target)
    assert line.slope == pytest.approx(2 * math.log(3), abs=1e-8)
    assert line.intercept == pytest.approx(-math.log(3), abs=1e-8)


def test_an_overconfident_margin_is_drawn_back():
    margin = margins()
    fitted = fit_calibration(2.0 * margin + 1.0, outcomes(margin))
    assert fitted.slope == pytest.approx(0.5, abs=0.03)
    assert fitted.intercept == pytest.approx(-0.5, abs=0.05)


def test_calibrated_outcomes_lie_on_the_perfect_line():
    margin, raw = margins(), 0.6 * margins() - 0.7
    calibrated = fit_calibration(raw, outcomes(margin)).apply(raw)
    line = calibration_line(calibrated, outcomes(margin))
    assert (line.slope, line.intercept) == pytest.approx((1.0, 0.0), abs=1e-3)


def test_calibration_keeps_the_mean():
    margin = margins()
    target = outcomes(margin)
    calibrated = fit_calibration(margin + 3.0, target).apply(margin + 3.0)
    assert (1 / (1 + np.exp(-calibrated))).mean() == pytest.approx(target.mean(), abs=1e-6)


@given(
    st.lists(
        st.tuples(st.floats(-50, 50), st.sampled_from([0.0, 1.0])), min_size=2, max_size=12
    ).filter(lambda rows: len({target for _, target in rows}) == 2)
)
def test_a_handful_of_rows_never_explodes_nor_turns_the_order(rows):
    margin, target = map(np.array, zip(*rows, strict=True))
    fitted = fit_calibration(margin, target)
    assert 0.01 <= fitted.slope <= 10.0
    assert abs(fitted.intercept) <= 600.0


def test_a_margin_that_is_the_wrong_way_round_keeps_a_positive_slope():
    margin = margins(2000)
    assert fit_calibration(-margin, outcomes(margin)).slope == 0.01


def test_a_slope_of_zero_is_refused():
    with pytest.raises(ValidationError, match="greater than 0"):
        Calibration(slope=0.0)


def test_a_prior_moves_the_odds_by_the_ratio_of_the_odds():
    """Half the sample defaulted, 1 in 10 firms do: odds fall ninefold."""
    moved = Calibration(slope=1.2, intercept=0.3).at_prior(trained_rate=0.5, prior=0.1)
    assert moved.slope == 1.2
    assert moved.intercept == pytest.approx(0.3 - math.log(9))


@pytest.mark.parametrize("prior", [0.0, 1.0, math.nan, 3.0])
def test_a_prior_that_is_no_default_rate_is_refused(prior):
    with pytest.raises(ModelError, match="between 0 and 1"):
        Calibration().at_prior(0.5, prior)


def test_a_row_of_weight_two_is_two_rows():
    rng = np.random.default_rng(0)
    margin, twice = rng.normal(size=200), np.arange(200) < 50
    target = (rng.random(200) < 0.5).astype(float)
    repeated = [np.concatenate([each, each[twice]]) for each in (margin, target)]
    weighted = fit_calibration(margin, target, np.where(twice, 2.0, 1.0))
    assert weighted.slope == pytest.approx(fit_calibration(*repeated).slope)
    assert weighted.intercept == pytest.approx(fit_calibration(*repeated).intercept)


@given(st.lists(st.floats(allow_infinity=True, allow_nan=False)))
def test_many_pds_have_the_bits_of_one_at_a_time(margins):
    assert pds_of(np.array(margins)).tolist() == [pd_of(each) for each in margins]
