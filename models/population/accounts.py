"""What do the simulated firm's books truly hold, so that every sum in them holds?

Whole yuan as int64, the latest fiscal year first: assets equal liabilities plus equity, profit
follows from revenue and costs, equity moves by profit, rounds, owners' payments and dividends,
and the three cash flows add up to the change of cash. Other modules split these totals into lines.
"""

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.population.profile import DAYS_PER_YEAR
from models.population.segments import Columns, happens, per_firm

Wholes = NDArray[np.int64]
Floats = NDArray[np.floating[Any]]
SHOWN_YEARS = 3
YEARS = SHOWN_YEARS + 1  # one more, as opening balances of the oldest year shown
WAN = 10_000
_LEAST_YEAR = 30 / DAYS_PER_YEAR
_TAX = 0.15
_LEAST_EQUITY = -0.3
_PREMIUM = 0.85  # of a round; the rest is registered capital
_NON_CASH = (
    "accounts_receivable", "inventory", "other_current", "investments", "fixed", "intangible",
)  # fmt: skip
_DRAWN = ("revenue", "cogs", "selling_expense", "rnd_expense", "admin_expense")
_EARNED = (
    "interest_expense", "investment_income", "depreciation", "profit_before_tax", "income_tax",
    "net_profit", "paid_in", "dividends",
)  # fmt: skip
_CLAIMS = (
    "short_term_loans", "long_term_loans", "payable", "accrued", "owed", "total_liabilities",
    "total_equity", "retained",
)  # fmt: skip
TOTALS = (
    "cash", *_NON_CASH, *_CLAIMS, *_DRAWN, *_EARNED, "total_assets", "share_capital",
    "premium", "cfo", "cfi", "cff",
)  # fmt: skip


@lru_cache(maxsize=8)
def fiscal_year_ends(on: date) -> tuple[date, ...]:
    """The ends of the fiscal years simulated, the latest first."""
    return tuple(date(on.year - 1 - back, 12, 31) for back in range(YEARS))


def draw_accounts(
    rng: np.random.Generator, profile: Columns, rounds: Columns, on: date
) -> dict[str, NDArray[Any]]:
    """`TOTALS`, each (n, 4) or of cash flows (n, 3), the latest year first.

    `active` (n, 4) is the part of each year that saw the firm, `year_exists` whether any did.
    `rounds` brings `raised` (n, 4), the equity paid in during each fiscal year, and
    `raised_before` (n,), what was raised before those years.
    """
    active = _active(profile, on)
    flows = _costs(rng, profile, active)
    stock = _balances(rng, profile, flows, active)
    _close(rng, profile, _Books(_habits(rng, profile), flows, stock), rounds)
    stock["total_assets"] = stock["total_liabilities"] + stock["total_equity"]
    existence = {"active": active, "year_exists": active > 0}
    return flows | stock | _capital(stock, rounds) | _cash_flows(flows, stock) | existence


def whole(values: Floats) -> Wholes:
    """The nearest whole yuan."""
    return np.asarray(np.rint(values).astype(np.int64))


