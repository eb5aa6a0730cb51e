"""Which kinds of firms apply, how many of each, and how often do they default?

Shares, applicant default rates and unsecured LGD: project handbook, section 7, "Simulation
targets" (illustrative). All other numbers here, the rate of a next round within 24 months among
them, are plausible sizes, not statistics.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.text import Text

Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Segment:
    """One kind of applicant; money in yuan, shares and rates in 0..1.

    `default_rate` is of 12 months, `next_round_rate` of 24; `lgd` is the mean loss of defaults.
    """

    name: str
    label: Text
    share: float
    default_rate: float
    age_low: float
    age_high: float
    revenue_median: float
    revenue_spread: float
    revenue_low: float
    revenue_high: float
    silent: float
    growth: float
    rnd_median: float
    cash_months: float
    top_buyer: float
    has_loan: float
    has_round: float
    round_median: float
    rights_mean: float
    next_round_rate: float
    lgd: float


_KIND = (
    "name", "label", "share", "default_rate", "age_low", "age_high", "revenue_median",
    "revenue_spread", "revenue_low", "revenue_high", "silent", "growth", "rnd_median",
    "cash_months", "top_buyer", "has_loan", "has_round", "round_median", "rights_mean",
    "next_round_rate", "lgd",
)  # fmt: skip
_ROWS: tuple[tuple[Any, ...], ...] = (
    ("seed", Text(zh="种子", en="Seed"), 0.20, 0.08, 0.2, 2.0, 6e5, 0.8, 5e4, 2e6,
     0.7, 0.8, 0.30, 6.0, 0.50, 0.10, 0.45, 2e6, 0.3,
     0.30, 0.75),
    ("startup", Text(zh="初创/好苗子", en="Start-up"), 0.30, 0.05, 1.0, 5.0, 4e6, 0.9, 3e5, 2e7,
     0.0, 0.5, 0.16, 2.2, 0.42, 0.35, 0.45, 8e6, 1.0,
     0.28, 0.65),
    ("growth", Text(zh="成长", en="Growth"), 0.35, 0.028, 3.0, 15.0, 3e7, 0.7, 6e6, 2e8,
     0.0, 0.22, 0.10, 1.8, 0.34, 0.6, 0.30, 2.5e7, 3.0,
     0.15, 0.55),
    ("specialised", Text(zh="专精特新/小巨人", en="Specialised"), 0.12, 0.013, 5.0, 22.0, 9e7, 0.6,
     1.2e7, 2e8, 0.0, 0.12, 0.07, 1.8, 0.28, 0.7, 0.25, 5e7, 9.0, 0.12, 0.45),
    ("stable", Text(zh="稳定(营收2亿元以上)", en="Stable"), 0.03, 0.009, 8.0, 28.0, 3.5e8, 0.5,
     2e8, 2e9, 0.0, 0.07, 0.05, 1.8, 0.22, 0.8, 0.25, 1e8, 20.0, 0.06, 0.40),
)  # fmt: skip
SEGMENTS: tuple[Segment, ...] = tuple(
    Segment(**dict(zip(_KIND, row, strict=True))) for row in _ROWS
)


def happens(
    rng: np.random.Generator, chance: float, shape: int | tuple[int, ...]
) -> NDArray[np.bool_]:
    """Which of the independent events of equal `chance` happen."""
    return np.asarray(rng.random(shape) < chance)


def per_firm(name: str, segment: NDArray[np.int64]) -> NDArray[np.float64]:
    """The number `name` of each firm's segment, firms given by the place of their segment."""
    return np.array([getattr(each, name) for each in SEGMENTS], dtype=np.float64)[segment]
