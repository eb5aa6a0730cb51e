"""种子, 好苗子 and 新雏鹰, by hand from 杭政办函〔2025〕40号 and the measures of 2024."""

import math

import pytest

from tests.engine.qualifications.samples import WAN, YOUNG, known, leaf, outcome, result

NAN = math.nan


@pytest.mark.parametrize("code", ["SEED", "HMZ", "XCY"])
def test_a_young_firm_meets_all_three(code):
    assert result(code, YOUNG) == "met"
    assert result(code, YOUNG, in_hangzhou=0) == "not_met"
    assert result(code, YOUNG, in_hangzhou=NAN) == "unknown"


@pytest.mark.parametrize(
    ("code", "fact", "edge", "beyond"),
    [("SEED", "firm_age_years", 5.0, 5.01), ("SEED", "headcount", 100, 101),
     ("HMZ", "rnd_staff", 2, 1), ("XCY", "rnd_staff", 4, 3), ("XCY", "firm_age_years", 5.0, 5.01)],
)  # fmt: skip
def test_the_edge_still_counts(code, fact, edge, beyond):
    assert result(code, YOUNG, **{fact: edge}) == "met"
    assert result(code, YOUNG, **{fact: beyond}) == "not_met"


@pytest.mark.parametrize(("code", "share"), [("SEED", 0.03), ("HMZ", 0.05), ("XCY", 0.10)])
def test_rnd_to_revenue_has_its_own_bar_in_each_tier(code, share):
    def spent(part: float) -> str:
        rnd = 600 * WAN * part
        books = {"rnd_expense": rnd, "declared_rnd_expense": rnd, "rnd_recognised": rnd}
        return result(code, YOUNG, **books)

    assert (spent(share + 1e-9), spent(share - 1e-4)) == ("met", "not_met")


def test_revenue_above_twenty_million_is_for_the_bureau_because_the_text_says_in_principle():
    test = outcome("SEED", known(YOUNG, revenue=2_001 * WAN))
    assert leaf(test, "Revenue").verdict == "unknown"
    assert "原则上" in leaf(test, "Revenue").sentence.zh


def test_a_seed_is_picked_from_science_and_tech_smes():
    assert result("SEED", YOUNG, holds_KXZXQY=0, holds_ZJKX=1) == "met"
    assert result("SEED", YOUNG, holds_KXZXQY=0, holds_ZJKX=0) == "not_met"
    assert result("SEED", YOUNG, holds_KXZXQY=0, holds_ZJKX=NAN) == "unknown"


def test_a_good_seedling_may_have_raised_much_or_be_worth_much_but_not_both():
    much = {"equity_raised_total": 2_001 * WAN}
    assert result("HMZ", YOUNG, **much, valuation_latest=20_000 * WAN) == "met"
    assert result("HMZ", YOUNG, **much, valuation_latest=20_001 * WAN) == "not_met"
    assert result("HMZ", YOUNG, **much, valuation_latest=NAN) == "unknown"


def test_before_revenue_rnd_to_revenue_means_nothing_and_no_fact_is_asked_for():
    check = leaf(outcome("SEED", known(YOUNG, revenue=0.0)), "R&D to revenue")
    assert (check.verdict, check.missing) == ("unknown", ())
    assert "不可计算" in check.sentence.zh


@pytest.mark.parametrize("code", ["ZJKX", "LEAD"])
def test_what_has_no_verified_thresholds_is_not_computed_and_says_so(code):
    test = outcome(code, known(YOUNG))
    assert (test.computed, test.result, test.checks) == (False, "unknown", ())
    assert test.sentence.zh == "不作测算,以证书为准"
