import math

from hypothesis import given
from hypothesis import strategies as st

from engine.features import FEATURE_NAMES
from engine.reasons import SMALLEST_REASON, Contribution, reasons_of, shown

contributions = st.lists(
    st.builds(
        Contribution,
        feature=st.sampled_from(FEATURE_NAMES),
        value=st.floats(-1e6, 1e6),
        points=st.floats(-200, 200),
        missing=st.just(False),
    ),
    unique_by=lambda each: each.feature,
)


def _contribution(feature: str, points: float, value: float | None = 1.0) -> Contribution:
    return Contribution(feature=feature, value=value, points=points, missing=value is None)


@given(contributions)
def test_the_strongest_reason_comes_first_and_questions_stay_together(
    given_: list[Contribution],
) -> None:
    reasons = reasons_of(given_)
    questions = [reason.question for reason in reasons]
    assert len(set(questions)) == sum(
        before != after for before, after in zip([None, *questions], questions, strict=False)
    )
    assert not reasons or abs(reasons[0].points) == max(abs(each.points) for each in given_)


@given(contributions)
def test_nothing_of_half_a_point_or_more_is_left_out(given_: list[Contribution]) -> None:
    kept = {reason.feature for reason in reasons_of(given_)}
    assert kept == {each.feature for each in given_ if abs(each.points) >= SMALLEST_REASON}


def test_a_reason_says_value_and_effect_in_both_languages() -> None:
    (reason,) = reasons_of([_contribution("debt_ratio", -23.4, 0.712)])
    assert reason.sentence.zh == "负债占资产71.2%,使分数降低23分"
    assert reason.sentence.en == (
        "Liabilities are 71.2% of assets, which lowers the score by 23 points"
    )
    assert reason.code == "DEBT_RATIO"


def test_a_missing_value_says_what_its_absence_means() -> None:
    (reason,) = reasons_of([_contribution("runway_months", 4.0, None)])
    assert "未知(不消耗现金或没有可用报表)" in reason.sentence.zh


def test_a_tax_grade_is_shown_by_its_letter() -> None:
    assert shown(5.0, "code", "tax_grade").zh == "A"


def test_money_is_shown_in_wan() -> None:
    assert shown(12_345_678.0, "yuan").zh == "1,234.57万元"
    assert not math.isnan(float(shown(0.0, "ratio").en))
