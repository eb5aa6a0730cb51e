"""Which lines do the two accounting standards' forms state, in the record's order?"""

from engine.firm.balance import BALANCE_ITEMS
from engine.firm.flows import CASH_FLOW_ITEMS, INCOME_ITEMS
from engine.firm.statements import Standard

_ONLY_ENTERPRISE = frozenset({
    "trading_financial_assets", "receivables_financing", "contract_assets", "right_of_use_assets",
    "goodwill", "deferred_tax_assets", "contract_liabilities", "non_current_liabilities_due",
    "bonds_payable", "lease_liabilities", "deferred_tax_liabilities",
    "other_comprehensive_income", "other_income", "fair_value_gain", "credit_impairment_loss",
    "asset_impairment_loss", "asset_disposal_gain", "tax_refunds_received",
    "other_investing_receipts", "other_investing_payments", "other_financing_receipts",
    "other_financing_payments", "exchange_effect",
})  # fmt: skip
_ONLY_SMALL = frozenset({
    "short_term_investments", "dividends_receivable", "interest_receivable",
    "long_term_bond_investments", "construction_materials", "interest_payable",
    "dividends_payable",
})  # fmt: skip
# Lines that hardly any applicant has; no simulated firm states them.
RARE = frozenset({
    "derivative_assets", "held_for_sale_assets", "non_current_assets_due",
    "other_debt_investments", "long_term_receivables", "other_equity_investments",
    "other_non_current_financial_assets", "investment_property", "fixed_assets_disposal",
    "biological_assets", "oil_and_gas_assets", "trading_financial_liabilities",
    "derivative_liabilities", "held_for_sale_liabilities", "provisions",
    "other_equity_instruments", "treasury_shares", "special_reserve",
})  # fmt: skip
STANDARDS: tuple[Standard, ...] = ("small_enterprise", "enterprise")
_LEFT_OUT = (_ONLY_ENTERPRISE | RARE, _ONLY_SMALL | RARE)
_SHEETS = (BALANCE_ITEMS, INCOME_ITEMS, CASH_FLOW_ITEMS)


def _lines(left_out: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(name for name in sheet if name not in left_out) for sheet in _SHEETS)


SHEETS: tuple[tuple[tuple[str, ...], ...], ...] = tuple(map(_lines, _LEFT_OUT))
"""By standard: the lines of balance sheet, income statement and cash flow statement."""
LINES: tuple[tuple[str, ...], ...] = tuple(tuple(sum(sheets, ())) for sheets in SHEETS)
"""By standard: all lines."""
GIVEN = ("all", "no_cash_flow", "balance", "income")


def _slices(sheets: tuple[tuple[str, ...], ...]) -> tuple[slice, ...]:
    balance, income = len(sheets[0]), len(sheets[0]) + len(sheets[1])
    return slice(None), slice(income), slice(balance), slice(balance, income)


STATED: tuple[tuple[slice, ...], ...] = tuple(map(_slices, SHEETS))
"""By standard and `GIVEN`: which of `LINES` a firm states."""
