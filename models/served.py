"""How does a fitted model score and explain firms, without any training library?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from engine.familiarity import Familiarity
from engine.potential import HORIZON_MONTHS
from engine.scoring import FACTOR, OFFSET, Basis, Explained, IntervalOf
from models.calibration import Calibration, PdInterval, pds_of
from models.inputs import matrix
from models.manifest import Kind, ModelCard, TrainingFacts
from models.tables import Floats, Tables


@dataclass(frozen=True)
class Explanation(Explained):
    """An explanation in log-odds that also speaks in points, where higher is safer."""

    @property
    def base_points(self) -> float:
        """The score before any feature speaks: `base` in points."""
        return OFFSET - FACTOR * self.base

    @property
    def points(self) -> Floats:
        """What each feature adds (n, k); `base_points` and these add up to `score_points`."""
        return -FACTOR * self.contributions

    @property
    def score_points(self) -> Floats:
        """The unclipped, unrounded score of each firm (n,)."""
        return OFFSET - FACTOR * self.margin


@dataclass(frozen=True)
class ServedTrees:
    """A fitted model of any kind as the service holds it: tables, calibration, what it has seen.

    Per feature: `ranges` (k, 2) are the lowest and highest training values, nan where none was
    seen; `weights` (k,) the shares of mean absolute contribution in training, which add up to 1;
    `missing_shares` (k,) how often it was missing in training. Where that is 0, a missing value
    is read as 0.0, exactly as LightGBM does. A direction 1 means that the probability never falls
    as the feature rises. `familiarity` is what the features had in common in training, None where
    that was not learnt. Only a credit model may have a `pd_interval`.
    """

    kind: ClassVar[Kind]
    _told: ClassVar[type[Explained]] = Explained

    feature_names: tuple[str, ...]
    monotone: Mapping[str, int]
    tables: Tables
    calibration: Calibration
    pd_interval: PdInterval | None
    ranges: Floats
    weights: Floats
    missing_shares: Floats
    training: TrainingFacts
    familiarity: Familiarity | None = None
    card: ModelCard = field(default_factory=ModelCard)
    model_id: str = "unsaved"

    @property
    def basis(self) -> Basis:
        """What it was trained on and may be used for."""
        return self.card.basis

    def explain(self, table: Any) -> Explained:
        """Margin, base and contributions in calibrated log-odds.

        `table` is a frame with the features by name, in any order, or an array (n, k) in theirs;
        missing is nan, infinities are compared as such.

        Raises:
            TableError: a feature is absent or not numeric.
        """
        told = self.tables.look_up(matrix(table, self.feature_names))
        slope, intercept = self.calibration.slope, self.calibration.intercept
        told *= slope  # in place: for many firms, memory takes longer than the look-up
        base = intercept + slope * self.tables.base
        return self._told(intercept + told[:, -1], base, told[:, :-1])

    def predict_proba(self, table: Any) -> Floats:
        """Probability of no event and of the event (n, 2); always numbers, also for all-missing."""
        event = pds_of(self.explain(table).margin)
        return np.stack([1.0 - event, event], axis=1)

    def answers(self, table: Any) -> Floats:
        """All that it says of each row, as one row of numbers: what golden rows compare."""
        told = self.explain(table)
        base = np.full_like(told.margin, told.base)
        plain = [told.margin, pds_of(told.margin), base, told.contributions]
        if self.familiarity is not None:
            plain.append(self.familiarity.distance(matrix(table, self.feature_names)))
        return np.column_stack(plain)


@dataclass(frozen=True)
class ServedModel(ServedTrees):
    """A fitted credit model as the service holds it: an `engine.scoring.Scorer`."""

    kind = "credit"
    _told = Explanation
    model_id: str = "credit-unsaved"

    if TYPE_CHECKING:

        def explain(self, table: Any) -> Explanation:
            """As any model explains, and also in points."""

    def answers(self, table: Any) -> Floats:
        """All that it says of each row: also in points, and the interval."""
        told, plain = self.explain(table), super().answers(table)
        bounds = self.interval(told.margin)
        return np.column_stack([plain, told.points, told.score_points, bounds])

    def score_points(self, table: Any) -> Floats:
        """The unclipped score (n,): 600 points at 20:1, 50 points double the odds."""
        return self.explain(table).score_points

    def interval(self, margin: Floats) -> Floats:
        """PD bounds (n, 2) around each margin (n,); nan where no interval was learnt."""
        if self.pd_interval is None:
            return np.full((len(margin), 2), np.nan)
        return self.pd_interval.bounds(margin)

    @property
    def interval_of(self) -> IntervalOf | None:
        """What lies within the bounds: true PDs, or the default rate; None where there are none."""
        return None if self.pd_interval is None else self.pd_interval.of


@dataclass(frozen=True)
class ServedPotential(ServedTrees):
    """A fitted potential model: an `engine.potential.PotentialScorer`, higher is likelier."""

    kind = "potential"
    horizon_months: ClassVar[int] = HORIZON_MONTHS
    model_id: str = "potential-unsaved"
