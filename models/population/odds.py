"""With which intercept do planted effects meet a segment's target?"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
_LOWEST, _HIGHEST = -20.0, 10.0
_STEPS = 60


def chances(effects: Floats, segment: NDArray[Any], intercepts: Floats) -> Floats:
    """Probabilities from planted log-odds and the intercepts of the segments."""
    return np.asarray(expit(intercepts[segment] + effects))


def solve_intercept(effects: Floats, target: float, weights: Floats | None = None) -> float:
    """The intercept with which the (weighted) mean chance is `target`, by bisection."""
    low, high = _LOWEST, _HIGHEST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        too_low = float(np.average(expit(middle + effects), weights=weights)) < target
        low, high = (middle, high) if too_low else (low, middle)
    return (low + high) / 2
