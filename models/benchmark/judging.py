"""How good were the PDs of rows no model had seen, and by how much is one contender behind?

Everywhere PDs are (repeats, n) of the same n judged rows, and target 1 is default.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import rankdata

from engine.errors import TableError
from models.benchmark.splits import Fold
from models.calibration import calibration_line, fit_level
from models.tables import Floats
from models.validation.bootstrap import Estimate, drawn_weights, estimate
from models.validation.measures import Ranked, auc_of, brier, ece, eces_when_perfect

Integers = NDArray[np.int64]
DRAWS = 1_000
PERFECT_DRAWS = 500
PERFECT_SHARE = 0.95
_CELLS_AT_ONCE = 2_000_000
_SMALLEST = 1e-9


@dataclass(frozen=True)
class Judged:
    """The rows that were judged: their outcomes, and the group of each where rows have groups."""

    target: Integers
    groups: NDArray[Any] | None


@dataclass(frozen=True)
class Quality:
    """Figures of the out-of-fold PDs, pooled within each repeat; the mean over the repeats.

    `ece_limit` is the 95th percentile of the ECE of a model whose PDs, the same ones, are right.
    `ece_at_level` is what is left of the ECE once the log-odds are shifted, all by as much, until
    as many defaults are expected as there were: the prior correction of King and Zeng 2001.
    """

    auc: float
    brier: float
    ece: float
    ece_at_level: float
    ece_limit: float
    slope: float


def pooled(folds: Sequence[Fold], answers: Sequence[Floats], n: int) -> Floats:
    """The PD of each judged row in every repeat (repeats, judged rows), in the order of the table.

    `answers` holds the PDs of each fold's test rows; `n` is the number of rows of the table.

    Raises:
        TableError: the repeats judge different rows.
    """
    found = np.full((1 + max(fold.repeat for fold in folds), n), np.nan)
    for fold, pds in zip(folds, answers, strict=True):
        found[fold.repeat, fold.test] = pds
    pds = found[:, judged_rows(folds)]
    if np.isnan(pds).any():
        raise TableError("the repeats of the split judge different rows")
    return pds


def judged_rows(folds: Sequence[Fold]) -> Integers:
    """The rows that some fold judges, ascending."""
    return np.unique(np.concatenate([fold.test for fold in folds]))


def quality_of(pds: Floats, judged: Judged, seed: int) -> Quality:
    """How good the PDs are; calibration slope 1 is perfect, below 1 they go too far apart.

    Raises:
        TableError: the judged rows hold one outcome only.
    """
    target = judged.target
    if len(np.unique(target)) == 1:
        raise TableError("the rows to judge by hold one outcome only")
    rng = np.random.default_rng(seed)
    figures = [_figures(pd, target, rng) for pd in pds]
    return Quality(*np.mean(figures, axis=0).tolist())


def _figures(pd: Floats, target: Integers, rng: np.random.Generator) -> list[float]:
    margin = logit(np.clip(pd, _SMALLEST, 1.0 - _SMALLEST))
    perfect = eces_when_perfect(pd, rng, PERFECT_DRAWS)
    return [
        float(auc_of(Ranked(pd, target).outcomes())),
        brier(pd, target),
        ece(pd, target),
        ece(at_own_level(margin, target), target),
        float(np.quantile(perfect, PERFECT_SHARE)),
        calibration_line(margin, target.astype(np.float64)).slope,
    ]


def at_own_level(margin: Floats, target: Integers) -> Floats:
    """The PDs of log-odds shifted by one number so that their mean is the default rate.

    >>> at_own_level(np.array([2.0, 2.0]), np.array([1, 0])).tolist()
    [0.5, 0.5]
    """
    return np.asarray(expit(fit_level(1.0, margin, target.astype(np.float64)).apply(margin)))


class DrawnAuc(NamedTuple):
    """The AUC of one contender on the judged rows, and on rows drawn again (draws,)."""

    whole: float
    drawn: Floats


def drawn_aucs(pds: Mapping[str, Floats], judged: Judged, seed: int) -> dict[str, DrawnAuc]:
    """The AUC of each contender, and on the same rows for all, drawn again.

    Defaults are drawn among defaults and others among others; whole groups where rows have groups.
    """
    ranked = {name: [Ranked(pd, judged.target) for pd in each] for name, each in pds.items()}
    drawn: dict[str, list[Floats]] = {name: [] for name in pds}
    for weights in _draws(judged, np.random.default_rng(seed)):
        for name, each in ranked.items():
            drawn[name].append(_mean_auc(each, weights))
    return {
        name: DrawnAuc(float(_mean_auc(each, None)), np.concatenate(drawn[name]))
        for name, each in ranked.items()
    }


def ahead_of(one: DrawnAuc, other: DrawnAuc) -> Estimate:
    """The AUC of one less that of the other, with a 95 % interval from the same rows."""
    return estimate(one.whole - other.whole, one.drawn - other.drawn)


def behind_best(aucs: Mapping[str, DrawnAuc]) -> dict[str, Estimate]:
    """The best AUC less each contender's, with a 95 % interval."""
    best = max(aucs, key=lambda name: aucs[name].whole)
    return {name: ahead_of(aucs[best], each) for name, each in aucs.items()}


def ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, the lowest first; equal values share the mean of their ranks.

    >>> ranks([0.2, 0.1, 0.2])
    [2.5, 1.0, 2.5]
    """
    found: list[float] = rankdata(values).tolist()
    return found


def _mean_auc(repeats: Sequence[Ranked], weights: Floats | None) -> Floats:
    return np.asarray(np.mean([auc_of(each.outcomes(weights)) for each in repeats], axis=0))


def _draws(judged: Judged, rng: np.random.Generator) -> Iterator[Floats]:
    """How often each row is drawn (some draws, n)."""
    if judged.groups is not None:
        return drawn_weights(judged.groups.astype(np.str_), DRAWS, rng)
    return _stratified(judged.target, rng)


def _stratified(target: Integers, rng: np.random.Generator) -> Iterator[Floats]:
    n = len(target)
    at_once = max(1, _CELLS_AT_ONCE // n)
    for start in range(0, DRAWS, at_once):
        draws = min(at_once, DRAWS - start)
        weights = np.empty((draws, n))
        for outcome in (0, 1):
            own = np.flatnonzero(target == outcome)
            even = np.full(len(own), 1.0 / len(own))
            weights[:, own] = rng.multinomial(len(own), even, draws)
        yield weights
