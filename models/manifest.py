"""What does a model say of itself: the strict form of its manifest?"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

import numpy as np
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from engine.errors import ModelError
from engine.scoring import Basis
from models.calibration import Calibration, PdInterval
from models.tables import Floats
from models.trees import MOST_FEATURES

MANIFEST = "manifest.json"
FIRST_WITH_KNOTS = 3
"""The first format whose golden file holds what the interval says at its own knots."""
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, Field(min_length=1, max_length=1_000)]
Range = tuple[float | None, float | None]
Kind = Literal["credit", "potential"]
_SUM_WITHIN = 1e-9
_MOST_ENTRIES = 1_000


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class ModelCard(_Strict):
    """What only the caller knows of a training: where the data came from, and how it went.

    Without one a model counts as a demonstration on simulated firms, which nothing can promote.
    """

    basis: Basis = Basis(trained_on="simulated", use="demonstration")
    created_on: date | None = None
    data_hash: Name | None = None
    metrics: dict[str, float] = Field(default={}, max_length=_MOST_ENTRIES)


class TrainingFacts(_Strict):
    """How a model was trained: rows, rows with the event, rows held back, trees kept.

    The event is what the model predicts: a default, or a next equity round. `workers` is how many
    of a cluster grew the trees together; None where one machine did, and in older models.
    """

    rows: Count
    # Credit models saved before there was a second kind say `defaults`.
    events: Count = Field(validation_alias=AliasChoices("events", "defaults"))
    rows_held_back: Count
    trees: Count
    seed: int
    tree_hash: Digest
    versions: dict[str, str] = Field(max_length=_MOST_ENTRIES)
    workers: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _counts_parts_of_its_rows(self) -> "TrainingFacts":
        if max(self.events, self.rows_held_back) > self.rows:
            raise ValueError("there are more events or rows held back than rows")
        return self


class FamiliarityFacts(_Strict):
    """Of what the training firms had in common: the limit, and the lengths of the arrays."""

    limit: Annotated[float, Field(ge=0)]
    lengths: dict[str, Count]


class Manifest(_Strict):
    """The manifest of a saved model; `files` are the SHA-256 of its other files.

    Per feature, in the order of `feature_names`: `ranges` (null where never seen), `weights`
    (they add up to 1) and `missing_shares`. `lengths` are those of the tables' arrays, in order.
    `familiarity` is null where it was not learnt, as in models saved before it was known.
    Formats 2 and 3 carry `golden_rows` rows whose answers are known, 3 also what the interval says
    at its own knots; format 1 had neither.
    """

    format: Literal[1, 2, 3]
    kind: Kind
    feature_names: tuple[Name, ...] = Field(min_length=1, max_length=MOST_FEATURES)
    monotone: dict[str, Annotated[int, Field(ge=-1, le=1)]]
    calibration: Calibration
    pd_interval: PdInterval | None
    ranges: tuple[Range, ...]
    weights: tuple[Share, ...]
    missing_shares: tuple[Share, ...]
    base: float
    lengths: dict[str, Count]
    familiarity: FamiliarityFacts | None = None
    golden_rows: Annotated[int, Field(ge=8, le=1_000)] | None = None
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
        if (self.format == 1) != (self.golden_rows is None):
            raise ValueError("golden_rows: formats 2 and 3 have them, format 1 has none")
        if self.kind != "credit" and self.pd_interval is not None:
            raise ValueError("only a credit model has a pd_interval")
        return self


def read_manifest(content: bytes) -> Manifest:
    """The manifest in these bytes; a key given twice is refused, as is anything not declared.

    Raises:
        ModelError: names the key and what is wrong with it.
    """
    try:
        # The parser stops at a depth of some hundred, before the second one goes down there.
        manifest = Manifest.model_validate_json(content)
        json.loads(content, object_pairs_hook=_once)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ModelError(f"{MANIFEST}: {place or 'as a whole'}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{MANIFEST}: as a whole: {error}") from error
    return manifest


def _once(pairs: list[tuple[str, object]]) -> None:
    twice = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
    if twice:
        raise ValueError(f"the key {twice[0]!r} is there twice")


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
