"""Is what training firms have in common learnt from any table, and what breaks it noticed?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.boosting import TreeSettings
from models.credit import CreditModel
from models.familiarity import FEWEST_ROWS, fit_familiarity
from tests.models.samples import a_frame

NAMES = ("sales", "tax", "staff", "noise")


def some_firms(n=6_000, seed=0):
    """Tax follows sales and staff follow sales; the fourth column follows nothing."""
    rng = np.random.default_rng(seed)
    sales = rng.lognormal(3.0, 1.2, n)
    tax, staff = sales * rng.uniform(0.05, 0.07, n), np.rint(sales * rng.uniform(0.5, 1.5, n))
    values = np.stack([sales, tax, staff, rng.normal(size=n)], axis=1)
    values[rng.random(n) < 0.1, 1] = np.nan
    return values


@pytest.fixture(scope="module")
def known():
    return fit_familiarity(some_firms(), NAMES)


def flagged(known, values):
    return (known.distance(values) > known.limit).mean()


def test_firms_of_another_draw_are_flagged_at_most_one_time_in_twenty(known):
    assert flagged(known, some_firms(20_000, 1)) <= 0.05


def test_usual_values_of_two_firms_together_are_noticed(known):
    mixed, other = some_firms(4_000, 2), some_firms(4_000, 3)
    mixed[:, 0] = other[:, 0]
    assert flagged(known, mixed) >= 0.7


def test_the_broken_relation_is_named(known):
    usual = some_firms(1_000, 4)
    firm = usual[np.argmin(known.distance(usual))].copy()
    firm[1] = np.nanquantile(usual[:, 1], 0.999)
    assert all(1 in places for places in known.strangest(firm, 2))


def test_a_column_that_follows_nothing_is_in_no_relation(known):
    assert 3 not in known.term_second
    assert (known.term_first == 3).sum() == 1


def test_a_value_nobody_had_is_more_surprising_than_any_other_state(known):
    values = np.full((3, 4), np.nan)
    values[:, 3] = [0.0, 3.0, 50.0]
    assert known.distance(values).argmax() == 2


def test_a_value_missing_that_was_always_known_is_a_surprise(known):
    values = some_firms(1_000, 5)
    without = values.copy()
    without[:, 3] = np.nan
    assert (known.distance(without) > known.distance(values)).mean() >= 0.99


def test_the_same_rows_teach_the_same_bits(known):
    again = fit_familiarity(some_firms(), NAMES)
    assert again.cells.tobytes() == known.cells.tobytes()
    assert again.knots.tobytes() == known.knots.tobytes()
    assert again.limit == known.limit


def test_too_few_rows_teach_nothing_rather_than_something_wrong():
    assert fit_familiarity(some_firms(FEWEST_ROWS - 1), NAMES) is None
    assert fit_familiarity(some_firms(FEWEST_ROWS), NAMES) is not None


def test_rows_of_one_firm_never_judge_themselves():
    """Every firm comes ten times, so a limit from its own twins would be far too low."""
    firms = some_firms(300)
    known = fit_familiarity(np.repeat(firms, 10, axis=0), NAMES, np.repeat(np.arange(300), 10))
    alone = fit_familiarity(np.repeat(firms, 10, axis=0), NAMES)
    assert flagged(known, some_firms(5_000, 6)) < flagged(alone, some_firms(5_000, 6))


def test_one_firm_with_all_the_rows_teaches_nothing():
    assert fit_familiarity(some_firms(500), NAMES, np.zeros(500)) is None


STRANGE = {
    "constant": lambda n, rng: np.full((n, 2), 7.0),
    "never known": lambda n, rng: np.full((n, 2), np.nan),
    "hardly known": lambda n, rng: np.where(rng.random((n, 3)) < 0.99, np.nan, 1.0),
    "flags": lambda n, rng: rng.integers(0, 2, (n, 4)).astype(float),
    "codes of any size": lambda n, rng: rng.integers(-(2**62), 2**62, (n, 3)).astype(float),
    "the largest and the least": lambda n, rng: rng.choice([-1.7e308, 1.7e308, 5e-324], (n, 3)),
    "one column": lambda n, rng: rng.normal(size=(n, 1)),
    "copies": lambda n, rng: np.repeat(rng.normal(size=(n, 1)), 5, axis=1),
    "a hundred columns": lambda n, rng: rng.normal(size=(n, 100)),
    "more columns than are related": lambda n, rng: rng.normal(size=(n, 230)),
}


@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize("n", [150, 700])
def test_no_table_is_too_strange_to_learn_from(kind, n):
    values = STRANGE[kind](n, np.random.default_rng(n))
    known = fit_familiarity(values, [f"x{i}" for i in range(values.shape[1])])
    assert np.isfinite(known.distance(values)).all()
    assert flagged(known, STRANGE[kind](2_000, np.random.default_rng(1))) <= 0.09


@given(st.integers(1, 200), st.integers(1, 3), st.integers(0, 1_000))
def test_any_small_table_is_learnt_or_left(n, k, seed):
    values = np.random.default_rng(seed).choice([0.0, 1.0, np.nan], (n, k))
    known = fit_familiarity(values, ["a", "b", "c"][:k])
    assert (known is None) == (n < FEWEST_ROWS)


def test_a_credit_model_learns_it_from_columns_it_has_never_seen():
    values, target = a_frame(1_000)
    model = CreditModel(trees=TreeSettings(n_trees=5)).fit(values, target)
    far = pd.DataFrame(np.full((1, 6), 1e6), columns=values.columns)
    known = model.served_.familiarity
    assert known.distance(far.to_numpy())[0] > known.limit
    assert flagged(known, a_frame(5_000, seed=9)[0].to_numpy()) <= 0.06
