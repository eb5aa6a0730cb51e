"""How much does the simulated firm flatter what it declares itself?

About one firm in five inflates, weak firms more often and more: the chance is
expit(-1.2 + 0.9 x planted log-odds of default), the size 8 % plus an exponential share of mean
15 % (plus 5 % per point of log-odds above zero), at most 100 %; over all inflators a quarter. The
others stay within 2 %. All illustrative.

Unaudited accounts book sales that never were by that share of revenue (60 % of it in the years
before), with their cost of sales: receivables, payables, profit and equity grow, cash and cash
flows do not, and every identity still holds. The truth stays with the simulator: risks, invoices,
taxes and insured persons follow from it. Headcount, R&D staff, the R&D ledger, high-tech revenue,
market share, orders and claims of the main business are inflated in audited firms as well.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from models.population.accounts import YEARS, Wholes, whole
from models.population.segments import Columns

Floats = NDArray[np.float64]
AUDITED_FROM = 2  # segments: growth and later have audited accounts
_BASE, _SLOPE = -1.2, 0.9
_LEAST, _MEAN, _MORE_WHEN_WEAK, _MOST = 0.08, 0.15, 0.05, 1.0
_HONEST = 0.02
_BY_YEAR = np.array([1.0, 0.6, 0.6, 0.0])  # nothing in the year that only opens the books
_MOST_WEAKNESS = 3.0


def draw_optimism(rng: np.random.Generator, weakness: Floats) -> Floats:
    """The share by which each firm inflates; `weakness` is its planted log-odds of default."""
    n = len(weakness)
    inflates = rng.random(n) < expit(_BASE + _SLOPE * weakness)
    scale = _MEAN + _MORE_WHEN_WEAK * np.clip(weakness, 0, _MOST_WEAKNESS)
    size = np.minimum(_LEAST + scale * rng.exponential(1.0, n), _MOST)
    return np.where(inflates, size, rng.uniform(0, _HONEST, n))


def declared_totals(totals: Columns, optimism: Floats, audited: NDArray[Any]) -> dict[str, Any]:
    """The totals as the firm's own accounts show them; audited accounts show the truth."""
    share = (np.where(audited, 0.0, optimism))[:, None] * _BY_YEAR[:YEARS]
    sales, costs = whole(share * totals["revenue"]), whole(share * totals["cogs"])
    profit, receivable, payable = sales - costs, _so_far(sales), _so_far(costs)
    added: dict[str, Wholes] = {
        "revenue": sales,
        "cogs": costs,
        "profit_before_tax": profit,
        "net_profit": profit,
        "accounts_receivable": receivable,
        "payable": payable,
        "total_assets": receivable,
        "total_liabilities": payable,
        "retained": receivable - payable,
        "total_equity": receivable - payable,
    }
    return dict(totals) | {name: totals[name] + more for name, more in added.items()}


def _so_far(flow: Wholes) -> Wholes:
    """The sum of a flow from the oldest year on, the latest year first."""
    return np.asarray(np.flip(np.cumsum(np.flip(flow, axis=1), axis=1), axis=1))
