"""Into which bins does a feature fall, and how much safer than average is each of them?"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from models.tables import Flags, Floats

MOST_BINS = 6
_FEWEST_BINS = 2
_EVENTS_PER_BIN = 8.0
_LEAST_SHARE = 0.05
_MOST_AT_FIRST = 10  # with 20, as is usual, the search takes three times as long and gains nothing
_TRENDS = {1: "ascending", -1: "descending", 0: "auto"}


@dataclass(frozen=True)
class Bins:
    """One feature in bins: `splits` ascending, a bin begins at its split; the last is `missing`.

    Per bin: `rows` and `events`, weighted where weights were given, and `woe`, the weight of
    evidence: log of the bin's odds of no event over the average odds. Higher is safer, 0 is
    average. A missing value that training never saw is average.
    """

    splits: Floats
    rows: Floats
    events: Floats
    woe: Floats

    def place(self, values: Floats) -> Any:
        """The number of the bin of each value (n,); infinities belong to the outer bins."""
        return np.where(np.isnan(values), len(self.splits) + 1, _placed(values, self.splits))

    def lines(self) -> list[dict[str, Any]]:
        """A line per bin: `bin` in words, `low` and `high` bound, count, events, rate and evidence.

        `low` <= value < `high`; both are nan in the bin of missing values. The event rate of a
        bin nobody is in is nan.
        """
        edges = [-np.inf, *self.splits.tolist(), np.inf]
        bounds = [*pairwise(edges), (np.nan, np.nan)]
        columns = zip(bounds, self.rows.tolist(), self.events.tolist(), self.woe, strict=True)
        return [
            {
                "bin": "missing" if np.isnan(low) else f"[{low:.6g}, {high:.6g})",
                "low": low,
                "high": high,
                "count": rows,
                "events": events,
                "event_rate": events / rows if rows > 0.0 else np.nan,
                "woe": float(woe),
            }
            for (low, high), rows, events, woe in columns
        ]

    @property
    def information(self) -> float:
        """Information value: how far the bins part events from the rest; 0 where not at all.

        Source: Siddiqi 2006, "Credit Risk Scorecards", chapter 6.
        """
        goods = self.rows - self.events
        shares = goods / goods.sum() - self.events / self.events.sum()
        return float((shares * self.woe).sum())


def fit_bins(values: Floats, target: Floats, weight: Floats, direction: int) -> Bins:
    """The bins of a feature (n,) that part events (target 1) best, in the declared direction.

    Args:
        values: the feature; nan is missing and has a bin of its own.
        target: 1 where the event happened, else 0; both occur.
        weight: of each row.
        direction: 1 where the event's rate never falls as the feature rises, -1 where it never
            rises, 0 where any course is allowed. The missing bin is outside the direction.

    Source: Navas-Palencia 2020, "Optimal binning: mathematical programming formulation".
    """
    splits = _splits(values, target, weight, direction)
    missing, n_bins = len(splits) + 1, len(splits) + 2
    bins = np.where(np.isnan(values), missing, _placed(values, splits))
    rows = _sums(bins, weight, n_bins)
    events = _sums(bins, weight * target, n_bins)
    return Bins(splits, rows, events, _woe(rows, events, direction))


def _placed(values: Floats, splits: Floats) -> Any:
    return np.searchsorted(splits, values, side="right")


def _sums(bins: Any, weight: Floats, n_bins: int) -> Floats:
    return np.bincount(bins, weight, n_bins).astype(np.float64)


def _splits(values: Floats, target: Floats, weight: Floats, direction: int) -> Floats:
    from optbinning import OptimalBinning

    known = ~np.isnan(values)
    fewer = _fewer(target[known], weight[known])
    distinct, rank = np.unique(values[known], return_inverse=True)
    if fewer < _FEWEST_BINS or len(distinct) < _FEWEST_BINS:
        return np.empty(0)
    binning = OptimalBinning(
        solver="mip",
        monotonic_trend=_TRENDS[direction],
        max_n_bins=int(np.clip(fewer // _EVENTS_PER_BIN, _FEWEST_BINS, MOST_BINS)),
        min_bin_size=_LEAST_SHARE,
        max_n_prebins=_MOST_AT_FIRST,
    )
    # Ranks, because the trees it begins with read single precision only.
    binning.fit(rank.astype(np.float64), target[known], sample_weight=_weights(weight[known]))
    begins: Floats = distinct[np.ceil(binning.splits).astype(np.int64)]
    return begins


def _fewer(target: Floats, weight: Floats) -> float:
    """Weight of the rarer outcome, in rows of average weight."""
    events, total = float((weight * target).sum()), float(weight.sum())
    return min(events, total - events) * len(target) / total if total > 0.0 else 0.0


def _weights(weight: Floats) -> Floats | None:
    even: Flags = weight == weight[0]
    return None if even.all() else weight / weight.mean()


def _woe(rows: Floats, events: Floats, direction: int) -> Floats:
    """Weight of evidence by bin; each bin also holds one event's worth of average rows.

    Those pull small bins to the average, and could turn the order of two bins, which is mended.
    """
    average = float(events.sum() / rows.sum())
    spread = 1.0 / min(average, 1.0 - average)
    rate = (events + spread * average) / (rows + spread)
    if direction:
        rate[:-1] = _ordered(rate[:-1], rows[:-1] + spread, direction)
    woe: Floats = np.log(average / (1.0 - average)) - np.log(rate / (1.0 - rate))
    return woe


def _ordered(rate: Floats, weight: Floats, direction: int) -> Floats:
    from sklearn.isotonic import isotonic_regression

    mended: Floats = isotonic_regression(rate, sample_weight=weight, increasing=direction > 0)
    return mended
