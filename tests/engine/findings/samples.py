"""Records for findings: what is consistent, and what is said of one that is not."""

from datetime import date
from typing import Any

from engine.facts import facts_of
from engine.findings import Finding, findings_of
from engine.firm import Firm, Statement, Statements
from tests.builders import ON, a_firm, a_section, a_statement

# A whole year by 小企业会计准则 in which every identity holds.
WHOLE: dict[str, int] = {
    "cash": 300, "short_term_investments": 0, "notes_receivable": 20, "accounts_receivable": 180,
    "prepayments": 30, "dividends_receivable": 0, "interest_receivable": 0,
    "other_receivables": 20, "inventory": 140, "other_current_assets": 10, "current_assets": 700,
    "long_term_bond_investments": 0, "long_term_equity_investments": 0, "fixed_assets_cost": 400,
    "accumulated_depreciation": 150, "fixed_assets_net": 250, "construction_in_progress": 0,
    "construction_materials": 0, "intangible_assets": 40, "development_expenditure": 0,
    "long_term_deferred_expenses": 10, "other_non_current_assets": 0, "non_current_assets": 300,
    "total_assets": 1_000,
    "short_term_loans": 100, "notes_payable": 0, "accounts_payable": 90,
    "advances_from_customers": 20, "payroll_payable": 30, "taxes_payable": 10,
    "interest_payable": 0, "dividends_payable": 0, "other_payables": 40,
    "other_current_liabilities": 10, "current_liabilities": 300, "long_term_loans": 80,
    "long_term_payables": 0, "deferred_income": 20, "other_non_current_liabilities": 0,
    "non_current_liabilities": 100, "total_liabilities": 400, "paid_in_capital": 200,
    "capital_reserve": 100, "surplus_reserve": 30, "retained_earnings": 270, "total_equity": 600,
    "liabilities_and_equity": 1_000,
    "revenue": 900, "cogs": 500, "taxes_and_surcharges": 10, "selling_expense": 60,
    "admin_expense": 180, "rnd_expense": 100, "finance_expense": 12, "interest_expense": 12,
    "investment_income": 2, "operating_profit": 140, "nonoperating_income": 15,
    "nonoperating_expense": 5, "profit_before_tax": 150, "income_tax": 30, "net_profit": 120,
    "cash_from_sales": 950, "other_operating_receipts": 30, "cash_paid_for_goods": 480,
    "cash_paid_to_staff": 220, "taxes_paid": 60, "other_operating_payments": 80, "cfo": 140,
    "investment_receipts": 0, "investment_payments": 0, "capital_expenditure": 70,
    "disposal_receipts": 5, "cfi": -65, "equity_received": 0, "borrowings_received": 50,
    "borrowings_repaid": 30, "interest_and_dividends_paid": 45, "cff": -25,
    "net_cash_change": 50, "cash_beginning": 250, "cash_end": 300,
}  # fmt: skip
# The year before: opening balances that WHOLE follows from.
BEFORE: dict[str, int] = {
    "cash": 250, "cash_end": 250, "retained_earnings": 195, "surplus_reserve": 18,
    "dividends_payable": 0, "revenue": 800, "cogs": 450, "total_assets": 900,
    "total_liabilities": 420, "total_equity": 480, "admin_expense": 160,
}  # fmt: skip
THOUSAND = 1_000


def year(base: dict[str, int], number: int = 2025, **changed: int | None) -> Statement:
    """A year in thousands of yuan, some items changed; None leaves one out."""
    stated = {name: each for name, each in (base | changed).items() if each is not None}
    return a_statement(number, **{name: each * THOUSAND for name, each in stated.items()})


def accounts(*years: Statement, **heading: Any) -> Firm:
    """A firm with these years; `heading` changes each of them."""
    marked = tuple(each.model_copy(update=heading) for each in years)
    return a_firm(statements=Statements.model_validate(a_section(years=marked)))


def found(firm: Firm, on: date = ON) -> tuple[Finding, ...]:
    return findings_of(firm, facts_of(firm, on), on)


def codes(firm: Firm, on: date = ON) -> list[str]:
    return [each.code for each in found(firm, on)]


def the_one(firm: Firm, on: date = ON) -> Finding:
    """The only finding of a record."""
    (only,) = found(firm, on)
    return only
