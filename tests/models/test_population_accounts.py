"""Do the simulated firms' accounts hold, line by line, to the yuan?"""

from decimal import Decimal
from itertools import pairwise

import pytest

from engine.findings.accounts import account_findings
from engine.findings.years import year_findings
from engine.firm import Firm, Statement
from models.population import SIMULATED_ON, simulate
from models.population.forms import LINES, STANDARDS

FIRMS = 2_000
SEED = 11
CURRENT_ASSETS = (
    "cash", "short_term_investments", "trading_financial_assets", "notes_receivable",
    "accounts_receivable", "receivables_financing", "prepayments", "dividends_receivable",
    "interest_receivable", "other_receivables", "inventory", "contract_assets",
    "other_current_assets",
)  # fmt: skip
NON_CURRENT_ASSETS = (
    "long_term_bond_investments", "long_term_equity_investments", "fixed_assets_net",
    "construction_in_progress", "construction_materials", "right_of_use_assets",
    "intangible_assets", "development_expenditure", "goodwill", "long_term_deferred_expenses",
    "deferred_tax_assets", "other_non_current_assets",
)  # fmt: skip
CURRENT_LIABILITIES = (
    "short_term_loans", "notes_payable", "accounts_payable", "advances_from_customers",
    "contract_liabilities", "payroll_payable", "taxes_payable", "interest_payable",
    "dividends_payable", "other_payables", "non_current_liabilities_due",
    "other_current_liabilities",
)  # fmt: skip
NON_CURRENT_LIABILITIES = (
    "long_term_loans", "bonds_payable", "lease_liabilities", "long_term_payables",
    "deferred_income", "deferred_tax_liabilities", "other_non_current_liabilities",
)  # fmt: skip
EQUITY = (
    "paid_in_capital", "capital_reserve", "other_comprehensive_income", "surplus_reserve",
    "retained_earnings",
)  # fmt: skip
GAINS = (
    "other_income", "investment_income", "fair_value_gain", "asset_disposal_gain",
)  # fmt: skip
COSTS = (
    "cogs", "taxes_and_surcharges", "selling_expense", "admin_expense", "finance_expense",
    "credit_impairment_loss", "asset_impairment_loss",
)  # fmt: skip


@pytest.fixture(scope="module")
def firms() -> list[Firm]:
    return [each.firm for each in simulate(FIRMS, SEED)]


@pytest.fixture(scope="module")
def whole(firms: list[Firm]) -> list[Statement]:
    """Statements with all three sheets."""
    years = [year for firm in firms if firm.statements for year in firm.statements.years]
    kept = [year for year in years if year.cfo is not None and year.revenue is not None]
    assert len(kept) > FIRMS
    return kept


@pytest.fixture(scope="module")
def pairs(firms: list[Firm]) -> list[tuple[Statement, Statement]]:
    """This year's and last year's statements of a firm."""
    found = [pair for firm in firms if firm.statements for pair in pairwise(firm.statements.years)]
    return [pair for pair in found if pair[0].cfo is not None]


def _sum(statement: Statement, names: tuple[str, ...]) -> Decimal:
    return sum((getattr(statement, name) or Decimal(0) for name in names), Decimal(0))


def test_both_standards_occur_and_each_states_the_lines_of_its_form(
    whole: list[Statement],
) -> None:
    for standard, lines in zip(STANDARDS, LINES, strict=True):
        own = [year for year in whole if year.standard == standard]
        assert own
        assert all(isinstance(getattr(year, name), Decimal) for year in own for name in lines)


