"""Which firms is a model validated on, what became of them, and in which segments are they?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.errors import TableError
from engine.facts import facts_of
from engine.facts.size import SIZE_CODES
from engine.firm import Firm
from engine.text import Text
from models.dataset import KnownFirm, training_table
from models.record_files import read_records
from models.repeated_firms import require_firms_named
from models.tables import Floats

Integers = NDArray[np.int64]
Labels = NDArray[np.str_]
UNKNOWN = "unknown"
DISTRICT, SIZE, OWNERSHIP, AGE = "district", "size", "ownership", "firm_age"
SEGMENT_NAMES = {
    DISTRICT: Text(zh="区县", en="District"),
    SIZE: Text(zh="规模", en="Size"),
    OWNERSHIP: Text(zh="所有制", en="Ownership"),
    AGE: Text(zh="成立年限", en="Firm age"),
}
_SIZES = {code: name for name, code in SIZE_CODES.items()}
_AGES = ((2.0, "age_under_2"), (5.0, "age_2_to_5"), (10.0, "age_5_to_10"), (np.inf, "age_over_10"))


@dataclass(frozen=True)
class ValidationData:
    """One row per observation: features, outcome (1 = default) and what else is known of it.

    `groups` names the firm of each row; `dates` its day, None where unknown. `segments` holds one
    label per row under each segment's name, empty or `unknown` where it is not known. `reference`
    are features the model was trained on (with `reference_target`, if known), for the stability
    index and for peers; `true_pd` is None for real firms. `origin` says where the rows come from.
    """

    features: pd.DataFrame
    target: Integers
    groups: Labels
    dates: NDArray[np.datetime64] | None = None
    segments: Mapping[str, Labels] = field(default_factory=dict)
    reference: pd.DataFrame | None = None
    reference_target: Integers | None = None
    true_pd: Floats | None = None
    origin: str = ""
    simulated: bool = False

    def __post_init__(self) -> None:
        """Refuse columns that do not belong together.

        Raises:
            TableError: names the part and what is wrong with it.
        """
        beside = {"groups": self.groups, "dates": self.dates, "true_pd": self.true_pd}
        for name, column in {"target": self.target, **beside, **self.segments}.items():
            if column is not None and len(column) != len(self.features):
                raise TableError(f"{name}: {len(column)} entries for {len(self.features)} rows")
        if not set(np.unique(self.target).tolist()) <= {0, 1}:
            raise TableError("target: must be 0 or 1")
        if not 0 < self.target.sum() < len(self.target):
            raise TableError("target: a validation needs both defaults and firms without one")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the features, their names, the outcomes and the groups."""
        found = sha256("\n".join(map(str, self.features.columns)).encode())
        found.update(np.ascontiguousarray(self.features.to_numpy(np.float64)).tobytes())
        found.update(self.target.astype(np.int64).tobytes())
        found.update("\n".join(self.groups.tolist()).encode())
        return found.hexdigest()

    def against(self, reference: "ValidationData") -> "ValidationData":
        """The same rows, with the features and outcomes of the model's training rows beside."""
        return replace(self, reference=reference.features, reference_target=reference.target)


def validation_data_of(path: str | Path, on: date) -> ValidationData:
    """The firms of a file as known on `on`, as `simulate` writes them or with known outcomes.

    Raises:
        TableError: no firm has a known outcome, or the ending is none that is read.
        RecordError: names line and field of every mistake.
    """
    return data_of_firms(read_records(path), on, Path(path).name)


def data_of_firms(firms: Iterable[KnownFirm], on: date, origin: str) -> ValidationData:
    """The firms with a known outcome as known on `on`, with their segments.

    Raises:
        TableError: no firm has a known outcome, or all have the same.
    """
    labels: list[dict[str, str]] = []
    dataset = training_table(_watched(firms, on, labels), on)
    return ValidationData(
        features=dataset.features,
        target=dataset.target,
        groups=dataset.groups,
        segments={name: np.array([each[name] for each in labels]) for name in SEGMENT_NAMES},
        true_pd=dataset.true_pd,
        origin=origin,
        simulated=dataset.is_simulated,
    )


def _watched(
    firms: Iterable[KnownFirm], on: date, labels: list[dict[str, str]]
) -> Iterator[KnownFirm]:
    """The firms as they are; the labels of those with an outcome are noted in passing."""
    for each in firms:
        if each.default is not None:
            labels.append(segments_of(each.firm, on))
        yield each


