"""What else do registers and meters know of the simulated firm, in keeping with its true state?"""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.population.profile import DAYS_PER_YEAR, INDUSTRIES
from models.population.segments import Columns, happens, per_firm
from models.population.trade import GRADES, PARTS

INSURED_MONTHS = 13  # from a year ago to the latest whole month
METERED_MONTHS = 24
EVENT_KINDS = (
    "enforcement", "dishonest_debtor", "defendant", "penalty", "abnormal_operation",
    "spending_restriction", "serious_violation", "major_incident", "bankruptcy",
    "enforcement_ended", "defendant_ip", "tax_arrears_notice", "equity_pledge",
    "movables_charge", "ip_pledge", "research_dishonesty",
)  # fmt: skip
SECURITIES = ("none", "guarantee", "mortgage", "ip_pledge", "receivable", "other")
_SECURITY_SHARES = (0.4, 0.3, 0.0, 0.08, 0.17, 0.05)
_MORTGAGE = SECURITIES.index("mortgage")
_MAKES_THINGS = np.array([code.startswith("C") for code, _ in INDUSTRIES])
_LENDERS, _KNOWN = 12, 0.95
_KWH = {"sales_made": 0.05, "sales_served": 0.003, "made": 180.0, "served": 90.0}
_PRICE, _WATER = 0.72, 1.15


def draw_details(rng: np.random.Generator, columns: Columns, on: date) -> dict[str, NDArray[Any]]:
    """Columns that no planted effect depends on."""
    return (
        _capital(rng, columns)
        | _insured(rng, columns)
        | _taxes(rng, columns, on)
        | _rights(rng, columns)
        | _entries(rng, columns)
        | _lending(rng, columns)
        | _meters(rng, columns)
        | _customs(rng, columns)
    )


def _capital(rng: np.random.Generator, columns: Columns) -> dict[str, NDArray[Any]]:
    """Capital as registered: that of the latest accounts and a part of later rounds."""
    in_books = np.where(
        columns["year_exists"][:, 0], columns["share_capital"][:, 0], columns["first_capital"]
    )
    paid = in_books + columns["registered_since"]
    factor = rng.choice([1.0, 1.25, 2.0, 5.0], len(paid), p=[0.55, 0.15, 0.2, 0.1])
    return {"paid_in_capital": paid, "registered_capital": np.rint(paid * factor).astype(np.int64)}


def _insured(rng: np.random.Generator, columns: Columns) -> dict[str, NDArray[Any]]:
    """Insured persons (n, 13), the latest month first, between today's and last year's number."""
    n, now, before = len(columns["segment"]), columns["insured"], columns["insured_before"]
    back = np.linspace(0, 1, INSURED_MONTHS)
    path = now[:, None] + (before - now)[:, None] * back
    wiggle = 0.02 * path * rng.standard_normal((n, INSURED_MONTHS))
    months = np.maximum(np.rint(path + wiggle), 0).astype(np.int64)
    months[:, 0], months[:, -1] = now, before
    fund = rng.binomial(now, np.clip(0.85 + 0.1 * rng.standard_normal(n), 0.2, 1.0))
    graduates = rng.binomial(now, 0.06 * happens(rng, 0.7, n))
    return {"insured_months": months, "housing_fund": fund, "graduates": graduates}


def _taxes(rng: np.random.Generator, columns: Columns, on: date) -> dict[str, NDArray[Any]]:
    n, grade = len(columns["segment"]), columns["tax_grade"]
    years = (on.toordinal() - columns["founded"]) / DAYS_PER_YEAR
    moves = np.where(happens(rng, 0.2, n), rng.choice([-1, 1], n), 0)
    before = np.clip(grade + moves, 0, len(GRADES) - 1)
    late_rate = 0.1 + 0.25 * (grade >= GRADES.index("C"))
    income_tax, rnd = columns["income_tax"][:, 0], columns["rnd_expense"][:, 0]
    saved = np.where(income_tax > 0, np.rint(0.15 * rnd * rng.uniform(0.7, 1.0, n)), 0)
    lost = 1 - columns["returning"] / PARTS + 0.1 * rng.standard_normal(n)
    return {
        "prior_grade": np.where(years >= 1, before, -1),
        "income_tax_paid": np.rint(income_tax * rng.uniform(0.8, 1.15, n)).astype(np.int64),
        "late_filings": rng.poisson(late_rate),
        "super_saved": saved.astype(np.int64),
        "lost_share": np.rint(PARTS * np.clip(0.6 * lost, 0, 1)).astype(np.int64),
        "related_share": np.rint(PARTS * rng.beta(1.2, 12, n) * happens(rng, 0.5, n)).astype(
            np.int64
        ),
    }


