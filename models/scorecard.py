"""What would the classic scorecard say: weight of evidence, logistic regression, points?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy.special import logit
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from engine.scoring import FACTOR
from models.binning import Bins, fit_bins
from models.calibration import Calibration, fit_calibration, pds_of
from models.estimator import EventClassifier
from models.served import Explanation
from models.split import chosen_rows, unseen_parts
from models.tables import Flags, Floats

if TYPE_CHECKING:
    import pandas as pd

LEAST_INFORMATION = 0.02
_ENOUGH_EVENTS = 1_000
_STEPS = 200


@dataclass(frozen=True)
class _Rows:
    """Training rows: values (n, k), target (1 = default), weight (n,); a direction per column."""

    values: Floats
    target: Floats
    weight: Floats
    directions: Sequence[int]

    def where(self, chosen: Flags) -> "_Rows":
        return _Rows(self.values[chosen], self.target[chosen], self.weight[chosen], self.directions)


@dataclass(frozen=True)
class Card:
    """Log-odds of default: `base` less coefficient times weight of evidence, column by column.

    A coefficient is 0 or more, so that no column speaks against its own evidence.
    """

    base: float
    bins: tuple[Bins, ...]
    coefficients: Floats

    def contributions(self, values: Floats) -> Floats:
        """What each column adds (n, k) to the log-odds of default."""
        columns = zip(self.bins, self.coefficients, values.T, strict=True)
        parts = [-weight * bins.woe[bins.place(column)] for bins, weight, column in columns]
        return np.stack(parts, axis=1)


class Scorecard(EventClassifier):
    """The reference scorecard: weight of evidence per bin, a logistic regression, exact points.

    A scikit-learn classifier on any numeric table; nan is missing, with a bin of its own. The
    second of the two sorted classes is default. In the table of `bins()` higher is safer
    throughout: weight of evidence and points rise as the default rate falls.

    Args:
        monotone: direction by column name: 1 where PD never falls as the column rises, -1 where
            it never rises. Undeclared columns may take any course.
        ridge: strength of the penalty on the squared coefficients.
        seed: of the folds that calibrate.
    """

    def __init__(
        self, monotone: Mapping[str, int] | None = None, ridge: float = 20.0, seed: int = 0
    ) -> None:
        self.monotone = monotone
        self.ridge = ridge
        self.seed = seed

    def fit(
        self, X: Any, y: Any, groups: Any = None, dates: Any = None, sample_weight: Any = None
    ) -> Self:
        """Bin every column, weigh the bins by a logistic regression, calibrate out of fold.

        Columns that hardly part defaults from the rest (information value under 0.02), or that
        the regression would use against their own evidence, get no points. Under 1,000 defaults
        the log-odds are calibrated on rows that other cards have not seen.

        Args:
            X: frame or array; nan is missing, infinities are refused.
            y: one outcome per row, of two classes.
            groups: the firm of each row; a firm's rows stay in one fold.
            dates: the date of each row; then the firms seen last calibrate, in place of folds.
            sample_weight: of each row; 0 leaves it out.

        Raises:
            TableError: the data cannot train a scorecard; also a ValueError.
        """
        values, target = self._training_data(X, y)
        weight = self._row_weights(sample_weight, target)
        directions = self._directions(self._feature_names())
        used = weight > 0.0
        rows = _Rows(values, target.astype(np.float64), weight, directions).where(used)
        firms, days = chosen_rows(groups, used, "groups"), chosen_rows(dates, used, "dates")
        self.card_ = _card(rows, self.ridge)
        abound = rows.target.sum() >= _ENOUGH_EVENTS
        parts = () if abound else unseen_parts(target[used], firms, days, self.seed)
        self.calibration_ = _calibration(rows, parts, self.ridge)
        return self

    def explain(self, X: Any) -> Explanation:
        """Points per column (n, k) and base, and the same in log-odds of default."""
        values = self._matrix(X)
        slope, intercept = self.calibration_.slope, self.calibration_.intercept
        parts = slope * self.card_.contributions(values)
        base = intercept + slope * self.card_.base
        return Explanation(_added(base, parts), base, parts)

    def margin(self, X: Any) -> Floats:
        """Log-odds of default of each row (n,)."""
        return self.explain(X).margin

    def predict_proba(self, X: Any) -> Floats:
        """Probability of each class (n, 2), in the order of `classes_`; infinities are allowed."""
        default = pds_of(self.margin(X))
        return np.stack([1.0 - default, default], axis=1)

    def score_points(self, X: Any) -> Floats:
        """The unclipped score of each row (n,): 600 points at 20:1, 50 more double the odds."""
        return self.explain(X).score_points

    def bins(self) -> "pd.DataFrame":
        """The scorecard to read: a line per bin of each column that has points, strongest first.

        `low` and `high` bound the bin (low <= value < high), nan in the bin of missing values;
        `count`, `events` and `event_rate` are of the training rows, weighted where weights were
        given; `woe` and `points` are higher where safer.
        """
        import pandas as pd

        check_is_fitted(self)
        return pd.DataFrame(list(self._lines()), columns=list(_COLUMNS))

    def _lines(self) -> Iterator[dict[str, Any]]:
        names, card, slope = self._feature_names(), self.card_, self.calibration_.slope
        strongest = sorted(range(len(names)), key=lambda i: -card.bins[i].information)
        for i in strongest:
            points = FACTOR * slope * card.coefficients[i] * card.bins[i].woe
            rest = {"feature": names[i], "information": card.bins[i].information}
            if card.coefficients[i] > 0.0:
                for line, worth in zip(card.bins[i].lines(), points.tolist(), strict=True):
                    yield line | rest | {"points": worth}


_COLUMNS = (
    "feature", "bin", "low", "high", "count", "events", "event_rate", "woe", "points",
    "information",
)  # fmt: skip


def _card(rows: _Rows, ridge: float) -> Card:
    columns = zip(rows.values.T, rows.directions, strict=True)
    bins = tuple(
        fit_bins(column, rows.target, rows.weight, direction) for column, direction in columns
    )
    placed = zip(bins, rows.values.T, strict=True)
    against = np.stack([-each.woe[each.place(column)] for each, column in placed], axis=1)
    used = np.array([each.information >= LEAST_INFORMATION for each in bins])
    base, coefficients = _regression(against, rows, used, ridge)
    return Card(base, bins, coefficients)


def _regression(against: Floats, rows: _Rows, used: Flags, ridge: float) -> tuple[float, Floats]:
    """Intercept and coefficients (k,), 0 for columns not used or of the wrong sign."""
    while used.any():
        logistic = LogisticRegression(C=1.0 / ridge, solver="newton-cholesky", max_iter=_STEPS)
        logistic.fit(against[:, used], rows.target, sample_weight=rows.weight)
        coefficients = np.zeros(len(used))
        coefficients[used] = logistic.coef_[0]
        if np.all(coefficients >= 0.0):
            return float(logistic.intercept_[0]), coefficients
        used = coefficients > 0.0
    average = np.average(rows.target, weights=rows.weight)
    return float(logit(average)), np.zeros(len(used))


def _calibration(rows: _Rows, parts: Iterable[Flags], ridge: float) -> Calibration:
    """The map fitted to the held-back rows of all parts, each judged by a card of the others."""
    margin, judged = np.empty(len(rows.target)), np.zeros(len(rows.target), np.bool_)
    for held_back in parts:
        seen = rows.where(~held_back)
        if 0.0 < seen.target.sum() < len(seen.target):
            card = _card(seen, ridge)
            margin[held_back] = _added(card.base, card.contributions(rows.values[held_back]))
            judged |= held_back
    if not judged.any():
        return Calibration()
    found = rows.where(judged)
    return fit_calibration(margin[judged], found.target, found.weight)


def _added(base: float, parts: Floats) -> Floats:
    """Base and parts added up in one order, so that a firm alone gets the same bits."""
    total = np.full(len(parts), base)
    for column in parts.T:
        total += column
    return total
