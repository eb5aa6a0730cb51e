"""Does an interval hold what it says it holds?"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.special import betainc, expit

from engine.errors import ModelError
from models.calibration import PdInterval
from models.interval import fit_interval, fit_rate_interval


def margins(n=20_000, seed=1):
    return np.random.default_rng(seed).normal(-2.0, 1.5, n)


def test_the_interval_holds_nine_in_ten_true_pds_of_other_firms():
    rng = np.random.default_rng(3)
    margin = margins(40_000)
    spread = 0.2 + 0.1 * np.abs(margin)
    true_pd = 1 / (1 + np.exp(-(margin + spread * rng.normal(size=len(margin)))))
    interval = fit_interval(margin[:20_000], true_pd[:20_000])
    low, high = interval.bounds(margin[20_000:]).T
    covered = ((low <= true_pd[20_000:]) & (true_pd[20_000:] <= high)).mean()
    assert covered == pytest.approx(0.9, abs=0.02)


def test_an_interval_between_two_margins_is_interpolated():
    interval = PdInterval(at=(0.0, 1.0), low=(-1.0, -3.0), high=(0.0, 2.0))
    low, high = interval.bounds(np.array([0.5]))[0]
    assert math.log(low / (1 - low)) == pytest.approx(-1.5)
    assert math.log(high / (1 - high)) == pytest.approx(1.5)


def test_bounds_alone_have_the_bits_of_a_batch():
    margin, interval = margins(500), PdInterval(at=(-3.0, 0.1), low=(-1.0, -3.0), high=(0.0, 2.0))
    alone = np.vstack([interval.bounds(margin[i : i + 1]) for i in range(len(margin))])
    assert np.array_equal(alone, interval.bounds(margin))


@pytest.mark.parametrize("pds", [[0.5] * 19, [0.0] * 30, [1.0] * 30, [math.nan] * 30])
def test_too_few_firms_or_impossible_pds_teach_no_interval(pds):
    with pytest.raises(ModelError, match="20 or more firms"):
        fit_interval(np.zeros(len(pds)), np.array(pds))


@pytest.mark.parametrize(
    ("at", "low", "high", "reason"),
    [
        ((0.0, 0.0), (-1.0, -1.0), (1.0, 1.0), "ascend"),
        ((0.0, 1.0), (-1.0,), (1.0, 1.0), "length"),
        ((0.0,), (1.0,), (-1.0,), "upside down"),
        ((), (), (), "at least 1"),
    ],
)
def test_a_table_that_is_no_interval_is_refused(at, low, high, reason):
    with pytest.raises(ValidationError, match=reason):
        PdInterval(at=at, low=low, high=high)


@given(st.integers(20, 400), st.integers(0, 100))
def test_the_bounds_of_true_pds_never_fall_as_the_margin_rises(n, seed):
    margin = margins(n, seed)
    true_pd = expit(margin + np.random.default_rng(seed).normal(size=n))
    bounds = fit_interval(margin, true_pd).bounds(np.linspace(-8.0, 4.0, 300))
    assert (np.diff(bounds, axis=0) >= -1e-12).all()


@given(st.integers(20, 60), st.integers(0, 30))
def test_equal_margins_still_make_a_table(n, seed):
    margin = np.random.default_rng(seed).choice([-2.0, -1.0], n)
    assert fit_interval(margin, expit(margin)).of == "true_pd"
    assert fit_rate_interval(margin, np.zeros(n)).of == "default_rate"


def test_one_default_in_twenty_firms_gives_jeffreys_90_per_cent_interval():
    """By the distribution function: the belief Beta(1.5, 19.5) leaves 5 % on either side."""
    margin, target = np.full(20, -2.0), np.eye(20)[0]
    ((low, high),) = fit_rate_interval(margin, target).bounds(margin[:1])
    assert betainc(1.5, 19.5, [low, high]) == pytest.approx([0.05, 0.95])


def test_without_a_default_the_interval_still_has_an_upper_bound():
    ((low, high),) = fit_rate_interval(np.full(100, -4.0), np.zeros(100)).bounds(np.array([-4.0]))
    assert 0.0 < low < 1e-4
    assert high == pytest.approx(0.019, abs=0.001)


def test_few_defaults_make_one_wide_bin_and_many_make_ten_narrow_ones():
    few, many = margins(300, 5), margins(30_000, 6)
    intervals = [
        fit_rate_interval(m, (expit(m - 2) > np.random.default_rng(0).random(len(m))).astype(float))
        for m in (few, many)
    ]
    widths = [np.ptp(np.log(each.bounds(np.array([-2.0])))) for each in intervals]
    assert [len(each.at) for each in intervals] == [1, 10]
    assert widths[0] > 1.5 * widths[1]


def test_the_interval_of_rates_holds_the_true_rate_nine_times_in_ten(report_figure):
    held = []
    for seed in range(300):
        margin = margins(400, seed)
        drawn = np.random.default_rng(10_000 + seed).random(400)
        interval = fit_rate_interval(margin, (drawn < expit(margin)).astype(float))
        place = interval.at[len(interval.at) // 2]
        low, high = interval.bounds(np.array([place]))[0]
        held.append(low <= expit(place) <= high)
    report_figure("interval of default rates: true rate held, 300 portfolios of 400", np.mean(held))
    assert np.mean(held) == pytest.approx(0.9, abs=0.05)


def test_too_few_outcomes_teach_no_interval():
    with pytest.raises(ModelError, match="20 or more"):
        fit_rate_interval(np.zeros(19), np.zeros(19))
