"""What must any table and outcome be before a classifier of one event learns from them?"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import check_is_fitted, validate_data

from engine.errors import TableError
from models.inputs import require_numbers
from models.tables import Floats

_CLASSES = 2


class EventClassifier(ClassifierMixin, BaseEstimator, ABC):  # type: ignore[misc]
    """A scikit-learn classifier of one event on any numeric table; nan is missing.

    The second of the two sorted classes is the event.
    """

    monotone: Mapping[str, int] | None

    def predict(self, X: Any) -> NDArray[Any]:
        """The likelier class of each row."""
        likelier = self.predict_proba(X).argmax(axis=1)
        predicted: NDArray[Any] = self.classes_[likelier]
        return predicted

    @abstractmethod
    def predict_proba(self, X: Any) -> Floats:
        """Probability of each class (n, 2), in the order of `classes_`."""

    def _training_data(self, X: Any, y: Any) -> tuple[Floats, NDArray[np.int64]]:
        require_numbers(X, finite=True)
        try:
            values, outcomes = validate_data(
                self, X, y, dtype=np.float64, ensure_all_finite="allow-nan"
            )
            kind = type_of_target(outcomes, input_name="y", raise_unknown=True)
        except ValueError as error:
            raise TableError(str(error)) from error
        if kind.startswith("continuous"):
            raise TableError(f"Unknown label type: {kind}; y must hold two classes")
        self.classes_, target = np.unique(outcomes, return_inverse=True)
        if len(self.classes_) > _CLASSES:
            raise TableError(
                f"Only binary classification is supported. The type of the target is {kind}."
            )
        if len(self.classes_) < _CLASSES:
            raise TableError(f"y holds one class only: {self.classes_.tolist()[0]!r}")
        return np.ascontiguousarray(values), target.astype(np.int64)

    def _row_weights(self, sample_weight: Any, target: NDArray[np.int64]) -> Floats:
        """One weight per row, 1 where none are given; both classes keep some."""
        weight = row_weights(sample_weight, len(target))
        if len(np.unique(target[weight > 0.0])) < _CLASSES:
            raise TableError("sample_weight is zero on every row of one class")
        return weight

    def _feature_names(self) -> tuple[str, ...]:
        return column_names_of(self)

    def _directions(self, names: tuple[str, ...]) -> tuple[int, ...]:
        return directions_of(self.monotone, names)

    def _matrix(self, X: Any) -> Floats:
        check_is_fitted(self)
        require_numbers(X)
        try:
            values: Floats = validate_data(
                self, X, reset=False, dtype=np.float64, ensure_all_finite=False
            )
        except ValueError as error:
            raise TableError(str(error)) from error
        return values

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.classifier_tags.multi_class = False
        return tags


def column_names_of(fitted: Any) -> tuple[str, ...]:
    """The names of the columns an estimator was fitted to; x0, x1, ... where they had none."""
    unnamed = [f"x{i}" for i in range(fitted.n_features_in_)]
    return tuple(getattr(fitted, "feature_names_in_", unnamed))


def directions_of(monotone: Mapping[str, int] | None, names: Sequence[str]) -> tuple[int, ...]:
    """The declared direction of each column, 0 where none is.

    Raises:
        TableError: a direction is not -1, 0 or 1, or names no column.
    """
    wanted = monotone or {}
    for name, direction in wanted.items():
        if name not in names:
            raise TableError(f"monotone: there is no column {name!r}")
        if direction not in (-1, 0, 1):
            raise TableError(f"monotone: {name!r} has direction {direction!r}, not -1, 0 or 1")
    return tuple(int(wanted.get(name, 0)) for name in names)


def row_weights(sample_weight: Any, n: int) -> Floats:
    """One weight per row (n,), 1 where none are given.

    Raises:
        TableError: another number of weights, one that is negative or not finite, or all zero.
    """
    weight = np.ones(n) if sample_weight is None else _numbers(sample_weight)
    if weight.shape != (n,):
        raise TableError(f"sample_weight has shape {weight.shape}, not ({n},)")
    if not np.all(np.isfinite(weight) & (weight >= 0.0)):
        raise TableError("sample_weight must be finite and not negative")
    if not np.any(weight):
        raise TableError("sample_weight is zero on every row")
    return weight


def _numbers(values: Any) -> Floats:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TableError(f"sample_weight is not numeric: {error}") from error
