"""What does every test of a validation start from?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from engine.errors import ModelError
from engine.scoring import GRADES
from models.inputs import matrix
from models.selection import SelectionReport
from models.tables import Floats
from models.validation.data import ValidationData
from models.validation.subject import Subject, subject_of

Trainer = Callable[[pd.DataFrame, NDArray[np.int64], NDArray[np.str_]], Any]
"""Features, outcomes and firms of training rows in; a fitted model out."""
Progress = Callable[[str, int, int], None]
GRADE_NAMES = tuple(name for name, _ in GRADES)
_UPPERS = np.array([upper for _, upper in GRADES])


def _quiet(_key: str, _done: int, _most: int) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Options:
    """How much is drawn, what else is compared, and what the report says of its making.

    `draws` of the bootstrap; `cut_grade` is the riskiest grade still approved in the fairness
    test; `challengers` are other fitted models by name; `selection` is the sensitivity to firms
    that were refused, see `models.selection`; `code_version` is that of the code; `progress` is
    called with a section's key, sections done and sections in all.
    """

    draws: int = 500
    cut_grade: str = "C2"
    challengers: Mapping[str, Any] = field(default_factory=dict)
    selection: SelectionReport | None = None
    code_version: str = ""
    progress: Progress = _quiet


@dataclass(frozen=True)
class Case:
    """The model, the data, and the model's answers to them: log-odds and PDs, one per row."""

    subject: Subject
    data: ValidationData
    values: Floats
    margin: Floats
    pd: Floats
    seed: int
    options: Options
    trainer: Trainer | None
    scorecard: Any

    def rng(self, test: str) -> np.random.Generator:
        """Draws of one test; another test, or another order of tests, does not change them."""
        return np.random.default_rng([self.seed, crc32(test.encode())])

    def some(self, most: int, test: str) -> Floats:
        """At most so many rows of features, drawn without favour."""
        if len(self.values) <= most:
            return self.values
        chosen = self.rng(test).choice(len(self.values), most, replace=False)
        return np.asarray(self.values[np.sort(chosen)])

    @property
    def reference(self) -> Floats:
        """The features of training rows where known, otherwise of the rows at hand."""
        if self.data.reference is None:
            return self.values
        return matrix(self.data.reference, self.subject.names)


def case_of(
    model: Any, data: ValidationData, seed: int, options: Options, peers: tuple[Trainer | None, Any]
) -> Case:
    """The model's answers to the data; `peers` are the trainer and the reference scorecard.

    Raises:
        TableError: a feature of the model is absent from the data or not numeric.
        ModelError: a row gets an answer that is no finite number.
    """
    subject = subject_of(model, list(map(str, data.features.columns)))
    values = matrix(data.features, subject.names)
    margin = subject.margin(values)
    if not np.all(np.isfinite(margin)):
        raise ModelError(f"{subject.model_id} gives a row no finite log-odds")
    trainer, scorecard = peers
    return Case(subject, data, values, margin, expit(margin), seed, options, trainer, scorecard)


def grades_of(pd: Floats) -> NDArray[np.int64]:
    """The place of each PD's grade on the master scale; 0 is the safest.

    >>> grades_of(np.array([0.0, 0.01, 0.5])).tolist()
    [0, 5, 11]
    """
    return np.searchsorted(_UPPERS, pd, side="right").astype(np.int64)
