"""Are the measures those of the books, by hand?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp, mannwhitneyu

from engine.errors import ModelError
from models.validation.bootstrap import auc_gain, separation
from models.validation.measures import (
    Ranked,
    auc,
    auc_of,
    brier_skill,
    ece,
    eces_when_perfect,
    hosmer_lemeshow,
    ks,
)

OUTCOMES = st.lists(
    st.tuples(st.integers(-3, 3), st.integers(0, 1)), min_size=4, max_size=40
).filter(lambda rows: 0 < sum(bad for _, bad in rows) < len(rows))


def columns(rows):
    margin, target = zip(*rows, strict=True)
    return np.array(margin, dtype=float), np.array(target)


def test_a_tie_counts_one_half() -> None:
    # Pairs of default and other: (2,1) won, (2,2) tied, (3,1) won, (3,2) won: 3.5 of 4.
    assert auc(np.array([1.0, 2.0, 2.0, 3.0]), np.array([0, 0, 1, 1])) == 0.875


@given(OUTCOMES)
def test_the_auc_is_mann_whitney_s_statistic(rows) -> None:
    margin, target = columns(rows)
    bad, good = margin[target == 1], margin[target == 0]
    wanted = mannwhitneyu(bad, good).statistic / (len(bad) * len(good))
    assert auc(margin, target) == pytest.approx(wanted)


@given(OUTCOMES)
def test_the_ks_distance_is_that_of_two_samples(rows) -> None:
    margin, target = columns(rows)
    wanted = ks_2samp(margin[target == 1], margin[target == 0], method="asymp").statistic
    assert ks(margin, target) == pytest.approx(wanted)


@given(OUTCOMES)
def test_reversed_margins_reverse_the_auc(rows) -> None:
    margin, target = columns(rows)
    assert auc(margin, target) + auc(-margin, target) == pytest.approx(1.0)


@given(OUTCOMES, st.data())
def test_weights_count_rows_as_often_as_they_say(rows, data) -> None:
    margin, target = columns(rows)
    times = np.array(data.draw(st.lists(st.integers(1, 3), min_size=len(rows),
                                        max_size=len(rows))))  # fmt: skip
    weighted = auc_of(Ranked(margin, target).outcomes(times.astype(float)))
    assert float(weighted) == pytest.approx(auc(margin.repeat(times), target.repeat(times)))


def test_outcomes_of_one_kind_have_no_auc() -> None:
    with pytest.raises(ModelError, match="defaulted"):
        auc(np.array([1.0, 2.0]), np.array([1, 1]))


def test_the_calibration_error_is_the_mean_gap_of_the_bins() -> None:
    # Bins of two: |0.1 - 0| = 0.1 and |0.5 - 0.5| = 0: mean 0.05.
    assert ece(np.array([0.1, 0.1, 0.5, 0.5]), np.array([0, 0, 0, 1]), 2) == pytest.approx(0.05)


def test_a_perfect_model_s_error_mostly_stays_below_its_bound() -> None:
    rng = np.random.default_rng(1)
    pd = rng.uniform(0.01, 0.3, 2_000)
    bound = np.quantile(eces_when_perfect(pd, rng), 0.95)
    errors = [ece(pd, (rng.random(2_000) < pd).astype(np.int64)) for _ in range(100)]
    assert 0.88 <= np.mean(np.array(errors) <= bound) <= 1.0


def test_the_default_rate_itself_has_no_brier_skill() -> None:
    target = np.array([0, 0, 0, 1])
    assert brier_skill(np.full(4, 0.25), target) == pytest.approx(0.0)
    assert brier_skill(target.astype(float), target) == 1.0


def test_hosmer_and_lemeshow_by_hand() -> None:
    # One bin of 100 with mean 0.1 and 16 defaults: (16 - 10)^2 / (10 * 0.9) = 4.
    found = hosmer_lemeshow(np.full(100, 0.1), (np.arange(100) < 16).astype(np.int64), 1)
    assert found.statistic == pytest.approx(4.0)
    assert found.p_value == pytest.approx(0.0455, abs=1e-4)


def test_the_interval_of_the_auc_holds_the_truth_about_as_often_as_it_says() -> None:
    rng, held = np.random.default_rng(0), 0
    for turn in range(60):
        target = (rng.random(300) < 0.3).astype(np.int64)
        margin = rng.normal(size=300) + target
        found = separation(margin, target, np.arange(300).astype(str), 200, turn).auc
        held += found.low <= 0.7602 <= found.high  # of two normals one sd apart
    assert held >= 52


def test_rows_of_one_firm_are_drawn_together() -> None:
    rng = np.random.default_rng(2)
    target = (rng.random(400) < 0.3).astype(np.int64)
    margin = rng.normal(size=400) + target
    alone = separation(margin, target, np.arange(400).astype(str), 200, 0).auc
    often = separation(margin.repeat(4), target.repeat(4),
                       np.arange(400).repeat(4).astype(str), 200, 0).auc  # fmt: skip
    assert often.high - often.low > 0.8 * (alone.high - alone.low)


def test_a_model_gains_nothing_over_itself() -> None:
    rng = np.random.default_rng(3)
    target = (rng.random(200) < 0.3).astype(np.int64)
    margin = rng.normal(size=200)
    assert auc_gain(margin, margin, target, np.arange(200).astype(str), 0) == (0.0, 0.0, 0.0)
