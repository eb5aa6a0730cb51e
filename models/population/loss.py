"""How much of an unsecured claim is lost if a simulated firm defaults?

A default ends mildly (Beta around 0.1) or severely (Beta around 0.8), project handbook, section 7:
the loss share is bimodal and its mean over a segment's defaults is the segment's LGD. Effects
on the odds of a severe end are illustrative.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.population.segments import Columns

Floats = NDArray[np.float64]
_MILD, _SEVERE = (2.0, 18.0), (8.0, 2.0)
_MILD_MEAN, _SEVERE_MEAN = (a / (a + b) for a, b in (_MILD, _SEVERE))
LOSS_EFFECTS: dict[str, float] = {
    "owns_premises": -0.8,
    "debt_ratio_above_70": 0.5,
    "log_class1_rights": -0.15,
    "per_enforcement": 0.4,
}


def severe_target(lgd: float) -> float:
    """The share of severe ends that gives the mean loss `lgd`."""
    return (lgd - _MILD_MEAN) / (_SEVERE_MEAN - _MILD_MEAN)


def loss_log_odds(columns: Columns) -> Floats:
    """The planted effects on the odds of a severe end, before the segment's intercept."""
    debts, assets = columns["total_liabilities"][:, 0], columns["total_assets"][:, 0]
    present: dict[str, NDArray[Any]] = {
        "owns_premises": columns["owned_value"] > 0,
        "debt_ratio_above_70": debts > 0.7 * assets,
        "log_class1_rights": np.log1p(columns["patents"] + columns["other_class1"]),
        "per_enforcement": columns["enforcements"],
    }
    total = np.zeros(len(debts))
    for name, effect in LOSS_EFFECTS.items():
        total += effect * present[name]
    return total


def mean_loss(severe: Floats) -> Floats:
    """The expected loss share of a default whose end is severe with chance `severe`."""
    return _MILD_MEAN + (_SEVERE_MEAN - _MILD_MEAN) * severe


def draw_loss(rng: np.random.Generator, severe: Floats, default: NDArray[np.bool_]) -> Floats:
    """The realised loss share; NaN where the firm did not default."""
    n = len(severe)
    ends_badly = rng.random(n) < severe
    loss = np.where(ends_badly, rng.beta(*_SEVERE, n), rng.beta(*_MILD, n))
    return np.where(default, loss, np.nan)
