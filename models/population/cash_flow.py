"""What does the simulated firm's cash flow statement say, line by line (direct method)?

Each line is estimated from the accounts; what is left to the known sum is booked on the two
"other" lines, or where the small form has none, on purchases of assets and on borrowings.
"""

import numpy as np

from models.population.accounts import SHOWN_YEARS, Wholes, change, whole
from models.population.segments import Columns
from models.population.split import Flags

_VAT, _VAT_PAID = 0.08, 0.05  # of revenue and of cost of sales
_REFUND = 0.01
_TRADE = ("accounts_receivable", "notes_receivable", "receivables_financing", "contract_assets")
_ADVANCES = ("advances_from_customers", "contract_liabilities")
_SUPPLIERS = ("accounts_payable", "notes_payable")
_STAFF_IN_OVERHEAD = (0.3, 0.6)  # of selling, administrative and R&D expense
_STAFF_IN_COGS = 0.35
_SOLD_SHARE = 0.1  # investments turned over beside their change
_OTHER = {"in": "other_financing_receipts", "out": "other_financing_payments"}


def cash_flow_items(totals: Columns, items: dict[str, Wholes], large: Flags) -> dict[str, Wholes]:
    """Every line of the cash flow statement (n, 3); zero where a standard has no such line."""
    cash = totals["cash"]
    moved = change(cash)
    return {
        **_operating(totals, items, large),
        **_investing(totals),
        **_financing(totals, large),
        **{name: totals[name] for name in ("cfo", "cfi", "cff")},
        "exchange_effect": np.zeros_like(moved),
        "net_cash_change": moved,
        "cash_beginning": cash[:, 1:],
        "cash_end": cash[:, :-1],
        "depreciation": totals["depreciation"][:, :SHOWN_YEARS],
    }


def _operating(totals: Columns, items: dict[str, Wholes], large: Flags) -> dict[str, Wholes]:
    revenue, cogs = items["revenue"], items["cogs"]
    vat, vat_paid = whole(_VAT * revenue), whole(_VAT_PAID * cogs)
    sold = revenue - _grown(items, _TRADE) + _grown(items, _ADVANCES) + vat
    staff, in_cogs = _staff_cost(totals, items, large)
    bought = cogs - in_cogs + change(items["inventory"]) + change(items["prepayments"]) + vat_paid
    bought = bought - _grown(items, _SUPPLIERS)
    paid_out = staff - change(items["payroll_payable"])
    taxes = items["income_tax"] + items["taxes_and_surcharges"] + vat - vat_paid
    taxes = taxes - change(items["taxes_payable"])
    granted = items["other_income"] + items["nonoperating_income"]
    lines = {
        "cash_from_sales": np.maximum(sold, 0),
        "tax_refunds_received": whole(_REFUND * revenue) * large[:, None],
        "other_operating_receipts": granted + np.maximum(change(items["deferred_income"]), 0),
        "cash_paid_for_goods": np.maximum(bought, 0),
        "cash_paid_to_staff": np.maximum(paid_out, 0),
        "taxes_paid": np.maximum(taxes, 0),
    }
    receipts = ("cash_from_sales", "tax_refunds_received", "other_operating_receipts")
    left = totals["cfo"] - sum(line if name in receipts else -line for name, line in lines.items())
    lines["other_operating_receipts"] = lines["other_operating_receipts"] + np.maximum(left, 0)
    return {**lines, "other_operating_payments": np.maximum(-left, 0)}


def _staff_cost(totals: Columns, items: dict[str, Wholes], large: Flags) -> tuple[Wholes, Wholes]:
    """Wages near the payroll, and the part of them within cost of sales."""
    overhead = items["selling_expense"] + items["admin_expense"]
    overhead = overhead + np.where(large[:, None], items["rnd_expense"], 0)
    low, high = (whole(share * overhead) for share in _STAFF_IN_OVERHEAD)
    wages = whole(totals["payroll"][:, None] * totals["active"][:, :SHOWN_YEARS])
    staff = np.clip(wages, low, high + whole(_STAFF_IN_COGS * items["cogs"]))
    return staff, np.maximum(staff - high, 0)


def _grown(items: dict[str, Wholes], names: tuple[str, ...]) -> Wholes:
    return np.asarray(sum(change(items[name]) for name in names))


def _investing(totals: Columns) -> dict[str, Wholes]:
    grown = change(totals["investments"])
    turned = whole(_SOLD_SHARE * totals["investments"][:, 1:])
    income = totals["investment_income"][:, :SHOWN_YEARS]
    received = np.maximum(-grown, 0) + turned + income
    paid = np.maximum(grown, 0) + turned
    spent = received - paid - totals["cfi"]
    return {
        "investment_receipts": received,
        "investment_payments": paid,
        "capital_expenditure": np.maximum(spent, 0),
        "disposal_receipts": np.maximum(-spent, 0),
        "other_investing_receipts": np.zeros_like(spent),
        "other_investing_payments": np.zeros_like(spent),
    }


def _financing(totals: Columns, large: Flags) -> dict[str, Wholes]:
    """Short-term loans are repaid each year; what is left moves loans of owners and others."""
    short = totals["short_term_loans"]
    loans = short + totals["long_term_loans"]
    repaid = np.maximum(short[:, 1:], -change(loans))
    borrowed = change(loans) + repaid
    equity = totals["raised"][:, :SHOWN_YEARS] + totals["paid_in"][:, :SHOWN_YEARS]
    paid = totals["interest_expense"] + totals["dividends"]
    cost = paid[:, :SHOWN_YEARS]
    left = totals["cff"] - (equity + borrowed - repaid - cost)
    more, less = np.maximum(left, 0), np.maximum(-left, 0)
    other = large[:, None]
    return {
        "equity_received": equity,
        "borrowings_received": borrowed + np.where(other, 0, more),
        "borrowings_repaid": repaid + np.where(other, 0, less),
        "interest_and_dividends_paid": cost,
        _OTHER["in"]: np.where(other, more, 0),
        _OTHER["out"]: np.where(other, less, 0),
    }