def test_larger_firms_use_the_larger_standard(whole: list[Statement]) -> None:
    small, large = (
        sorted(year.revenue for year in whole if year.standard == standard)
        for standard in STANDARDS
    )
    assert small[len(small) // 2] < large[len(large) // 10]


def test_assets_equal_liabilities_plus_equity(whole: list[Statement]) -> None:
    for year in whole:
        assert year.total_assets == year.total_liabilities + year.total_equity
        assert year.total_assets == year.liabilities_and_equity


def test_every_part_of_the_balance_sheet_is_the_sum_of_its_lines(whole: list[Statement]) -> None:
    for year in whole:
        assert year.current_assets == _sum(year, CURRENT_ASSETS)
        assert year.non_current_assets == _sum(year, NON_CURRENT_ASSETS)
        assert year.total_assets == year.current_assets + year.non_current_assets
        assert year.current_liabilities == _sum(year, CURRENT_LIABILITIES)
        assert year.non_current_liabilities == _sum(year, NON_CURRENT_LIABILITIES)
        assert year.total_liabilities == year.current_liabilities + year.non_current_liabilities
        assert year.total_equity == _sum(year, EQUITY)


def test_the_engine_finds_nothing_wrong_in_the_sums_and_openings(firms: list[Firm]) -> None:
    assert [each for firm in firms for each in account_findings(firm, SIMULATED_ON)] == []
    found = {each.code for firm in firms for each in year_findings(firm, SIMULATED_ON)}
    assert found <= {"RETAINED_FELL"}  # a dividend, which no line of the forms explains


def test_fixed_assets_are_cost_less_depreciation(whole: list[Statement]) -> None:
    for year in whole:
        assert year.fixed_assets_net == year.fixed_assets_cost - year.accumulated_depreciation


def test_profit_follows_line_by_line_from_revenue_to_net_profit(whole: list[Statement]) -> None:
    for year in whole:
        apart = Decimal(0) if year.rnd_is_within_admin else year.rnd_expense
        costs = _sum(year, COSTS) + apart
        assert year.operating_profit == year.revenue - costs + _sum(year, GAINS)
        outside = year.nonoperating_income - year.nonoperating_expense
        assert year.profit_before_tax == year.operating_profit + outside
        assert year.net_profit == year.profit_before_tax - year.income_tax


def test_interest_and_research_are_parts_of_the_lines_that_hold_them(
    whole: list[Statement],
) -> None:
    for year in whole:
        assert year.interest_expense <= year.finance_expense
        assert not year.rnd_is_within_admin or year.rnd_expense <= year.admin_expense


def test_the_direct_cash_flow_lines_add_up(whole: list[Statement]) -> None:
    for year in whole:
        received = ("cash_from_sales", "tax_refunds_received", "other_operating_receipts")
        paid = ("cash_paid_for_goods", "cash_paid_to_staff", "taxes_paid",
                "other_operating_payments")  # fmt: skip
        assert year.cfo == _sum(year, received) - _sum(year, paid)
        received = ("investment_receipts", "disposal_receipts", "other_investing_receipts")
        paid = ("investment_payments", "capital_expenditure", "other_investing_payments")
        assert year.cfi == _sum(year, received) - _sum(year, paid)
        received = ("equity_received", "borrowings_received", "other_financing_receipts")
        paid = ("borrowings_repaid", "interest_and_dividends_paid", "other_financing_payments")
        assert year.cff == _sum(year, received) - _sum(year, paid)


def test_cash_moves_by_the_three_flows(whole: list[Statement]) -> None:
    for year in whole:
        assert year.net_cash_change == year.cfo + year.cfi + year.cff
        assert year.cash_end == year.cash_beginning + year.net_cash_change
        assert year.cash_end == year.cash


def test_a_year_opens_with_the_cash_the_year_before_closed_with(
    pairs: list[tuple[Statement, Statement]],
) -> None:
    assert len(pairs) > FIRMS
    assert all(this.cash_beginning == last.cash for this, last in pairs)


def test_retained_earnings_roll_forward_by_profit_less_reserve_and_dividends(
    pairs: list[tuple[Statement, Statement]],
) -> None:
    for this, last in pairs:
        saved = this.surplus_reserve - last.surplus_reserve
        moved = this.retained_earnings - last.retained_earnings
        dividends = this.interest_and_dividends_paid - this.interest_expense
        assert moved == this.net_profit - saved - dividends
        assert 0 <= saved <= max(this.net_profit, Decimal(0))


def test_capital_grows_by_what_owners_and_investors_paid_in(
    pairs: list[tuple[Statement, Statement]],
) -> None:
    for this, last in pairs:
        capital = this.paid_in_capital + this.capital_reserve
        assert capital - last.paid_in_capital - last.capital_reserve == this.equity_received


def test_a_firm_founded_within_the_oldest_year_shown_starts_with_no_cash_of_its_own(
    firms: list[Firm],
) -> None:
    first = [
        firm.statements.years[-1]
        for firm in firms
        if firm.statements
        and len(firm.statements.years) < 3
        and firm.statements.years[0].fiscal_year_end.year == SIMULATED_ON.year - 1
    ]
    opened = [year.cash_beginning for year in first if year.cash_beginning is not None]
    assert opened
    assert sum(cash == 0 for cash in opened) > 0.98 * len(opened)
