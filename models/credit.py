"""How likely is default, learnt from any numeric table and explained exactly in points?"""

from dataclasses import replace
from typing import Any, Self

import numpy as np

from engine.errors import TableError
from models.calibration import PdInterval
from models.classifier import SmallTreeClassifier
from models.compiling import compile_against
from models.interval import fit_interval, fit_rate_interval
from models.served import Explanation, ServedModel
from models.tables import Floats
from models.trees import read_forest


class CreditModel(SmallTreeClassifier[ServedModel]):
    """A classifier of default: small monotone LightGBM trees, calibrated, exactly explained.

    Works on any numeric frame or array; nan is missing. The second of the two sorted classes is
    default. What it answers comes from the compiled tables, so a saved model answers the same.

    Args:
        monotone: direction by column name: 1 where PD never falls as the column rises, -1 where
            it never rises. An array's columns are x0, x1, ...
        trees: number and shape of the trees; None: by the number of events.
        validation_share: share of the rows held back at a time, to count the trees and calibrate.
        prior: default rate of the population, where the training rows were sampled otherwise.
        seed: of every draw.
        n_threads: changes the speed, not the trees.
    """

    _serves = ServedModel

    def learn_interval(self, X: Any, true_pd: Any) -> Self:
        """Learn the interval of the true PD from firms outside the training data: simulated ones.

        Raises:
            ModelError: fewer than 20 firms, or a true PD that is not between 0 and 1.
        """
        margin = self.explain(X).margin
        interval = fit_interval(margin, np.asarray(true_pd, dtype=np.float64))
        self.served_ = replace(self.served_, pd_interval=interval)
        return self

    def learn_interval_from_outcomes(self, X: Any, y: Any) -> Self:
        """Learn the interval of the default rate from firms outside the training data.

        For real firms, whose true PD nobody knows; the few defaults they have make it wide.

        Raises:
            TableError: y holds a class the model has not learnt, or not one per row.
            ModelError: fewer than 20 firms.
        """
        margin, outcome = self.explain(X).margin, np.asarray(y)
        if outcome.shape != margin.shape or not np.isin(outcome, self.classes_).all():
            raise TableError(f"y must hold one of {self.classes_.tolist()} for each row of X")
        default = (outcome == self.classes_[1]).astype(np.float64)
        self.served_ = replace(self.served_, pd_interval=fit_rate_interval(margin, default))
        return self

    def against(self, background: Any) -> ServedModel:
        """The same model, each firm explained by how it differs from the firms of `background`.

        Interventional SHAP values, exact, with the mean score of the background (m, k) as base;
        scores, PDs and the time of an answer stay the same, however many firms stand behind it.

        Raises:
            TableError: the background has no row, or a column is absent or not numeric.
        """
        forest = read_forest(self.booster_text_)
        tables = compile_against(forest, self._matrix(background))
        return replace(self.served_, tables=tables)

    def score_points(self, X: Any) -> Floats:
        """The unclipped score of each row (n,): 600 points at 20:1, 50 more double the odds."""
        return self.explain(X).score_points

    def explain(self, X: Any) -> Explanation:
        """Points per feature (n, k) and base, and the same in calibrated log-odds of default."""
        values = self._matrix(X)
        return self.served_.explain(values)

    @property
    def interval_(self) -> PdInterval | None:
        """The learnt interval, of the true PD or of the default rate, if any."""
        return self.served_.pd_interval
