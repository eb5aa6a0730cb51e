from datetime import date
from decimal import Decimal

from engine.firm import Firm
from engine.firm.checks import need_errors, record_errors
from tests.builders import ON, a_firm, a_need, a_section, a_statement, with_statements


def _fields(firm: Firm) -> list[str]:
    return [error.field for error in record_errors(firm, ON)]


def test_an_empty_record_contradicts_nothing() -> None:
    assert _fields(a_firm()) == []


def test_a_statement_dated_in_the_future_is_named() -> None:
    firm = with_statements(a_statement(2025), a_statement(2027))
    assert _fields(firm) == ["firm.statements.years.1.fiscal_year_end"]


def test_an_invoice_month_in_the_future_is_named() -> None:
    month = {
        "month": "2026-07", "sales": Decimal(1), "sales_returns": Decimal(0), "sales_invoices": 1,
        "voided_invoices": 0, "purchases": Decimal(0), "purchase_invoices": 0,
    }  # fmt: skip
    firm = a_firm(invoices=a_section(months=(month,)))
    assert _fields(firm) == ["firm.invoices.months.0.month"]


def test_rnd_above_total_cost_is_named_with_both_figures() -> None:
    year = a_statement(rnd_expense=100, cogs=50, selling_expense=20, admin_expense=29)
    (error,) = record_errors(with_statements(year), ON)
    assert error.field == "firm.statements.years.0.rnd_expense"
    assert "(100)" in error.message.zh
    assert "(99)" in error.message.en


def test_rnd_equal_to_total_cost_is_accepted() -> None:
    year = a_statement(rnd_expense=99, cogs=50, selling_expense=20, admin_expense=29)
    assert _fields(with_statements(year)) == []


def test_rnd_is_not_compared_with_costs_that_are_unknown() -> None:
    assert _fields(with_statements(a_statement(rnd_expense=100, cogs=50))) == []


def test_more_rnd_staff_than_headcount_is_named() -> None:
    firm = a_firm(people=a_section(headcount=3, rnd_staff=4))
    assert _fields(firm) == ["firm.people.rnd_staff"]


def test_a_term_may_end_in_the_future() -> None:
    held = {"code": "HNTE", "valid_from": date(2025, 1, 1), "valid_to": date(2028, 1, 1)}
    assert _fields(a_firm(qualifications=a_section(held=(held,)))) == []


def test_a_statement_from_before_the_founding_is_named() -> None:
    registration = a_section(founded_on=date(2026, 1, 1), city="杭州", industry_code="6513")
    firm = with_statements(a_statement(2025)).model_copy(
        update={"registration": a_firm(registration=registration).registration}
    )
    assert _fields(firm) == ["firm.statements.years.0.fiscal_year_end"]


def test_a_need_before_the_day_of_assessment_is_named() -> None:
    (error,) = need_errors(a_need(), date(2027, 1, 1))
    assert error.field == "need.uses.0.needed_by"
