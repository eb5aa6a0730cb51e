"""What does a model say of itself: the strict form of its manifest?"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

import numpy as np
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from engine.scoring import Basis
from models.calibration import Calibration, PdInterval
from models.tables import Floats

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Range = tuple[float | None, float | None]
Kind = Literal["credit", "potential"]
_SUM_WITHIN = 1e-9


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class ModelCard(_Strict):
    """What only the caller knows of a training: where the data came from, and how it went.

    Without one a model counts as a demonstration on simulated firms, which nothing can promote.
    """

    basis: Basis = Basis(trained_on="simulated", use="demonstration")
    created_on: date | None = None
    data_hash: str | None = None
    metrics: dict[str, float] = {}


class TrainingFacts(_Strict):
    """How a model was trained: rows, rows with the event, rows held back, trees kept.

    The event is what the model predicts: a default, or a next equity round.
    """

    rows: Count
    # Credit models saved before there was a second kind say `defaults`.
    events: Count = Field(validation_alias=AliasChoices("events", "defaults"))
    rows_held_back: Count
    trees: Count
    seed: int
    tree_hash: Digest
    versions: dict[str, str]


class Manifest(_Strict):
    """The manifest of a saved model; `files` are the SHA-256 of its other files.

    Per feature, in the order of `feature_names`: `ranges` (null where never seen), `weights`
    (they add up to 1) and `missing_shares`. `lengths` are those of the tables' arrays, in order.
    """

    format: Literal[1]
    kind: Kind
    feature_names: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=1)
    monotone: dict[str, Annotated[int, Field(ge=-1, le=1)]]
    calibration: Calibration
    pd_interval: PdInterval | None
    ranges: tuple[Range, ...]
    weights: tuple[Share, ...]
    missing_shares: tuple[Share, ...]
    base: float
    lengths: dict[str, Count]
    training: TrainingFacts
    card: ModelCard
    files: dict[str, Digest]

    @model_validator(mode="after")
    def _fits_its_features(self) -> "Manifest":
        names = self.feature_names
        if len(set(names)) != len(names) or not set(self.monotone) <= set(names):
            raise ValueError("feature names repeat, or a direction has no feature")
        if not len(names) == len(self.ranges) == len(self.weights) == len(self.missing_shares):
            raise ValueError("ranges, weights or missing_shares do not match the features")
        if abs(sum(self.weights) - 1.0) > _SUM_WITHIN:
            raise ValueError("the weights do not add up to 1")
        if not all(_is_range(each) for each in self.ranges):
            raise ValueError("a range is upside down or half empty")
        if self.kind != "credit" and self.pd_interval is not None:
            raise ValueError("only a credit model has a pd_interval")
        return self


def _is_range(bounds: Range) -> bool:
    low, high = bounds
    if low is None or high is None:
        return low is high
    return low <= high


def ranges_as_json(ranges: Floats) -> tuple[Range, ...]:
    """Ranges (k, 2) with None for nan."""
    return tuple((None, None) if np.isnan(low) else (low, high) for low, high in ranges.tolist())


def ranges_from_json(ranges: Sequence[Range]) -> Floats:
    """Ranges (k, 2) with nan for None."""
    return np.array(ranges, dtype=np.float64).reshape(-1, 2)
