"""Have columns of numbers moved more than chance moves them, missing values included?

Three questions of each column: is it spread otherwise over the bins of the reference, is it missing
more or less often, is it higher or lower as a whole? The smallest p-value of all columns and
questions is compared with what random re-divisions of the same rows give: this holds exactly for
any sample size and any dependence between the columns (Westfall and Young 1993, single-step minP).
Where both sides are large, chi-square and normal p-values with Holm's correction take its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, hypergeom, ncx2, norm, rankdata

from models.monitoring.verdicts import DRIFT_ALARMS, POWER, holm
from models.psi import index_parts
from models.tables import Floats

Codes = NDArray[np.int64]
BINS = 10
DIVISIONS = 499
QUESTIONS = 3
AMBER, RED = 0.10, 0.25  # house practice for the index, not law
LEAST_EXPECTED = 3.0  # firms that a bin should hold on the smaller side, or it joins a neighbour
LEAST_SPREAD = 5  # bins a column must fill to be asked whether it is higher or lower
MOST_ROWS = 20_000
MOST_EXACT = 2_000  # rows of the smaller side up to which re-divisions are drawn
_CELLS_AT_ONCE = 4_000_000
_HALF = 0.5
_AS_STRANGE = 1.0 + 1e-9  # equal but for rounding


@dataclass(frozen=True)
class Shift:
    """What became of one column: stability index, missing shares, and how likely by chance.

    `psi_by_chance` is the index that equal populations have on average at these sizes. `p_value`
    is adjusted for all columns of the report.
    """

    psi: float
    psi_by_chance: float
    missing_before: float
    missing_now: float
    p_value: float

    @property
    def psi_beyond_chance(self) -> float:
        """The index less what chance alone gives, at least 0."""
        return max(self.psi - self.psi_by_chance, 0.0)


def shifts(
    reference: Floats, current: Floats, seed: int = 0, divisions: int = DIVISIONS
) -> list[Shift]:
    """How each column of `current` (m, k) differs from that of `reference` (n, k).

    Of more than 20,000 rows of a side, so many are taken at even distances. The least p-value
    there can be is 1 / (divisions + 1).
    """
    before, now = _thinned(reference), _thinned(current)
    table = _Table(before, now)
    is_small = min(len(before), len(now)) <= MOST_EXACT
    p_values = table.exact(seed, divisions) if is_small else table.by_formula()
    return [
        Shift(psi, chance, float(np.isnan(old).mean()), float(np.isnan(new).mean()), p)
        for psi, chance, old, new, p in zip(
            *table.indices(), before.T, now.T, p_values, strict=True
        )
    ]


def fewest_rows(n_reference: int, n_columns: int) -> int | None:
    """How many current rows tell an index of 0.25 with a power of 80 % among so many columns.

    None where no number of rows is enough, for so small a reference.
    Source: non-central chi-square; its excess is the index times n * m / (n + m).
    """
    level = DRIFT_ALARMS / (QUESTIONS * max(n_columns, 1))
    bound = chi2.isf(level, BINS)
    needed = 1.0
    while ncx2.sf(bound, BINS, needed * RED) < POWER:
        needed += 1.0
    if needed >= n_reference:
        return None
    return int(np.ceil(needed * n_reference / (n_reference - needed)))


def _thinned(values: Floats) -> Floats:
    if len(values) <= MOST_ROWS:
        return values
    chosen = np.linspace(0, len(values) - 1, MOST_ROWS).astype(np.int64)
    return values[chosen]


class _Table:
    """Both sides in one table of bins and ranks, so that a division of rows is a choice of rows."""

    def __init__(self, before: Floats, now: Floats) -> None:
        self.n_before, self.n_now = len(before), len(now)
        pooled = np.concatenate([before, now])
        codes = [_codes(old, both) for old, both in zip(before.T, pooled.T, strict=True)]
        self.sizes = np.array([size for _, size in codes])
        self.starts = np.cumsum(self.sizes) - self.sizes
        self.missing = self.starts + self.sizes - 1  # each column's last bin
        self.cells = np.stack([code for code, _ in codes], axis=1) + self.starts
        self.totals = np.bincount(self.cells.ravel(), minlength=int(self.sizes.sum()))
        self.joined, self.degrees = self._joined()
        self.ranks = _ranks(pooled)
        self.spread = (self.ranks**2).sum(axis=0)  # ranks are centred: missing adds nothing

    @property
    def rows_now(self) -> Codes:
        return np.arange(self.n_before, self.n_before + self.n_now)[None]

    def indices(self) -> tuple[Floats, Floats]:
        """The stability index of each column, and its mean where nothing has moved."""
        now = self._counts(self.rows_now)[0]
        filled = np.add.reduceat((self.totals > 0).astype(np.int64), self.starts)
        bins = np.repeat(filled, self.sizes)
        shares = (now + _HALF) / (self.n_now + _HALF * bins)
        old = (self.totals - now + _HALF) / (self.n_before + _HALF * bins)
        parts = np.where(self.totals > 0, index_parts(old, shares), 0.0)
        chance = (filled - 1) * (1.0 / self.n_now + 1.0 / self.n_before)
        return np.add.reduceat(parts, self.starts), chance.astype(np.float64)

    def by_formula(self) -> list[float]:
        """Holm's adjusted p-values of the usual tests, one for each column."""
        return holm(np.minimum(QUESTIONS * self._least(self.rows_now)[0], 1.0).tolist())

    def exact(self, seed: int, divisions: int) -> list[float]:
        """Adjusted p-values: how often some column of a random division looks as strange."""
        random = np.random.default_rng(seed)
        observed = self._least(self.rows_now)[0]
        strangest = np.concatenate([
            self._least(rows).min(axis=1) for rows in self._divisions(random, divisions)
        ])  # fmt: skip
        as_strange = (strangest[:, None] <= observed * _AS_STRANGE).sum(axis=0)
        p_values: list[float] = ((as_strange + 1.0) / (divisions + 1.0)).tolist()
        return p_values

    def _divisions(self, random: np.random.Generator, divisions: int) -> Iterator[Codes]:
        """Rows of the current side under random divisions, a batch at a time."""
        rows, drawn = self.n_before + self.n_now, self.n_now
        at_once = max(1, _CELLS_AT_ONCE // (drawn * len(self.sizes)))
        for start in range(0, divisions, at_once):
            count = min(at_once, divisions - start)
            yield np.stack([
                random.choice(rows, drawn, replace=False, shuffle=False) for _ in range(count)
            ])  # fmt: skip

    def _counts(self, rows: Codes) -> Floats:
        """How many of the chosen rows (d, m) lie in each bin of each column (d, bins)."""
        width = len(self.totals)
        places = self.cells[rows] + width * np.arange(len(rows))[:, None, None]
        counts = np.bincount(places.ravel(), minlength=width * len(rows))
        return counts.reshape(len(rows), width).astype(np.float64)

    def _joined(self) -> tuple[Codes, Codes]:
        """Where groups of bins begin that hold enough together, and the groups of each column."""
        share = min(self.n_now, self.n_before) / (self.n_now + self.n_before)
        begins, groups = [], []
        for start, size in zip(self.starts, self.sizes, strict=True):
            found = _groups((self.totals[start : start + size] * share).tolist())
            begins += [start + each for each in found]
            groups.append(len(found))
        return np.array(begins), np.array(groups)

    def _least(self, rows: Codes) -> Floats:
        """The least p-value of the three questions for each division and column (d, k)."""
        counts = self._counts(rows)
        missing = counts[:, self.missing]
        answers = [self._bins(counts), self._missing(missing), self._rank(rows, missing)]
        least: Floats = np.min(answers, axis=0)
        return least

    def _bins(self, counts: Floats) -> Floats:
        """Chi-square of the groups of bins."""
        now = np.add.reduceat(counts, self.joined, axis=1)
        totals = np.add.reduceat(self.totals, self.joined)
        one, other = np.sqrt(self.n_before / self.n_now), np.sqrt(self.n_now / self.n_before)
        parts = (one * now - other * (totals - now)) ** 2 / np.maximum(totals, 1)
        statistic = np.add.reduceat(parts, np.cumsum(self.degrees) - self.degrees, axis=1)
        return np.where(self.degrees > 1, chi2.sf(statistic, np.maximum(self.degrees - 1, 1)), 1.0)

    def _missing(self, missing: Floats) -> Floats:
        """Exact two-sided test of the number missing (Fisher: hypergeometric, twice the tail)."""
        if len(missing) > 1:
            return self._missing_p[missing.astype(np.int64), np.arange(missing.shape[1])]
        told = (self.n_before + self.n_now, self.totals[self.missing], self.n_now)
        more, fewer = hypergeom.sf(missing - 1, *told), hypergeom.cdf(missing, *told)
        return _two_sided(more, fewer)

    @cached_property
    def _missing_p(self) -> Floats:
        """The same for every number that could be missing (m + 1, k)."""
        told = (self.n_before + self.n_now, self.totals[self.missing], self.n_now)
        chance = hypergeom.pmf(np.arange(self.n_now + 1)[:, None], *told)
        return _two_sided(chance[::-1].cumsum(axis=0)[::-1], chance.cumsum(axis=0))

    def _rank(self, rows: Codes, missing: Floats) -> Floats:
        """Two-sided rank sum test of the known values, normal approximation with ties."""
        sums, known = self.ranks[rows].sum(axis=1), self.n_now - missing
        total = self.n_before + self.n_now - self.totals[self.missing]
        pairs = np.maximum(total * (total - 1.0), 1.0)
        deviation = np.sqrt(np.maximum(known * (total - known) * self.spread / pairs, 0.0))
        z = np.divide(sums, deviation, out=np.zeros_like(sums), where=deviation > 0)
        return np.where(self.degrees >= LEAST_SPREAD, 2.0 * norm.sf(np.abs(z)), 1.0)


def _two_sided(more: Floats, fewer: Floats) -> Floats:
    found: Floats = np.minimum(2.0 * np.minimum(more, fewer), 1.0)
    return found


def _groups(expected: Sequence[float]) -> list[int]:
    """First places of runs of neighbouring bins that hold at least `LEAST_EXPECTED` each.

    >>> _groups([4.0, 1.0, 2.0, 5.0, 0.5])
    [0, 1, 3]
    """
    begins, held = [0], 0.0
    for place, each in enumerate(expected):
        if held >= LEAST_EXPECTED and sum(expected[place:]) >= LEAST_EXPECTED:
            begins.append(place)
            held = 0.0
        held += each
    return begins


def _codes(reference: Floats, values: Floats) -> tuple[Codes, int]:
    """The bin of each value and how many bins there are; the last bin holds what is missing.

    Bins hold equal shares of the reference's known values; where it has few different ones, each
    is a bin of its own, with bins for whatever lies between.
    """
    known = reference[~np.isnan(reference)]
    points = np.unique(known)
    if len(points) <= BINS:
        codes = np.searchsorted(points, values, "left") + np.searchsorted(points, values, "right")
        size = 2 * len(points) + 2
    else:
        edges = np.unique(np.quantile(known, np.arange(1, BINS) / BINS))
        codes, size = np.searchsorted(edges, values, "left"), len(edges) + 2
    return np.where(np.isnan(values), size - 1, codes).astype(np.int64), size


def _ranks(pooled: Floats) -> Floats:
    """Centred mid-ranks of the known values of each column; 0 where missing."""
    ranks = np.zeros_like(pooled)
    for place, column in enumerate(pooled.T):
        known = ~np.isnan(column)
        if known.any():
            ranks[known, place] = rankdata(column[known]) - (known.sum() + 1) / 2
    return ranks
