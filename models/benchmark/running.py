"""How does each contender fare on one data set, on the same folds and rows?"""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from engine.errors import TableError
from models.benchmark.contenders import OURS, Contender, Entrant
from models.benchmark.data import BenchmarkData
from models.benchmark.judging import Judged, behind_best, judged_rows, pooled, quality_of, ranks
from models.benchmark.report import ContenderResult, Difference, SetResult, SweepResult
from models.benchmark.splits import Fold
from models.benchmark.sweeps import SWEEPS, Swept, sweep
from models.tables import Floats
from models.validation.bootstrap import Estimate

EXPLAINED_ROWS = 1_000
_TIMES = 3
Progress = Callable[[str, int, int], None]


class Told(NamedTuple):
    """What one contender said of every fold's test rows, and how fast it was."""

    pds: list[Floats]
    fit_seconds: float
    explained_per_second: float
    swept: Swept


def run_set(
    data: BenchmarkData,
    folds: Sequence[Fold],
    entrants: Sequence[Entrant],
    seed: int,
    progress: Progress,
) -> SetResult:
    """Every contender on the same folds of one data set.

    Raises:
        TableError: a contender cannot learn from a fold, or answers otherwise than by PDs.
    """
    steps = _Steps(data.config.name, len(folds) * len(entrants), progress)
    told = {each.name: _told(each, data, folds, seed, steps) for each in entrants}
    rows, n = judged_rows(folds), len(data.target)
    pds = {name: pooled(folds, each.pds, n) for name, each in told.items()}
    judged = Judged(data.target[rows], None if data.groups is None else data.groups[rows])
    return SetResult(
        name=data.config.name,
        title=data.config.title,
        rows=n,
        defaults=int(data.target.sum()),
        features=data.features.shape[1],
        grouped=data.groups is not None,
        split=data.config.split.kind,
        folds=tuple(each.name for each in folds),
        repeats=len(next(iter(pds.values()))),
        judged_rows=len(rows),
        judged_defaults=int(judged.target.sum()),
        brier_ranked=data.config.brier_ranked,
        results=_results(told, pds, judged, seed),
        sweeps=_sweep_result(told),
    )


class _Steps:
    """Counts the fits of a data set and tells of each."""

    def __init__(self, name: str, most: int, progress: Progress) -> None:
        self.name, self.most, self.done, self.progress = name, most, 0, progress
        progress(name, 0, most)

    def one_more(self) -> None:
        self.done += 1
        self.progress(self.name, self.done, self.most)


def _told(
    entrant: Entrant, data: BenchmarkData, folds: Sequence[Fold], seed: int, steps: _Steps
) -> Told:
    pds, seconds, speed, swept = [], [], 0.0, Swept()
    for turn, fold in enumerate(folds):
        contender = entrant.new(data.config.monotone)
        seconds.append(_fitted_in(contender, data, fold.train))
        pds.append(_checked(contender.pd(data.features.iloc[fold.test]), entrant, fold))
        if turn == 0:
            speed = _explained_per_second(contender, data.features.iloc[fold.test])
        if entrant.name == OURS:
            each = -(-SWEEPS // len(folds))
            swept = swept.and_then(_swept(contender, data, fold, each, seed + turn))
        steps.one_more()
    return Told(pds, float(np.mean(seconds)), speed, swept)


def _fitted_in(contender: Contender, data: BenchmarkData, train: Any) -> float:
    X, y = data.features.iloc[train], data.target[train]
    groups = None if data.groups is None else data.groups[train]
    dates = None if data.dates is None else data.dates[train]
    start = perf_counter()
    contender.fit(X, y, groups, dates)
    return perf_counter() - start


def _checked(pds: Floats, entrant: Entrant, fold: Fold) -> Floats:
    if pds.shape != fold.test.shape or not np.all((pds >= 0.0) & (pds <= 1.0)):
        raise TableError(f"{entrant.name}: fold {fold.name!r} did not get one PD per row")
    return pds


def _explained_per_second(contender: Contender, unseen: pd.DataFrame) -> float:
    """The best of three runs over as many rows for everyone, repeated where there are fewer."""
    rows = unseen.iloc[np.resize(np.arange(len(unseen)), EXPLAINED_ROWS)]
    return EXPLAINED_ROWS / min(_explained_in(contender, rows) for _ in range(_TIMES))


def _explained_in(contender: Contender, rows: pd.DataFrame) -> float:
    start = perf_counter()
    contender.explain(rows)
    return perf_counter() - start


def _swept(contender: Any, data: BenchmarkData, fold: Fold, how_many: int, seed: int) -> Swept:
    names = data.features.columns
    directions = [data.config.monotone.get(name, 0) for name in names]
    values = data.features.iloc[fold.test].to_numpy(dtype=np.float64)
    return sweep(contender.estimator.tables_, values, directions, how_many, seed)


def _results(
    told: dict[str, Told], pds: dict[str, Floats], judged: Judged, seed: int
) -> tuple[ContenderResult, ...]:
    qualities = {name: quality_of(each, judged, seed) for name, each in pds.items()}
    behind = behind_best(pds, judged, seed)
    by_auc = ranks([-each.auc for each in qualities.values()])
    by_brier = ranks([each.brier for each in qualities.values()])
    return tuple(
        ContenderResult(
            name=name,
            auc=quality.auc,
            brier=quality.brier,
            ece=quality.ece,
            ece_limit=quality.ece_limit,
            slope=quality.slope,
            fit_seconds=told[name].fit_seconds,
            explained_per_second=told[name].explained_per_second,
            auc_rank=auc_rank,
            brier_rank=brier_rank,
            behind_best=_difference(behind[name]),
        )
        for (name, quality), auc_rank, brier_rank in zip(
            qualities.items(), by_auc, by_brier, strict=True
        )
    )


def _difference(found: Estimate) -> Difference:
    return Difference(value=found.value, low=found.low, high=found.high)


def _sweep_result(told: dict[str, Told]) -> SweepResult | None:
    if OURS not in told:
        return None
    swept = told[OURS].swept
    return SweepResult(
        made=swept.made, violations=swept.violations, broken_places=swept.broken_places
    )
