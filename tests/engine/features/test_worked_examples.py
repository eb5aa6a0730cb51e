"""Does every feature that is computed give what a banker gets by hand?"""

import math

import pytest

from engine.features import FEATURE_BY_NAME, FEATURES

COMPUTED = {each.name for each in FEATURES if each.inputs != (each.name,)}
LISTS = {
    "dishonest_debtor": 1, "serious_violation": 0, "restricted_consumption": 1,
    "abnormal_operation": 0, "in_bankruptcy": 0,
}  # fmt: skip
PRODUCT = {"own_brand": 1, "certified_management": 1, "digital_core_process": 0, "fills_gap": 1}
HONOURS = {"provincial_projects": 2, "provincial_platforms": 1, "provincial_awards": 0}
WORKED: dict[str, tuple[dict[str, float], float]] = {
    # liquidity
    "current_ratio": ({"current_assets": 300, "current_liabilities": 200}, 1.5),
    "quick_ratio": ({"current_assets": 300, "inventory": 100, "current_liabilities": 400}, 0.5),
    "cash_ratio": ({"cash": 50, "current_liabilities": 200}, 0.25),
    "working_capital_to_assets": (
        {"current_assets": 300, "current_liabilities": 200, "total_assets": 800}, 0.125,
    ),
    "receivable_years": ({"accounts_receivable": 30, "revenue": 120}, 0.25),
    "inventory_years": ({"inventory": 40, "cogs": 80}, 0.5),
    "liquid_months": (
        {"cash": 30, "accounts_receivable": 20, "cost_and_expense": 130, "depreciation": 10}, 5.0,
    ),
    "other_receivables_to_assets": ({"other_receivables": 10, "total_assets": 80}, 0.125),
    # leverage
    "loans_to_revenue": ({"bank_loans": 60, "revenue": 120}, 0.5),
    "interest_coverage": ({"ebitda": 90, "interest_expense": 30}, 3.0),
    "bank_debt_to_equity": ({"bank_debt": 30, "total_equity": 40}, 0.75),
    "unstated_debt_to_assets": ({"bank_debt": 50, "bank_loans": 40, "total_assets": 80}, 0.125),
    "debt_due_to_cash": ({"debt_due_12m": 30, "cash": 20}, 1.5),
    "overdue_debt_share": ({"debt_overdue": 5, "bank_debt": 20}, 0.25),
    "retained_earnings_to_assets": ({"retained_earnings": -10, "total_assets": 80}, -0.125),
    "free_property_to_assets": (
        {"real_estate_owned": 50, "real_estate_mortgaged": 30, "total_assets": 80}, 0.25,
    ),
    # profitability
    "gross_margin": ({"revenue": 200, "cogs": 150}, 0.25),
    "net_margin": ({"net_profit": 10, "revenue": 80}, 0.125),
    "ebitda_margin": ({"ebitda": 20, "revenue": 80}, 0.25),
    "operating_margin_change": (
        {"operating_profit": 30, "revenue": 60, "operating_profit_prior": 15, "revenue_prior": 60},
        0.25,
    ),
    "return_on_assets": ({"net_profit": 10, "total_assets": 80}, 0.125),
    "return_on_equity": ({"net_profit": 10, "total_equity": 40}, 0.25),
    "asset_turnover": ({"revenue": 120, "total_assets": 80}, 1.5),
    # growth
    "revenue_growth_before": ({"revenue_prior": 150, "revenue_2y_before": 100}, 0.5),
    "asset_growth": ({"total_assets": 90, "total_assets_prior": 120}, -0.25),
    "profit_change_to_assets": (
        {"net_profit": 10, "net_profit_prior": -10, "total_assets_prior": 80}, 0.25,
    ),
    "receivables_ahead_of_revenue": (
        {"accounts_receivable": 30, "accounts_receivable_prior": 20, "revenue": 50,
         "revenue_prior": 40},
        0.25,
    ),
    "invoiced_sales_growth": ({"invoiced_sales_12m": 6, "invoiced_sales_prior_12m": 8}, -0.25),
    "quarter_sales_growth": ({"sales_last_3m": 30, "sales_year_before_3m": 20}, 0.5),
    "headcount_growth": ({"insured_headcount": 6, "insured_headcount_year_ago": 8}, -0.25),
    "electricity_growth": ({"electricity_12m": 9, "electricity_prior_12m": 6}, 0.5),
    "open_orders_to_revenue": ({"open_order_amount": 30, "revenue": 120}, 0.25),
    # cash
    "cash_to_assets": ({"cash": 20, "total_assets": 80}, 0.25),
    "cash_to_payroll_months": ({"cash": 50, "payroll_12m": 120}, 5.0),
    "cash_after_debt_months": ({"cash": 50, "debt_due_12m": 60, "cost_and_expense": 120}, -1.0),
    "operating_cash_to_revenue": ({"cfo": -10, "revenue": 80}, -0.125),
    "free_cash_to_assets": ({"cfo": 30, "capital_expenditure": 10, "total_assets": 80}, 0.25),
    "cash_collection": ({"cash_from_sales": 90, "revenue": 80}, 1.125),
    "accruals_to_assets": ({"net_profit": 30, "cfo": 10, "total_assets": 80}, 0.25),
    # customers
    "sales_volatility": ({"sales_month_spread_12m": 2, "sales_month_mean_12m": 8}, 0.25),
    "voided_invoice_share": ({"voided_invoices_12m": 1, "sales_invoices_12m": 3}, 0.25),
    "sales_return_share": ({"sales_returns_12m": 10, "invoiced_sales_12m": 30}, 0.25),
    "purchases_to_sales": ({"invoiced_purchases_12m": 30, "invoiced_sales_12m": 40}, 0.75),
    "invoiced_to_revenue": ({"invoiced_sales_12m": 90, "revenue": 80}, 1.125),
    "export_share": ({"exports_12m": 20, "revenue": 80}, 0.25),
    # tax
    "tax_grade_change": ({"tax_grade": 3, "tax_grade_prior": 5}, -2.0),
    "tax_arrears_to_revenue": ({"tax_arrears": 10, "revenue": 80}, 0.125),
    "vat_to_revenue": ({"vat_paid_12m": 10, "revenue": 80}, 0.125),
    "income_tax_to_revenue": ({"income_tax_paid_12m": 10, "revenue": 80}, 0.125),
    "declared_to_invoiced": ({"declared_revenue_12m": 90, "invoiced_sales_12m": 80}, 1.125),
    # people
    "insured_share": ({"insured_headcount": 6, "headcount": 8}, 0.75),
    "insured_to_peak": ({"insured_headcount": 6, "insured_highest_12m": 8}, 0.75),
    "housing_fund_share": ({"housing_fund_headcount": 3, "insured_headcount": 6}, 0.5),
    "revenue_per_head": ({"revenue": 120, "headcount": 8}, 15.0),
    # innovation
    "rnd_staff_share": ({"rnd_staff": 3, "headcount": 12}, 0.25),
    "technology_contracts_to_revenue": ({"technology_contracts_12m": 10, "revenue": 80}, 0.125),
    "high_tech_revenue_share": ({"high_tech_revenue": 60, "revenue": 80}, 0.75),
    "provincial_honours": (HONOURS, 3.0),
    "product_strengths": (PRODUCT, 3.0),
    # equity
    "equity_raised_to_assets": ({"equity_raised_2y": 20, "total_assets": 80}, 0.25),
    "institutional_equity_share": ({"qualified_equity_3y": 30, "equity_raised_total": 40}, 0.75),
    "valuation_step_up": ({"valuation_latest": 900, "valuation_prior": 600}, 1.5),
    "paid_in_share": ({"paid_in_capital": 300, "registered_capital": 400}, 0.75),
    # judicial
    "blacklist_entries": (LISTS, 2.0),
    "open_enforcement_to_equity": ({"open_enforcement_amount": 5, "total_equity": 40}, 0.125),
    "sued_amount_to_assets": ({"defendant_amount_3y": 10, "total_assets": 80}, 0.125),
}  # fmt: skip


