"""Which rows train and which are judged, so that no figure flatters?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.errors import TableError
from models.benchmark.config import RepeatedSplit, TimeSplit
from models.benchmark.data import BenchmarkData

_BOTH = 2
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Fold:
    """Rows that train a model and rows it is judged on.

    Folds of one `repeat` share no judged row: their predictions may be pooled.
    """

    name: str
    train: Rows
    test: Rows
    repeat: int = 0


def folds_of(data: BenchmarkData, seed: int = 0) -> tuple[Fold, ...]:
    """The folds that the configuration of `data` asks for, the same for every model.

    Raises:
        TableError: the split would flatter, or a fold would have but one kind of outcome.
    """
    require_honest_split(data)
    split = data.config.split
    drawn = (
        _by_time(data, split, seed) if isinstance(split, TimeSplit) else _drawn(data, split, seed)
    )
    folds = tuple(drawn)
    for fold in folds:
        _require_both_outcomes(data, fold)
        _require_apart(data, fold)
    return folds


def require_honest_split(data: BenchmarkData) -> None:
    """Refuse a split by rows where several rows belong to one group.

    Raises:
        TableError: says how many groups repeat and what to do instead.
    """
    split, groups = data.config.split, data.groups
    if not isinstance(split, RepeatedSplit) or split.by != "row" or groups is None:
        return
    _, rows = np.unique(groups, return_counts=True)
    if rows.max(initial=0) > 1:
        raise TableError(
            f"{data.config.name}: split.by: {(rows > 1).sum()} of {len(rows)} groups in column"
            f" {data.config.group!r} have several rows; drawn row by row, a model would be judged"
            " on groups it has learnt from and look better than it is: write by: group"
        )


def _drawn(data: BenchmarkData, split: RepeatedSplit, seed: int) -> Iterator[Fold]:
    """Stratified folds; whole groups where there are any and rows are not asked for."""
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    grouped = data.groups is not None and split.by != "row"
    _require_enough(data, split)
    for repeat in range(split.repeats):
        kind = StratifiedGroupKFold if grouped else StratifiedKFold
        folds = kind(split.folds, shuffle=True, random_state=seed + repeat)
        parts = folds.split(data.features, data.target, data.groups if grouped else None)
        for n, (train, test) in enumerate(parts):
            yield Fold(f"repeat {repeat + 1} fold {n + 1}", train, test, repeat)


def _require_enough(data: BenchmarkData, split: RepeatedSplit) -> None:
    rarer = int(np.bincount(data.target, minlength=_BOTH).min())
    n_groups = len(data.target) if data.groups is None else len(np.unique(data.groups))
    if min(rarer, n_groups) < split.folds:
        raise TableError(
            f"{data.config.name}: split.folds: {split.folds} folds need as many rows of each"
            f" outcome and as many groups; there are {rarer} and {n_groups}"
        )


def _by_time(data: BenchmarkData, split: TimeSplit, seed: int) -> Iterator[Fold]:
    """The folds of each window, judged by what was known at its cut."""
    if data.dates is None:
        raise TableError(f"{data.config.name}: a time split needs dates")
    days = pd.Series(data.dates)
    cuts = [pd.Timestamp(cut) for cut in split.cuts] or [_latest_cut(days, split)]
    known = days + pd.DateOffset(months=split.purge_months)
    for cut, end in zip(cuts, [*cuts[1:], pd.Timestamp.max], strict=True):
        judged = np.flatnonzero((days >= cut) & (days < end))
        earlier = np.flatnonzero(known < cut)
        yield from _apart(data, f"from {cut.date()}", earlier, judged, split.folds, seed)


def _apart(
    data: BenchmarkData, name: str, earlier: Rows, judged: Rows, n_folds: int, seed: int
) -> Iterator[Fold]:
    """One fold, or with groups several: none of the groups it judges trains its model."""
    groups = data.groups
    if groups is None or not np.isin(groups[judged], groups[earlier]).any():
        yield Fold(name, earlier, judged)
        return
    own = np.unique(groups[judged])
    shuffled = np.random.default_rng(seed).permutation(own)
    for n, part in enumerate(np.array_split(shuffled, min(n_folds, len(own)))):
        train = earlier[~np.isin(groups[earlier], part)]
        yield Fold(f"{name} part {n + 1}", train, judged[np.isin(groups[judged], part)])


def _latest_cut(days: "pd.Series[pd.Timestamp]", split: TimeSplit) -> pd.Timestamp:
    place = int(np.floor(len(days) * (1.0 - (split.latest_share or 0.0))))
    return days.sort_values().iloc[min(place, len(days) - 1)]


def _require_both_outcomes(data: BenchmarkData, fold: Fold) -> None:
    for part, rows in (("trains on", fold.train), ("judges", fold.test)):
        defaults = int(data.target[rows].sum())
        if not 0 < defaults < len(rows):
            raise TableError(
                f"{data.config.name}: fold {fold.name!r} {part} {len(rows)} rows with {defaults}"
                " defaults; it needs rows of both outcomes"
            )


def _require_apart(data: BenchmarkData, fold: Fold) -> None:
    groups = data.groups
    if groups is not None and np.isin(groups[fold.test], groups[fold.train]).any():
        raise TableError(f"{data.config.name}: fold {fold.name!r} has groups on both sides")
