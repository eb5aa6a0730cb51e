"""How safe is the firm: margin, PD, points, grade, or refer where the data do not carry a score?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from engine.features import matrix_of
from engine.features.definition import FloatArray, Number
from engine.reasons import Contribution, Reason, reasons_of
from engine.refer import BoolArray as BoolArray
from engine.refer import Seen, refer_rows
from engine.refer import refer_because as refer_because
from engine.text import Text

BASE_SCORE = 600.0
BASE_ODDS = 20.0
POINTS_TO_DOUBLE_ODDS = 50.0
FACTOR = POINTS_TO_DOUBLE_ODDS / math.log(2.0)
OFFSET = BASE_SCORE - FACTOR * math.log(BASE_ODDS)
LOWEST, HIGHEST = 0.0, 1000.0
GRADES = (
    ("A1", 0.0010), ("A2", 0.0020), ("A3", 0.0035), ("B1", 0.0060), ("B2", 0.0100),
    ("B3", 0.0160), ("C1", 0.0250), ("C2", 0.0400), ("C3", 0.0650), ("D1", 0.1000),
    ("D2", 0.1800), ("D3", math.inf),
)  # fmt: skip
TrainedOn = Literal["simulated", "real"]
Use = Literal["demonstration", "validated"]
Status = Literal["scored", "refer"]
IntervalOf = Literal["true_pd", "default_rate"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class Basis(_Frozen):
    """What a model may be used for: one trained on simulated firms is a demonstration for ever."""

    trained_on: TrainedOn
    use: Use


class Score(_Frozen):
    """An explained score; with status `refer` the numbers are null and `refer_because` says why.

    `base_points` plus all contributions' points is `unclipped_score`; `credit_score` is that,
    rounded and held within 0..1000 (`clipped` says whether it had to be held). Higher is safer.
    `pd_interval` holds 90 %: of the true PDs of such firms (`true_pd`: simulated ones, whose PD is
    known), or of the belief where the default rate of such scores lies (`default_rate`: outcomes).
    """

    model_id: str
    basis: Basis
    on: date
    status: Status
    refer_because: tuple[Text, ...]
    credit_score: int | None
    unclipped_score: float | None
    clipped: bool
    pd: float | None
    pd_interval: tuple[float, float] | None
    pd_interval_of: IntervalOf | None = None
    grade: str | None
    base_points: float | None
    contributions: tuple[Contribution, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Explained:
    """Calibrated log-odds of an event for n firms: margin (n,) = base + contributions (n, k)."""

    margin: FloatArray
    base: float
    contributions: FloatArray


class Explainer(Seen, Protocol):
    """A served model of any kind: features in, exactly explained log-odds of its event out."""

    @property
    def model_id(self) -> str:
        """Digest that names the artefact."""

    @property
    def basis(self) -> Basis:
        """What it was trained on and may be used for."""

    def explain(self, values: FloatArray) -> Explained:
        """Margin and contributions of n firms from their features (n, k)."""


class Scorer(Explainer, Protocol):
    """A served credit model: its event is default."""

    def interval(self, margin: FloatArray) -> FloatArray:
        """PD bounds (n, 2) around each margin (n,); NaN where the model has none."""

    @property
    def interval_of(self) -> IntervalOf | None:
        """What lies within the bounds; None where there are none."""


def points_of(margin: float) -> float:
    """The unclipped score of a log-odds of default.

    Source: 600 points at odds of 20 good to 1 bad, 50 points double the odds.

    >>> round(points_of(math.log(1 / 20)), 9), round(points_of(math.log(1 / 40)), 9)
    (600.0, 650.0)
    """
    return OFFSET - FACTOR * margin


def pd_of(margin: float) -> float:
    """The probability of default behind a log-odds, by one implementation for all callers.

    >>> pd_of(0.0)
    0.5
    """
    if margin >= 0:
        return 1.0 / (1.0 + math.exp(-margin))
    odds = math.exp(margin)
    return odds / (1.0 + odds)


def grade_of(pd: float) -> str:
    """The grade whose PD band holds `pd`; upper bounds belong to the next grade.

    >>> grade_of(0.0099), grade_of(0.01), grade_of(0.5)
    ('B2', 'B3', 'D3')
    """
    return next(grade for grade, upper in GRADES if pd < upper)


def score_firm(features: dict[str, Number], scorer: Scorer, on: date) -> Score:
    """The explained score of one firm from its features."""
    return score_rows(matrix_of(features, scorer.feature_names), scorer, on)[0]


@dataclass(frozen=True)
class Bare:
    """What a score comes to, without its explanation."""

    pd: float
    credit_score: int


def bare_score(features: dict[str, Number], scorer: Scorer) -> Bare | None:
    """The `pd` and `credit_score` that `score_firm` gives, None where it refers the firm."""
    values = matrix_of(features, scorer.feature_names)
    if refer_rows(values, scorer)[0]:
        return None
    margin = float(scorer.explain(values).margin[0])
    return Bare(pd_of(margin), _on_scale(points_of(margin)))


def _on_scale(points: float) -> int:
    return round(min(max(points, LOWEST), HIGHEST))


def score_rows(values: FloatArray, scorer: Scorer, on: date) -> list[Score]:
    """The explained scores of many firms, features (n, k) in the scorer's order."""
    explained = scorer.explain(values)
    because = refer_rows(values, scorer)
    intervals = scorer.interval(explained.margin)
    return [
        _referred(because[row], scorer, on)
        if because[row]
        else _score(values[row], explained, row, intervals[row], scorer, on)
        for row in range(len(values))
    ]


def _score(
    values: FloatArray,
    explained: Explained,
    row: int,
    interval: FloatArray,
    scorer: Scorer,
    on: date,
) -> Score:
    margin = float(explained.margin[row])
    points, pd = points_of(margin), pd_of(margin)
    contributions = _contributions(values, explained.contributions[row], scorer.feature_names)
    bounds = _bounds(interval)
    return Score(
        model_id=scorer.model_id,
        basis=scorer.basis,
        on=on,
        status="scored",
        refer_because=(),
        credit_score=_on_scale(points),
        unclipped_score=points,
        clipped=not LOWEST <= points <= HIGHEST,
        pd=pd,
        pd_interval=bounds,
        pd_interval_of=scorer.interval_of if bounds else None,
        grade=grade_of(pd),
        base_points=points_of(explained.base),
        contributions=contributions,
        reasons=reasons_of(contributions),
    )


def _bounds(interval: FloatArray) -> tuple[float, float] | None:
    low, high = float(interval[0]), float(interval[1])
    return (low, high) if math.isfinite(low + high) else None


def _contributions(
    values: FloatArray, log_odds: FloatArray, names: Sequence[str]
) -> tuple[Contribution, ...]:
    return tuple(
        Contribution(
            feature=name,
            value=float(value) if math.isfinite(value) else None,
            points=-FACTOR * float(part),
            missing=math.isnan(value),
        )
        for name, value, part in zip(names, values, log_odds, strict=True)
    )


def _referred(because: tuple[Text, ...], scorer: Scorer, on: date) -> Score:
    return Score(
        model_id=scorer.model_id, basis=scorer.basis, on=on, status="refer",
        refer_because=because, credit_score=None, unclipped_score=None, clipped=False, pd=None,
        pd_interval=None, grade=None, base_points=None, contributions=(), reasons=(),
    )  # fmt: skip
