"""What does the simulated firm own and know, and what stands against it?"""

from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from engine.firm.innovation import QualificationCode
from models.population.profile import INDUSTRIES
from models.population.segments import Columns, happens, per_firm

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
_WITH_LAYOUTS = ("I6520", "C3973", "C2761")  # circuit layouts, new drugs
_HAS_LAYOUTS = np.array([code in _WITH_LAYOUTS for code, _ in INDUSTRIES])


def draw_standing(rng: np.random.Generator, profile: Columns) -> dict[str, NDArray[Any]]:
    """Rights, research, qualifications and entries in public registers."""
    return _rights(rng, profile) | _research(rng, profile) | _registers(rng, profile)


def _rights(rng: np.random.Generator, profile: Columns) -> dict[str, NDArray[Any]]:
    n, mean = len(profile["segment"]), per_firm("rights_mean", profile["segment"])
    layouts = _HAS_LAYOUTS[profile["industry"]]
    patents = rng.poisson(mean * rng.gamma(1.2, 1 / 1.2, n))
    value = patents * np.exp(np.log(6e5) + 0.5 * rng.standard_normal(n))
    appraised = (patents > 0) & happens(rng, 0.3, n)
    pledged = np.where(happens(rng, 0.25, n), rng.integers(1, 11, n) * 1_000, 0)
    return {
        "patents": patents,
        "other_class1": rng.poisson(0.5 * mean) * layouts,
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
