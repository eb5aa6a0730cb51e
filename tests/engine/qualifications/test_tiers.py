"""创新型, 专精特新 and 小巨人, by hand from 工信部企业〔2022〕63号."""

import math

import pytest

from engine.qualifications.result import QualificationTest
from tests.engine.qualifications.samples import (
    STRONG,
    WAN,
    item,
    known,
    leaf,
    outcome,
    points,
    result,
    score,
)

NAN = math.nan
WEAK = STRONG | {"provincial_platforms": 0.0, "ip_class1": 0.0, "class1_main_product": 0.0,
                 "class1_self_developed": 0.0, "class2_main_product": 0.0}  # fmt: skip


def with_rnd(share: float, **changed: float) -> dict[str, float]:
    rnd = 10_000 * WAN * share
    return known(revenue=10_000 * WAN, rnd_expense=rnd, declared_rnd_expense=rnd,
                 rnd_recognised=rnd, **changed)  # fmt: skip


@pytest.mark.parametrize(
    ("share", "expected"), [(0.05, 20), (0.049, 15), (0.03, 15), (0.02, 10), (0.01, 5), (0.009, 0)]
)
def test_cxx_points_for_rnd_follow_the_bands(share, expected):
    assert points(outcome("CXX", with_rnd(share)), "R&D to revenue") == (expected, expected)


@pytest.mark.parametrize(
    ("fact", "label", "value", "expected"),
    [("main_revenue_growth", "Main business growth", 0.15, 20),
     ("main_revenue_growth", "Main business growth", 0.10, 15),
     ("main_revenue_growth", "Main business growth", 0.05, 10),
     ("main_revenue_growth", "Main business growth", 0.0, 5),
     ("main_revenue_growth", "Main business growth", -0.01, 0),
     ("debt_ratio", "Liabilities to assets", 0.55, 10),
     ("debt_ratio", "Liabilities to assets", 0.551, 5),
     ("debt_ratio", "Liabilities to assets", 0.75, 5),
     ("debt_ratio", "Liabilities to assets", 0.751, 0),
     ("strategic_industry", "Field of the main product", 1, 10),
     ("strategic_industry", "Field of the main product", 0, 5),
     ("main_revenue_share", "Main business share", 0.70, 20),
     ("main_revenue_share", "Main business share", 0.60, 15),
     ("main_revenue_share", "Main business share", 0.55, 10),
     ("main_revenue_share", "Main business share", 0.50, 5),
     ("main_revenue_share", "Main business share", 0.49, 0)],
)  # fmt: skip
def test_cxx_points_follow_the_bands_the_better_band_at_its_edge(fact, label, value, expected):
    assert points(outcome("CXX", known(**{fact: value})), label) == (expected, expected)


@pytest.mark.parametrize(
    ("own", "main", "class2", "low", "high"),
    [(4, 3, 0, 15, 20), (0, 3, 0, 10, 20), (0, 0, 1, 5, 5), (0, 0, 0, 0, 0)],
)
def test_cxx_points_for_rights_leave_high_value_to_experts(own, main, class2, low, high):
    facts = known(class1_self_developed=own, class1_main_product=main, class2_main_product=class2)
    assert points(outcome("CXX", facts), "Rights in the main product") == (low, high)


def test_cxx_is_met_by_a_score_of_sixty_or_by_fresh_equity():
    poor = WEAK | {"main_revenue_growth": 0.0, "main_revenue_share": 0.4}
    assert score(outcome("CXX", known(poor))).value == 45  # 0 + 20 + 5 + 10 + 10 + 0
    assert result("CXX", poor) == "not_met"
    fresh = {"qualified_equity_3y": 500 * WAN, "equity_raised_total": 500 * WAN}
    assert result("CXX", poor, **fresh) == "met"


def test_an_award_without_a_year_leaves_direct_recognition_open():
    poor = WEAK | {"main_revenue_growth": 0.0, "main_revenue_share": 0.4}
    assert result("CXX", poor, provincial_awards=1) == "unknown"


def test_a_large_firm_is_no_quality_sme():
    assert result("CXX", size_class=4) == "not_met"


def zjtx(**changed: float) -> QualificationTest:
    return outcome("ZJTX", known(**changed))


def test_zjtx_adds_up_to_at_least_sixty_for_a_strong_firm():
    test = zjtx()
    assert (score(test).low, score(test).verdict, test.result) == (73, "met", "met")


