"""Do facts of the accounts take the right years and the right lines?"""

import math
from datetime import date

from engine.facts import facts_of
from engine.firm import Statement
from tests.builders import ON, a_statement, with_statements


def facts(*years: Statement) -> dict[str, float]:
    return facts_of(with_statements(*years), ON)


def test_sums_take_the_latest_three_years_that_follow_each_other() -> None:
    years = [a_statement(year, revenue=year, rnd_expense=1) for year in range(2021, 2026)]
    known = facts(*years)
    assert known["revenue_3y"] == 2025 + 2024 + 2023
    assert known["rnd_expense_3y"] == 3
    assert known["statement_years"] == 3
    assert known["revenue_2y_before"] == 2023


def test_a_gap_between_years_ends_the_run() -> None:
    known = facts(a_statement(2025, revenue=5), a_statement(2023, revenue=3))
    assert known["revenue_3y"] == 5
    assert known["statement_years"] == 1
    assert math.isnan(known["revenue_prior"])


def test_one_unknown_year_makes_a_sum_unknown() -> None:
    known = facts(a_statement(2025, revenue=5, rnd_expense=1), a_statement(2024, revenue=3))
    assert known["revenue_3y"] == 8
    assert math.isnan(known["rnd_expense_3y"])


def test_research_is_a_cost_of_its_own_only_by_the_larger_standard() -> None:
    costs = {"cogs": 50, "selling_expense": 10, "admin_expense": 30, "rnd_expense": 20,
             "taxes_and_surcharges": 2, "finance_expense": 3}  # fmt: skip
    small = a_statement(2025, **costs)
    large = small.model_copy(update={"standard": "enterprise"})
    assert facts(small)["cost_and_expense"] == 95
    assert facts(large)["cost_and_expense"] == 115


def test_paid_in_capital_of_the_balance_sheet_is_not_that_of_the_registry() -> None:
    known = facts(a_statement(2025, paid_in_capital=7))
    assert known["share_capital"] == 7
    assert math.isnan(known["paid_in_capital"])


def test_a_year_that_ends_after_the_day_is_not_used() -> None:
    later = a_statement(2026, revenue=9)
    assert facts(a_statement(2025, revenue=5), later)["revenue"] == 5


def test_a_fiscal_year_need_not_end_in_december() -> None:
    march = a_statement(2026, revenue=4).model_copy(update={"fiscal_year_end": date(2026, 3, 31)})
    known = facts(march)
    assert known["revenue"] == 4
    assert known["statement_age_years"] == 91 / 365.25
