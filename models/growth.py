"""How many trees are enough, and what do their log-odds mean on firms they have not seen?"""

from collections.abc import Sequence
from dataclasses import dataclass

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
    """A forest as LightGBM's text, with the calibration unseen rows asked for."""

    text: str
    calibration: Calibration
    rows_held_back: int


@dataclass(frozen=True)
class _Best:
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
    best = _judged(forests, [rows[flag] for flag in parts.flags], how, told)
    held_back = int(np.any(parts.flags, axis=0).sum())
    if len(rows.target) > MANY_ROWS:
        told.at(2 * most)
        text = str(forests[0].model_to_string(num_iteration=best.n_trees))
        return Grown(text, best.calibration, held_back)
    text = grow(rows, how, best.n_trees, told.second_half)
    told.at(2 * most)
    calibration = best.calibration
    if parts.latest:
        calibration = _level_of(text, rows[parts.flags[0]], calibration.slope)
    return Grown(text, calibration, held_back)


def least_loss(rows: Rows, parts: Parts, how: Growing) -> float:
    """The least calibrated logarithmic loss of any number of trees on the parts, all together."""
    forests = _without(rows, parts, how)
    unseen = [rows[flag] for flag in parts.flags]
    return _judged(forests, unseen, how, _Progress(None, 0)).loss


def _without(rows: Rows, parts: Parts, how: Growing) -> list[lightgbm.Booster]:
    return [seedling(rows[~flag], how) for flag in parts.flags]


def _judged(
    forests: Sequence[lightgbm.Booster], unseen: Sequence[Rows], how: Growing, told: "_Progress"
) -> _Best:
    target = np.concatenate([each.target for each in unseen])
    weight = np.concatenate([each.weight for each in unseen])
    margin = np.zeros(len(target))
    best = _Best(0, Calibration(), np.inf)
    for before in range(0, how.trees.n_trees, _STEP):
        grown = min(before + _STEP, how.trees.n_trees)
        pairs = zip(forests, unseen, strict=True)
        margin += np.concatenate(
            [_more(f, each.values, grown - before, how.n_threads) for f, each in pairs]
        )
        told.at(grown)
        calibration = fit_calibration(margin, target, weight)
        loss = calibrated_loss(calibration.apply(margin), target, weight)
        if loss < best.loss:
            best = _Best(grown, calibration, loss)
        if grown - best.n_trees >= how.trees.patience:
            break
    return best


def _level_of(text: str, rows: Rows, slope: float) -> Calibration:
    margin = compile_tables(read_forest(text)).look_up(rows.values)[:, -1]
    return fit_level(slope, margin, rows.target, rows.weight)


def _more(forest: lightgbm.Booster, values: Floats, step: int, n_threads: int) -> Floats:
    """What `step` more trees add to the log-odds of rows."""
    before = forest.current_iteration()
    for _ in range(step):
        forest.update()
    grown = forest.current_iteration() - before
    if grown == 0:
        return np.zeros(len(values))
    # Without a number of threads, prediction would start one per core, however many were asked for.
    added = forest.predict(
        values, raw_score=True, start_iteration=before, num_iteration=grown, num_threads=n_threads
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
