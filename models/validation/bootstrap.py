"""How far could a figure have come out otherwise: intervals from firms drawn again?"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.tables import Floats
from models.validation.measures import Integers, Ranked, auc_of, ks_of

LEVEL = 0.95
_CELLS_AT_ONCE = 4_000_000


class Estimate(NamedTuple):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


class Separation(NamedTuple):
    """AUC and KS of one set of firms."""

    auc: Estimate
    ks: Estimate


def estimate(value: float, drawn: Floats) -> Estimate:
    """The figure with the 95 % interval of its bootstrap draws; draws that are NaN do not count."""
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return Estimate(value, float("nan"), float("nan"))
    tail = (1.0 - LEVEL) / 2.0
    low, high = np.quantile(known, [tail, 1.0 - tail])
    return Estimate(value, float(low), float(high))


def drawn_weights(
    groups: NDArray[np.str_], draws: int, rng: np.random.Generator
) -> Iterator[Floats]:
    """How often each row is drawn (some draws, n): whole firms, as many as there are."""
    names, unit = np.unique(groups, return_inverse=True)
    at_once = max(1, _CELLS_AT_ONCE // len(groups))
    even = np.full(len(names), 1.0 / len(names))
    for start in range(0, draws, at_once):
        counts = rng.multinomial(len(names), even, min(at_once, draws - start))
        yield counts[:, unit].astype(np.float64)


def separation(
    margin: Floats, target: Integers, groups: NDArray[np.str_], draws: int, seed: int
) -> Separation:
    """AUC and KS with intervals from firms drawn again, all rows of a firm together."""
    ranked = Ranked(margin, target)
    aucs, distances = [], []
    for weights in drawn_weights(groups, draws, np.random.default_rng(seed)):
        outcomes = ranked.outcomes(weights)
        aucs.append(auc_of(outcomes))
        distances.append(ks_of(outcomes))
    whole = ranked.outcomes()
    return Separation(
        estimate(float(auc_of(whole)), np.concatenate(aucs)),
        estimate(float(ks_of(whole)), np.concatenate(distances)),
    )


def auc_gain(
    ours: Floats, theirs: Floats, target: Integers, groups: NDArray[np.str_], seed: int
) -> Estimate:
    """Our AUC less theirs, both on the same firms drawn again 500 times."""
    mine, other = Ranked(ours, target), Ranked(theirs, target)
    drawn = [
        auc_of(mine.outcomes(weights)) - auc_of(other.outcomes(weights))
        for weights in drawn_weights(groups, 500, np.random.default_rng(seed))
    ]
    value = float(auc_of(mine.outcomes()) - auc_of(other.outcomes()))
    return estimate(value, np.concatenate(drawn))