def _rights(rng: np.random.Generator, columns: Columns) -> dict[str, NDArray[Any]]:
    class1 = columns["patents"] + columns["other_class1"]
    class2 = columns["utility_models"] + columns["designs"] + columns["software"]
    own = rng.binomial(class1, 0.85)
    return {
        "class1_own": own,
        "class1_main": rng.binomial(class1, 0.75),
        "class2_main": rng.binomial(class2, 0.7),
        "pct_filings": rng.binomial(columns["filings"], 0.12),
    }


def _entries(rng: np.random.Generator, columns: Columns) -> dict[str, NDArray[Any]]:
    """How many entries of each kind of `EVENT_KINDS` (n, 16); new kinds are rare."""
    n, weakness = len(columns["segment"]), np.exp(-0.25 * columns["quality"])
    borrows = columns["loan_balance"].sum(axis=1) > 0
    counts = (
        columns["enforcements"],
        columns["dishonest"],
        columns["defendant"],
        columns["penalties"],
        columns["abnormal"],
        columns["dishonest"] & happens(rng, 0.7, n),
        rng.random(n) < 0.002 * weakness,
        happens(rng, 0.004, n),
        rng.random(n) < 0.0007 * weakness,
        rng.random(n) < 0.008 * weakness,
        happens(rng, 0.02, n),
        (columns["arrears"] > 0) & happens(rng, 0.4, n),
        happens(rng, 0.03, n),
        borrows & happens(rng, 0.12, n),
        columns["pledged"] > 0,
        happens(rng, 0.001, n),
    )
    return {"entries": np.stack(counts, axis=1).astype(np.int64)}


def _lending(rng: np.random.Generator, columns: Columns) -> dict[str, NDArray[Any]]:
    """Security by loan (n, 2), lender, what owners lent, affiliates' guaranteed balance."""
    n = len(columns["segment"])
    security = rng.choice(len(SECURITIES), (n, 2), p=_SECURITY_SHARES)
    mortgaged = (columns["mortgaged_value"] > 0)[:, None] & (columns["loan_balance"] > 0)
    lends = happens(rng, 0.5, n) & (columns["owed"][:, 0] > 0)
    balance = columns["owed"][:, 0] * rng.uniform(0.2, 0.8, n)
    affiliates = np.where(happens(rng, 0.03, n), rng.integers(1, 30, n) * 100_000, 0)
    return {
        "security": np.where(mortgaged, _MORTGAGE, security),
        "lender": rng.integers(1, _LENDERS + 1, (n, 2)),
        "owner_loan": np.where(lends, np.rint(balance), 0).astype(np.int64),
        "affiliates": affiliates,
        "loan_known": happens(rng, _KNOWN, (n, 5)),
    }


def _meters(rng: np.random.Generator, columns: Columns) -> dict[str, NDArray[Any]]:
    """Electricity and payments (n, 24), the latest month first, following sales and staff."""
    makes = _MAKES_THINGS[columns["industry"]][:, None]
    n, sales = len(makes), np.maximum(columns["month_sales"][:, :METERED_MONTHS], 0)
    by_sales = np.where(makes, _KWH["sales_made"], _KWH["sales_served"])
    by_staff = np.where(makes, _KWH["made"], _KWH["served"])
    usual = sales * by_sales + columns["insured"][:, None] * by_staff
    thrift = np.exp(0.4 * rng.standard_normal((n, 1)))
    kwh = np.rint(usual * thrift * np.exp(0.08 * rng.standard_normal(sales.shape)))
    behind = happens(rng, 0.02, n) | (columns["arrears"] > 0) & happens(rng, 0.3, n)
    kwh = np.minimum(kwh, 9_999_999)
    paid = np.rint(kwh * _PRICE * rng.uniform(1, _WATER, (n, 1)))
    return {
        "month_kwh": kwh.astype(np.int64),
        "month_paid": paid.astype(np.int64),
        "utility_arrears": np.where(behind, paid[:, 0], 0).astype(np.int64),
    }


def _customs(rng: np.random.Generator, columns: Columns) -> dict[str, NDArray[Any]]:
    makes, n = _MAKES_THINGS[columns["industry"]], len(columns["segment"])
    trades = rng.random(n) < np.where(makes, 0.35, 0.08) * (
        0.3 + per_firm("has_loan", columns["segment"])
    )
    abroad = np.where(trades, rng.beta(1.5, 4, n), 0)
    now, before = columns["pace"][:, 0], columns["pace"][:, 1]
    imports = np.where(trades, rng.beta(1.2, 8, n), 0) * now
    exports = abroad * now * rng.uniform(0.9, 1.1, n)
    return {
        "trades": trades,
        "exports": np.rint(exports).astype(np.int64),
        "exports_before": np.rint(abroad * before).astype(np.int64),
        "imports": np.rint(imports).astype(np.int64),
    }
