"""What came out of a benchmark: every figure of every contender on every data set?"""

from collections.abc import Mapping, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, computed_field

from engine.text import Text
from models.benchmark.contenders import DIRECTED, OURS


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Difference(_Part):
    """One AUC less another on the same rows, with a 95 % bootstrap interval."""

    value: float
    low: float
    high: float


class ContenderResult(_Part):
    """One contender on one data set, judged on rows it had not seen.

    `ece_limit`: 95th percentile of the ECE of a perfectly calibrated model with the same PDs.
    `ece_at_level`: what is left of the ECE once the mean PD is the default rate of these rows.
    `behind_best`: the best AUC less this one.
    Ranks: 1 is best, equals share the mean. `fit_seconds` is the mean over the folds.
    """

    name: str
    auc: float
    brier: float
    ece: float
    ece_at_level: float
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


class DirectedResult(_Part):
    """The credit model that keeps the declared directions, beside the one that ranks without them.

    Its ranks, and those of the others in `auc_ranks`, are as if it stood in that one's place.
    `cost` is the AUC of the model without directions less its own.
    """

    directions: dict[str, int]
    result: ContenderResult
    auc_ranks: dict[str, float]
    cost: Difference
    sweeps: SweepResult


class SetResult(_Part):
    """One data set: what it is, how it was split, how each contender fared.

    `results` are ranked, all without directions; `directed` is None where none are declared.
    """

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
    directed: DirectedResult | None

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

    format: int = 2
    seed: int
    draws: int
    entrants: tuple[EntrantTold, ...]
    absent: tuple[str, ...]
    sets: tuple[SetResult, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def mean_ranks(self) -> dict[str, float]:
        """Each contender's mean rank by AUC over the data sets, all without directions."""
        return _means([{r.name: r.auc_rank for r in each.results} for each in self.sets])

    @computed_field  # type: ignore[prop-decorator]
    @property
    def mean_ranks_directed(self) -> dict[str, float]:
        """The same with the directed credit model in the other's place where directions exist.

        Empty where no data set declares any.
        """
        if all(each.directed is None for each in self.sets):
            return {}
        return _means([_ranks_directed(each) for each in self.sets])

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


def _ranks_directed(judged: SetResult) -> dict[str, float]:
    if judged.directed is not None:
        return judged.directed.auc_ranks
    return {DIRECTED if r.name == OURS else r.name: r.auc_rank for r in judged.results}


def _means(ranks: Sequence[Mapping[str, float]]) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for each in ranks:
        for name, rank in each.items():
            found.setdefault(name, []).append(rank)
    return {name: float(np.mean(values)) for name, values in found.items()}
