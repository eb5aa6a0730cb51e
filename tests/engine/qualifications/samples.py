"""Facts of firms that meet a standard, and what is read from a test."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.facts import FACT_NAMES
from engine.facts.definition import NAN
from engine.firm import Firm
from engine.qualifications import Check, QualificationTest, qualification_tests
from engine.qualifications.conditions import AllOf, AnyOf, Bound, Condition, Score, measures_of
from engine.qualifications.result import ScoreItem
from engine.qualifications.standards import STANDARDS
from tests.builders import a_firm, a_section

ON = date(2026, 6, 30)
WAN = 10_000.0
# A firm that meets 科技型中小企业, 创新型, 专精特新, 小巨人 by facts alone.
STRONG: dict[str, float] = {
    "is_company": 1, "in_hangzhou": 1, "size_class": 3, "firm_age_years": 4.0, "headcount": 90,
    "rnd_staff": 30, "revenue": 12_000 * WAN, "revenue_prior": 10_000 * WAN,
    "revenue_2y_before": 8_000 * WAN, "revenue_3y": 30_000 * WAN, "total_assets": 15_000 * WAN,
    "total_equity": 9_000 * WAN, "total_equity_prior": 6_000 * WAN, "net_profit": 1_500 * WAN,
    "rnd_expense": 960 * WAN, "declared_rnd_expense": 900 * WAN, "rnd_recognised": 960 * WAN,
    "rnd_expense_prior": 800 * WAN, "rnd_expense_3y": 2_400 * WAN, "rnd_domestic_share": 1.0,
    "cost_and_expense": 10_000 * WAN, "debt_ratio": 0.4, "statement_years": 3,
    "statement_age_years": 0.5, "high_tech_revenue": 9_000 * WAN, "high_tech_field": 1,
    "strategic_industry": 1, "restricted_product": 0, "own_brand": 1, "certified_management": 1,
    "digital_core_process": 1, "fills_gap": 1, "segment_market_share": 0.12,
    "main_business_years": 4.0, "main_revenue_share": 0.85, "main_revenue_growth": 0.2,
    "ip_class1": 4, "ip_class2": 12, "class1_self_developed": 4, "class1_main_product": 3,
    "class2_main_product": 8, "converted_results_3y": 18, "provincial_platforms": 1,
    "provincial_awards": 0, "national_award_5y": 0, "standards_led_5y": 0,
    "major_incident": 0, "major_incident_1y": 0, "research_dishonesty": 0,
    "abnormal_operation": 0, "serious_violation": 0, "holds_HNTE": 0, "holds_ZJTX": 1,
    "holds_KXZXQY": 1, "holds_ZJKX": 1, "qualified_equity_2y": 0, "equity_raised_2y": 0,
    "qualified_equity_3y": 0, "equity_raised_total": 1_000 * WAN, "valuation_latest": 8_000 * WAN,
    "in_group_future": 1,
}  # fmt: skip
# A young firm that meets 种子, 好苗子 and 新雏鹰.
YOUNG = STRONG | {
    "headcount": 20, "rnd_staff": 12, "revenue": 600 * WAN, "revenue_prior": 300 * WAN,
    "total_assets": 1_500 * WAN, "rnd_expense": 200 * WAN, "declared_rnd_expense": 150 * WAN,
    "rnd_recognised": 200 * WAN, "cost_and_expense": 700 * WAN, "size_class": 2,
}  # fmt: skip


def known(base: Mapping[str, float] = STRONG, **changed: float) -> dict[str, float]:
    """All facts: those of `base` with some changed, the others unknown."""
    return dict.fromkeys(FACT_NAMES, NAN) | dict(base) | changed


def outcome(code: str, facts: Mapping[str, float], firm: Firm | None = None) -> QualificationTest:
    tests = qualification_tests(firm or a_firm(), facts, ON)
    return next(each for each in tests if each.code == code)


def result(code: str, base: Mapping[str, float] = STRONG, **changed: float) -> str:
    return outcome(code, known(base, **changed)).result


def leaves(test: QualificationTest) -> list[Check]:
    return [leaf for each in test.checks for leaf in each.leaves()]


def leaf(test: QualificationTest, label: str) -> Check:
    return next(each for each in leaves(test) if each.label.en == label)


def score(test: QualificationTest) -> Check:
    return next(each for each in leaves(test) if each.kind == "score")


def item(test: QualificationTest, label: str) -> ScoreItem:
    return next(each for each in score(test).items if each.label.en == label)


def points(test: QualificationTest, label: str) -> tuple[float, float]:
    found = item(test, label)
    return found.low, found.high


def holding_firm(**held: Any) -> Firm:
    return a_firm(qualifications=a_section(held=(held,)))


def facts_of_condition(condition: Condition) -> set[str]:
    match condition:
        case Bound(measure=measure):
            return set(measure.facts)
        case Score(items=items):
            measures = [m for each in items for m in measures_of(each.points)]
            return {name for measure in measures for name in measure.facts}
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return {name for part in parts for name in facts_of_condition(part)}


USED = sorted(
    {name for each in STANDARDS for c in each.conditions for name in facts_of_condition(c)}
)
