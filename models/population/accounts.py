"""What do the simulated firm's accounts say, so that every sum in them holds?

Whole yuan as int64: assets equal liabilities plus equity, profit follows from revenue and
costs, equity moves by profit, rounds and what owners pay in or take out, and the three cash flows
add up to the change of cash.
"""

from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.population.profile import DAYS_PER_YEAR
from models.population.segments import Columns, happens, per_firm

Wholes = NDArray[np.int64]
Floats = NDArray[np.floating[Any]]
ITEMS = (
    "cash",
    "accounts_receivable",
    "inventory",
    "current_assets",
    "fixed_assets_net",
    "intangible_assets",
    "total_assets",
    "short_term_loans",
    "accounts_payable",
    "current_liabilities",
    "long_term_loans",
    "total_liabilities",
    "total_equity",
    "revenue",
    "cogs",
    "selling_expense",
    "admin_expense",
    "rnd_expense",
    "interest_expense",
    "depreciation",
    "operating_profit",
    "income_tax",
    "net_profit",
    "cfo",
    "cfi",
    "cff",
)
SHOWN_YEARS = 3
_YEARS = SHOWN_YEARS + 1  # one more, as opening balances of the oldest year shown
_LEAST_YEAR = 30 / DAYS_PER_YEAR
_TAX = 0.15
_LEAST_EQUITY, _MOST_EQUITY = -0.05, 0.94
_EARNED = ("interest_expense", "depreciation", "operating_profit", "income_tax", "net_profit")
_NON_CASH = ("accounts_receivable", "inventory", "other_current", "fixed", "intangible")


@lru_cache(maxsize=8)
def fiscal_year_ends(on: date) -> tuple[date, ...]:
    """The ends of the fiscal years simulated, the latest first."""
    return tuple(date(on.year - 1 - back, 12, 31) for back in range(_YEARS))


def draw_accounts(
    rng: np.random.Generator, profile: Columns, raised: Wholes, on: date
) -> dict[str, NDArray[Any]]:
    """Statement items (n, 3), the latest year first; `year_exists` (n, 3); all as `items`.

    `raised` (n, 4) is the equity paid in during each fiscal year.
    """
    active = _active(profile, on)
    flows = _costs(rng, profile, active)
    stock = _balances(rng, profile, flows, active)
    _close(rng, profile, flows, stock, raised)
    items = _statement_items(flows, stock) | _cash_flows(flows, stock)
    shown = {name: values[:, :SHOWN_YEARS] for name, values in items.items()}
    return shown | {
        "year_exists": active[:, :SHOWN_YEARS] > 0,
        "items": np.stack([shown[name] for name in ITEMS], axis=2),
    }


def _whole(values: Floats) -> Wholes:
    return np.asarray(np.rint(values).astype(np.int64))


def _active(profile: Columns, on: date) -> Floats:
    """Share of each fiscal year in which the firm existed (n, 4); 0 where under a month."""
    ends = np.array([end.toordinal() for end in fiscal_year_ends(on)])
    years = (ends[None, :] - profile["founded"][:, None]) / DAYS_PER_YEAR
    return np.where(years < _LEAST_YEAR, 0.0, np.minimum(years, 1.0))


def _costs(rng: np.random.Generator, profile: Columns, active: Floats) -> dict[str, Wholes]:
    n, segment = len(active), profile["segment"]
    revenue = profile["pace"][:, 1:] * active
    staff = profile["headcount"][:, None] * active

    def share(low: float, high: float) -> Floats:
        noise = 1 + 0.06 * rng.standard_normal((n, _YEARS))
        return np.asarray(rng.uniform(low, high, n)[:, None] * noise)

    margin = np.clip(0.45 + 0.06 * profile["quality"] + 0.1 * rng.standard_normal(n), 0.08, 0.8)
    ratio = np.exp(np.log(per_firm("rnd_median", segment)) + 0.8 * rng.standard_normal(n))
    rnd = np.clip(ratio, 0.002, 1.5)[:, None] * revenue * share(0.97, 1.03)
    silent = profile["pace"][:, 1:] == 0
    rnd = np.where(silent, staff * 9e4, rnd)
    return {
        "revenue": _whole(revenue),
        "cogs": _whole(revenue * (1 - margin)[:, None] * share(0.97, 1.03)),
        "selling_expense": _whole(revenue * share(0.04, 0.13) + staff * 3e3),
        "rnd_expense": _whole(rnd),
        "admin_expense": _whole(revenue * share(0.06, 0.12) + staff * 1.5e4) + _whole(rnd),
    }


def _balances(
    rng: np.random.Generator, profile: Columns, flows: dict[str, Wholes], active: Floats
) -> dict[str, Wholes]:
    """Assets wanted at each year's end (n, 4); `_close` lets cash take what is left over."""
    n, exists = len(active), active > 0
    yearly = np.divide(1.0, active, out=np.zeros_like(active), where=exists)
    cost = (flows["cogs"] + flows["selling_expense"] + flows["admin_expense"]) * yearly
    months = per_firm("cash_months", profile["segment"]) * np.exp(
        0.75 * rng.standard_normal(n) + 0.15 * profile["quality"]
    )
    sales, staff = profile["pace"][:, 1:] * exists, profile["headcount"][:, None] * exists

    def days(low: float, high: float) -> Floats:
        noise = 1 + 0.05 * rng.standard_normal((n, _YEARS))
        return np.asarray(rng.uniform(low, high, n)[:, None] * noise / DAYS_PER_YEAR)

    return {
        "cash": _whole(cost * months[:, None] / 12),
        "accounts_receivable": _whole(sales * days(30, 160)),
        "inventory": _whole(flows["cogs"] * yearly * days(10, 110)),
        "other_current": _whole(sales * days(3, 20) + staff * 4e3),
        "fixed": _whole(sales * days(15, 110) + staff * 2e4),
        "intangible": _whole(sales * days(2, 30) + staff * 2e3),
        "payable": _whole(flows["cogs"] * yearly * days(20, 100)),
    }


