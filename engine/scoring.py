"""How safe is the firm: margin, PD, points, grade, or refer where the data do not carry a score?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from engine.features import FEATURE_BY_NAME, matrix_of
from engine.features.definition import FloatArray, Number
from engine.reasons import Contribution, Reason, reasons_of
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
LEAST_KNOWN_WEIGHT = 0.5
MOST_STRANGE_WEIGHT = 0.2

BoolArray = NDArray[np.bool_]
TrainedOn = Literal["simulated", "real"]
Use = Literal["demonstration", "validated"]
Status = Literal["scored", "refer"]


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


class Explainer(Protocol):
    """A served model of any kind: features in, exactly explained log-odds of its event out."""

    @property
    def model_id(self) -> str:
        """Digest that names the artefact."""

    @property
    def basis(self) -> Basis:
        """What it was trained on and may be used for."""

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The k features, in the order of the columns of `values`."""

    @property
    def ranges(self) -> FloatArray:
        """Lowest and highest training value of each feature (k, 2); NaN where never seen."""

    @property
    def weights(self) -> FloatArray:
        """Each feature's share of the mean absolute contribution in training (k,); sums to 1."""

    @property
    def missing_shares(self) -> FloatArray:
        """How often each feature was missing in training (k,); 0 where always known."""

    def explain(self, values: FloatArray) -> Explained:
        """Margin and contributions of n firms from their features (n, k)."""


class Scorer(Explainer, Protocol):
    """A served credit model: its event is default."""

    def interval(self, margin: FloatArray) -> FloatArray:
        """PD bounds (n, 2) around each margin (n,); NaN where the model has none."""


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


def score_rows(values: FloatArray, scorer: Scorer, on: date) -> list[Score]:
    """The explained scores of many firms, features (n, k) in the scorer's order."""
    explained = scorer.explain(values)
    intervals = scorer.interval(explained.margin)
    return [
        _score(values[row], explained, row, intervals[row], scorer, on)
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
    because = refer_because(values, scorer)
    if because:
        return _referred(because, scorer, on)
    margin = float(explained.margin[row])
    points, pd = points_of(margin), pd_of(margin)
    contributions = _contributions(values, explained.contributions[row], scorer.feature_names)
    return Score(
        model_id=scorer.model_id,
        basis=scorer.basis,
        on=on,
        status="scored",
        refer_because=(),
        credit_score=round(min(max(points, LOWEST), HIGHEST)),
        unclipped_score=points,
        clipped=not LOWEST <= points <= HIGHEST,
        pd=pd,
        pd_interval=_bounds(interval),
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


def refer_because(values: FloatArray, scorer: Explainer) -> tuple[Text, ...]:
    """Why a person must decide without a score; empty where the data carry one.

    Too little: the known features hold under half of the model's weight. Out of range: features
    beyond anything seen in training, or missing where training never saw them missing, hold over
    a fifth of it.
    """
    known = ~np.isnan(values)
    known_weight = _weight(known, scorer)
    strange = (values < scorer.ranges[:, 0]) | (values > scorer.ranges[:, 1])
    strange |= ~known & (scorer.missing_shares == 0)
    reasons = []
    if known_weight < LEAST_KNOWN_WEIGHT:
        reasons.append(_TOO_LITTLE.filled(known=known_weight, least=LEAST_KNOWN_WEIGHT))
    if _weight(strange, scorer) > MOST_STRANGE_WEIGHT:
        reasons.append(_strange_text(strange, scorer))
    return tuple(reasons)


_TOO_LITTLE = Text(
    zh="数据不足:已知特征只占模型权重的{known:.0%},至少需要{least:.0%}",
    en="too little data: known features carry {known:.0%} of the model's weight, "
    "{least:.0%} is needed",
)
_STRANGE = Text(zh="超出模型训练范围:{labels}", en="outside the model's training range: {labels}")


def _weight(chosen: BoolArray, scorer: Explainer) -> float:
    return math.fsum(scorer.weights[chosen])


def _strange_text(strange: BoolArray, scorer: Explainer) -> Text:
    labels = [
        FEATURE_BY_NAME[name].label
        for name, flagged in zip(scorer.feature_names, strange, strict=True)
        if flagged
    ]
    return Text(
        zh=_STRANGE.zh.format(labels="、".join(label.zh for label in labels)),
        en=_STRANGE.en.format(labels=", ".join(label.en for label in labels)),
    )
