"""What does the simulated firm own, whom has it raised money from, what stands against it?"""

from datetime import date
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from engine.firm.innovation import QualificationCode
from models.population.accounts import fiscal_year_ends
from models.population.segments import Columns, happens, per_firm

MOST_ROUNDS = 3
QUALIFICATIONS: tuple[str, ...] = get_args(QualificationCode)
# Chance to hold each qualification, in the order of QUALIFICATIONS, by segment.
_HELD = np.array(
    [
        [0.35, 0.10, 0.00, 0.02, 0.00, 0.00, 0.15, 0.02, 0.01, 0.00],
        [0.65, 0.40, 0.15, 0.15, 0.01, 0.00, 0.15, 0.07, 0.03, 0.00],
        [0.70, 0.60, 0.60, 0.35, 0.05, 0.00, 0.00, 0.05, 0.01, 0.01],
        [0.45, 0.60, 0.90, 0.40, 0.80, 0.25, 0.00, 0.00, 0.00, 0.05],
        [0.00, 0.30, 0.80, 0.10, 0.30, 0.10, 0.00, 0.00, 0.00, 0.15],
    ]
)


def draw_rounds(rng: np.random.Generator, profile: Columns, on: date) -> dict[str, NDArray[Any]]:
    """Equity rounds (n, 3), the latest first, and what each fiscal year brought in (n, 4)."""
    n, age = len(profile["segment"]), on.toordinal() - profile["founded"]
    backed = rng.random(n) < per_firm("has_round", profile["segment"])
    wanted = np.where(backed, rng.integers(1, MOST_ROUNDS + 1, n), 0)
    gap = rng.integers(30, 600, (n, MOST_ROUNDS))
    before = np.cumsum(gap, axis=1)
    exists = (np.arange(MOST_ROUNDS) < wanted[:, None]) & (before < age[:, None] - 20)
    size = np.exp(0.7 * rng.standard_normal((n, MOST_ROUNDS))) * 0.45 ** np.arange(MOST_ROUNDS)
    amount = per_firm("round_median", profile["segment"])[:, None] * size
    amount = np.where(exists, np.maximum(np.rint(amount / 1e4), 10) * 1e4, 0).astype(np.int64)
    dilution = rng.uniform(0.06, 0.2, (n, MOST_ROUNDS))
    closed = on.toordinal() - before
    return {
        "round_exists": exists,
        "round_closed": closed,
        "round_amount": amount,
        "round_value": np.rint(amount / dilution).astype(np.int64),
        "founder_share": np.rint(10_000 * np.prod(np.where(exists, 1 - dilution, 1.0), axis=1)
                                 * rng.uniform(0.7, 1.0, n)).astype(np.int64),
        "raised": _by_fiscal_year(closed, amount, on),
    }  # fmt: skip


def _by_fiscal_year(
    closed: NDArray[np.int64], amount: NDArray[np.int64], on: date
) -> NDArray[np.int64]:
    ends = [end.toordinal() for end in fiscal_year_ends(on)]
    starts = [*ends[1:], date(on.year - len(ends) - 1, 12, 31).toordinal()]
    inside = [(closed > low) & (closed <= high) for low, high in zip(starts, ends, strict=True)]
    return np.stack([np.where(year, amount, 0).sum(axis=1) for year in inside], axis=1)


def draw_standing(rng: np.random.Generator, profile: Columns) -> dict[str, NDArray[Any]]:
    """Rights, research, qualifications and entries in public registers."""
    return _rights(rng, profile) | _research(rng, profile) | _registers(rng, profile)


def _rights(rng: np.random.Generator, profile: Columns) -> dict[str, NDArray[Any]]:
    n, mean = len(profile["segment"]), per_firm("rights_mean", profile["segment"])
    patents = rng.poisson(mean * rng.gamma(1.2, 1 / 1.2, n))
    value = patents * np.exp(np.log(6e5) + 0.5 * rng.standard_normal(n))
    appraised = (patents > 0) & happens(rng, 0.3, n)
    pledged = np.where(happens(rng, 0.25, n), rng.integers(1, 11, n) * 1_000, 0)
    return {
        "patents": patents,
        "utility_models": rng.poisson(2 * mean * rng.gamma(1.0, 1.0, n)),
        "designs": rng.poisson(0.3 * mean),
        "software": rng.poisson(3 + 2 * mean * rng.gamma(1.0, 1.0, n)),
        "filings": rng.poisson(0.4 * mean + 0.3),
        "appraised": np.where(appraised, np.rint(value / 1e4) * 1e4, -1).astype(np.int64),
        "pledged": np.where(appraised, pledged, -1),
        "first_set": rng.random(n) < 0.01 + 0.004 * mean,
    }


def _research(rng: np.random.Generator, profile: Columns) -> dict[str, NDArray[Any]]:
    n, segment = len(profile["segment"]), profile["segment"]
    equipment = profile["headcount"] * np.exp(np.log(2.5e4) + 0.8 * rng.standard_normal(n))
    contracts = profile["pace"][:, 0] * rng.uniform(0, 0.3, n) * happens(rng, 0.2, n)
    return {
        "projects": rng.poisson(1 + 0.3 * per_firm("rights_mean", segment)),
        "national": rng.random(n) < 0.02 + 0.01 * per_firm("rights_mean", segment),
        "equipment": np.rint(equipment).astype(np.int64),
        "contracts": np.rint(contracts).astype(np.int64),
        "held": rng.random((n, len(QUALIFICATIONS))) < _HELD[segment],
        "held_days": rng.integers(30, 1_000, (n, len(QUALIFICATIONS))),
    }


def _registers(rng: np.random.Generator, profile: Columns) -> dict[str, NDArray[Any]]:
    n, weakness = len(profile["segment"]), np.exp(-0.25 * profile["quality"])
    enforcements = np.minimum(rng.poisson(0.07 * weakness * rng.gamma(0.7, 1 / 0.7, n)), 5)
    return {
        "enforcements": enforcements,
        "dishonest": (enforcements > 0) & happens(rng, 0.08, n),
        "defendant": np.minimum(rng.poisson(0.15 * weakness), 8),
        "penalties": np.minimum(rng.poisson(0.05 * weakness), 5),
        "abnormal": rng.random(n) < 0.015 * weakness,
        "entry_days": rng.integers(20, 900, n),
        "entry_amount": np.rint(np.exp(np.log(2e5) + rng.standard_normal(n))).astype(np.int64),
    }
