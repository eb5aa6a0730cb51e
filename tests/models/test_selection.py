"""What does reject inference change, and does the simulator's truth bear it out?"""

from math import isnan

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from engine.errors import TableError
from engine.features import FEATURE_NAMES
from models.demonstration import simulated_rows
from models.selection import Inference, Truth, selection_sensitivity

N = 6_000


trainer = LogisticRegression(C=10.0).fit  # one object, trained anew each time


def portfolio(hidden=1.0, seed=0):
    """Firms of which an officer funded those that looked safe, in part by what no model sees."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.normal(size=(N, 3)), columns=list("abc"))
    unseen = rng.normal(size=N)
    margin = -2.5 + table["a"] + 0.5 * table["b"] + hidden * unseen
    default = (margin + rng.logistic(size=N) > 0).astype(np.int64)
    funded = (table["a"] + hidden * unseen + rng.normal(size=N) < 0.3).to_numpy()
    return table, default, funded


def report_of(hidden=1.0, **supposed):
    table, default, funded = portfolio(hidden)
    truth = Truth(default[~funded])
    return selection_sensitivity(
        trainer, table[funded], default[funded], table[~funded], truth, Inference(**supposed)
    )


@pytest.fixture(scope="module")
def report():
    return report_of(odds_factor=2.5)


def test_three_ways_stand_side_by_side_and_two_say_that_they_are_a_sensitivity(report):
    assert [each.way for each in report.ways] == ["without", "fuzzy", "parcelling"]
    assert ["sensitivity" in each.label.en for each in report.ways] == [False, True, True]
    assert report.funded + report.refused == N


def test_without_inference_refused_firms_are_taken_for_safer_than_they_are(report):
    plain = report.way("without")
    assert plain.mean_pd_rejected < plain.observed_rejected - 0.05
    assert plain.mean_pd == pytest.approx(plain.observed, abs=0.02)


@pytest.mark.parametrize("way", ["fuzzy", "parcelling"])
def test_supposing_the_right_odds_brings_their_mean_pd_near_the_truth(report, way):
    gap = abs(report.way(way).mean_pd_rejected - report.way(way).observed_rejected)
    assert gap < abs(report.way("without").mean_pd_rejected - report.way(way).observed_rejected) / 2


def test_where_refusal_says_nothing_more_fuzzy_augmentation_changes_nothing():
    report = report_of(hidden=0.0, odds_factor=1.0)
    plain, fuzzy = report.way("without"), report.way("fuzzy")
    assert fuzzy.mean_pd_rejected == pytest.approx(plain.mean_pd_rejected, abs=0.01)
    assert fuzzy.auc == pytest.approx(plain.auc, abs=0.005)


def test_inference_does_not_make_the_ranking_better(report):
    assert report.way("fuzzy").auc < report.way("without").auc + 0.01


def test_without_truth_nothing_is_said_of_refused_firms_but_their_mean_pd():
    table, default, funded = portfolio()
    report = selection_sensitivity(trainer, table[funded], default[funded], table[~funded])
    assert all(isnan(each.auc_rejected) and isnan(each.observed_rejected) for each in report.ways)
    assert 0.0 < report.figures["parcelling_mean_pd_rejected"] < 1.0


def test_the_sentence_names_the_supposition_in_both_languages(report):
    assert "2.5" in report.sentence.en
    assert f"{report.way('fuzzy').mean_pd_rejected:.2%}" in report.sentence.zh


def test_the_same_seed_supposes_the_same_outcomes(report):
    assert report_of(odds_factor=2.5) == report


@pytest.mark.parametrize("supposed", [{"odds_factor": 0.0}, {"bands": 1}, {"hold_out": 1.0}])
def test_what_supposes_nothing_is_refused(supposed):
    with pytest.raises(TableError, match="supposed"):
        Inference(**supposed)


def test_without_refused_firms_there_is_no_sensitivity():
    table, default, funded = portfolio()
    with pytest.raises(TableError, match="refused firms"):
        selection_sensitivity(trainer, table[funded], default[funded], table[:0])


def test_on_simulated_firms_the_truth_is_told_beside_the_supposition(report_figure):
    firms = simulated_rows(3_000, seed=11, processes=1)
    table = pd.DataFrame(firms.features, columns=list(FEATURE_NAMES))
    noise = np.random.default_rng(0).normal(size=len(table))
    seen = table[["firm_age_years", "tax_grade", "ip_class1"]].fillna(0.0)
    refused = (np.log(firms.true_pd) + noise) > np.quantile(np.log(firms.true_pd), 0.6)
    report = selection_sensitivity(
        trainer, seen[~refused], firms.default[~refused], seen[refused],
        Truth(firms.default[refused]),
    )  # fmt: skip
    for name in ("without", "fuzzy", "parcelling"):
        each = report.way(name)
        said = f"{each.mean_pd_rejected:.3f} of {each.observed_rejected:.3f}"
        report_figure(f"selection: mean PD of refused simulated firms, {name}", said)
    assert report.way("without").mean_pd_rejected < report.way("fuzzy").mean_pd_rejected
