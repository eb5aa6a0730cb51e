"""Whom has the simulated firm raised money from, when, and at which value?

Sizes and dilution: project handbook, section 4.1, "Typical rounds" (illustrative).
"""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.population.accounts import fiscal_year_ends
from models.population.segments import Columns, happens, per_firm

MOST_ROUNDS = 3
_REGISTERED = 0.15  # of a round; the rest is premium
_DILUTION = (0.10, 0.25)


def draw_rounds(rng: np.random.Generator, profile: Columns, on: date) -> dict[str, NDArray[Any]]:
    """Equity rounds (n, 3), the latest first, and what each fiscal year brought in (n, 4)."""
    n, age = len(profile["segment"]), on.toordinal() - profile["founded"]
    backed = rng.random(n) < per_firm("has_round", profile["segment"])
    wanted = np.where(backed, rng.integers(1, MOST_ROUNDS + 1, n), 0)
    before = np.cumsum(rng.integers(30, 600, (n, MOST_ROUNDS)), axis=1)
    exists = (np.arange(MOST_ROUNDS) < wanted[:, None]) & (before < age[:, None] - 20)
    amount = np.where(exists, _amounts(rng, profile), 0)
    dilution = rng.uniform(*_DILUTION, (n, MOST_ROUNDS))
    kept = np.prod(np.where(exists, 1 - dilution, 1.0), axis=1)
    closed = on.toordinal() - before
    return {
        "round_exists": exists,
        "round_closed": closed,
        "round_amount": amount,
        "round_value": np.rint(amount / dilution).astype(np.int64),
        "round_qualified": exists & happens(rng, 0.55, (n, MOST_ROUNDS)),
        "founder_share": np.rint(10_000 * kept * rng.uniform(0.7, 1.0, n)).astype(np.int64),
    } | _by_fiscal_year(closed, amount, on)


def _amounts(rng: np.random.Generator, profile: Columns) -> NDArray[np.int64]:
    """Earlier rounds are smaller; none is under 100,000 yuan."""
    shape = (len(profile["segment"]), MOST_ROUNDS)
    size = np.exp(0.7 * rng.standard_normal(shape)) * 0.45 ** np.arange(MOST_ROUNDS)
    amount = per_firm("round_median", profile["segment"])[:, None] * size
    return np.asarray((np.maximum(np.rint(amount / 1e4), 10) * 1e4).astype(np.int64))


def _by_fiscal_year(
    closed: NDArray[np.int64], amount: NDArray[np.int64], on: date
) -> dict[str, NDArray[np.int64]]:
    ends = [end.toordinal() for end in fiscal_year_ends(on)]
    starts = [*ends[1:], date(on.year - len(ends) - 1, 12, 31).toordinal()]
    inside = [(closed > low) & (closed <= high) for low, high in zip(starts, ends, strict=True)]
    since = np.where(closed > ends[0], amount, 0).sum(axis=1)
    return {
        "raised": np.stack([np.where(year, amount, 0).sum(axis=1) for year in inside], axis=1),
        "raised_before": np.where(closed <= starts[-1], amount, 0).sum(axis=1),
        "registered_since": np.rint(_REGISTERED * since).astype(np.int64),
    }
