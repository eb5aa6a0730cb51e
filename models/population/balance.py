"""What does the simulated firm's balance sheet say, line by line, under its standard?"""

import numpy as np

from models.population.accounts import YEARS, Wholes, whole
from models.population.segments import Columns
from models.population.split import BOTH, LARGE, SMALL, Flags, Line, split

_SURPLUS = 0.1  # of a year's profit, until it reaches half of the registered capital
_MOST_SURPLUS = 2
_YEARLY_WEAR = 0.12

_SPLITS: tuple[tuple[str, tuple[str, str], tuple[Line, ...]], ...] = (
    ("accounts_receivable", ("accounts_receivable", "accounts_receivable"), (
        Line("notes_receivable", BOTH, 0.25, 0.4),
        Line("receivables_financing", LARGE, 0.1, 0.3),
        Line("contract_assets", LARGE, 0.2, 0.4),
    )),
    ("other_current", ("other_receivables", "other_receivables"), (
        Line("prepayments", BOTH, 1.0, 0.9),
        Line("other_current_assets", BOTH, 0.4, 0.5),
        Line("dividends_receivable", SMALL, 0.05, 0.03),
        Line("interest_receivable", SMALL, 0.02, 0.05),
        Line("deferred_tax_assets", LARGE, 0.3, 0.6),
    )),
    ("investments", ("short_term_investments", "trading_financial_assets"), (
        Line("long_term_bond_investments", SMALL, 0.4, 0.1),
        Line("long_term_equity_investments", BOTH, 0.6, 0.3),
    )),
    ("fixed", ("fixed_assets_net", "fixed_assets_net"), (
        Line("construction_in_progress", BOTH, 0.3, 0.3),
        Line("construction_materials", SMALL, 0.05, 0.05),
        Line("right_of_use_assets", LARGE, 0.25, 0.7),
    )),
    ("intangible", ("intangible_assets", "intangible_assets"), (
        Line("development_expenditure", BOTH, 0.5, 0.2),
        Line("goodwill", LARGE, 0.4, 0.1),
        Line("long_term_deferred_expenses", BOTH, 0.5, 0.5),
        Line("other_non_current_assets", BOTH, 0.2, 0.15),
    )),
    ("payable", ("accounts_payable", "accounts_payable"), (
        Line("notes_payable", BOTH, 0.3, 0.25),
    )),
    ("accrued", ("payroll_payable", "payroll_payable"), (
        Line("taxes_payable", BOTH, 0.6, 0.9),
        Line("advances_from_customers", BOTH, 0.7, 0.6),
        Line("contract_liabilities", LARGE, 0.9, 0.7),
        Line("other_current_liabilities", BOTH, 0.15, 0.3),
        Line("deferred_income", BOTH, 0.5, 0.35),
    )),
    ("long_term_loans", ("long_term_loans", "long_term_loans"), (
        Line("non_current_liabilities_due", LARGE, 0.5, 0.6),
    )),
    ("owed", ("other_payables", "other_payables"), (
        Line("interest_payable", SMALL, 0.03, 0.3),
        Line("dividends_payable", SMALL, 0.05, 0.1),
        Line("lease_liabilities", LARGE, 0.3, 0.7),
        Line("long_term_payables", BOTH, 0.3, 0.15),
        Line("bonds_payable", LARGE, 0.3, 0.02),
        Line("deferred_tax_liabilities", LARGE, 0.1, 0.2),
        Line("other_non_current_liabilities", BOTH, 0.1, 0.1),
    )),
)  # fmt: skip
_CURRENT_ASSETS = (
    "cash", "short_term_investments", "trading_financial_assets", "notes_receivable",
    "accounts_receivable", "receivables_financing", "prepayments", "dividends_receivable",
    "interest_receivable", "other_receivables", "inventory", "contract_assets",
    "other_current_assets",
)  # fmt: skip
_CURRENT_LIABILITIES = (
    "short_term_loans", "notes_payable", "accounts_payable", "advances_from_customers",
    "contract_liabilities", "payroll_payable", "taxes_payable", "interest_payable",
    "dividends_payable", "other_payables", "non_current_liabilities_due",
    "other_current_liabilities",
)  # fmt: skip


def balance_items(rng: np.random.Generator, totals: Columns, large: Flags) -> dict[str, Wholes]:
    """Every line of the balance sheet (n, 4); zero where a standard has no such line."""
    items: dict[str, Wholes] = {
        name: totals[name]
        for name in ("cash", "inventory", "short_term_loans", "total_assets", "total_liabilities",
                     "total_equity")
    }  # fmt: skip
    for total, lead, lines in _SPLITS:
        items |= split(rng, totals[total], lead, lines, large)
    return items | _worn(rng, items) | _subtotals(items) | _equity(totals)


def _subtotals(items: dict[str, Wholes]) -> dict[str, Wholes]:
    current = _sum(items, _CURRENT_ASSETS)
    owed = _sum(items, _CURRENT_LIABILITIES)
    return {
        "current_assets": current,
        "non_current_assets": items["total_assets"] - current,
        "current_liabilities": owed,
        "non_current_liabilities": items["total_liabilities"] - owed,
        "liabilities_and_equity": items["total_liabilities"] + items["total_equity"],
    }


def _sum(items: dict[str, Wholes], names: tuple[str, ...]) -> Wholes:
    return np.asarray(sum(items[name] for name in names))


def _worn(rng: np.random.Generator, items: dict[str, Wholes]) -> dict[str, Wholes]:
    """Cost and accumulated depreciation behind the net value of fixed assets."""
    net = items["fixed_assets_net"]
    yearly = whole(_YEARLY_WEAR * net)
    worn = np.flip(np.cumsum(np.flip(yearly, axis=1), axis=1), axis=1)
    worn += whole(net[:, -1:] * rng.uniform(0, 1.2, (len(net), 1)))
    return {"accumulated_depreciation": worn, "fixed_assets_cost": net + worn}


def _equity(totals: Columns) -> dict[str, Wholes]:
    """Capital, premium, and what was earned: a tenth of each profit goes to surplus reserve."""
    capital, retained, profit = totals["share_capital"], totals["retained"], totals["net_profit"]
    most = capital // _MOST_SURPLUS
    surplus = np.zeros_like(retained)
    surplus[:, -1] = np.clip(whole(_SURPLUS * retained[:, -1]), 0, most[:, -1])
    for year in reversed(range(YEARS - 1)):
        before = surplus[:, year + 1]
        saved = np.where(retained[:, year] > before, np.maximum(profit[:, year], 0), 0)
        room = np.maximum(most[:, year] - before, 0)
        surplus[:, year] = before + np.minimum(whole(_SURPLUS * saved), room)
    return {
        "paid_in_capital": capital,
        "capital_reserve": totals["premium"],
        "other_comprehensive_income": np.zeros_like(retained),
        "surplus_reserve": surplus,
        "retained_earnings": retained - surplus,
    }
