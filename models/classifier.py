"""What do all models share: small trees, calibrated, exactly explained, saved as data?"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from os import PathLike
from typing import Any, Generic, Self, TypeVar

import numpy as np
from sklearn.utils.validation import check_is_fitted

from engine.errors import TableError
from engine.scoring import Explained
from models.artefact import save_model
from models.boosting import Growing, OnTree, Rows, TreeSettings, safe_names, settings_for
from models.calibration import Calibration
from models.compiling import compile_tables
from models.estimator import EventClassifier
from models.familiarity import fit_familiarity
from models.growth import Grown, grow_and_calibrate, least_loss
from models.manifest import ModelCard, TrainingFacts
from models.monotone import require_monotone
from models.served import ServedTrees
from models.split import Parts, chosen_rows, judging_parts
from models.tables import Floats, Tables
from models.trees import read_forest, tree_hash

_MOST_ROWS_WEIGHED = 20_000
_LIBRARIES = ("lightgbm", "numpy", "scikit-learn")
Served = TypeVar("Served", bound=ServedTrees)
Grow = Callable[[Rows, Parts, Growing], Grown]


class SmallTreeClassifier(EventClassifier, Generic[Served]):
    """A classifier of one event: small monotone LightGBM trees, calibrated, exactly explained.

    Works on any numeric frame or array; nan is missing. The second of the two sorted classes is
    the event. What it answers comes from the compiled tables, so a saved model answers the same.

    Args:
        monotone: direction by column name: 1 where the probability of the event never falls as
            the column rises, -1 where it never rises. An array's columns are x0, x1, ...
        trees: number and shape of the trees; None: by the number of events.
        validation_share: share of the rows held back at a time, to count the trees and calibrate.
        prior: rate of the event in the population, where the training rows were sampled otherwise.
        seed: of every draw.
        n_threads: changes the speed, not the trees.
    """

    _serves: type[Served]

    def __init__(
        self,
        monotone: Mapping[str, int] | None = None,
        trees: TreeSettings | None = None,
        validation_share: float = 0.2,
        prior: float | None = None,
        seed: int = 0,
        n_threads: int = 1,
    ) -> None:
        self.monotone = monotone
        self.trees = trees
        self.validation_share = validation_share
        self.prior = prior
        self.seed = seed
        self.n_threads = n_threads

    def fit(
        self,
        X: Any,
        y: Any,
        groups: Any = None,
        dates: Any = None,
        sample_weight: Any = None,
        on_tree: OnTree | None = None,
    ) -> Self:
        """Learn from rows X and outcomes y: count trees, calibrate, grow on all rows, sweep.

        How many trees there are and what their log-odds mean is learnt from rows held back in
        turn, `validation_share` at a time; the forest itself learns from every row.

        Args:
            X: frame or array; nan is missing, infinities are refused.
            y: one outcome per row, of two classes.
            groups: the firm of each row; a firm's rows are held back together.
            dates: the date of each row; only the firms seen last are held back.
            sample_weight: how much each row counts; rows of weight 0 are left out.
            on_tree: called with (steps done, steps at most) as the trees grow.

        Raises:
            TableError: the data cannot train a model; also a ValueError.
            ModelError: the trees break a direction or do not compile.
        """
        grow = partial(grow_and_calibrate, on_tree=on_tree)
        return self.fit_by(grow, X, y, groups, dates, sample_weight)

    def fit_by(
        self,
        grow: Grow,
        X: Any,
        y: Any,
        groups: Any = None,
        dates: Any = None,
        sample_weight: Any = None,
    ) -> Self:
        """Learn as `fit` does, but from trees that `grow` grows, as a cluster can.

        Raises:
            TableError: the data cannot train a model; also a ValueError.
            ModelError: the trees break a direction or do not compile.
        """
        rows, firms, parts = self._prepared(X, y, groups, dates, sample_weight)
        how = self._growing(rows)
        grown = grow(rows, parts, how)
        self.booster_text_ = grown.text
        self.served_ = self._compiled(grown, rows, firms, how.directions)
        return self

    def unseen_loss(
        self, X: Any, y: Any, groups: Any = None, dates: Any = None, sample_weight: Any = None
    ) -> float:
        """The calibrated logarithmic loss on rows held back as in `fit`; nothing is kept.

        Raises:
            TableError: the data cannot train a model, or events or firms do not suffice to judge.
        """
        rows, _, parts = self._prepared(X, y, groups, dates, sample_weight)
        if not parts.flags:
            raise TableError("there are too few events or firms to hold some back and judge")
        return least_loss(rows, parts, self._growing(rows))

    def predict_proba(self, X: Any) -> Floats:
        """Probability of each class (n, 2), in the order of `classes_`; infinities are allowed."""
        values = self._matrix(X)
        return self.served_.predict_proba(values)

    def explain(self, X: Any) -> Explained:
        """Margin (n,), base, and contributions (n, k), in calibrated log-odds of the event."""
        values = self._matrix(X)
        return self.served_.explain(values)

    def save(self, directory: str | PathLike[str], card: ModelCard | None = None) -> str:
        """Write the model as files into a new directory; returns the model id.

        Raises:
            ModelError: the directory already holds something.
        """
        check_is_fitted(self)
        return save_model(self.served_, self.booster_text_, directory, card)

    @property
    def tables_(self) -> Tables:
        """The compiled trees."""
        return self.served_.tables

    @property
    def calibration_(self) -> Calibration:
        """The affine map from the trees' log-odds to calibrated ones."""
        return self.served_.calibration

    @property
    def ranges_(self) -> Floats:
        """Lowest and highest training value of each feature (k, 2)."""
        return self.served_.ranges

    @property
    def weights_(self) -> Floats:
        """Each feature's share of mean absolute contribution in training (k,)."""
        return self.served_.weights

    def _prepared(
        self, X: Any, y: Any, groups: Any, dates: Any, sample_weight: Any
    ) -> tuple[Rows, Any, Parts]:
        """The rows that count, the firms of those, and the parts that judge."""
        values, target = self._training_data(X, y)
        weight = self._row_weights(sample_weight, target)
        used = weight > 0.0
        firms, days = chosen_rows(groups, used, "groups"), chosen_rows(dates, used, "dates")
        parts = judging_parts(target[used], firms, days, self.validation_share, self.seed)
        return Rows(values, target.astype(np.float64), weight)[used], firms, parts

    def _growing(self, rows: Rows) -> Growing:
        names = self._feature_names()
        trees = self.trees or settings_for(rows.target)
        directions = self._directions(names)
        return Growing(trees, directions, safe_names(names), self.seed, self.n_threads)

    def _compiled(self, grown: Grown, rows: Rows, firms: Any, directions: Sequence[int]) -> Served:
        names = self._feature_names()
        tables = compile_tables(read_forest(grown.text))
        require_monotone(tables, directions, names)
        return self._serves(
            feature_names=names,
            monotone={name: int(d) for name, d in zip(names, directions, strict=True) if d},
            tables=tables,
            calibration=self._calibration(grown, rows),
            pd_interval=None,
            ranges=_ranges(rows.values),
            weights=_weights(tables, rows.values),
            missing_shares=np.isnan(rows.values).mean(axis=0),
            familiarity=fit_familiarity(rows.values, names, firms, self.seed),
            training=self._facts(rows, grown, tables),
        )

    def _calibration(self, grown: Grown, rows: Rows) -> Calibration:
        if self.prior is None:
            return grown.calibration
        rate = float(np.average(rows.target, weights=rows.weight))
        return grown.calibration.at_prior(rate, self.prior)

    def _facts(self, rows: Rows, grown: Grown, tables: Tables) -> TrainingFacts:
        return TrainingFacts(
            rows=len(rows.target),
            events=int(rows.target.sum()),
            rows_held_back=grown.rows_held_back,
            trees=tables.n_trees,
            seed=self.seed,
            tree_hash=tree_hash(grown.text),
            versions={name: version(name) for name in _LIBRARIES},
            workers=grown.workers,
        )


def _ranges(values: Floats) -> Floats:
    """Lowest and highest of each column (k, 2); nan where nothing is known."""
    known = ~np.isnan(values)
    low = np.where(known, values, np.inf).min(axis=0)
    high = np.where(known, values, -np.inf).max(axis=0)
    return np.where(np.any(known, axis=0, keepdims=True).T, np.stack([low, high], axis=1), np.nan)


def _weights(tables: Tables, values: Floats) -> Floats:
    """Shares of mean absolute contribution over evenly chosen rows; even where all are zero."""
    step = -(-len(values) // _MOST_ROWS_WEIGHED)
    mean: Floats = np.abs(tables.look_up(values[::step])[:, :-1]).mean(axis=0)
    total = mean.sum()
    return mean / total if total > 0.0 else np.full(len(mean), 1.0 / len(mean))
