"""What does the simulated firm sell, to how many, and how does it pay taxes and lenders?"""

from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.population.accounts import fiscal_year_ends
from models.population.profile import DAYS_PER_YEAR
from models.population.segments import Columns, happens, per_firm

MOST_MONTHS = 36
MONTHS_PER_YEAR = 12
MOST_SHARES = 5
MOST_ORDERS = 2
PARTS = 10_000  # shares are whole ten-thousandths
GRADES = ("A", "B", "M", "C", "D")
_A, _B, _M, _C, _D = range(len(GRADES))
_GRADED_AFTER_YEARS, _A_AFTER_YEARS = 1.5, 3.0
_A_ABOVE, _C_BELOW, _D_BELOW = 0.6, -1.4, -2.4
_OLD_YEAR = 4  # invoices reach back to the oldest pace drawn


def draw_trade(
    rng: np.random.Generator, profile: Columns, accounts: Columns, on: date
) -> dict[str, NDArray[Any]]:
    """Invoice months (n, 36), the latest first, counterparties, tax, orders and debts."""
    months = _months(rng, profile, accounts, on)
    counterparties = _counterparties(rng, profile)
    tax = _tax(rng, profile, months, on)
    return months | counterparties | tax | _orders(rng, profile) | _debts(rng, accounts, on)


@lru_cache(maxsize=8)
def invoice_months(on: date) -> tuple[str, ...]:
    """The 36 whole months before `on`, the latest first."""
    numbers = (on.year * 12 + on.month - 1 - back for back in range(1, MOST_MONTHS + 1))
    return tuple(f"{number // 12}-{number % 12 + 1:02d}" for number in numbers)


def _months(
    rng: np.random.Generator, profile: Columns, accounts: Columns, on: date
) -> dict[str, NDArray[Any]]:
    n, shape = len(profile["segment"]), (len(profile["segment"]), MOST_MONTHS)
    years = [on.year - int(month[:4]) for month in invoice_months(on)]
    pace = profile["pace"][:, np.minimum(years, _OLD_YEAR)] / 12
    spread = rng.uniform(0.1, 0.6, n)[:, None]
    noise = _within_years(np.exp(spread * rng.standard_normal(shape) - spread**2 / 2), years)
    sales = np.rint(pace * noise).astype(np.int64)
    returns = np.rint(sales * rng.exponential(0.008, n)[:, None]).astype(np.int64)
    ticket = np.exp(np.log(4e4) + 0.7 * rng.standard_normal(n))[:, None]
    invoices = np.where(sales > 0, 1 + (sales / ticket).astype(np.int64), 0)
    bought = _purchase_share(accounts)[:, None] * sales + profile["headcount"][:, None] * 1_500
    purchases = np.rint(bought * np.exp(0.25 * rng.standard_normal(shape))).astype(np.int64)
    return {
        "month_sales": sales - returns,
        "month_returns": returns,
        "month_invoices": invoices,
        "month_voided": rng.binomial(np.minimum(invoices, 1_000), 0.03),
        "month_purchases": purchases,
        "month_purchase_invoices": 1 + (purchases / 2e4).astype(np.int64),
        "history": _history(rng, profile, on),
    }


def _within_years(noise: NDArray[np.float64], years: list[int]) -> NDArray[np.float64]:
    """Noise that leaves each whole calendar year at its pace: invoices meet true revenue."""
    for year in set(years):
        months = [place for place, each in enumerate(years) if each == year]
        if len(months) == MONTHS_PER_YEAR:
            noise[:, months] /= noise[:, months].mean(axis=1, keepdims=True)
    return noise


def _purchase_share(accounts: Columns) -> NDArray[np.float64]:
    revenue, cogs = accounts["revenue"][:, 0], accounts["cogs"][:, 0]
    unknown = np.full(len(revenue), 0.5)
    return np.asarray(np.divide(0.8 * cogs, revenue, out=unknown, where=revenue > 0))


def _history(rng: np.random.Generator, profile: Columns, on: date) -> NDArray[np.int64]:
    age = on.toordinal() - profile["founded"]
    lived = (age / DAYS_PER_YEAR * 12).astype(np.int64) - 1
    kept = rng.choice([12, 24, 36], len(age), p=[0.15, 0.25, 0.6])
    return np.asarray(np.clip(np.minimum(lived, kept), 1, MOST_MONTHS))


