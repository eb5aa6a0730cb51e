import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.familiarity import Familiarity
from engine.features import FEATURE_NAMES
from engine.refer import refer_because, refer_rows
from engine.scoring import (
    FACTOR,
    OFFSET,
    bare_score,
    grade_of,
    pd_of,
    points_of,
    score_firm,
    score_rows,
)
from tests.builders import ON, LinearScorer

NAMES = ("current_ratio", "debt_ratio", "firm_age_years", "net_margin")
rows = st.lists(st.floats(-50, 50), min_size=4, max_size=4)


def test_the_scale_is_the_published_one() -> None:
    assert (round(FACTOR, 6), round(OFFSET, 6)) == (72.134752, 383.903595)


@pytest.mark.parametrize(
    ("pd", "score"),
    [(0.001, 882), (0.005, 766), (0.01, 715), (0.02, 665), (0.03, 635), (0.05, 596),
     (0.08, 560), (0.12, 528), (0.20, 484)],
)  # fmt: skip
def test_scores_of_known_default_probabilities(pd: float, score: int) -> None:
    assert round(points_of(math.log(pd / (1 - pd)))) == score


@pytest.mark.parametrize(
    ("pd", "grade"),
    [(0.0, "A1"), (0.001, "A2"), (0.00999, "B2"), (0.01, "B3"), (0.0649, "C3"), (0.18, "D3")],
)
def test_grades_take_the_lower_bound_of_their_band(pd: float, grade: str) -> None:
    assert grade_of(pd) == grade


@given(st.floats(-700, 700))
def test_a_higher_margin_is_a_higher_pd_within_bounds(margin: float) -> None:
    assert 0.0 <= pd_of(margin) <= pd_of(margin + 1.0) <= 1.0


@given(rows)
def test_base_and_contributions_add_up_to_the_unclipped_score(values: list[float]) -> None:
    (score,) = score_rows(np.array([values]), LinearScorer(names=NAMES), ON)
    assert score.base_points is not None
    assert score.unclipped_score is not None
    total = score.base_points + sum(each.points for each in score.contributions)
    assert abs(total - score.unclipped_score) <= 1e-9


def test_a_score_beyond_the_scale_is_held_and_says_so() -> None:
    (score,) = score_rows(np.full((1, 4), 50.0), LinearScorer(1.0, NAMES), ON)
    assert (score.credit_score, score.clipped) == (1000, True)


@given(st.lists(rows, min_size=1, max_size=5))
def test_a_firm_alone_gets_the_score_it_gets_among_many(many: list[list[float]]) -> None:
    scorer, values = LinearScorer(names=NAMES), np.array(many)
    together = score_rows(values, scorer, ON)
    assert together == [score_rows(values[[n]], scorer, ON)[0] for n in range(len(values))]


def test_too_little_data_is_referred_without_any_number() -> None:
    (score,) = score_rows(
        np.array([[1.0, math.nan, math.nan, math.nan]]), LinearScorer(names=NAMES), ON
    )
    assert score.status == "refer"
    assert (score.credit_score, score.pd, score.grade, score.base_points) == (None,) * 4
    assert "25%" in score.refer_because[0].zh


def test_a_firm_outside_the_training_range_is_referred_by_name() -> None:
    (score,) = score_rows(np.array([[1e13, 0.5, 3.0, 0.1]]), LinearScorer(names=NAMES), ON)
    assert score.status == "refer"
    assert "流动比率" in score.refer_because[0].zh


def test_a_feature_missing_where_training_always_knew_it_is_referred_not_read_as_zero() -> None:
    scorer = LinearScorer(names=NAMES)
    scorer.missing_shares = np.array([0.1, 0.1, 0.0, 0.1])
    (score,) = score_rows(np.array([[1.0, 0.5, math.nan, 0.1]]), scorer, ON)
    assert score.status == "refer"
    assert "成立年限" in score.refer_because[0].zh


def test_a_firm_unlike_those_of_the_training_is_referred_and_told_which_data_contradict() -> None:
    scorer = LinearScorer(names=NAMES)
    scorer.familiarity = Familiarity(
        limit=10.0,
        knot_counts=np.array([1, 1, 1, 1], dtype=np.int32),
        knots=np.array([2.0, 0.4, 1e9, 1e9]),
        term_first=np.array([0], dtype=np.int32),
        term_second=np.array([1], dtype=np.int32),
        cells=np.array([0, 0, 0, 0, 0, 20.0, 0, 0, 0]),  # a low first with a high second
    )
    usual, unlike = score_rows(np.array([[3, 0.5, 3, 0.1], [1, 0.5, 3, 0.1]]), scorer, ON)
    assert (usual.status, unlike.status, unlike.pd) == ("scored", "refer", None)
    assert "流动比率与资产负债率" in unlike.refer_because[0].zh


@pytest.mark.parametrize("bounds", [(0.01, 0.03), (math.nan, math.nan)])
def test_a_score_says_what_its_interval_holds_where_it_has_one(bounds) -> None:
    scorer = LinearScorer(names=NAMES)
    scorer.interval_of = "default_rate"
    scorer.interval = lambda margin: np.tile(bounds, (len(margin), 1))
    (score,) = score_rows(np.ones((1, 4)), scorer, ON)
    told = (score.pd_interval, score.pd_interval_of)
    assert told == ((bounds, "default_rate") if math.isfinite(bounds[0]) else (None, None))


@given(st.lists(st.lists(st.sampled_from([math.nan, 1.0, 1e13]), min_size=4, max_size=4)))
def test_a_firm_alone_is_referred_for_the_reasons_it_has_among_many(many) -> None:
    scorer, values = LinearScorer(names=NAMES), np.array(many).reshape(-1, 4)
    assert refer_rows(values, scorer) == [refer_because(row, scorer) for row in values]


def test_half_of_the_weight_is_enough() -> None:
    values = np.array([[1.0, 1.0, math.nan, math.nan]])
    assert score_rows(values, LinearScorer(names=NAMES), ON)[0].status == "scored"


def test_every_feature_can_be_explained_in_words() -> None:
    values = np.full((1, len(FEATURE_NAMES)), 3.0)
    (score,) = score_rows(values, LinearScorer(), ON)
    assert {reason.feature for reason in score.reasons} == set(FEATURE_NAMES)


@given(st.lists(st.sampled_from([math.nan, 0.4, -30.0, 2e12]), min_size=4, max_size=4))
def test_a_score_without_its_explanation_is_the_same_score(values: list[float]) -> None:
    features, scorer = dict(zip(NAMES, values, strict=True)), LinearScorer(0.1, NAMES)
    full, bare = score_firm(features, scorer, ON), bare_score(features, scorer)
    assert (full.status == "refer") == (bare is None)
    assert bare is None or (bare.pd, bare.credit_score) == (full.pd, full.credit_score)
