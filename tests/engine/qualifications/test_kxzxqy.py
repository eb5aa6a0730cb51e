"""科技型中小企业, by hand from the bands of 国科发政〔2017〕115号."""

import math

import pytest

from engine.qualifications.result import QualificationTest
from tests.engine.qualifications.samples import WAN, known, leaf, outcome, points, result, score

NAN = math.nan


def with_staff(share: float) -> QualificationTest:
    return outcome("KXZXQY", known(headcount=100, rnd_staff=100 * share))


def with_rnd(to_revenue: float, to_cost: float) -> QualificationTest:
    rnd = 1_000 * WAN * to_revenue
    return outcome("KXZXQY", known(
        revenue=1_000 * WAN, cost_and_expense=rnd / to_cost if to_cost else 1e12,
        rnd_expense=rnd, declared_rnd_expense=rnd, rnd_recognised=rnd,
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.30, 20), (0.29, 16), (0.25, 16), (0.24, 12), (0.20, 12), (0.19, 8), (0.15, 8),
     (0.14, 4), (0.10, 4), (0.09, 0)],
)  # fmt: skip
def test_points_for_staff_follow_the_bands_lower_bounds_included(share, expected):
    assert points(with_staff(share), "S&T staff") == (expected, expected)


@pytest.mark.parametrize(
    ("to_revenue", "expected"),
    [(0.0625, 50), (0.0599, 40), (0.05, 40), (0.0499, 30), (0.04, 30), (0.03125, 20),
     (0.0299, 10), (0.02, 10), (0.0199, 0)],
)  # fmt: skip
def test_points_for_rnd_to_revenue_follow_the_bands(to_revenue, expected):
    assert points(with_rnd(to_revenue, 0.01), "R&D expense") == (expected, expected)


@pytest.mark.parametrize(
    ("to_cost", "expected"),
    [(0.3125, 50), (0.25, 40), (0.21, 30), (0.16, 20), (0.11, 10), (0.09, 0)],
)
def test_the_firm_picks_the_better_of_revenue_and_cost(to_cost, expected):
    assert points(with_rnd(0.01, to_cost), "R&D expense") == (expected, expected)


@pytest.mark.parametrize(
    ("class1", "class2", "expected"),
    [(1, 0, 30), (0, 4, 24), (0, 9, 24), (0, 3, 18), (0, 2, 12), (0, 1, 6), (0, 0, 0)],
)
def test_points_for_rights_follow_the_bands(class1, class2, expected):
    test = outcome("KXZXQY", known(class1_main_product=class1, class2_main_product=class2))
    assert points(test, "Rights in the main product") == (expected, expected)


def test_sixty_points_are_enough_and_fifty_eight_are_not():
    rights = {"class1_main_product": 0, "ip_class1": 0}
    staff = {"headcount": 100, "rnd_staff": 10}
    sixty = known(**rights, **staff, class2_main_product=1)  # 4 + 50 + 6
    assert score(outcome("KXZXQY", sixty)).value == 60
    assert outcome("KXZXQY", sixty).result == "met"
    short = outcome(
        "KXZXQY", known(**rights, **staff, class2_main_product=0, provincial_platforms=0)
    )
    assert (score(short).value, score(short).distance, short.result) == (54, -6, "not_met")


def test_no_points_for_staff_fail_whatever_the_score():
    few = {"headcount": 100, "rnd_staff": 9, "provincial_platforms": 0}
    test = outcome("KXZXQY", known(**few))
    assert (score(test).value, score(test).verdict, test.result) == (80, "met", "not_met")


@pytest.mark.parametrize(
    "direct", ["holds_HNTE", "national_award_5y", "provincial_platforms", "standards_led_5y"]
)
def test_each_direct_confirmation_replaces_the_score(direct):
    none = {"rnd_staff": 0, "provincial_platforms": 0}
    assert result("KXZXQY", **none) == "not_met"
    assert result("KXZXQY", **(none | {direct: 1})) == "met"


@pytest.mark.parametrize(
    ("fact", "most"),
    [("headcount", 500), ("revenue", 20_000 * WAN), ("total_assets", 20_000 * WAN)],
)
def test_a_ceiling_includes_its_own_value(fact, most):
    rnd = {"rnd_staff": 400, "provincial_platforms": 1}
    assert result("KXZXQY", **rnd, **{fact: most}) == "met"
    over = outcome("KXZXQY", known(**rnd, **{fact: most + 1}))
    assert over.result == "not_met"
    assert [each.distance for each in over.checks if each.verdict == "not_met"] == [-1]


@pytest.mark.parametrize(
    "flag", ["abnormal_operation", "serious_violation", "restricted_product", "major_incident_1y",
             "research_dishonesty"],
)  # fmt: skip
def test_an_exclusion_excludes(flag):
    assert result("KXZXQY", **{flag: 1}) == "not_met"
    assert result("KXZXQY", **{flag: NAN}) == "unknown"


def test_an_unseen_ledger_may_lift_rnd_so_little_in_the_accounts_decides_nothing():
    little = {"rnd_expense": 1.0, "rnd_recognised": 1.0, "declared_rnd_expense": NAN}
    test = outcome("KXZXQY", known(**little, provincial_platforms=0))
    assert points(test, "R&D expense") == (0, 50)
    assert (score(test).low, score(test).high, score(test).verdict) == (50, 100, "unknown")
    assert score(test).missing == ("declared_rnd_expense",)


def test_rights_are_bounded_by_all_rights_where_the_main_product_is_not_stated():
    none = known(class1_main_product=NAN, ip_class1=0, class2_main_product=NAN, ip_class2=2)
    assert points(outcome("KXZXQY", none), "Rights in the main product") == (0, 12)


def test_before_revenue_the_share_of_cost_counts():
    before = {"revenue": 0.0, "rnd_expense": 300.0, "declared_rnd_expense": 300.0}
    test = outcome("KXZXQY", known(**before, rnd_recognised=300.0, cost_and_expense=1_000.0))
    assert points(test, "R&D expense") == (50, 50)


def test_the_sentence_of_a_failure_names_value_threshold_and_gap():
    few = outcome("KXZXQY", known(headcount=501, provincial_platforms=1))
    said = leaf(few, "Headcount").sentence
    assert said.zh == "从业人数:501,要求不超过 500:不符合,超出 1"
    assert said.en == "Headcount: 501; at most 500 asked: not met, 1 too much"
