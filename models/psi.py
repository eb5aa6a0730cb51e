"""Has a distribution moved: the population stability index, with what is missing as a bin?"""

from typing import NamedTuple

import numpy as np
from scipy.stats import chi2

from models.tables import Floats

_BINS = 10
_HALF = 0.5


class Bins(NamedTuple):
    """Inner edges of a reference's bins, ascending; the last bin holds what is missing."""

    edges: Floats

    def shares(self, values: Floats) -> Floats:
        """The share of each bin; half a firm is added to each, so that none is empty."""
        known = values[~np.isnan(values)]
        counts = np.bincount(
            np.searchsorted(self.edges, known, side="left"), minlength=len(self.edges) + 1
        )
        all_counts = np.append(counts, len(values) - len(known)) + _HALF
        found: Floats = all_counts / all_counts.sum()
        return found


def bins_of(reference: Floats, n_bins: int = _BINS) -> Bins:
    """Bins of about equal count of the reference's known values; ties stay together.

    >>> bins_of(np.array([1.0, 2.0, 3.0, 4.0, np.nan]), n_bins=2).edges
    array([2.])
    """
    known = np.sort(reference[~np.isnan(reference)])
    if not len(known):
        return Bins(np.empty(0))
    places = np.arange(1, n_bins) * len(known) // n_bins
    edges = np.unique(known[np.maximum(places - 1, 0)])
    return Bins(edges[edges < known[-1]])


def index_of(expected: Floats, actual: Floats) -> float:
    """The index of two vectors of shares: sum of (actual - expected) * ln(actual / expected).

    Source: Siddiqi 2006, "Credit Risk Scorecards", chapter 9.

    >>> round(index_of(np.array([0.5, 0.5]), np.array([0.6, 0.4])), 4)
    0.0405
    """
    return float(index_parts(expected, actual).sum())


def index_parts(expected: Floats, actual: Floats) -> Floats:
    """What each bin adds to the index, shares above 0 given."""
    return (actual - expected) * np.log(actual / expected)


def psi(reference: Floats, current: Floats) -> float:
    """The index of `current` against the bins of `reference`; NaN is a bin of its own."""
    bins = bins_of(reference)
    return index_of(bins.shares(reference), bins.shares(current))


def psi_by_chance(reference: Floats, current: Floats, share: float = 0.95) -> float:
    """The quantile of the index where nothing has moved: small samples alone give as much.

    Source: Yurdakul and Naranjo 2020, "Statistical properties of the population stability index".
    """
    degrees = max(len(bins_of(reference).edges) + int(np.isnan(reference).any()), 1)
    return float(chi2.ppf(share, degrees) * (1.0 / len(reference) + 1.0 / len(current)))