def segments_of(firm: Firm, on: date) -> dict[str, str]:
    """The firm's label in every segment, `unknown` where its record does not say."""
    facts: Mapping[str, float] = facts_of(firm, on)
    known = firm.registration
    age = facts.get("firm_age_years", np.nan)
    return {
        DISTRICT: (known.district if known else None) or UNKNOWN,
        SIZE: _SIZES.get(facts.get("size_class", np.nan), UNKNOWN),
        OWNERSHIP: (known.ownership if known else None) or UNKNOWN,
        AGE: next((name for upper, name in _AGES if age < upper), UNKNOWN),
    }


@dataclass(frozen=True)
class TableColumns:
    """Which columns of a table are not features, and what they are."""

    target: str
    date: str | None = None
    group: str | None = None
    segments: Sequence[str] = ()
    drop: Sequence[str] = ()

    @property
    def named(self) -> list[str]:
        """All columns that are named."""
        found = [self.target, self.date, self.group, *self.segments, *self.drop]
        return [name for name in found if name]


def table_data_of(
    path: str | Path, columns: TableColumns, features: Sequence[str] | None = None
) -> ValidationData:
    """The rows of a CSV or Parquet table; features are the columns named, or all numeric ones.

    Raises:
        TableError: names the column and what is wrong with it.
    """
    frame = read_frame(Path(path))
    _require(frame, (*columns.named, *(features or ())), Path(path).name)
    require_firms_named(frame, columns.group, "指明 name it by --group")
    rest = frame.drop(columns=list(dict.fromkeys(columns.named)))
    wanted = list(features) if features else list(rest.select_dtypes(["number", "bool"]).columns)
    if not wanted:
        raise TableError(f"{Path(path).name}: 没有数值列 / holds no numeric column")
    group = frame[columns.group] if columns.group else frame.index
    return ValidationData(
        features=_numbers(frame, wanted),
        target=_target(frame[columns.target], columns.target),
        groups=group.astype(str).to_numpy(dtype=np.str_),
        dates=_days(frame[columns.date], columns.date) if columns.date else None,
        segments={name: _labels(frame[name]) for name in columns.segments},
        origin=Path(path).name,
    )


def features_of(frame: pd.DataFrame, names: Sequence[str], file: str) -> pd.DataFrame:
    """The named columns of a table as numbers.

    Raises:
        TableError: names the column that is absent or not numeric.
    """
    _require(frame, names, file)
    return _numbers(frame, list(names))


def _require(frame: pd.DataFrame, names: Iterable[str], file: str) -> None:
    absent = [name for name in names if name not in frame]
    if absent:
        raise TableError(f"{file}: 没有列 / there is no column {absent[0]!r}")


def read_frame(path: Path) -> pd.DataFrame:
    """The table of a file: .csv, .csv.gz or .parquet; CSV in UTF-8 or GB 18030.

    Raises:
        TableError: the file cannot be read as a table.
    """
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        if not path.name.endswith((".csv", ".csv.gz")):
            raise TableError(f"{path.name}: the name must end in .csv, .csv.gz or .parquet")
        try:
            return pd.read_csv(path, encoding="utf-8-sig", low_memory=False)
        except UnicodeDecodeError:
            return pd.read_csv(path, encoding="gb18030", low_memory=False)
    except (OSError, ValueError) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(f"{path.name}: {str(error).partition(chr(10))[0]}") from error


def _numbers(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    try:
        return frame[names].astype(np.float64).reset_index(drop=True)
    except (TypeError, ValueError) as error:
        wrong = next(each for each in names if not pd.api.types.is_numeric_dtype(frame[each]))
        raise TableError(f"column {wrong!r} is not numeric: {error}") from error


def _target(column: pd.Series, name: str) -> Integers:
    numbers = pd.to_numeric(column.replace({True: 1, False: 0}), errors="coerce")
    wrong = ~numbers.isin([0, 1])
    if wrong.any():
        line = int(np.argmax(wrong.to_numpy())) + 1
        said = f"column {name!r}, row {line}: must be 0 or 1, not {column.iloc[line - 1]!r}"
        raise TableError(said)
    return numbers.to_numpy(np.int64)


def _days(column: pd.Series, name: str) -> NDArray[Any]:
    try:
        days = pd.to_datetime(column)
    except (TypeError, ValueError) as error:
        raise TableError(f"column {name!r}: {error}") from error
    if days.isna().any():
        raise TableError(f"column {name!r}: a row has no date")
    return days.to_numpy().astype("datetime64[D]")


def _labels(column: pd.Series) -> Labels:
    return column.astype(object).where(column.notna(), UNKNOWN).astype(str).to_numpy(dtype=np.str_)