def _close(
    rng: np.random.Generator,
    profile: Columns,
    flows: dict[str, Wholes],
    stock: dict[str, Wholes],
    raised: Wholes,
) -> None:
    """Liabilities, equity, interest and profit, from the latest year back; changes both tables."""
    n, segment = len(raised), profile["segment"]
    ratio = 0.48 - 0.05 * profile["quality"] + 0.19 * rng.standard_normal(n)
    borrows = rng.random(n) < per_firm("has_loan", segment)
    short = np.where(borrows, rng.uniform(0.1, 0.45, n), 0.0)
    long = np.where(borrows & happens(rng, 0.4, n), rng.uniform(0.05, 0.3, n), 0.0)
    shares = {"ratio": np.clip(ratio, 0.06, 1.1), "short": short, "long": long}
    rate = rng.uniform(0.03, 0.055, n)
    for name in ("short_term_loans", "long_term_loans", "total_liabilities", "total_equity"):
        stock[name] = np.zeros((n, _YEARS), dtype=np.int64)
    for name in _EARNED:
        flows[name] = np.zeros((n, _YEARS), dtype=np.int64)
    for year in range(_YEARS):
        _close_year(year, shares, stock)
        _earn(year, rate, flows, stock)
        if year + 1 < _YEARS:
            _open_year(year, raised, flows, stock)


def _close_year(year: int, shares: dict[str, Floats], stock: dict[str, Wholes]) -> None:
    wanted = stock["cash"][:, year] + sum(stock[name][:, year] for name in _NON_CASH)
    usual = _whole(shares["ratio"] * wanted)
    equity = stock["total_equity"][:, year] if year else wanted - usual
    equity = np.where(wanted > 0, equity, 0)
    liabilities = np.where(wanted > 0, np.maximum(wanted - equity, usual // 4), 0)
    loans = np.minimum(usual, liabilities)
    stock["total_equity"][:, year] = equity
    stock["total_liabilities"][:, year] = liabilities
    stock["cash"][:, year] += equity + liabilities - wanted
    stock["short_term_loans"][:, year] = _whole(shares["short"] * loans)
    stock["long_term_loans"][:, year] = _whole(shares["long"] * loans)
    stock["payable"][:, year] = np.minimum(stock["payable"][:, year], loans // 4)


def _open_year(
    year: int, raised: Wholes, flows: dict[str, Wholes], stock: dict[str, Wholes]
) -> None:
    """Equity a year before: less profit and rounds; owners' payments keep it within reason."""
    gained = flows["net_profit"][:, year] + raised[:, year]
    assets = stock["cash"][:, year + 1] + sum(stock[name][:, year + 1] for name in _NON_CASH)
    before = stock["total_equity"][:, year] - gained
    bounded = np.clip(before, _whole(_LEAST_EQUITY * assets), _whole(_MOST_EQUITY * assets))
    stock["total_equity"][:, year + 1] = bounded


def _earn(year: int, rate: Floats, flows: dict[str, Wholes], stock: dict[str, Wholes]) -> None:
    loans = stock["short_term_loans"][:, year] + stock["long_term_loans"][:, year]
    flows["interest_expense"][:, year] = _whole(rate * loans)
    long_lived = stock["fixed"][:, year] + stock["intangible"][:, year]
    flows["depreciation"][:, year] = _whole(0.12 * long_lived)
    costs = ("cogs", "selling_expense", "admin_expense", "interest_expense")
    profit = flows["revenue"][:, year] - sum(flows[name][:, year] for name in costs)
    flows["operating_profit"][:, year] = profit
    flows["income_tax"][:, year] = _whole(_TAX * np.maximum(profit, 0))
    flows["net_profit"][:, year] = profit - flows["income_tax"][:, year]


def _statement_items(flows: dict[str, Wholes], stock: dict[str, Wholes]) -> dict[str, Wholes]:
    current = ("cash", "accounts_receivable", "inventory", "other_current")
    same = ("cash", "accounts_receivable", "inventory", "short_term_loans", "long_term_loans",
            "total_liabilities", "total_equity")  # fmt: skip
    return {
        **flows,
        **{name: stock[name] for name in same},
        "current_assets": np.asarray(sum(stock[name] for name in current)),
        "fixed_assets_net": stock["fixed"],
        "intangible_assets": stock["intangible"],
        "total_assets": stock["total_liabilities"] + stock["total_equity"],
        "accounts_payable": stock["payable"],
        "current_liabilities": stock["total_liabilities"] - stock["long_term_loans"],
    }


def _cash_flows(flows: dict[str, Wholes], stock: dict[str, Wholes]) -> dict[str, Wholes]:
    """The indirect method; financing is what operations and investment leave to explain."""
    working = sum(stock[name] for name in ("accounts_receivable", "inventory", "other_current"))
    working = working - stock["payable"]
    long_lived = stock["fixed"] + stock["intangible"]
    cfo = flows["net_profit"] + flows["depreciation"] - _change(working)
    cfi = -_change(long_lived) - flows["depreciation"]
    return {"cfo": cfo, "cfi": cfi, "cff": _change(stock["cash"]) - cfo - cfi}


def _change(balance: Any) -> Wholes:
    change = np.array(balance)
    change[:, :-1] -= balance[:, 1:]
    return np.asarray(change)
