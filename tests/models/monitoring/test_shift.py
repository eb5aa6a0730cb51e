"""Is a real move told, whatever the sample size, and chance hardly ever taken for one?"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, chi2_contingency

from models.monitoring.shift import RED, fewest_rows, shifts
from models.monitoring.verdicts import DRIFT_ALARMS

SIMULATIONS, REFERENCE, COLUMNS = 200, 1_000, 8
SIZES = (50, 200, 1_000)


def populations(n, seed):
    """Related columns of four kinds: even, skewed, rounded and yes or no; a twentieth missing."""
    random = np.random.default_rng(seed)
    values = 0.6 * random.normal(size=(REFERENCE + n, 1))
    values = values + 0.8 * random.normal(size=(REFERENCE + n, COLUMNS))
    values[:, 2:4] = np.exp(values[:, 2:4])
    values[:, 4:6] = np.round(values[:, 4:6])
    values[:, 6:8] = values[:, 6:8] > 1.0
    values[random.random(values.shape) < 0.05] = np.nan
    return values[:REFERENCE], values[REFERENCE:]


def alarms(before, now, seed=0):
    found = shifts(before, now, seed, divisions=99)
    return {place for place, each in enumerate(found) if each.p_value <= DRIFT_ALARMS}


@pytest.mark.parametrize("n", SIZES)
def test_of_200_reports_where_nothing_moved_hardly_any_is_an_alarm(n, report_figure):
    false = sum(bool(alarms(*populations(n, seed), seed)) for seed in range(SIMULATIONS))
    report_figure(f"monitoring: false alarm rate of drift at n = {n}", false / SIMULATIONS)
    assert false / SIMULATIONS <= 0.05


@pytest.mark.parametrize("n", SIZES)
def test_a_shift_of_one_standard_deviation_is_told_in_95_of_100_reports(n, report_figure):
    told = 0
    for seed in range(SIMULATIONS):
        before, now = populations(n, seed)
        now[:, 0] += np.nanstd(before[:, 0])
        told += 0 in alarms(before, now, seed)
    report_figure(f"monitoring: shift of 1 sd told at n = {n}", told / SIMULATIONS)
    assert told / SIMULATIONS >= 0.95


@pytest.mark.parametrize("n", [15, 50, 200, 1_000])
@pytest.mark.parametrize("column", [0, 2, 4, 6])
def test_a_column_that_goes_95_percent_missing_is_always_caught(n, column):
    for seed in range(5):
        before, now = populations(n, seed)
        now[np.random.default_rng(seed).random(n) < 0.95, column] = np.nan
        assert column in alarms(before, now, seed)


def test_a_column_that_is_never_missing_and_now_is_counts_as_moved():
    before, now = populations(1_000, 0)
    before, now = np.nan_to_num(before), np.nan_to_num(now)
    now[:50, 3] = np.nan
    assert alarms(before, now) == {3}


def test_the_index_is_the_sum_over_bins_with_missing_as_one():
    before = np.repeat([[0.0], [1.0], [np.nan]], [50, 40, 10], axis=0)
    now = np.repeat([[0.0], [1.0], [np.nan]], [30, 40, 30], axis=0)
    (found,) = shifts(before, now, divisions=9)
    old = [(each + 0.5) / 101.5 for each in (50, 40, 10)]
    new = [(each + 0.5) / 101.5 for each in (30, 40, 30)]
    by_hand = sum((b - a) * math.log(b / a) for a, b in zip(old, new, strict=True))
    assert found.psi == pytest.approx(by_hand)
    assert (found.missing_before, found.missing_now) == (0.1, 0.3)
    assert found.psi_by_chance == pytest.approx(2 * (1 / 100 + 1 / 100))


def test_large_tables_are_tested_by_formula():
    random = np.random.default_rng(3)
    before, now = random.integers(0, 2, (2, 4_000, 1)).astype(float)
    now[:, 0] = random.random(4_000) < 0.53
    (found,) = shifts(before, now)
    table = [[(side == value).sum() for value in (0, 1)] for side in (before, now)]
    p = chi2_contingency(table, correction=False).pvalue
    assert found.p_value == pytest.approx(min(3 * p, 1.0), rel=1e-6)


def test_so_many_firms_as_are_said_to_be_needed_tell_an_index_of_a_quarter():
    shares = np.full(10, 0.1)
    moved = shares * np.array([2.0, 1.5, 1.2, 1, 1, 1, 0.8, 0.7, 0.5, 0.3])
    moved = moved / moved.sum()
    index = float(((moved - shares) * np.log(moved / shares)).sum())
    assert index == pytest.approx(RED, abs=0.03)
    n = fewest_rows(2_000, 1)
    told = 0
    for seed in range(100):
        random = np.random.default_rng(seed)
        before = random.choice(10, (2_000, 1)).astype(float)
        now = random.choice(10, (n, 1), p=moved).astype(float)
        told += bool(alarms(before, now, seed))
    assert told >= binom.ppf(0.01, 100, 0.8)


def test_a_reference_can_be_too_small_for_any_number_of_firms():
    assert fewest_rows(60, 109) is None
    assert fewest_rows(100_000, 109) < fewest_rows(500, 109)


@given(st.integers(0, 1_000))
def test_identical_tables_have_not_moved(seed):
    values = np.random.default_rng(seed).normal(size=(40, 3))
    for found in shifts(values, values, divisions=19):
        assert found.psi == pytest.approx(0.0, abs=1e-12)
        assert found.p_value > 0.5


def test_columns_without_any_value_are_no_reason_to_fail():
    before, now = np.full((30, 2), np.nan), np.full((20, 2), np.nan)
    before[:, 1] = now[:, 1] = 4.0
    assert [(each.psi, each.p_value) for each in shifts(before, now, divisions=19)] == [
        (0.0, 1.0), (0.0, 1.0)
    ]  # fmt: skip


def test_the_same_seed_gives_the_same_figures():
    before, now = populations(60, 1)
    assert shifts(before, now, 5) == shifts(before, now, 5)
