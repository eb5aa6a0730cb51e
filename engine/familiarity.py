"""Is a firm like those the model learnt from, or do its data contradict what they had in common?

Every feature is read as one of a few states: missing, or between two of its knots. Each term holds
the surprise of one state, or of two together; a firm's distance is the sum. So a value nobody had
counts, a common value missing counts, and so do two common values that do not go together, such
as the sales of one firm beside the staff of another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
Places = NDArray[np.int64]

ARRAYS: Mapping[str, type[np.generic]] = {
    "knot_counts": np.int32,
    "knots": np.float64,
    "term_first": np.int32,
    "term_second": np.int32,
    "cells": np.float64,
}
ALONE = -1
_MISSING = 0
_MORE_STATES = 2  # than knots: missing, and one more interval than there are bounds
_FEW = 8
_ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class Familiarity:
    """What k features of the training firms had in common, as arrays.

    Feature f has `knot_counts[f]` ascending `knots` (one or more), which follow in the order of
    the features. Its states are 0 for missing, and 1 more than the number of knots below the value.
    Term t speaks of feature `term_first[t]` alone (`term_second[t]` is -1) or together with
    `term_second[t]`. `cells` holds the terms' surprises one after the other, a row per state of
    the first feature: 0 for what is usual, the more the rarer. Above `limit` lies about one in
    twenty of the firms like those of the training.
    """

    limit: float
    knot_counts: Integers
    knots: Floats
    term_first: Integers
    term_second: Integers
    cells: Floats

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together, before anything is looked up in them."""
        for name, kind in ARRAYS.items():
            array = getattr(self, name)
            _require(array.ndim == 1 and array.dtype == kind, f"{name} is not a row of {kind}")
            array.flags.writeable = False
        _check_knots(self)
        _check_terms(self)

    def distance(self, values: Floats) -> Floats:
        """How unlike the training firms each firm of `values` (n, k) is (n,); 0 is most usual.

        Any float is allowed: nan is missing, infinities lie beyond all that was seen.
        """
        found = np.zeros(len(values))
        for start in range(0, len(values), _ROWS_AT_ONCE):
            rows = slice(start, start + _ROWS_AT_ONCE)
            found[rows] = _in_order(self._by_term(values[rows]))
        return found

    def surprises(self, values: Floats) -> Floats:
        """The surprise of each term (n, terms) for firms of `values` (n, k)."""
        return self._by_term(values).T

    def strangest(self, values: Floats, most: int) -> list[tuple[int, ...]]:
        """The features of the up to `most` terms that surprise most in one firm's values (k,)."""
        return self.strangest_rows(values[None, :], most)[0]

    def strangest_rows(self, values: Floats, most: int) -> list[list[tuple[int, ...]]]:
        """`strangest` of many firms (n, k), the same for each as alone."""
        found = []
        for start in range(0, len(values), _ROWS_AT_ONCE):
            surprise = self.surprises(values[start : start + _ROWS_AT_ONCE])
            order = np.argsort(-surprise, axis=1, kind="stable")[:, :most]
            strange = np.take_along_axis(surprise, order, axis=1) > 0.0
            found += [self._told(*each) for each in zip(order, strange, strict=True)]
        return found

    def _told(self, order: Places, strange: NDArray[np.bool_]) -> list[tuple[int, ...]]:
        terms = order[strange]
        pairs = zip(self.term_first[terms].tolist(), self.term_second[terms].tolist(), strict=True)
        return [(first,) if second == ALONE else (first, second) for first, second in pairs]

    def _by_term(self, values: Floats) -> Floats:
        """The surprise of each term (terms, n): a term's firms lie side by side."""
        states = self._states(values)
        places = states[self._first] * self._width[:, None]
        places += states[self._second] * self._together[:, None]
        places += self._offsets[:, None]
        found: Floats = self.cells[places]
        return found

    def _states(self, values: Floats) -> Places:
        """The state of each feature (k, n)."""
        columns = np.ascontiguousarray(values.T)
        if len(values) <= _FEW:
            below = (values[:, self._knot_feature] > self.knots).astype(np.int64)
            states = np.add.reduceat(below, self._knot_start, axis=1).T + 1
        else:
            states = np.empty(columns.shape, dtype=np.int64)
            for feature, knots in enumerate(self._knots_by_feature):
                states[feature] = np.searchsorted(knots, columns[feature])
            states += 1
        states[np.isnan(columns)] = _MISSING
        return states

    @cached_property
    def _knot_feature(self) -> Places:
        return np.repeat(np.arange(len(self.knot_counts)), self.knot_counts)

    @cached_property
    def _knot_start(self) -> Places:
        return _starts(self.knot_counts.astype(np.int64))

    @cached_property
    def _knots_by_feature(self) -> list[Floats]:
        return np.split(self.knots, self._knot_start[1:])

    @cached_property
    def _first(self) -> Places:
        return self.term_first.astype(np.int64)

    @cached_property
    def _second(self) -> Places:
        second: Places = np.maximum(self.term_second, 0).astype(np.int64)
        return second

    @cached_property
    def _together(self) -> Places:
        together: Places = np.not_equal(self.term_second, ALONE).astype(np.int64)
        return together

    @cached_property
    def _width(self) -> Places:
        """Cells from one state of a term's first feature to the next."""
        states = self.knot_counts.astype(np.int64) + _MORE_STATES
        width: Places = np.where(self.term_second == ALONE, 1, states[self._second])
        return width

    @cached_property
    def _sizes(self) -> Places:
        states = self.knot_counts.astype(np.int64) + _MORE_STATES
        sizes: Places = states[self._first] * self._width
        return sizes

    @cached_property
    def _offsets(self) -> Places:
        return _starts(self._sizes)


def _in_order(surprises: Floats) -> Floats:
    """The sum of the terms (terms, n), one after the other, for one firm as for many."""
    total: Floats = surprises[0].copy()
    if len(total) <= _FEW:
        total = surprises.cumsum(axis=0)[-1]
        return total
    for each in surprises[1:]:
        total += each
    return total


def _starts(sizes: Places) -> Places:
    return np.cumsum(sizes) - sizes


def _require(holds: bool | np.bool_, reason: str) -> None:
    if not holds:
        raise ModelError(f"familiarity: {reason}")


def _check_knots(known: Familiarity) -> None:
    counts, knots = known.knot_counts, known.knots
    _require(len(counts) > 0 and bool(np.all(counts >= 1)), "a feature has no knot")
    _require(counts.sum(dtype=np.int64) == len(knots), "knots and features do not match")
    _require(not np.any(np.isnan(knots)), "a knot is not a number")
    rises = knots[1:] > knots[:-1]
    _require(bool(np.all(rises | (np.diff(known._knot_feature) > 0))), "knots do not ascend")


def _check_terms(known: Familiarity) -> None:
    first, second, k = known.term_first, known.term_second, len(known.knot_counts)
    _require(len(first) == len(second) > 0, "the terms have no or different lengths")
    _require(bool(np.all((first >= 0) & (first < k))), "a term of an unknown feature")
    _require(bool(np.all((second >= ALONE) & (second < k))), "a term of an unknown feature")
    # No product of these can overflow: a feature has fewer knots than there are bytes.
    _require(bool(np.all(known._sizes <= len(known.cells))), "cells has the wrong length")
    _require(known._sizes.sum(dtype=np.int64) == len(known.cells), "cells has the wrong length")
    cells = known.cells
    _require(bool(np.all(np.isfinite(cells) & (cells >= 0.0))), "a surprise is negative or endless")
    _require(bool(np.isfinite(known.limit)) and known.limit >= 0.0, "the limit is not a number")
