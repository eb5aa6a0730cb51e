"""How many trees are enough, and what do their log-odds mean on firms they have not seen?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import lightgbm
import numpy as np

from models.boosting import Growing, OnTree, Rows, grow, seedling
from models.calibration import Calibration, calibrated_loss, fit_calibration, fit_level
from models.compiling import compile_tables
from models.split import MANY_ROWS, Parts
from models.tables import Floats
from models.trees import read_forest

_STEP = 20


@dataclass(frozen=True)
class Grown:
    """A forest as LightGBM's text, with the calibration unseen rows asked for.

    `workers` is how many of a cluster grew it together, None where none did.
    """

    text: str
    calibration: Calibration
    rows_held_back: int
    workers: int | None = None


class Forest(Protocol):
    """Trees that are judged a few at a time."""

    def more(self, values: Floats, step: int) -> Floats:
        """What the next `step` trees, or as many as there can be, add to the rows' log-odds."""


class GrownForest:
    """A forest that is there already, as LightGBM's text."""

    def __init__(self, text: str, n_threads: int) -> None:
        self._forest, self._n_threads, self._told = lightgbm.Booster(model_str=text), n_threads, 0

    def more(self, values: Floats, step: int) -> Floats:
        """What the next `step` trees, or as many as are left, add to the rows' log-odds."""
        step = min(step, self._forest.num_trees() - self._told)
        self._told += step
        return _added(self._forest, values, self._told - step, step, self._n_threads)


class _GrowingForest:
    """A forest that grows as it is asked for more."""

    def __init__(self, rows: Rows, how: Growing) -> None:
        self._forest, self._n_threads = seedling(rows, how), how.n_threads

    def more(self, values: Floats, step: int) -> Floats:
        before = self._forest.current_iteration()
        for _ in range(step):
            self._forest.update()
        grown = self._forest.current_iteration() - before
        return _added(self._forest, values, before, grown, self._n_threads)

    def text(self, n_trees: int) -> str:
        return str(self._forest.model_to_string(num_iteration=n_trees))


@dataclass(frozen=True)
class Best:
    """How many trees told unseen rows best, by what calibration, with what loss."""

    n_trees: int
    calibration: Calibration
    loss: float


def grow_and_calibrate(
    rows: Rows, parts: Parts, how: Growing, on_tree: OnTree | None = None
) -> Grown:
    """Grow forests without each of the parts, judge them there, then grow one on all rows.

    The number of trees is the one whose calibrated log-odds tell the parts best, all together;
    that calibration is kept. Where the parts are the latest rows, the level is set anew: the last
    forest has seen how often defaults came lately, the first one had not. Of more than 50,000
    rows the part left to the first forest is enough, and it is kept. Without parts all trees
    are grown and their log-odds are taken as they are.
    """
    most = how.trees.n_trees
    told = _Progress(on_tree, 2 * most)
    if not parts.flags:
        return Grown(grow(rows, how, most, told.second_half), Calibration(), 0)
    forests = _without(rows, parts, how)
    best = judge(forests, [rows[flag] for flag in parts.flags], how, told.at)
    held_back = int(np.any(parts.flags, axis=0).sum())
    if len(rows.target) > MANY_ROWS:
        told.at(2 * most)
        return Grown(forests[0].text(best.n_trees), best.calibration, held_back)
    text = grow(rows, how, best.n_trees, told.second_half)
    told.at(2 * most)
    calibration = best.calibration
    if parts.latest:
        calibration = level_of(text, rows[parts.flags[0]], calibration.slope)
    return Grown(text, calibration, held_back)


def least_loss(rows: Rows, parts: Parts, how: Growing) -> float:
    """The least calibrated logarithmic loss of any number of trees on the parts, all together."""
    forests = _without(rows, parts, how)
    unseen = [rows[flag] for flag in parts.flags]
    return judge(forests, unseen, how).loss


def _without(rows: Rows, parts: Parts, how: Growing) -> list[_GrowingForest]:
    return [_GrowingForest(rows[~flag], how) for flag in parts.flags]


def judge(
    forests: Sequence[Forest],
    unseen: Sequence[Rows],
    how: Growing,
    told: Callable[[int], None] = lambda _grown: None,
) -> Best:
    """How many trees tell rows best that the forests have not seen, one part for each of them."""
    target = np.concatenate([each.target for each in unseen])
    weight = np.concatenate([each.weight for each in unseen])
    margin = np.zeros(len(target))
    best = Best(0, Calibration(), np.inf)
    for before in range(0, how.trees.n_trees, _STEP):
        grown = min(before + _STEP, how.trees.n_trees)
        pairs = zip(forests, unseen, strict=True)
        margin += np.concatenate([f.more(each.values, grown - before) for f, each in pairs])
        told(grown)
        calibration = fit_calibration(margin, target, weight)
        loss = calibrated_loss(calibration.apply(margin), target, weight)
        if loss < best.loss:
            best = Best(grown, calibration, loss)
        if grown - best.n_trees >= how.trees.patience:
            break
    return best


def level_of(text: str, rows: Rows, slope: float) -> Calibration:
    """The calibration of that slope under which a forest expects as many events as there were."""
    margin = compile_tables(read_forest(text)).look_up(rows.values)[:, -1]
    return fit_level(slope, margin, rows.target, rows.weight)


def _added(
    forest: lightgbm.Booster, values: Floats, before: int, step: int, n_threads: int
) -> Floats:
    """What `step` trees after the first ones add to the log-odds of rows."""
    if step == 0:
        return np.zeros(len(values))
    # Without a number of threads, prediction would start one per core, however many were asked for.
    added = forest.predict(
        values, raw_score=True, start_iteration=before, num_iteration=step, num_threads=n_threads
    )
    return np.asarray(added, dtype=np.float64)


@dataclass
class _Progress:
    """Tells whoever asked how many of all steps are done."""

    on_tree: OnTree | None
    most: int
    done: int = 0

    def second_half(self, done: int) -> None:
        """That many trees of the last forest are grown."""
        self.at(self.most // 2 + done)

    def at(self, done: int) -> None:
        """That many steps are done."""
        if self.on_tree is not None and done > self.done:
            self.on_tree(done, self.most)
        self.done = max(done, self.done)