def change(balance: Wholes) -> Wholes:
    """Closing less opening balance of each year but the oldest (n, 3)."""
    return np.asarray(balance[:, :-1] - balance[:, 1:])


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
        noise = 1 + 0.06 * rng.standard_normal((n, YEARS))
        return np.asarray(rng.uniform(low, high, n)[:, None] * noise)

    margin = np.clip(0.45 + 0.06 * profile["quality"] + 0.1 * rng.standard_normal(n), 0.08, 0.8)
    ratio = np.exp(np.log(per_firm("rnd_median", segment)) + 0.8 * rng.standard_normal(n))
    rnd = np.clip(ratio, 0.002, 1.5)[:, None] * revenue * share(0.97, 1.03)
    silent = profile["pace"][:, 1:] == 0
    rnd = np.where(silent, staff * 1.1e5, rnd)
    return {
        "revenue": whole(revenue),
        "cogs": whole(revenue * (1 - margin)[:, None] * share(0.97, 1.03)),
        "selling_expense": whole(revenue * share(0.04, 0.13) + staff * 3e3),
        "rnd_expense": whole(rnd),
        "admin_expense": whole(revenue * share(0.06, 0.12) + staff * 1.5e4) + whole(rnd),
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
        noise = 1 + 0.05 * rng.standard_normal((n, YEARS))
        return np.asarray(rng.uniform(low, high, n)[:, None] * noise / DAYS_PER_YEAR)

    return {
        "cash": whole(cost * months[:, None] / 12),
        "accounts_receivable": whole(sales * days(30, 160)),
        "inventory": whole(flows["cogs"] * yearly * days(10, 110)),
        "other_current": whole(sales * days(3, 20) + staff * 4e3),
        "investments": whole(sales * days(1, 60) * happens(rng, 0.3, n)[:, None]),
        "fixed": whole(sales * days(15, 110) + staff * 2e4),
        "intangible": whole(sales * days(2, 30) + staff * 2e3),
        "payable": whole(flows["cogs"] * yearly * days(20, 100)),
        "accrued": whole(sales * days(3, 45) + staff * 8e3),
    }


class _Books(NamedTuple):
    """A firm's habits and its flows and balances so far."""

    habits: dict[str, Floats]
    flows: dict[str, Wholes]
    stock: dict[str, Wholes]


def _close(rng: np.random.Generator, profile: Columns, books: _Books, rounds: Columns) -> None:
    """Liabilities, equity, interest and profit, from the oldest year on; changes the books."""
    n, stock = len(profile["segment"]), books.stock
    for name in _CLAIMS:
        stock[name] = stock.get(name, np.zeros((n, YEARS), dtype=np.int64))
    for name in _EARNED:
        books.flows[name] = np.zeros((n, YEARS), dtype=np.int64)
    for year in reversed(range(YEARS)):
        wanted = stock["cash"][:, year] + sum(stock[name][:, year] for name in _NON_CASH)
        usual = np.floor(books.habits["ratio"] * wanted).astype(np.int64)
        _earn(year, usual, books)
        if year == YEARS - 1:
            _start(wanted - usual, profile, books, rounds)
        else:
            _move_equity(year, wanted, usual, books, rounds["raised"][:, year])
        _owe(year, wanted, usual, books)


def _habits(rng: np.random.Generator, profile: Columns) -> dict[str, Floats]:
    """How each firm pays for its assets, its owners' and lenders' shares in it, its rate."""
    n, segment = len(profile["segment"]), profile["segment"]
    ratio = 0.53 - 0.05 * profile["quality"] + 0.19 * rng.standard_normal(n)
    borrows = rng.random(n) < per_firm("has_loan", segment)
    pays_out = happens(rng, 0.55, n) * rng.uniform(0.4, 1.0, n)
    return {
        "ratio": np.clip(ratio, 0.06, 1.1),
        "short": np.where(borrows, rng.uniform(0.1, 0.45, n), 0.0),
        "long": np.where(borrows & happens(rng, 0.4, n), rng.uniform(0.05, 0.3, n), 0.0),
        "rate": rng.uniform(0.03, 0.055, n),
        "cover": np.clip(0.92 + 0.25 * rng.standard_normal(n), 0.2, 1.0),
        "payout": pays_out,
        "capital": rng.uniform(0.4, 0.95, n),
        "return": rng.uniform(0.0, 0.05, n),
    }


def _earn(year: int, usual: Wholes, books: _Books) -> None:
    """A year's profit; interest on the mean of opening and usual loans."""
    habits, flows, stock = books
    opening = min(year + 1, YEARS - 1)
    loans = stock["short_term_loans"][:, opening] + stock["long_term_loans"][:, opening]
    usual_loans = (habits["short"] + habits["long"]) * usual
    flows["interest_expense"][:, year] = whole(habits["rate"] * (loans + usual_loans) / 2)
    invested = stock["investments"][:, opening] * (year < opening)
    flows["investment_income"][:, year] = whole(habits["return"] * invested)
    long_lived = stock["fixed"][:, year] + stock["intangible"][:, year]
    flows["depreciation"][:, year] = whole(0.12 * long_lived)
    costs = ("cogs", "selling_expense", "admin_expense", "interest_expense")
    profit = flows["revenue"][:, year] - sum(flows[name][:, year] for name in costs)
    profit = profit + flows["investment_income"][:, year]
    flows["profit_before_tax"][:, year] = profit
    flows["income_tax"][:, year] = whole(_TAX * np.maximum(profit, 0))
    flows["net_profit"][:, year] = profit - flows["income_tax"][:, year]


def _start(equity: Wholes, profile: Columns, books: _Books, rounds: Columns) -> None:
    """The oldest year: equity as the firm likes it, and how much of it was earned."""
    habits, _, stock = books
    paid = profile["first_capital"] + rounds["raised_before"] + rounds["raised"][:, -1]
    capital = np.maximum(paid, whole(habits["capital"] * equity / WAN) * WAN)
    exists = stock["cash"][:, -1] > 0
    stock["total_equity"][:, -1] = np.where(exists, equity, 0)
    stock["retained"][:, -1] = np.where(exists, equity - capital, 0)


def _move_equity(year: int, wanted: Wholes, usual: Wholes, books: _Books, raised: Wholes) -> None:
    """Owners cover most of what is short of usual equity, and may take out part of a profit."""
    habits, flows, stock = books
    profit = flows["net_profit"][:, year]
    before = stock["total_equity"][:, year + 1] + profit + raised
    retained = stock["retained"][:, year + 1] + profit
    short = np.maximum(wanted - usual - before, 0)
    floor = np.maximum(whole(_LEAST_EQUITY * wanted) - before, 0)
    paid_in = -(-np.maximum(whole(habits["cover"] * short), floor) // WAN) * WAN
    spare = np.minimum(np.maximum(before - (wanted - usual), 0), np.maximum(profit, 0))
    dividends = np.minimum(whole(habits["payout"] * spare), np.maximum(retained, 0))
    flows["paid_in"][:, year], flows["dividends"][:, year] = paid_in, dividends
    stock["total_equity"][:, year] = before + paid_in - dividends
    stock["retained"][:, year] = retained - dividends


def _owe(year: int, wanted: Wholes, usual: Wholes, books: _Books) -> None:
    """Liabilities by kind; cash takes what equity and liabilities bring beyond what is wanted."""
    habits, _, stock = books
    equity = stock["total_equity"][:, year]
    trade = stock["payable"][:, year] + stock["accrued"][:, year]
    liabilities = np.maximum(wanted - equity, np.maximum(usual // 3, np.minimum(usual, trade)))
    stock["cash"][:, year] += equity + liabilities - wanted
    stock["total_liabilities"][:, year] = liabilities
    base = np.minimum(usual, liabilities)
    short = np.floor(habits["short"] * base).astype(np.int64)
    long = np.floor(habits["long"] * base).astype(np.int64)
    payable = np.minimum(stock["payable"][:, year], base // 4)
    rest = liabilities - short - long - payable
    accrued = np.minimum(stock["accrued"][:, year], rest * 2 // 3)
    stock["short_term_loans"][:, year], stock["long_term_loans"][:, year] = short, long
    stock["payable"][:, year], stock["accrued"][:, year] = payable, accrued
    stock["owed"][:, year] = rest - accrued


def _capital(stock: dict[str, Wholes], rounds: Columns) -> dict[str, Wholes]:
    """What owners paid in, as registered capital and as premium of the rounds."""
    capital = stock["total_equity"] - stock["retained"]
    raised = rounds["raised"] + 0
    raised[:, -1] += rounds["raised_before"]
    so_far = np.flip(np.cumsum(np.flip(raised, axis=1), axis=1), axis=1)
    premium = np.minimum(whole(_PREMIUM * so_far), capital)
    return {"share_capital": capital - premium, "premium": premium}


def _cash_flows(flows: dict[str, Wholes], stock: dict[str, Wholes]) -> dict[str, Wholes]:
    """The indirect method (n, 3); interest paid is financing, investment income is investing."""
    profit, depreciation, interest, income = (
        flows[name][:, :-1]
        for name in ("net_profit", "depreciation", "interest_expense", "investment_income")
    )
    working = stock["accounts_receivable"] + stock["inventory"] + stock["other_current"]
    working = working - stock["payable"] - stock["accrued"]
    held = stock["fixed"] + stock["intangible"] + stock["investments"]
    cfo = profit + depreciation + interest - income - change(working)
    cfi = income - depreciation - change(held)
    return {"cfo": cfo, "cfi": cfi, "cff": change(stock["cash"]) - cfo - cfi}