def _counterparties(rng: np.random.Generator, profile: Columns) -> dict[str, NDArray[Any]]:
    n, middle = len(profile["segment"]), per_firm("top_buyer", profile["segment"])
    top = np.clip(1 / (1 + (1 / middle - 1) * np.exp(-0.9 * rng.standard_normal(n))), 0.03, 1)
    count = np.rint(3 + profile["pace"][:, 0] ** 0.33 * rng.uniform(0.03, 0.12, n))
    returning = np.clip(0.65 + 0.05 * profile["quality"] + 0.15 * rng.standard_normal(n), 0, 1)
    supplier = np.clip(rng.beta(2, 5, n), 0.03, 0.95)
    return {
        "buyer_shares": _declining(rng, top),
        "buyer_count": count.astype(np.int64) + MOST_SHARES,
        "returning": np.rint(PARTS * returning).astype(np.int64),
        "supplier_shares": _declining(rng, supplier),
    }


def _declining(rng: np.random.Generator, top: NDArray[np.float64]) -> NDArray[np.int64]:
    """Five shares, the largest first, that sum to at most one."""
    step = rng.uniform(0.3, 0.95, len(top)) * (1 - top)
    shares = top[:, None] * step[:, None] ** np.arange(MOST_SHARES)
    return np.floor(PARTS * shares).astype(np.int64)


def _tax(
    rng: np.random.Generator, profile: Columns, months: Columns, on: date
) -> dict[str, NDArray[Any]]:
    n = len(profile["segment"])
    sales = np.maximum(months["month_sales"][:, :12].sum(axis=1), 0)
    arrears = np.rint(sales * rng.uniform(0.001, 0.03, n)) * happens(rng, 0.03, n)
    return {
        "tax_grade": _grades(rng, profile, on),
        "arrears": arrears.astype(np.int64),
        "vat_paid": np.rint(sales * rng.uniform(0.015, 0.05, n)).astype(np.int64),
        "declared": np.rint(sales * rng.uniform(0.97, 1.03, n)).astype(np.int64),
    }


def _grades(rng: np.random.Generator, profile: Columns, on: date) -> NDArray[np.int64]:
    years = (on.toordinal() - profile["founded"]) / DAYS_PER_YEAR
    mark = 0.5 * profile["quality"] + rng.standard_normal(len(years))
    grade = np.where((mark > _A_ABOVE) & (years >= _A_AFTER_YEARS), _A, _B)
    new = (years < _GRADED_AFTER_YEARS) | (profile["pace"][:, 0] == 0)
    grade = np.where(new, _M, grade)
    return np.where(mark < _D_BELOW, _D, np.where(mark < _C_BELOW, _C, grade))


def _orders(rng: np.random.Generator, profile: Columns) -> dict[str, NDArray[Any]]:
    n, pace = len(profile["segment"]), profile["pace"][:, 0]
    size = (n, MOST_ORDERS)
    exists = happens(rng, 0.4, size) & (pace[:, None] > 0)
    amount = np.rint(pace[:, None] * rng.uniform(0.02, 0.3, size)) + 10_000
    pledgeable = np.rint(pace * rng.uniform(0.02, 0.2, n))
    return {
        "order_exists": exists,
        "order_amount": amount.astype(np.int64),
        "order_invoiced": np.rint(amount * rng.choice([0, 0.3, 0.6], size)).astype(np.int64),
        "order_days": rng.integers(5, 60, size),
        "pledgeable": pledgeable.astype(np.int64),
        "compute": np.rint(pace * 0.05 * happens(rng, 0.1, n)).astype(np.int64),
    }


def _debts(rng: np.random.Generator, accounts: Columns, on: date) -> dict[str, NDArray[Any]]:
    """Two loans (n, 2), short and long, near the balances of the latest accounts."""
    n = len(accounts["revenue"])
    loans = np.stack(
        [accounts["short_term_loans"][:, 0], accounts["long_term_loans"][:, 0]], axis=1
    )
    since_accounts = on.toordinal() - fiscal_year_ends(on)[0].toordinal()
    late = happens(rng, 0.025, n) & (loans.sum(axis=1) > 0)
    return {
        "loan_balance": np.rint(loans * rng.uniform(0.85, 1.1, (n, 2))).astype(np.int64),
        "loan_days": since_accounts + rng.integers(0, 120, (n, 2)),
        "loan_rate": rng.integers(280, 560, (n, 2)),
        "guaranteed": happens(rng, 0.15, (n, 2)),
        "days_late": np.where(late, rng.integers(1, 80, n), 0),
    }
