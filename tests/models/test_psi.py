"""Does the stability index count what moved, and what went missing?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.psi import bins_of, index_of, psi, psi_by_chance

SHARES = st.lists(st.floats(0.01, 1.0), min_size=2, max_size=8)


def test_the_index_by_hand() -> None:
    # (0.6 - 0.5) ln(0.6 / 0.5) + (0.4 - 0.5) ln(0.4 / 0.5) = 0.01823 + 0.02231.
    found = index_of(np.array([0.5, 0.5]), np.array([0.6, 0.4]))
    assert found == pytest.approx(0.04055, abs=1e-5)


@given(SHARES, st.data())
def test_the_index_is_never_negative_and_does_not_care_which_came_first(left, data) -> None:
    right = data.draw(st.lists(st.floats(0.01, 1.0), min_size=len(left), max_size=len(left)))
    a, b = np.array(left) / sum(left), np.array(right) / sum(right)
    assert index_of(a, b) >= -1e-12
    assert index_of(a, b) == pytest.approx(index_of(b, a))


def test_the_same_rows_have_not_moved() -> None:
    values = np.random.default_rng(0).normal(size=500)
    assert psi(values, values) == 0.0


def test_a_column_that_goes_missing_is_seen() -> None:
    values = np.random.default_rng(0).normal(size=1_000)
    gone = np.where(np.arange(1_000) < 950, np.nan, values)
    assert psi(values, gone) > 0.25


def test_a_column_that_was_always_missing_has_one_bin() -> None:
    nothing = np.full(50, np.nan)
    assert psi(nothing, nothing) == 0.0
    assert len(bins_of(nothing).edges) == 0


def test_flags_have_a_bin_for_each_value() -> None:
    flags = np.array([0.0] * 90 + [1.0] * 10)
    assert bins_of(flags).edges.tolist() == [0.0]
    assert psi(flags, 1.0 - flags) > 1.0


def test_unmoved_samples_mostly_stay_below_the_bound_of_chance() -> None:
    rng, reference = np.random.default_rng(0), np.random.default_rng(1).normal(size=2_000)
    bound = psi_by_chance(reference, np.zeros(500))
    within = [psi(reference, rng.normal(size=500)) <= bound for _ in range(200)]
    assert 0.88 <= np.mean(within) <= 1.0