def test_every_computed_feature_has_a_worked_example() -> None:
    assert set(WORKED) == COMPUTED


@pytest.mark.parametrize("name", sorted(WORKED))
def test_a_feature_gives_what_is_worked_by_hand(name: str) -> None:
    facts, value = WORKED[name]
    assert FEATURE_BY_NAME[name].compute({key: float(fact) for key, fact in facts.items()}) == value


@pytest.mark.parametrize("name", sorted(WORKED))
def test_a_feature_reads_the_facts_of_its_example_and_no_other(name: str) -> None:
    assert set(FEATURE_BY_NAME[name].inputs) == set(WORKED[name][0])


@pytest.mark.parametrize("name", sorted(WORKED))
def test_a_feature_is_missing_where_any_of_its_facts_is(name: str) -> None:
    facts, _ = WORKED[name]
    for unknown in facts:
        known = {key: math.nan if key == unknown else float(fact) for key, fact in facts.items()}
        assert math.isnan(FEATURE_BY_NAME[name].compute(known)), unknown


SUMS = {"tax_grade_change", "provincial_honours", "product_strengths", "blacklist_entries"}


@pytest.mark.parametrize("name", sorted(COMPUTED - SUMS))
@pytest.mark.parametrize("value", [0.0, -0.0])
def test_a_ratio_to_nothing_is_missing(name: str, value: float) -> None:
    nothing = dict.fromkeys(FEATURE_BY_NAME[name].inputs, value)
    assert math.isnan(FEATURE_BY_NAME[name].compute(nothing))
