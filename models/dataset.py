"""Which features, outcomes and firms does a model learn from?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.errors import TableError
from engine.features import FEATURE_NAMES
from engine.firm import Firm
from engine.identity import SIMULATED_REGION, is_credit_code
from models.feature_rows import chunks, feature_rows
from models.record_files import read_records
from models.split import validation_part

__all__ = [
    "Dataset",
    "KnownFirm",
    "is_simulated_code",
    "read_records",
    "split_by_firm",
    "training_table",
]

Floats = NDArray[np.float64]
_REGION = slice(2, 8)


class KnownFirm(Protocol):
    """A firm and what became of it within 12 months: a simulated firm or a record from a file."""

    @property
    def firm(self) -> Firm:
        """The record as known on the day."""

    @property
    def default(self) -> bool | None:
        """Whether it defaulted; None where nobody knows yet."""

    @property
    def true_pd(self) -> float | None:
        """The PD it was simulated with; None for real firms."""


@dataclass(frozen=True)
class Dataset:
    """One row per firm with a known outcome: features, target (1 = default), identifier.

    `true_pd` is None unless every firm is simulated; `unlabelled` counts the firms left out.
    """

    features: pd.DataFrame
    target: NDArray[np.int64]
    groups: NDArray[np.str_]
    true_pd: Floats | None
    unlabelled: int

    @property
    def is_simulated(self) -> bool:
        """Whether any firm is simulated: a model trained on it is a demonstration for ever."""
        codes = (str(code) for code in self.groups)
        return self.true_pd is not None or any(map(is_simulated_code, codes))

    def rows(self, chosen: NDArray[np.bool_]) -> "Dataset":
        """The dataset of the chosen rows."""
        return Dataset(
            features=self.features.loc[chosen].reset_index(drop=True),
            target=self.target[chosen],
            groups=self.groups[chosen],
            true_pd=None if self.true_pd is None else self.true_pd[chosen],
            unlabelled=0,
        )


def is_simulated_code(code: str) -> bool:
    """Whether a credit code lies in the region that only simulated firms have."""
    return is_credit_code(code) and code[_REGION] == SIMULATED_REGION


def training_table(firms: Iterable[KnownFirm], on: date) -> Dataset:
    """The firms with a known outcome, as known on `on`, through the path that also scores them.

    Raises:
        TableError: no firm has a known outcome.
    """
    matrices, targets, groups, pds = [], [], [], []
    unlabelled = 0
    for chunk in chunks(firms):
        known = [each for each in chunk if each.default is not None]
        unlabelled += len(chunk) - len(known)
        matrices.append(feature_rows((each.firm for each in known), on))
        targets += [int(bool(each.default)) for each in known]
        groups += [each.firm.identifier for each in known]
        pds += [each.true_pd for each in known]
    if not targets:
        raise TableError("no firm has a known outcome (default true or false)")
    return Dataset(
        features=pd.DataFrame(np.concatenate(matrices), columns=list(FEATURE_NAMES)),
        target=np.array(targets, dtype=np.int64),
        groups=np.array(groups),
        true_pd=_all_known(pds),
        unlabelled=unlabelled,
    )


def _all_known(pds: list[float | None]) -> Floats | None:
    known = [each for each in pds if each is not None]
    return np.array(known) if len(known) == len(pds) else None


def split_by_firm(
    dataset: Dataset, share: float, seed: int, dates: Iterable[date] | None = None
) -> tuple[Dataset, Dataset]:
    """Training rows and about `share` of all rows held out; no firm is on both sides.

    With one date per row the firms seen last are held out, otherwise firms drawn by `seed`.
    """
    days = None if dates is None else np.array(list(dates), dtype="datetime64[D]")
    held_out = validation_part(dataset.target, dataset.groups, days, share, seed)
    return dataset.rows(~held_out), dataset.rows(held_out)
