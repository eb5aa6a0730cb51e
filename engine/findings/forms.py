"""Which lines of a form add up to which, by accounting standard?"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.findings.finding import Severity
from engine.firm.statements import Standard


@dataclass(frozen=True)
class Sum:
    """A line and what it is the sum of: `plus` less `minus`.

    All lines named must be stated for the sum to be tested. `beside` are lines that the form of
    the standard does not have, added (or, under `less`, taken off) where they are stated.
    `parts_are_positive` says that the stated parts can never exceed the whole.
    """

    whole: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    severity: Severity = "warning"
    parts_are_positive: bool = False


_TOTALS = (
    Sum("total_assets", ("current_assets", "non_current_assets"), severity="serious",
        parts_are_positive=True),
    Sum("total_liabilities", ("current_liabilities", "non_current_liabilities"),
        severity="serious", parts_are_positive=True),
    Sum("liabilities_and_equity", ("total_liabilities", "total_equity"), severity="serious"),
    Sum("fixed_assets_net", ("fixed_assets_cost",), ("accumulated_depreciation",)),
    Sum("profit_before_tax", ("operating_profit", "nonoperating_income"),
        ("nonoperating_expense",), severity="serious"),
    Sum("net_profit", ("profit_before_tax",), ("income_tax",), severity="serious"),
    Sum("net_cash_change", ("cfo", "cfi", "cff"), beside=("exchange_effect",),
        severity="serious"),
    Sum("cash_end", ("cash_beginning", "net_cash_change"), severity="serious"),
)  # fmt: skip
# Lines that few firms state, of either form.
_RARE_ASSETS = ("derivative_assets", "held_for_sale_assets", "non_current_assets_due")
_RARE_LONG = (
    "other_debt_investments", "long_term_receivables", "other_equity_investments",
    "other_non_current_financial_assets", "investment_property", "fixed_assets_disposal",
    "biological_assets", "oil_and_gas_assets",
)  # fmt: skip
_RARE_DEBT = (
    "trading_financial_liabilities", "derivative_liabilities", "held_for_sale_liabilities",
)  # fmt: skip
_RARE_LONG_DEBT = ("provisions",)
_RARE_EQUITY = ("other_equity_instruments", "special_reserve")
_TREASURY = ("treasury_shares",)
_CURRENT_ASSETS = (
    "cash", "notes_receivable", "accounts_receivable", "prepayments", "other_receivables",
    "inventory", "other_current_assets",
)  # fmt: skip
_OF_SMALL_ASSETS = ("short_term_investments", "dividends_receivable", "interest_receivable")
_OF_LARGE_ASSETS = ("trading_financial_assets", "receivables_financing", "contract_assets")
_LONG_ASSETS = (
    "long_term_equity_investments", "fixed_assets_net", "construction_in_progress",
    "intangible_assets", "development_expenditure", "long_term_deferred_expenses",
    "other_non_current_assets",
)  # fmt: skip
_OF_SMALL_LONG = ("long_term_bond_investments", "construction_materials")
_OF_LARGE_LONG = ("right_of_use_assets", "goodwill", "deferred_tax_assets")
_CURRENT_DEBT = (
    "short_term_loans", "notes_payable", "accounts_payable", "advances_from_customers",
    "payroll_payable", "taxes_payable", "other_payables", "other_current_liabilities",
)  # fmt: skip
_OF_SMALL_DEBT = ("interest_payable", "dividends_payable")
_OF_LARGE_DEBT = ("contract_liabilities", "non_current_liabilities_due")
_LONG_DEBT = (
    "long_term_loans", "long_term_payables", "deferred_income", "other_non_current_liabilities",
)  # fmt: skip
_OF_LARGE_LONG_DEBT = ("bonds_payable", "lease_liabilities", "deferred_tax_liabilities")
_EQUITY = ("paid_in_capital", "capital_reserve", "surplus_reserve", "retained_earnings")
_COSTS = ("cogs", "taxes_and_surcharges", "selling_expense", "admin_expense", "finance_expense")
_OF_LARGE_GAINS = ("other_income", "fair_value_gain", "asset_disposal_gain")
_OF_LARGE_LOSSES = ("credit_impairment_loss", "asset_impairment_loss")
_RECEIVED = ("cash_from_sales", "other_operating_receipts")
_PAID = ("cash_paid_for_goods", "cash_paid_to_staff", "taxes_paid", "other_operating_payments")
_INVESTED = ("investment_payments", "capital_expenditure")
_REPAID = ("borrowings_repaid", "interest_and_dividends_paid")


def _small() -> tuple[Sum, ...]:
    return (
        Sum("current_assets", _CURRENT_ASSETS + _OF_SMALL_ASSETS,
            beside=_OF_LARGE_ASSETS + _RARE_ASSETS, parts_are_positive=True),
        Sum("non_current_assets", _LONG_ASSETS + _OF_SMALL_LONG,
            beside=_OF_LARGE_LONG + _RARE_LONG, parts_are_positive=True),
        Sum("current_liabilities", _CURRENT_DEBT + _OF_SMALL_DEBT,
            beside=_OF_LARGE_DEBT + _RARE_DEBT),
        Sum("non_current_liabilities", _LONG_DEBT,
            beside=_OF_LARGE_LONG_DEBT + _RARE_LONG_DEBT, parts_are_positive=True),
        Sum("total_equity", _EQUITY, beside=("other_comprehensive_income", *_RARE_EQUITY),
            less=_TREASURY),
        Sum("operating_profit", ("revenue", "investment_income"), _COSTS,
            beside=_OF_LARGE_GAINS, less=_OF_LARGE_LOSSES),
        Sum("cfo", _RECEIVED, _PAID, beside=("tax_refunds_received",)),
        Sum("cfi", ("investment_receipts", "disposal_receipts"), _INVESTED,
            beside=("other_investing_receipts",), less=("other_investing_payments",)),
        Sum("cff", ("equity_received", "borrowings_received"), _REPAID,
            beside=("other_financing_receipts",), less=("other_financing_payments",)),
    )  # fmt: skip


def _large() -> tuple[Sum, ...]:
    return (
        Sum("current_assets", _CURRENT_ASSETS + _OF_LARGE_ASSETS,
            beside=_OF_SMALL_ASSETS + _RARE_ASSETS, parts_are_positive=True),
        Sum("non_current_assets", _LONG_ASSETS + _OF_LARGE_LONG,
            beside=_OF_SMALL_LONG + _RARE_LONG, parts_are_positive=True),
        Sum("current_liabilities", _CURRENT_DEBT + _OF_LARGE_DEBT,
            beside=_OF_SMALL_DEBT + _RARE_DEBT),
        Sum("non_current_liabilities", _LONG_DEBT + _OF_LARGE_LONG_DEBT,
            beside=_RARE_LONG_DEBT, parts_are_positive=True),
        Sum("total_equity", (*_EQUITY, "other_comprehensive_income"), beside=_RARE_EQUITY,
            less=_TREASURY),
        Sum("operating_profit", ("revenue", "investment_income", *_OF_LARGE_GAINS),
            (*_COSTS, "rnd_expense", *_OF_LARGE_LOSSES)),
        Sum("cfo", (*_RECEIVED, "tax_refunds_received"), _PAID),
        Sum("cfi", ("investment_receipts", "disposal_receipts", "other_investing_receipts"),
            (*_INVESTED, "other_investing_payments")),
        Sum("cff", ("equity_received", "borrowings_received", "other_financing_receipts"),
            (*_REPAID, "other_financing_payments")),
    )  # fmt: skip


SUMS: Mapping[Standard, tuple[Sum, ...]] = {
    "small_enterprise": (*_TOTALS, *_small()),
    "enterprise": (*_TOTALS, *_large()),
}
# A line that is a part of another, in pairs of part and whole.
PARTS: Mapping[Standard, tuple[tuple[str, str], ...]] = {
    "small_enterprise": (("rnd_expense", "admin_expense"),),
    "enterprise": (),
}
