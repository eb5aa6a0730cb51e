"""Does the potential say how likely a next round is, exactly, and never that a firm is safe?"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts import FACT_NAMES
from engine.features import FEATURE_NAMES, feature_values
from engine.features.definition import FloatArray
from engine.potential import Potential, bare_potential, potential_of, potential_rows
from tests.builders import ON, LinearScorer

NAMES = ("current_ratio", "debt_ratio", "firm_age_years", "net_margin")
rows = st.lists(st.floats(-50, 50), min_size=4, max_size=4)


class LinearPotential(LinearScorer):
    """The linear scorer as a potential model."""

    model_id = "potential-linear-test"
    horizon_months = 24


def potential(*values: float, slope: float = 0.1) -> Potential:
    matrix: FloatArray = np.array([values])
    return potential_rows(matrix, LinearPotential(slope, NAMES), ON)[0]


@given(rows)
def test_base_and_contributions_add_up_to_the_log_odds(values: list[float]) -> None:
    found = potential(*values)
    assert found.base_log_odds is not None
    assert found.log_odds is not None
    total = found.base_log_odds + sum(each.log_odds for each in found.contributions)
    assert abs(total - found.log_odds) <= 1e-9


def test_the_score_is_a_hundred_times_the_probability_and_higher_is_likelier() -> None:
    likely, unlikely = potential(-30.0, 0.0, 0.0, 0.0), potential(30.0, 0.0, 0.0, 0.0)
    assert (likely.potential_score, unlikely.potential_score) == (50.0, 0.2)
    assert likely.probability == 0.5


@given(st.lists(rows, min_size=1, max_size=5))
def test_a_firm_alone_gets_the_potential_it_gets_among_many(many: list[list[float]]) -> None:
    scorer, values = LinearPotential(names=NAMES), np.array(many)
    together = potential_rows(values, scorer, ON)
    assert together == [potential_rows(values[[n]], scorer, ON)[0] for n in range(len(values))]


def test_too_little_data_is_referred_without_any_number() -> None:
    found = potential(1.0, math.nan, math.nan, math.nan)
    assert (found.status, found.potential_score, found.probability) == ("refer", None, None)
    assert (found.log_odds, found.contributions, found.reasons) == (None, (), ())
    assert "25%" in found.refer_because[0].zh


def test_a_firm_outside_the_training_range_is_referred_by_name() -> None:
    found = potential(1e13, 0.5, 3.0, 0.1)
    assert found.status == "refer"
    assert "流动比率" in found.refer_because[0].zh


def test_a_reason_says_by_how_much_the_odds_change() -> None:
    reason = potential(-3.0, 0.0, 0.0, 0.0).reasons[0]
    assert reason.sentence.en.endswith(
        "raises the odds of a next equity round within 24 months (×1.35)"
    )
    assert reason.sentence.zh.endswith("提高24个月内获得下一轮股权融资的可能(胜算×1.35)")


def test_reasons_of_one_question_stand_together_the_strongest_first() -> None:
    reasons = potential(-1.0, 0.8, -2.0, -9.0).reasons
    assert [each.feature for each in reasons] == [
        "net_margin",
        "firm_age_years",
        "current_ratio",
        "debt_ratio",
    ]


def test_what_hardly_changes_the_odds_is_no_reason() -> None:
    assert potential(0.1, -0.1, 0.0, 0.0).reasons == ()


def test_an_unknown_feature_that_counts_says_that_it_is_unknown() -> None:
    scorer = LinearPotential(names=NAMES)
    scorer.explain = lambda values: LinearScorer.explain(scorer, np.nan_to_num(values, nan=5.0))
    (found,) = potential_rows(np.array([[math.nan, 0.0, 0.0, 0.0]]), scorer, ON)
    assert found.contributions[0].missing
    assert "未知" in found.reasons[0].sentence.zh


@pytest.mark.parametrize("value", [-3.0, 3.0])
def test_no_sentence_speaks_of_safety_or_default(value: float) -> None:
    scorer = LinearPotential(names=FEATURE_NAMES)
    (found,) = potential_rows(np.full((1, len(FEATURE_NAMES)), value), scorer, ON)
    said = " ".join(f"{each.sentence.zh} {each.sentence.en}".lower() for each in found.reasons)
    assert len(found.reasons) == len(FEATURE_NAMES)
    assert not [word for word in ("safe", "score", "分数", "安全", "default") if word in said]


def test_one_firm_is_read_from_its_features_by_name() -> None:
    features = feature_values(dict.fromkeys(FACT_NAMES, 1.0))
    found = potential_of(features, LinearPotential(names=NAMES), ON)
    assert [each.feature for each in found.contributions] == list(NAMES)


@given(st.lists(st.sampled_from([math.nan, 0.4, -30.0, 2e12]), min_size=4, max_size=4))
def test_a_potential_without_its_explanation_is_the_same_number(values: list[float]) -> None:
    features, scorer = dict(zip(NAMES, values, strict=True)), LinearPotential(0.1, NAMES)
    full = potential_of(features, scorer, ON)
    assert bare_potential(features, scorer) == full.potential_score
