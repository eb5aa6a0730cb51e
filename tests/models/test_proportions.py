"""Are intervals of default rates those that were published?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.proportions import (
    chance_at_most,
    clopper_pearson,
    jeffreys_interval,
    most_prudent,
    upper_bound,
)


@pytest.mark.parametrize(
    ("confidence", "wanted"),
    [
        (0.50, (0.09, 0.10, 0.23)),
        (0.75, (0.17, 0.20, 0.46)),
        (0.90, (0.29, 0.33, 0.76)),
        (0.95, (0.37, 0.43, 0.99)),
        (0.99, (0.57, 0.66, 1.52)),
    ],
)
def test_the_most_prudent_bounds_are_those_of_pluto_and_tasche(confidence, wanted) -> None:
    # "Thinking positively", 2005, table 1: grades of 100, 400 and 300 firms, no defaults.
    found = most_prudent((0, 0, 0), (100, 400, 300), confidence)
    assert [round(100 * each, 2) for each in found] == list(wanted)


def test_without_defaults_the_bound_solves_its_own_equation() -> None:
    # (1 - p)^n = 1 - confidence.
    assert upper_bound(0, 800, 0.9) == pytest.approx(1 - 0.1 ** (1 / 800))


def test_the_exact_interval_of_one_default_in_ten_is_the_published_one() -> None:
    # Clopper-Pearson 95 % for 1 of 10: 0.0025 to 0.4450.
    low, high = clopper_pearson(1, 10, 0.95)
    assert (round(low, 4), round(high, 4)) == (0.0025, 0.4450)


def test_the_jeffreys_interval_is_the_published_one() -> None:
    # Brown, Cai and DasGupta 2001, table 5, n = 10, x = 1, 95 %: 0.011 to 0.381.
    low, high = jeffreys_interval(1, 10, 0.95)
    assert (round(low, 3), round(high, 3)) == (0.011, 0.381)


@given(st.integers(1, 500), st.data())
def test_the_exact_interval_is_the_wider_one(firms: int, data) -> None:
    defaults = data.draw(st.integers(0, firms))
    exact, plain = clopper_pearson(defaults, firms), jeffreys_interval(defaults, firms)
    assert exact.low <= plain.low + 1e-12
    assert plain.high <= exact.high + 1e-12


@given(st.integers(1, 300), st.data(), st.floats(0.001, 0.5))
def test_a_higher_pd_is_never_more_suspect_of_being_too_low(firms: int, data, pd: float) -> None:
    defaults = data.draw(st.integers(0, firms))
    assert chance_at_most(defaults, firms, pd) <= chance_at_most(defaults, firms, pd * 1.5)


def test_a_right_pd_is_flagged_in_about_one_of_twenty_samples() -> None:
    rng = np.random.default_rng(0)
    flags = [chance_at_most(int(n), 2_000, 0.03) < 0.05 for n in rng.binomial(2_000, 0.03, 2_000)]
    assert 0.03 <= np.mean(flags) <= 0.075


@given(st.lists(st.tuples(st.integers(1, 200), st.integers(0, 5)), min_size=2, max_size=6))
def test_a_riskier_grade_without_more_defaults_never_has_the_lower_bound(grades) -> None:
    firms = [n + k for n, k in grades]
    bounds = most_prudent([0] * len(firms), firms, 0.9)
    assert list(bounds) == sorted(bounds)
