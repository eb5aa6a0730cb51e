"""Which share of a claim is lost if the firm defaults?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import lightgbm
import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from engine.errors import TableError
from models.boosting import TreeSettings, safe_names
from models.estimator import column_names_of, directions_of, row_weights
from models.inputs import require_numbers
from models.split import chosen_rows, unseen_parts
from models.tables import Flags, Floats

_TREES = TreeSettings(n_trees=300, learning_rate=0.06, min_leaf=20, l2=1.0)


class LossModel(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """A model of the share lost given default, always within 0..1: small trees, fractional logit.

    Works on any numeric frame or array of defaulted claims; nan is missing. How many trees are
    worth it is found on rows held back in turn, by squared error; none may be.

    Args:
        monotone: direction by column name: 1 where the loss never falls as the column rises, -1
            where it never rises. An array's columns are x0, x1, ...
        trees: shape and greatest number of the trees.
        seed: of the parts held back.
        n_threads: changes the speed, not the trees.

    Source: Papke and Wooldridge 1996, "Econometric methods for fractional response variables".
    """

    def __init__(
        self,
        monotone: Mapping[str, int] | None = None,
        trees: TreeSettings | None = None,
        seed: int = 0,
        n_threads: int = 1,
    ) -> None:
        self.monotone = monotone
        self.trees = trees
        self.seed = seed
        self.n_threads = n_threads

    def fit(
        self, X: Any, y: Any, groups: Any = None, dates: Any = None, sample_weight: Any = None
    ) -> Self:
        """Learn from defaulted claims X and the shares y of them that were lost.

        Args:
            X: frame or array; nan is missing, infinities are refused.
            y: one share per row, within 0..1; clip what fees or interest pushed beyond.
            groups: the firm or lender of each row; its rows are held back together.
            dates: the date of each row; then the claims seen last are held back, once.
            sample_weight: of each row; 0 leaves it out.

        Raises:
            TableError: the data cannot train a model; also a ValueError.
        """
        values, lost = self._training_data(X, y)
        weight = row_weights(sample_weight, len(lost))
        used = weight > 0.0
        claims = _Claims(values, lost, weight).where(used)
        firms = chosen_rows(groups, used, "groups")
        days = chosen_rows(dates, used, "dates")
        high = (claims.lost > claims.mean).astype(np.int64)
        self.mean_ = claims.mean
        self.n_trees_ = self._worth(claims, list(unseen_parts(high, firms, days, self.seed)))
        self.booster_text_ = self._grown(claims) if self.n_trees_ else None
        return self

    def predict(self, X: Any) -> Floats:
        """The expected share lost (n,), within 0..1; infinities are allowed."""
        check_is_fitted(self)
        require_numbers(X)
        try:
            values = validate_data(self, X, reset=False, dtype=np.float64, ensure_all_finite=False)
        except ValueError as error:
            raise TableError(str(error)) from error
        if self.booster_text_ is None:
            return np.full(len(values), self.mean_)
        booster = lightgbm.Booster(model_str=self.booster_text_)
        found = np.asarray(booster.predict(values, num_threads=self.n_threads), dtype=np.float64)
        return np.clip(found, 0.0, 1.0)

    def _training_data(self, X: Any, y: Any) -> tuple[Floats, Floats]:
        require_numbers(X, finite=True)
        try:
            values, lost = validate_data(
                self, X, y, dtype=np.float64, ensure_all_finite="allow-nan", y_numeric=True
            )
        except ValueError as error:
            raise TableError(str(error)) from error
        if np.any((lost < 0.0) | (lost > 1.0)):
            raise TableError("y holds a share outside 0..1: clip it, and say so")
        return np.ascontiguousarray(values), lost.astype(np.float64)

    def _grown(self, claims: "_Claims") -> str:
        grown = claims.dataset(self._names())
        return str(lightgbm.train(self._parameters(), grown, self.n_trees_).model_to_string())

    def _worth(self, rows: "_Claims", parts: list[Flags]) -> int:
        """How many trees err least on the parts held back; 0 where the mean errs less."""
        shape = self.trees or _TREES
        of_mean, of_trees = 0.0, np.zeros(shape.n_trees)
        for held_back in parts:
            seen, unseen = rows.where(~held_back), rows.where(held_back)
            of_mean += float((unseen.weight * (unseen.lost - seen.mean) ** 2).sum())
            of_trees += unseen.weight.sum() * self._errors(seen, unseen)
        best = int(of_trees.argmin()) if parts else 0
        return best + 1 if of_trees[best] < of_mean else 0

    def _errors(self, seen: "_Claims", unseen: "_Claims") -> Floats:
        """Mean squared error on `unseen` after each tree grown on `seen`."""
        told: dict[str, dict[str, list[float]]] = {}
        grown = seen.dataset(self._names())
        lightgbm.train(
            self._parameters(), grown, (self.trees or _TREES).n_trees,
            valid_sets=[grown.create_valid(unseen.values, unseen.lost, weight=unseen.weight)],
            valid_names=["unseen"], callbacks=[lightgbm.record_evaluation(told)],
        )  # fmt: skip
        return np.array(told["unseen"]["l2"])

    def _names(self) -> tuple[str, ...]:
        return safe_names(column_names_of(self))

    def _parameters(self) -> dict[str, Any]:
        shape = self.trees or _TREES
        return {
            "objective": "cross_entropy",
            "metric": "l2",
            "learning_rate": shape.learning_rate,
            "num_leaves": shape.max_leaves,
            "max_depth": shape.max_depth,
            "min_data_in_leaf": shape.min_leaf,
            "lambda_l2": shape.l2,
            "feature_fraction": shape.feature_fraction,
            "monotone_constraints": list(directions_of(self.monotone, column_names_of(self))),
            "monotone_constraints_method": "basic",
            "deterministic": True,
            "force_row_wise": True,
            "seed": self.seed,
            "num_threads": self.n_threads,
            "verbosity": -1,
        }

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


@dataclass(frozen=True)
class _Claims:
    """Defaulted claims: features (n, k), share lost and weight (n,)."""

    values: Floats
    lost: Floats
    weight: Floats

    @property
    def mean(self) -> float:
        return float(np.average(self.lost, weights=self.weight))

    def where(self, chosen: Flags) -> "_Claims":
        return _Claims(self.values[chosen], self.lost[chosen], self.weight[chosen])

    def dataset(self, names: Sequence[str]) -> lightgbm.Dataset:
        return lightgbm.Dataset(
            self.values, self.lost, weight=self.weight, feature_name=list(names),
            free_raw_data=False,
        )  # fmt: skip
