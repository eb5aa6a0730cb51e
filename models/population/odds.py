"""With which intercepts do planted effects meet each segment's target?"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from models.population.segments import SEGMENTS

Floats = NDArray[np.float64]
_LOWEST, _HIGHEST = -20.0, 10.0
_STEPS = 60


def chances(effects: Floats, segment: NDArray[Any], intercepts: Floats) -> Floats:
    """Probabilities from planted log-odds and the intercepts of the segments."""
    return np.asarray(expit(intercepts[segment] + effects))


def solve_intercepts(
    effects: Floats, segment: NDArray[Any], targets: tuple[float, ...], weights: Floats
) -> Floats:
    """The intercepts with which each segment's weighted mean chance is its target, by bisection."""
    inside = [segment == place for place in range(len(SEGMENTS))]
    return np.array(
        [
            _intercept(effects[own], target, weights[own])
            for own, target in zip(inside, targets, strict=True)
        ]
    )


def _intercept(effects: Floats, target: float, weights: Floats) -> float:
    low, high = _LOWEST, _HIGHEST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        too_low = float(np.average(expit(middle + effects), weights=weights)) < target
        low, high = (middle, high) if too_low else (low, middle)
    return (low + high) / 2
