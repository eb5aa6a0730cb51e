"""Are bins and weights of evidence those of the books, in the declared direction, come what may?"""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.binning import MOST_BINS, fit_bins

TWO = np.repeat([0.0, 1.0], 100)
TWO_TARGET = np.concatenate([np.arange(100) < 10, np.arange(100) < 30]).astype(float)


def bins_of(values, target, direction=0, weight=None):
    return fit_bins(values, target, np.ones(len(values)) if weight is None else weight, direction)


def test_the_weight_of_evidence_compares_the_odds_of_a_bin_with_the_average():
    # 10 of 100 and 30 of 100 default, 20 % in all: each bin also holds 1 default in 5 rows.
    bins = bins_of(TWO, TWO_TARGET)
    assert bins.rows.tolist() == [100, 100, 0]
    assert bins.events.tolist() == [10, 30, 0]
    expected = [log(0.2 / 0.8) - log(11 / 94), log(0.2 / 0.8) - log(31 / 74), 0.0]
    assert bins.woe == pytest.approx(expected)


def test_the_information_value_is_that_of_the_books():
    # Siddiqi: sum of (share of goods - share of bads) times weight of evidence.
    bins = bins_of(TWO, TWO_TARGET)
    assert bins.information == pytest.approx(
        (90 / 160 - 10 / 40) * bins.woe[0] + (70 / 160 - 30 / 40) * bins.woe[1]
    )


def test_a_split_begins_its_bin():
    bins = bins_of(TWO, TWO_TARGET)
    assert len(bins.splits) == 1
    assert bins.place(np.array([bins.splits[0], 0.0, -np.inf, np.inf, np.nan])).tolist() == [
        1, 0, 0, 1, 2,
    ]  # fmt: skip


def test_values_of_any_size_and_closeness_are_parted():
    for apart in (1e300, 1e-300, 1.0 + 1e-12):
        values = np.where(TWO == 1.0, apart, 1.0 if apart > 1.0 else 0.0)
        assert bins_of(values, TWO_TARGET).splits.tolist() == [apart]


def test_missing_values_keep_the_evidence_they_carry():
    values = np.where(np.arange(200) % 2 == 0, np.nan, 1.0)
    bins = bins_of(values, np.isnan(values) & (np.arange(200) < 80))
    assert bins.rows[-1] == 100
    assert bins.woe[-1] < 0.0 < bins.woe[0]


@pytest.mark.parametrize(
    "values", [np.full(40, np.nan), np.ones(40), np.r_[np.ones(39), np.nan], np.arange(40) == 39]
)
def test_columns_without_course_have_one_bin(values):
    bins = bins_of(values.astype(float), (np.arange(40) % 4 == 0).astype(float), 1)
    assert len(bins.splits) == 0


def test_a_direction_against_the_evidence_leaves_one_bin():
    bins = bins_of(TWO, TWO_TARGET, direction=-1)
    assert len(bins.splits) == 0


def test_few_events_allow_few_bins():
    values = np.linspace(0.0, 1.0, 2000)
    assert len(bins_of(values, (values > 0.99).astype(float), 1).splits) < 3
    assert len(bins_of(values, (values > 0.8).astype(float), 1).splits) < MOST_BINS


def test_an_undeclared_column_may_be_worst_in_the_middle():
    values = np.linspace(-1.0, 1.0, 3000)
    target = (np.random.default_rng(0).random(3000) < 0.4 - 0.35 * np.abs(values)).astype(float)
    woe = bins_of(values, target).woe[:-1]
    assert woe.argmin() not in (0, len(woe) - 1)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(4, 300),
    direction=st.sampled_from([1, -1]),
    distinct=st.integers(1, 40),
)
def test_weight_of_evidence_keeps_the_declared_direction(seed, n, direction, distinct):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, distinct, n).astype(float)
    values[rng.random(n) < 0.2] = np.nan
    target = (rng.random(n) < rng.random()).astype(float)
    target[:2] = [0.0, 1.0]
    bins = bins_of(values, target, direction, rng.random(n) + 0.01)
    assert np.all(np.isfinite(bins.woe))
    assert np.all(np.diff(bins.woe[:-1]) * direction <= 1e-12)
