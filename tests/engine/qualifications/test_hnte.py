"""高新技术企业, by hand from 国科发火〔2016〕32号 and 195号."""

import math

import pytest

from tests.engine.qualifications.samples import (
    STRONG,
    WAN,
    YOUNG,
    item,
    known,
    outcome,
    points,
    result,
    score,
)

NAN = math.nan
TWO_YEARS = {"statement_years": 2, "firm_age_years": 2.4, "statement_age_years": 0.5,
             "revenue_2y_before": NAN}  # fmt: skip


def intensity(revenue: float, share: float) -> str:
    spent = 10_000 * WAN * share
    changed = {"revenue": revenue, "revenue_3y": 10_000 * WAN, "rnd_expense_3y": spent}
    return outcome("HNTE", known(**changed)).checks[4].verdict


@pytest.mark.parametrize(
    ("revenue_wan", "share", "verdict"),
    [(5_000, 0.05, "met"), (5_000, 0.0499, "not_met"), (5_000.01, 0.04, "met"),
     (20_000, 0.0399, "not_met"), (20_000.01, 0.03, "met"), (30_000, 0.0299, "not_met")],
)  # fmt: skip
def test_the_share_of_rnd_asked_falls_with_sales(revenue_wan, share, verdict):
    assert intensity(revenue_wan * WAN, share) == verdict


def test_rnd_over_three_years_needs_all_the_years_the_firm_has_had():
    older = known(statement_years=2, firm_age_years=6.0)
    assert outcome("HNTE", older).checks[4].verdict == "unknown"
    younger = known(**TWO_YEARS)
    assert outcome("HNTE", younger).checks[4].verdict == "met"


def test_a_firm_of_365_days_is_old_enough():
    assert outcome("HNTE", known(firm_age_years=365 / 365.25)).checks[0].verdict == "met"
    assert outcome("HNTE", known(firm_age_years=364 / 365.25)).checks[0].verdict == "not_met"


@pytest.mark.parametrize(
    ("class1", "class2", "low", "high"),
    [(1, 0, 8, 30), (0, 5, 6, 30), (0, 3, 4, 28), (0, 1, 2, 26), (0, 0, 0, 2)],
)
def test_points_for_rights_keep_what_experts_judge_as_a_range(class1, class2, low, high):
    test = outcome("HNTE", known(class1_main_product=class1, class2_main_product=class2))
    assert points(test, "Intellectual property") == (low, high)
    assert item(test, "Intellectual property").judged


@pytest.mark.parametrize(
    ("results", "low", "high"),
    [(15, 25, 30), (14, 19, 24), (12, 19, 24), (9, 13, 18), (6, 7, 12), (3, 1, 6), (2, 0, 6),
     (0, 0, 0)],
)  # fmt: skip
def test_points_for_conversion_follow_the_yearly_mean(results, low, high):
    test = outcome("HNTE", known(converted_results_3y=results))
    assert points(test, "R&D results put to use") == (low, high)


@pytest.mark.parametrize(
    ("growth", "low", "high"),
    [(0.375, 9, 10), (0.25, 7, 8), (0.1875, 5, 6), (0.0625, 3, 4), (0.01, 1, 2), (0.0, 0, 0),
     (-0.1, 0, 0)],
)  # fmt: skip
def test_points_for_growth_follow_the_bands(growth, low, high):
    grown = {"revenue": 100 * (1 + growth), "revenue_prior": 100.0,
             "total_equity": 50.0, "total_equity_prior": 50.0}  # fmt: skip
    assert points(outcome("HNTE", known(**TWO_YEARS, **grown)), "Growth") == (low, high)


def test_growth_of_net_assets_is_unknown_while_three_balance_sheets_are_needed():
    assert points(outcome("HNTE", known()), "Growth") == (5, 16)  # revenue grew by 22.5 %


def test_the_score_alone_is_never_certain_because_experts_give_half_of_it():
    strong = outcome("HNTE", known())
    assert (strong.result, score(strong).verdict) == ("unknown", "unknown")
    assert [each.verdict for each in strong.checks[:-1]] == ["met"] * 8


def test_a_score_that_cannot_reach_71_is_not_met():
    without = {"class1_main_product": 0, "class2_main_product": 0, "converted_results_3y": 6}
    test = outcome("HNTE", known(**without))
    assert (score(test).high, score(test).distance) == (50, -21)
    assert test.result == "not_met"


def test_an_unknown_condition_beside_met_ones_is_unknown_and_named():
    test = outcome("HNTE", known(rnd_domestic_share=NAN))
    assert "rnd_domestic_share" in test.missing
    assert result("HNTE", STRONG, high_tech_revenue=0) == "not_met"
    assert result("HNTE", YOUNG, high_tech_field=NAN, rnd_staff=0) == "not_met"
