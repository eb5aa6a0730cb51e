"""How is a block of simulated firms drawn, column by column?"""

from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.population.accounts import draw_accounts
from models.population.profile import draw_profile
from models.population.risk import solve_intercepts, true_pd
from models.population.segments import SEGMENTS
from models.population.standing import draw_rounds, draw_standing
from models.population.trade import draw_trade

BLOCK = 1_000
CALIBRATION_FIRMS = 10_000
_CALIBRATION_SEED = 20_260_630
_SHARES = tuple(segment.share for segment in SEGMENTS)
# Chance that a section is in the record, by segment; the record names them in this order.
SECTION_NAMES = (
    "statements", "invoices", "tax", "people", "intellectual_property", "research",
    "qualifications", "equity", "debts", "judicial", "orders",
)  # fmt: skip
_PRESENT = np.array(
    [
        [0.90, 0.70, 0.80, 0.93, 0.90, 0.60, 0.90, 0.93, 0.80, 0.97, 0.20],
        [0.95, 0.92, 0.94, 0.96, 0.95, 0.75, 0.95, 0.95, 0.90, 0.98, 0.50],
        [0.98, 0.96, 0.97, 0.98, 0.97, 0.85, 0.97, 0.95, 0.95, 0.99, 0.65],
        [0.99, 0.98, 0.98, 0.99, 0.99, 0.95, 0.99, 0.95, 0.98, 0.99, 0.75],
        [1.00, 0.99, 0.99, 0.99, 0.99, 0.95, 0.99, 0.95, 0.99, 0.99, 0.80],
    ]
)
OPTIONAL_FIELDS = 6
_FIELD_PRESENT = 0.93


def block_columns(seed: int, block: int, on: date) -> dict[str, NDArray[Any]]:
    """The columns of the 1,000 firms of a block, whatever other blocks are drawn."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(block,)))
    segment = rng.choice(len(SEGMENTS), BLOCK, p=_SHARES)
    columns = _columns(rng, segment, on)
    columns["true_pd"] = true_pd(columns, on, intercepts(on))
    columns["default"] = rng.random(BLOCK) < columns["true_pd"]
    columns["section_present"] = rng.random((BLOCK, len(SECTION_NAMES))) < _PRESENT[segment]
    columns["field_present"] = rng.random((BLOCK, OPTIONAL_FIELDS)) < _FIELD_PRESENT
    return columns


@lru_cache(maxsize=8)
def intercepts(on: date) -> NDArray[np.float64]:
    """The log-odds at which each segment meets its target, from a sample of its own."""
    rng = np.random.default_rng(_CALIBRATION_SEED)
    segment = np.repeat(np.arange(len(SEGMENTS)), CALIBRATION_FIRMS)
    return solve_intercepts(_columns(rng, segment, on), on)


def _columns(
    rng: np.random.Generator, segment: NDArray[np.int64], on: date
) -> dict[str, NDArray[Any]]:
    profile = draw_profile(rng, segment, on)
    rounds = draw_rounds(rng, profile, on)
    accounts = draw_accounts(rng, profile, rounds["raised"], on)
    trade = draw_trade(rng, profile, accounts, on)
    return profile | rounds | accounts | trade | draw_standing(rng, profile)
