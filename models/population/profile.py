"""Who is the simulated firm: age, place, trade, size, people?"""

from datetime import date
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from engine.firm.registration import District
from models.population.segments import Columns, happens, per_firm

PACES = 5
DAYS_PER_YEAR = 365.25
DISTRICTS: tuple[str, ...] = get_args(District)
_DISTRICT_SHARES = (6, 7, 14, 18, 12, 18, 4, 3, 6, 9, 1, 1, 1)
INDUSTRIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("I6513", ("296x", "ecosystem", "ai")),
    ("I6513", ("296x", "ai")),
    ("I6511", ("296x", "ecosystem")),
    ("I6520", ("296x", "ecosystem", "key_chain")),
    ("I6531", ("producer_service",)),
    ("I6550", ("296x", "ai", "producer_service")),
    ("C3964", ("296x", "ecosystem", "future", "ai")),
    ("C3491", ("296x", "ecosystem", "key_chain")),
    ("C3973", ("296x", "ecosystem", "key_chain")),
    ("C3581", ("ecosystem", "key_chain")),
    ("C2761", ("296x", "ecosystem", "key_chain")),
    ("C3841", ("ecosystem", "key_chain")),
    ("C4011", ("ecosystem",)),
    ("M7320", ("future",)),
    ("M7340", ("ecosystem",)),
    ("M7513", ("ecosystem", "producer_service")),
    ("C3311", ()),
    ("F5179", ()),
)
OWNERSHIPS = ("private", "mixed", "foreign", "state")
_OWNERSHIP_SHARES = (0.88, 0.06, 0.03, 0.03)
_MOST_STAFF = 5_000
_WAGES = np.array([8.5e4, 1.2e5, 1.5e5, 1.7e5, 1.9e5])  # yuan a year, by segment


def draw_profile(
    rng: np.random.Generator, segment: NDArray[np.int64], on: date
) -> dict[str, NDArray[Any]]:
    """Columns of age, trade, people and of the yearly sales pace (this year first)."""
    n = len(segment)
    age = rng.uniform(per_firm("age_low", segment), per_firm("age_high", segment))
    quality = rng.standard_normal(n)
    revenue = _revenue(rng, segment)
    profile: dict[str, NDArray[Any]] = {
        "segment": segment,
        "quality": quality,
        "founded": on.toordinal() - np.rint(age * DAYS_PER_YEAR).astype(np.int64),
        "pace": _paces(rng, segment, quality, revenue),
        "district": rng.choice(len(DISTRICTS), n, p=np.divide(_DISTRICT_SHARES, 100)),
        "industry": rng.integers(0, len(INDUSTRIES), n),
        "ownership": rng.choice(len(OWNERSHIPS), n, p=_OWNERSHIP_SHARES),
        "recognised": happens(rng, 0.3, n),
        "observed_before": rng.integers(0, 20, n),
    }
    profile |= _people(rng, profile)
    profile["first_capital"] = _first_capital(rng, profile)
    return profile


def _revenue(rng: np.random.Generator, segment: NDArray[np.int64]) -> NDArray[np.float64]:
    middle, spread = (
        np.log(per_firm("revenue_median", segment)),
        per_firm("revenue_spread", segment),
    )
    low = ndtr((np.log(per_firm("revenue_low", segment)) - middle) / spread)
    high = ndtr((np.log(per_firm("revenue_high", segment)) - middle) / spread)
    revenue = np.exp(middle + spread * ndtri(rng.uniform(low, high)))
    sells = rng.random(len(segment)) >= per_firm("silent", segment)
    return np.where(sells, revenue, 0.0)


def _paces(
    rng: np.random.Generator,
    segment: NDArray[np.int64],
    quality: NDArray[np.float64],
    revenue: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Sales a year (n, 5): this year, the last fiscal year, and the three before it."""
    shape = (len(segment), PACES - 1)
    middle = per_firm("growth", segment) + 0.08 * quality
    growth = np.clip(middle[:, None] + 0.2 * rng.standard_normal(shape), -0.5, 2.5)
    paces = np.empty((len(segment), PACES))
    paces[:, 1] = revenue
    paces[:, 0] = revenue * (1 + growth[:, 0])
    for place in range(2, PACES):
        paces[:, place] = paces[:, place - 1] / (1 + growth[:, place - 1])
    return paces


def _people(rng: np.random.Generator, profile: Columns) -> dict[str, NDArray[Any]]:
    n, pace = len(profile["segment"]), profile["pace"][:, 1]
    by_sales = pace / np.exp(np.log(4.5e5) + 0.3 * rng.standard_normal(n))
    headcount = np.clip(by_sales, rng.integers(3, 13, n), _MOST_STAFF).astype(np.int64)
    insured = np.rint(headcount * np.clip(0.95 + 0.08 * rng.standard_normal(n), 0.5, 1.0))
    growth = 0.08 + 0.04 * profile["quality"] + 0.2 * rng.standard_normal(n)
    wage = _WAGES[profile["segment"]] * np.exp(0.25 * rng.standard_normal(n))
    rnd_share = np.clip(0.28 + 0.15 * rng.standard_normal(n), 0.02, 0.9)
    return {
        "headcount": headcount,
        "insured": insured.astype(np.int64),
        "insured_before": np.rint(insured / np.clip(1 + growth, 0.4, 3.0)).astype(np.int64),
        "rnd_staff": np.maximum(np.rint(headcount * rnd_share), 1).astype(np.int64),
        "payroll": np.rint(headcount * wage).astype(np.int64),
        "has_talent": happens(rng, 0.12, n),
    }


def _first_capital(rng: np.random.Generator, profile: Columns) -> NDArray[np.int64]:
    spread = np.exp(0.8 * rng.standard_normal(len(profile["segment"])))
    steps = np.rint((5e5 + 0.08 * profile["pace"][:, 1]) * spread / 1e4)
    return np.asarray(steps.astype(np.int64) * 10_000)
