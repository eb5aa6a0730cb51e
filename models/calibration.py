"""Does a predicted probability of default come true, and how far may the true one be away?"""

import math
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator
from scipy.special import expit, logit

from engine.errors import ModelError
from engine.scoring import IntervalOf, pd_of
from models.tables import Floats

_STEPS = 100
_FEW = 8  # so many are told sooner one by one
_CLOSE = 1e-10
_LEAST_SLOPE = 0.01
_LEAST_CURVATURE = 1e-12
# Far beyond any fit, yet far from where floats overflow.
_STEEPEST, _FARTHEST = 1e3, 1e6


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Calibration(_Strict):
    """An affine map of log-odds: calibrated = intercept + slope * margin; order is kept."""

    slope: float = Field(default=1.0, gt=0, le=_STEEPEST)
    intercept: float = Field(default=0.0, ge=-_FARTHEST, le=_FARTHEST)

    def apply(self, margin: Floats) -> Floats:
        """Calibrated log-odds of raw log-odds.

        >>> Calibration(slope=2.0, intercept=-1.0).apply(np.array([0.0, 3.0]))
        array([-1.,  5.])
        """
        return self.intercept + self.slope * margin

    def at_prior(self, trained_rate: float, prior: float) -> "Calibration":
        """The same map for a population whose default rate is `prior`.

        Source: King and Zeng 2001, "Logistic regression in rare events data", prior correction.

        >>> Calibration().at_prior(trained_rate=0.5, prior=0.5)
        Calibration(slope=1.0, intercept=0.0)
        """
        if not 0.0 < prior < 1.0:
            raise ModelError(f"a prior default rate lies between 0 and 1, not at {prior}")
        shift = float(logit(prior) - logit(trained_rate))
        return Calibration(slope=self.slope, intercept=self.intercept + shift)


def fit_calibration(margin: Floats, target: Floats, weight: Floats | None = None) -> Calibration:
    """Platt's affine map, fitted to rows (target 1 = default) the model has not seen.

    A unit normal prior around slope 1 keeps a handful of rows from making it explode, and the
    slope never falls to 0, so the order of the firms is kept.

    >>> fit_calibration(np.array([-1.0, 1.0]), np.array([1.0, 0.0])).slope > 0
    True
    """
    ones = np.ones(len(margin))
    counts = ones if weight is None else weight
    change, intercept = _logistic(margin, [margin, ones], target, [1.0, 0.0], counts)
    if 1.0 + change >= _LEAST_SLOPE:
        return Calibration(slope=1.0 + change, intercept=intercept)
    return fit_level(_LEAST_SLOPE, margin, target, counts)


def fit_level(
    slope: float, margin: Floats, target: Floats, weight: Floats | None = None
) -> Calibration:
    """The map of that slope under which as many defaults are expected as there were.

    >>> fit_level(1.0, np.array([0.0, 0.0]), np.array([1.0, 0.0])).intercept
    0.0
    """
    ones = np.ones(len(margin))
    counts = ones if weight is None else weight
    (intercept,) = _logistic(slope * margin, [ones], target, [0.0], counts)
    return Calibration(slope=slope, intercept=intercept)


def calibrated_loss(margin: Floats, target: Floats, weight: Floats | None = None) -> float:
    """The mean logarithmic loss of calibrated log-odds; 0 is certain and right.

    >>> round(calibrated_loss(np.array([0.0]), np.array([1.0])), 4)
    0.6931
    """
    counts = np.ones(len(margin)) if weight is None else weight
    return float((counts * (np.logaddexp(0.0, margin) - target * margin)).sum() / counts.sum())


class CalibrationLine(NamedTuple):
    """What a logistic regression of outcomes on calibrated log-odds finds."""

    slope: float
    intercept: float


def calibration_line(margin: Floats, target: Floats) -> CalibrationLine:
    """How calibrated log-odds came true: slope 1 and intercept 0 are perfect, slope < 1 overfits.

    Source: Cox 1958, "Two further applications of a model for binary regression".
    """
    ones = np.ones(len(margin))
    change, intercept = _logistic(margin, [margin, ones], target, [0.0, 0.0], ones)
    return CalibrationLine(1.0 + change, intercept)


def _logistic(
    offset: Floats,
    columns: Sequence[Floats],
    target: Floats,
    ridge: Sequence[float],
    counts: Floats,
) -> tuple[float, ...]:
    """The weights of `columns` in a logistic regression with `offset`, by damped Newton steps.

    Each row counts as often as `counts` says.
    """
    design, penalty = np.stack(columns), np.array(ridge)
    weights = np.zeros(len(columns))

    def loss(at: Floats) -> float:
        margin = offset + (at[:, None] * design).sum(axis=0)
        fit = (counts * (np.logaddexp(0.0, margin) - target * margin)).sum()
        return float(fit + 0.5 * (penalty * at**2).sum())

    for _ in range(_STEPS):
        chance = expit(offset + (weights[:, None] * design).sum(axis=0))
        slope = (design * (counts * (chance - target))).sum(axis=1) + penalty * weights
        weighted = design * (counts * (chance * (1.0 - chance)))
        curvature = np.array([[(a * b).sum() for b in design] for a in weighted])
        curvature += np.diag(penalty + _LEAST_CURVATURE)
        step = np.linalg.solve(curvature, slope)
        while loss(weights - step) > loss(weights) + _CLOSE and np.abs(step).max() > _CLOSE:
            step = step / 2.0
        weights = weights - step
        if np.abs(step).max() <= _CLOSE:
            break
    return tuple(weights.tolist())


def pds_of(margin: Floats) -> Floats:
    """The PD of each log-odds, with the bits of `pd_of`.

    Exponentials come one by one: an array function may round a batch differently.
    """
    if len(margin) <= _FEW:
        return np.array([pd_of(each) for each in margin.tolist()], dtype=np.float64)
    odds = np.fromiter(map(math.exp, (-np.abs(margin)).tolist()), np.float64, len(margin))
    pds: Floats = np.where(margin >= 0.0, 1.0, odds) / (1.0 + odds)
    return pds


class PdInterval(_Strict):
    """Where 90 of 100 true PDs lie, or with 90 % certainty the default rate of such margins.

    Which of the two, says `of`. Distances in log-odds from the margin: `low` and `high` hold at
    the margins `at` (ascending), in between they are interpolated.
    """

    of: IntervalOf = "true_pd"
    at: tuple[float, ...] = Field(min_length=1)
    low: tuple[float, ...]
    high: tuple[float, ...]

    @model_validator(mode="after")
    def _form_a_table(self) -> "PdInterval":
        if not len(self.at) == len(self.low) == len(self.high):
            raise ValueError("the columns of the interval differ in length")
        if any(later <= earlier for earlier, later in pairwise(self.at)):
            raise ValueError("the margins of the interval do not ascend")
        if any(low > high for low, high in zip(self.low, self.high, strict=True)):
            raise ValueError("the interval is upside down")
        return self

    def bounds(self, margin: Floats) -> Floats:
        """Lowest and highest PD (n, 2) around each calibrated log-odds (n,)."""
        at, low, high = self._columns
        bounds = np.empty((len(margin), 2))
        bounds[:, 0] = np.interp(margin, at, low)
        bounds[:, 1] = np.interp(margin, at, high)
        bounds += margin[:, None]
        return pds_of(bounds.ravel()).reshape(-1, 2)

    @cached_property
    def _columns(self) -> tuple[Floats, Floats, Floats]:
        return np.array(self.at), np.array(self.low), np.array(self.high)