def test_zjtx_points_by_hand():
    test = zjtx()
    hand = {"Main business share": (5, 5), "Mean main business growth": (10, 10),
            "Years in the segment": (2, 2), "Place in the industry chain": (5, 5),
            "Digital level": (0, 5), "Quality management": (5, 5), "Net margin": (10, 10),
            "Liabilities to assets": (5, 5), "Local indicators": (0, 15),
            "Rights in the main product": (8, 10), "R&D expense": (10, 10),
            "R&D staff": (5, 5), "R&D institution": (8, 10)}  # fmt: skip
    assert {label: points(test, label) for label in hand} == hand
    assert sum(each.most for each in score(test).items) == 100


@pytest.mark.parametrize(
    ("changed", "expected"),
    [({"main_business_years": 2.0}, "met"), ({"main_business_years": 1.99}, "not_met"),
     ({"rnd_expense": 99.0 * WAN, "declared_rnd_expense": 99.0 * WAN,
       "rnd_recognised": 99.0 * WAN}, "not_met")],
)  # fmt: skip
def test_zjtx_asks_two_years_and_a_million_of_rnd(changed, expected):
    years = {"main_business_years": 4.0} | changed
    test = zjtx(**years)
    verdicts = {each.label.en: each.verdict for each in test.checks}
    worst = "not_met" if "not_met" in verdicts.values() else "met"
    assert worst == expected


def test_zjtx_takes_new_equity_for_revenue_below_ten_million():
    small = {"revenue": 900 * WAN}
    assert leaf(zjtx(**small), "Revenue").verdict == "not_met"
    without = zjtx(**small).checks[9]
    raised = zjtx(**small, qualified_equity_2y=2_000 * WAN, equity_raised_2y=2_000 * WAN).checks[9]
    assert (without.verdict, raised.verdict) == ("not_met", "met")


def test_equity_without_a_named_investor_is_bounded_by_all_equity():
    unnamed = zjtx(revenue=900 * WAN, qualified_equity_2y=NAN, equity_raised_2y=1_999 * WAN)
    assert unnamed.checks[9].verdict == "not_met"
    more = zjtx(revenue=900 * WAN, qualified_equity_2y=NAN, equity_raised_2y=2_000 * WAN)
    assert more.checks[9].verdict == "unknown"


def test_a_strong_specialised_firm_meets_the_little_giant():
    assert result("XJR") == "met"


@pytest.mark.parametrize(
    ("fact", "edge", "below"),
    [("main_business_years", 3.0, 2.99), ("main_revenue_share", 0.70, 0.699),
     ("segment_market_share", 0.10, 0.099), ("class1_main_product", 2, 1)],
)  # fmt: skip
def test_xjr_lower_bounds_are_included(fact, edge, below):
    assert result("XJR", **{fact: edge}) == "met"
    assert result("XJR", **{fact: below}) == "not_met"


@pytest.mark.parametrize(
    ("revenue_wan", "share", "verdict"),
    [(10_000, 0.03, "met"), (9_999, 0.059, "not_met"), (9_999, 0.06, "met"),
     (5_000, 0.06, "met"), (4_999, 0.5, "not_met")],
)  # fmt: skip
def test_xjr_asks_more_of_rnd_where_revenue_is_smaller(revenue_wan, share, verdict):
    revenue, rnd = revenue_wan * WAN, revenue_wan * WAN * share + 1e-3
    facts = known(revenue=revenue, revenue_prior=revenue, rnd_expense=rnd, rnd_recognised=rnd,
                  declared_rnd_expense=rnd, rnd_expense_prior=rnd)  # fmt: skip
    spending = outcome("XJR", facts).checks[15].parts[0].parts[0]
    assert (spending.label.en, spending.verdict) == ("R&D, by size of revenue", verdict)


def test_xjr_takes_equity_rnd_and_staff_together_below_fifty_million():
    facts = known(
        revenue=4_000 * WAN, qualified_equity_2y=8_000 * WAN, equity_raised_2y=8_000 * WAN,
        rnd_expense=3_000 * WAN, rnd_recognised=3_000 * WAN, declared_rnd_expense=0.0,
        headcount=100, rnd_staff=50,
    )  # fmt: skip
    assert outcome("XJR", facts).result == "met"


def test_a_stand_in_that_falls_short_decides_nothing():
    slow = {"main_revenue_growth": 0.0, "revenue_prior": 8_000 * WAN}
    test = outcome("XJR", known(**slow, rnd_expense_prior=480 * WAN))
    check = leaf(test, "Mean main business growth of two years")
    assert (check.verdict, check.distance, test.result) == ("unknown", None, "unknown")
    assert "主管部门" in check.sentence.zh


def test_a_line_of_a_score_names_what_is_missing():
    line = item(outcome("CXX", known(debt_ratio=NAN)), "Liabilities to assets")
    assert (line.low, line.high, line.missing, line.judged) == (0, 10, ("debt_ratio",), False)
