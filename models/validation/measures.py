"""How well do predicted PDs part defaults from the others, and how far are they from the truth?

Everywhere a margin is a log-odds of default (higher is riskier) and target 1 is default.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from engine.errors import ModelError
from models.tables import Floats

N_BINS = 10
_SMALLEST = 1e-12
Integers = NDArray[np.int64]


class Outcomes(NamedTuple):
    """Defaults and other firms at each distinct margin, ascending; the last axis are margins."""

    bad: Floats
    good: Floats


class Ranked:
    """Margins and outcomes sorted once, so that thousands of weighted samples cost little."""

    def __init__(self, margin: Floats, target: Integers) -> None:
        """Sort; margins are finite.

        Raises:
            ModelError: the outcomes are not both present.
        """
        if not 0 < target.sum() < len(target):
            raise ModelError("discrimination needs firms that defaulted and firms that did not")
        self.order = np.argsort(margin, kind="stable")
        _, self.starts = np.unique(margin[self.order], return_index=True)
        self.bad = target[self.order].astype(np.float64)

    def outcomes(self, weights: Floats | None = None) -> Outcomes:
        """The weighted counts at each distinct margin; `weights` is (n,) or (draws, n)."""
        one = np.ones(len(self.order)) if weights is None else weights[..., self.order]
        bad = np.add.reduceat(one * self.bad, self.starts, axis=-1)
        return Outcomes(bad, np.add.reduceat(one, self.starts, axis=-1) - bad)


def auc_of(outcomes: Outcomes) -> Floats:
    """The chance that a default has the higher margin; a tie counts one half. NaN if one-sided.

    Source: Hanley and McNeil 1982, "The meaning and use of the area under a ROC curve".
    """
    bad, good = outcomes
    below = np.cumsum(good, axis=-1) - good
    pairs = bad.sum(axis=-1) * good.sum(axis=-1)
    won = (bad * (below + 0.5 * good)).sum(axis=-1)
    return np.asarray(won / np.where(pairs > 0, pairs, np.nan))


def ks_of(outcomes: Outcomes) -> Floats:
    """The largest distance between the two cumulated distributions. NaN if one-sided."""
    bad, good = outcomes
    with np.errstate(invalid="ignore"):
        apart = np.cumsum(bad, axis=-1) / bad.sum(axis=-1, keepdims=True)
        apart = apart - np.cumsum(good, axis=-1) / good.sum(axis=-1, keepdims=True)
    return np.asarray(np.abs(apart).max(axis=-1))


def auc(margin: Floats, target: Integers) -> float:
    """The area under the ROC curve; a tie counts one half.

    >>> auc(np.array([1.0, 2.0, 2.0, 3.0]), np.array([0, 0, 1, 1]))
    0.875
    """
    return float(auc_of(Ranked(margin, target).outcomes()))


def ks(margin: Floats, target: Integers) -> float:
    """The Kolmogorov-Smirnov distance of defaults and others.

    >>> ks(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 1, 0, 1]))
    0.5
    """
    return float(ks_of(Ranked(margin, target).outcomes()))


def brier(pd: Floats, target: Integers) -> float:
    """The mean squared distance of PD and outcome."""
    return float(np.mean((pd - target) ** 2))


def brier_skill(pd: Floats, target: Integers) -> float:
    """The share of the Brier score of the plain default rate that the PDs save; below 0: harm."""
    rate = float(target.mean())
    return 1.0 - brier(pd, target) / max(rate * (1.0 - rate), _SMALLEST)


def equal_count_bins(pd: Floats, n_bins: int = N_BINS) -> list[Integers]:
    """The rows of each of `n_bins` bins of equal count, PD ascending; fewer where rows are few."""
    order = np.argsort(pd, kind="stable")
    return np.array_split(order, max(1, min(n_bins, len(pd))))


def ece(pd: Floats, target: Integers, n_bins: int = N_BINS) -> float:
    """Expected calibration error: mean |mean PD - default rate| of bins of equal count.

    >>> ece(np.array([0.1, 0.1, 0.5, 0.5]), np.array([0, 0, 0, 1]), n_bins=2)
    0.05
    """
    gaps = [
        len(rows) * abs(pd[rows].mean() - target[rows].mean())
        for rows in equal_count_bins(pd, n_bins)
    ]
    return float(sum(gaps) / len(pd))


def eces_when_perfect(pd: Floats, rng: np.random.Generator, draws: int = 500) -> Floats:
    """The ECE that chance alone gives where every PD is right, drawn so many times."""
    bins = equal_count_bins(pd)
    sizes = np.array([len(rows) for rows in bins])
    means = np.array([pd[rows].mean() for rows in bins])
    found = np.empty(draws)
    for turn in range(draws):
        came = rng.random(len(pd)) < pd
        rates = np.array([came[rows].mean() for rows in bins])
        found[turn] = (sizes * np.abs(means - rates)).sum() / len(pd)
    return found


class HosmerLemeshow(NamedTuple):
    """The statistic and the chance of one as large where every PD is right."""

    statistic: float
    p_value: float


def hosmer_lemeshow(pd: Floats, target: Integers, n_bins: int = N_BINS) -> HosmerLemeshow:
    """The Hosmer-Lemeshow test on firms the model was not fitted to: as many degrees as bins.

    Source: Hosmer, Lemeshow and Sturdivant 2013, "Applied Logistic Regression", 5.2.2.
    """
    bins = equal_count_bins(pd, n_bins)
    total = 0.0
    for rows in bins:
        expected, mean = float(pd[rows].sum()), float(pd[rows].mean())
        total += (float(target[rows].sum()) - expected) ** 2 / max(
            expected * (1.0 - mean), _SMALLEST
        )
    return HosmerLemeshow(total, float(chi2.sf(total, len(bins))))
