"""What came out of a benchmark: every figure of every contender on every data set?"""

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, computed_field

from engine.text import Text


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Difference(_Part):
    """The best AUC less this one, with a 95 % bootstrap interval."""

    value: float
    low: float
    high: float


class ContenderResult(_Part):
    """One contender on one data set, judged on rows it had not seen.

    `ece_limit`: 95th percentile of the ECE of a perfectly calibrated model with the same PDs.
    Ranks: 1 is best, equals share the mean. `fit_seconds` is the mean over the folds.
    """

    name: str
    auc: float
    brier: float
    ece: float
    ece_limit: float
    slope: float
    fit_seconds: float
    explained_per_second: float
    auc_rank: float
    brier_rank: float
    behind_best: Difference


class SweepResult(_Part):
    """How many sweeps of the credit model were made and broke a direction; exact check beside."""

    made: int
    violations: int
    broken_places: int


class SetResult(_Part):
    """One data set: what it is, how it was split, how each contender fared."""

    name: str
    title: str
    rows: int
    defaults: int
    features: int
    grouped: bool
    split: str
    folds: tuple[str, ...]
    repeats: int
    judged_rows: int
    judged_defaults: int
    brier_ranked: bool
    results: tuple[ContenderResult, ...]
    sweeps: SweepResult | None

    def result(self, name: str) -> ContenderResult | None:
        """The result of the contender of that name, None where it did not take part."""
        return next((each for each in self.results if each.name == name), None)


class EntrantTold(_Part):
    """Who took part: the library's version, and all that differs from its defaults."""

    name: str
    title: str
    version: str
    settings: str
    told: Text


class Verdict(_Part):
    """A demand and whether it is met; None where nothing can be said. `found`: the figures."""

    key: str
    wanted: Text
    met: bool | None
    found: tuple[str, ...]


class BenchmarkReport(_Part):
    """A whole benchmark. Times are of this machine; the rest repeats with the same seed."""

    format: int = 1
    seed: int
    draws: int
    entrants: tuple[EntrantTold, ...]
    absent: tuple[str, ...]
    sets: tuple[SetResult, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def mean_ranks(self) -> dict[str, float]:
        """Each contender's mean rank by AUC over the data sets."""
        return _mean_ranks(self.sets)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Each demand on the credit model, met or not; none where it did not take part."""
        from models.benchmark.verdicts import verdicts_of

        return verdicts_of(self)

    def to_json(self) -> str:
        """The report as strict JSON, always in the same order."""
        return self.model_dump_json(indent=1) + "\n"

    def to_markdown(self) -> str:
        """The report as a page of tables to read."""
        from models.benchmark.markdown import markdown_of

        return markdown_of(self)


def _mean_ranks(sets: Sequence[SetResult]) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for each in sets:
        for result in each.results:
            found.setdefault(result.name, []).append(result.auc_rank)
    return {name: float(np.mean(values)) for name, values in found.items()}
