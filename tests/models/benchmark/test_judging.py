"""Are out-of-fold PDs judged by the right figures, and differences by an honest interval?"""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from engine.errors import TableError
from models.benchmark.judging import (
    Judged,
    ahead_of,
    behind_best,
    drawn_aucs,
    pooled,
    quality_of,
)
from models.benchmark.splits import Fold


def judged_rows(n: int = 400, seed: int = 0) -> tuple[np.ndarray, Judged]:
    """True PDs (1, n) and outcomes drawn from them."""
    rng = np.random.default_rng(seed)
    pd = 1.0 / (1.0 + np.exp(1.5 - 1.5 * rng.normal(size=n)))
    return pd[None, :], Judged((rng.random(n) < pd).astype(np.int64), None)


def test_pds_are_pooled_in_the_order_of_the_table_without_rows_nobody_judged() -> None:
    folds = (
        Fold("a", np.array([0]), np.array([3, 1])),
        Fold("b", np.array([0]), np.array([2])),
    )
    found = pooled(folds, [np.array([0.3, 0.1]), np.array([0.2])], 5)
    assert found.tolist() == [[0.1, 0.2, 0.3]]


def test_repeats_that_judge_other_rows_are_refused() -> None:
    folds = (Fold("a", np.array([0]), np.array([1]), 0), Fold("b", np.array([0]), np.array([2]), 1))
    with pytest.raises(TableError, match="judge different rows"):
        pooled(folds, [np.array([0.1]), np.array([0.2])], 3)


def test_figures_are_of_each_repeat_and_then_averaged() -> None:
    target = np.array([0, 0, 1, 1])
    pds = np.array([[0.1, 0.2, 0.8, 0.9], [0.9, 0.8, 0.2, 0.1]])
    quality = quality_of(pds, Judged(target, None), 0)
    assert quality.auc == pytest.approx(0.5)  # 1 in the first repeat, 0 in the second
    assert quality.brier == pytest.approx((0.025 + 0.725) / 2)


def test_right_pds_stay_within_the_limit_of_chance_and_halved_ones_do_not() -> None:
    pds, judged = judged_rows(5_000)
    right, halved = quality_of(pds, judged, 0), quality_of(pds / 2.0, judged, 0)
    assert right.ece <= right.ece_limit < 0.03
    assert right.slope == pytest.approx(1.0, abs=0.1)
    assert halved.ece > 3 * halved.ece_limit


def test_rows_of_one_outcome_cannot_judge() -> None:
    pds, judged = judged_rows()
    with pytest.raises(TableError, match="one outcome"):
        quality_of(pds, Judged(np.zeros_like(judged.target), None), 0)


def test_the_best_is_behind_nobody_and_noise_is_shown_to_be_behind() -> None:
    pds, judged = judged_rows()
    noise = np.random.default_rng(1).random(pds.shape)
    behind = behind_best(drawn_aucs({"right": pds, "same": pds.copy(), "noise": noise}, judged, 0))
    assert behind["right"] == behind["same"] == (0.0, 0.0, 0.0)
    assert 0.005 < behind["noise"].low < behind["noise"].value < behind["noise"].high


def test_the_interval_is_that_of_rows_drawn_again_one_by_one() -> None:
    pds, judged = judged_rows()
    blurred = pds + np.random.default_rng(2).normal(0.0, 0.15, pds.shape)
    found = behind_best(drawn_aucs({"right": pds, "blurred": blurred}, judged, 0))["blurred"]
    rng, bad = np.random.default_rng(3), np.flatnonzero(judged.target)
    good, gaps = np.flatnonzero(judged.target == 0), []
    for _ in range(500):
        drawn = np.r_[rng.choice(bad, len(bad)), rng.choice(good, len(good))]
        aucs = [roc_auc_score(judged.target[drawn], each[0, drawn]) for each in (pds, blurred)]
        gaps.append(aucs[0] - aucs[1])
    assert np.quantile(gaps, [0.025, 0.975]) == pytest.approx([found.low, found.high], abs=0.006)


def test_rows_that_repeat_within_groups_prove_no_more_than_their_groups() -> None:
    pds, judged = judged_rows(100)
    blurred = pds + np.random.default_rng(2).normal(0.0, 0.15, pds.shape)
    copied = {"right": np.repeat(pds, 5, 1), "blurred": np.repeat(blurred, 5, 1)}
    target, firms = np.repeat(judged.target, 5), np.repeat(np.arange(100).astype(str), 5)
    alone = behind_best(drawn_aucs(copied, Judged(target, None), 0))["blurred"]
    together = behind_best(drawn_aucs(copied, Judged(target, firms), 0))["blurred"]
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_what_one_is_ahead_of_another_is_what_the_other_is_behind_the_best() -> None:
    pds, judged = judged_rows()
    noise = np.random.default_rng(1).random(pds.shape)
    aucs = drawn_aucs({"right": pds, "noise": noise}, judged, 0)
    assert ahead_of(aucs["right"], aucs["noise"]) == behind_best(aucs)["noise"]
    assert ahead_of(aucs["noise"], aucs["right"]).high < 0.0


def test_a_period_at_another_level_is_calibrated_at_its_own_level_and_not_before() -> None:
    pds, judged = judged_rows(5_000)
    tripled = pds / (pds + (1.0 - pds) / 3.0)  # three times the odds, as if times had been worse
    quality = quality_of(tripled, judged, 0)
    assert quality.ece > 3 * quality.ece_limit
    assert quality.ece_at_level <= quality.ece_limit
    assert quality.auc == quality_of(pds, judged, 0).auc


def test_a_wrong_slope_is_left_at_the_periods_own_level() -> None:
    pds, judged = judged_rows(5_000)
    margin = 3.0 * np.log(pds / (1.0 - pds))
    quality = quality_of(1.0 / (1.0 + np.exp(-margin)), judged, 0)
    assert quality.ece_at_level > 3 * quality.ece_limit
