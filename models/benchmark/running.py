"""How does each contender fare on one data set, on the same folds and rows?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from engine.errors import TableError
from models.benchmark.contenders import DIRECTED, OURS, Contender, Directions, Entrant
from models.benchmark.data import BenchmarkData
from models.benchmark.judging import Judged, judged_rows, pooled
from models.benchmark.report import SetResult
from models.benchmark.results import Told, directed_result, results_of
from models.benchmark.splits import Fold
from models.benchmark.sweeps import SWEEPS, Swept, sweep
from models.tables import Floats

EXPLAINED_ROWS = 1_000
_TIMES = 3
Progress = Callable[[str, int, int], None]


def run_set(
    data: BenchmarkData,
    folds: Sequence[Fold],
    entrants: Sequence[Entrant],
    seed: int,
    progress: Progress,
) -> SetResult:
    """Every contender on the same folds of one data set, none of them told of directions.

    Where the data set declares directions the credit model also learns with them: one row more.

    Raises:
        TableError: a contender cannot learn from a fold, or answers otherwise than by PDs.
    """
    declared = data.config.monotone
    ours = next((each for each in entrants if declared and each.name == OURS), None)
    learners = len(entrants) + (ours is not None)
    steps = _Steps(data.config.name, len(folds) * learners, progress)
    course = _Course(data, folds, seed, steps)
    told = {each.name: course.told(each, {}) for each in entrants}
    if ours is not None:
        told[DIRECTED] = course.told(ours, declared)
    return _set_result(data, folds, told, seed)


def _set_result(
    data: BenchmarkData, folds: Sequence[Fold], told: dict[str, Told], seed: int
) -> SetResult:
    rows = judged_rows(folds)
    judged = Judged(data.target[rows], None if data.groups is None else data.groups[rows])
    results = results_of(told, judged, seed)
    return SetResult(
        name=data.config.name,
        title=data.config.title,
        rows=len(data.target),
        defaults=int(data.target.sum()),
        features=data.features.shape[1],
        grouped=data.groups is not None,
        split=data.config.split.kind,
        folds=tuple(each.name for each in folds),
        repeats=len(next(iter(told.values())).pds),
        judged_rows=len(rows),
        judged_defaults=int(judged.target.sum()),
        brier_ranked=data.config.brier_ranked,
        results=results.ranked,
        directed=directed_result(results, told, data.config.monotone),
    )


class _Steps:
    """Counts the fits of a data set and tells of each."""

    def __init__(self, name: str, most: int, progress: Progress) -> None:
        self.name, self.most, self.done, self.progress = name, most, 0, progress
        progress(name, 0, most)

    def one_more(self) -> None:
        self.done += 1
        self.progress(self.name, self.done, self.most)


@dataclass(frozen=True)
class _Course:
    """The folds of one data set, the same for whoever learns from them."""

    data: BenchmarkData
    folds: Sequence[Fold]
    seed: int
    steps: _Steps

    def told(self, entrant: Entrant, directions: Directions) -> Told:
        """What a contender that keeps these directions says; each fold is learnt once."""
        answers, seconds, speed, swept = [], [], 0.0, Swept()
        for turn, fold in enumerate(self.folds):
            contender = entrant.new(directions)
            seconds.append(_fitted_in(contender, self.data, fold.train))
            unseen = self.data.features.iloc[fold.test]
            answers.append(_checked(contender.pd(unseen), entrant, fold))
            if turn == 0:
                speed = _explained_per_second(contender, unseen)
            if directions:
                swept = swept.and_then(self._swept(contender, directions, unseen, turn))
            self.steps.one_more()
        pds = pooled(self.folds, answers, len(self.data.target))
        return Told(pds, float(np.mean(seconds)), speed, swept)

    def _swept(
        self, contender: Any, directions: Directions, unseen: pd.DataFrame, turn: int
    ) -> Swept:
        """The fold's part of the sweeps, through rows of its own."""
        how_many = -(-SWEEPS // len(self.folds))
        ways = [directions.get(name, 0) for name in unseen.columns]
        values = unseen.to_numpy(dtype=np.float64)
        return sweep(contender.estimator.tables_, values, ways, how_many, self.seed + turn)


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
