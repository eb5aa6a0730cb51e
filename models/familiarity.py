"""What have the training firms in common, so that one unlike them is noticed?

Learnt from features alone, no outcome: states by quantiles, a tree of the strongest relations
between them, and a limit from firms kept apart. Nothing is assumed of the columns: what cannot be
learnt from a table is left out, and from too few rows nothing is learnt at all.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr
from scipy.stats import binom

from engine.familiarity import ALONE, Familiarity
from engine.features import FEATURE_BY_NAME
from models.tables import Flags, Floats

FALSE_FLAGS = 0.05
FEWEST_ROWS = 150
_CERTAINTY = 0.95
_KEPT_APART = 0.2
_FEWEST_APART = 60  # the highest of 59 rows lies above 95 % of all with 95 % certainty
_MOST_RELATED = 200
_MOST_ROWS_COMPARED = 20_000
_MOST_STATES, _FEWEST_STATES = 24, 2
_ROWS_A_STATE = 5
_TAILS = (0.0005, 0.005)
_USUAL = 4.0  # a state of one firm in 55 is no surprise
_LEAST_INFORMATION = 0.005
_MEASURED = ("yuan", "ratio", "share")
_ACCOUNTS = frozenset({"statements"})
_INDEPENDENT_FIRMS = 20.0
States = NDArray[np.int64]


class _Relation(NamedTuple):
    information: float
    first: int
    second: int


def fit_familiarity(
    values: Floats, names: Sequence[str], groups: Any = None, seed: int = 0
) -> Familiarity | None:
    """What rows of `values` (n, k) have in common; None from fewer than 150 rows.

    Args:
        values: nan is missing.
        names: of the k columns. Features of the house are related where they share no source but
            the accounts, for a contradiction lies between sources, and judged alone where they are
            money, ratios or shares: counts and ages grow by themselves. Of other columns, each is
            judged alone and related with any other; of over 200, the 200 most varied.
        groups: the firm of each row; a firm's rows stay on one side of the split.
        seed: of the split.

    Source: Chow and Liu 1968, "Approximating discrete probability distributions with dependence
    trees"; the limit is a one-sided tolerance limit, Wilks 1941.
    """
    apart = _apart(len(values), groups, seed)
    if not apart.any():
        return None
    seen = values[~apart]
    knots = [_knots(column) for column in seen.T]
    states = _states(seen, knots)
    sizes = [len(each) + 2 for each in knots]
    pairs = _tree(states, sizes, _related(states, sizes), _sources(names))
    terms = [(feature, ALONE) for feature in _judged_alone(names)] + pairs
    if not terms:
        return None
    cells = [_surprise(states, sizes, first, second) for first, second in terms]
    found = Familiarity(
        limit=0.0,
        knot_counts=np.array([len(each) for each in knots], dtype=np.int32),
        knots=np.concatenate(knots),
        term_first=np.array([first for first, _ in terms], dtype=np.int32),
        term_second=np.array([second for _, second in terms], dtype=np.int32),
        cells=np.concatenate(cells),
    )
    return _limited(found, values[apart])


def _apart(rows: int, groups: Any, seed: int) -> Flags:
    """Which rows set the limit: a fifth or 60, whole firms; none where rows are too few."""
    firm = np.arange(rows) if groups is None else np.unique(groups, return_inverse=True)[1].ravel()
    apart = np.zeros(rows, dtype=np.bool_)
    wanted = max(round(_KEPT_APART * rows), _FEWEST_APART)
    if rows < FEWEST_ROWS:
        return apart
    order = np.random.default_rng(seed).permutation(int(firm.max()) + 1)
    rows_by_firm = np.bincount(firm, minlength=len(order))
    taken = np.cumsum(rows_by_firm[order]) - rows_by_firm[order] < wanted
    apart = taken[np.argsort(order)][firm]
    enough = _FEWEST_APART <= apart.sum() <= rows - FEWEST_ROWS // 2
    kept: Flags = apart & enough
    return kept


def _knots(column: Floats) -> Floats:
    """Just below the lowest value, quantiles, and the highest: outside lies what nobody had."""
    known = column[~np.isnan(column)]
    if not len(known):
        return np.zeros(1)
    usual = np.linspace(0.0, 1.0, _n_states(len(known)) + 1)[1:-1]
    shares = np.concatenate([[0.0], _TAILS, usual, 1.0 - np.array(_TAILS), [1.0]])
    quantiles = np.quantile(known, shares, method="lower")
    return np.unique(np.append(quantiles, np.nextafter(quantiles[0], -np.inf)))


def _n_states(rows: int) -> int:
    """The bins grow with the cube root of the rows: pairs of them still hold some rows each."""
    return int(np.clip(round(float(np.cbrt(rows / _ROWS_A_STATE))), _FEWEST_STATES, _MOST_STATES))


def _states(values: Floats, knots: list[Floats]) -> States:
    states = np.empty(values.shape, dtype=np.int64, order="F")
    for feature, bounds in enumerate(knots):
        column = values[:, feature]
        states[:, feature] = np.where(np.isnan(column), 0, np.searchsorted(bounds, column) + 1)
    return states


def _sources(names: Sequence[str]) -> list[frozenset[str]]:
    """What each column is drawn from; a column that is no feature of the house is its own."""
    ours = _are_ours(names)
    return [frozenset(FEATURE_BY_NAME[name].sections if ours else (name,)) for name in names]


def _judged_alone(names: Sequence[str]) -> list[int]:
    ours = _are_ours(names)
    units = [FEATURE_BY_NAME[name].unit if ours else None for name in names]
    return [place for place, unit in enumerate(units) if unit is None or unit in _MEASURED]


def _are_ours(names: Sequence[str]) -> bool:
    return all(name in FEATURE_BY_NAME for name in names)


def _related(states: States, sizes: list[int]) -> list[int]:
    """Of many features the most varied: pairs grow with the square of their number."""
    shares = [
        np.bincount(states[:, feature], minlength=size) / len(states)
        for feature, size in enumerate(sizes)
    ]
    variety = np.array([entr(each).sum() for each in shares])
    return sorted(np.argsort(-variety, kind="stable")[:_MOST_RELATED].tolist())


def _tree(
    states: States,
    sizes: list[int],
    related: list[int],
    sources: list[frozenset[str]],
) -> list[tuple[int, int]]:
    """The strongest relations that close no circle, so that none repeats what others say."""
    step = -(-len(states) // _MOST_ROWS_COMPARED)
    compared = states[::step]
    found = [
        _Relation(-_information(compared, sizes, first, second), first, second)
        for place, first in enumerate(related)
        for second in related[:place]
        if sources[first] != sources[second] and sources[first] & sources[second] <= _ACCOUNTS
    ]
    tree, within = [], list(range(len(sizes)))
    for information, first, second in sorted(found):
        if -information >= _LEAST_INFORMATION and within[first] != within[second]:
            old, new = within[first], within[second]
            within = [new if each == old else each for each in within]
            tree.append((first, second))
    return tree


def _information(states: States, sizes: list[int], first: int, second: int) -> float:
    """Mutual information in nats, less what chance alone would show."""
    counts, expected = _counts(states, sizes, first, second)
    held = counts > 0.0
    shown = (counts[held] * np.log(counts[held] / expected[held])).sum() / len(states)
    rows, columns = held.any(axis=1).sum(), held.any(axis=0).sum()
    return float(shown - (rows - 1) * (columns - 1) / (2 * len(states)))


def _surprise(states: States, sizes: list[int], first: int, second: int) -> Floats:
    """How far below what is usual, or below what both alone would give, each cell is filled.

    The square lets one plain contradiction weigh more than many small oddities. As if the table
    held 20 more firms in which nothing goes together, no cell is quite empty.
    """
    rows = len(states)
    if second == ALONE:
        seen = np.bincount(states[:, first], minlength=sizes[first])
        rarity = -np.log((seen + 0.5) / (rows + 1.0)) - _USUAL
        alone: Floats = np.maximum(rarity, 0.0) ** 2
        return alone
    counts, expected = _counts(states, sizes, first, second)
    lift = np.ones_like(counts)
    prior = _INDEPENDENT_FIRMS / rows
    np.divide(counts + prior * expected, (1.0 + prior) * expected, out=lift, where=expected > 0.0)
    together: Floats = np.maximum(-np.log(lift), 0.0).ravel() ** 2
    return together


def _counts(states: States, sizes: list[int], first: int, second: int) -> tuple[Floats, Floats]:
    """Firms in each pair of states, and how many if one said nothing of the other."""
    cell = states[:, first] * sizes[second] + states[:, second]
    counts = np.bincount(cell, minlength=sizes[first] * sizes[second]).astype(np.float64)
    table = counts.reshape(sizes[first], sizes[second])
    expected = table.sum(axis=1)[:, None] * table.sum(axis=0)[None, :] / len(states)
    return table, expected


def _limited(found: Familiarity, apart: Floats) -> Familiarity:
    """The limit that at most 5 % of firms like these pass, as sure as 95 %."""
    place = int(binom.ppf(_CERTAINTY, len(apart), 1.0 - FALSE_FLAGS))
    return replace(found, limit=float(np.sort(found.distance(apart))[place]))
