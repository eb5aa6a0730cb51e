"""What is in a data set, as every model of the benchmark sees it?"""

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.errors import TableError
from models.benchmark.codes import feature_table
from models.benchmark.config import DataConfig, TimeSplit
from models.benchmark.files import read_table
from models.benchmark.preparations import PREPARATIONS
from models.repeated_firms import require_firms_named
from models.tables import Flags

_SHOWN = 8
_YES_NO = ("true", "false")


@dataclass(frozen=True)
class BenchmarkData:
    """Numbers, nan where missing, the outcome (1 = default), and the group and day of each row.

    Folds have no days: what they judge is not later than what trains, and no model may assume it.
    `unlabelled` rows had no outcome and `duplicates` were the same as another row: left out.
    """

    config: DataConfig
    features: pd.DataFrame
    target: NDArray[np.int64]
    groups: NDArray[np.str_] | None = None
    dates: NDArray[np.datetime64] | None = None
    unlabelled: int = 0
    duplicates: int = 0


def read_data(config: DataConfig, folder: str | PathLike[str]) -> BenchmarkData:
    """The data set of `config`, found under `folder`.

    Raises:
        TableError: names the file, the column and what is wrong with it.
    """
    path = Path(folder) / config.path
    try:
        raw = PREPARATIONS[config.prepare](path) if config.prepare else read_table(path, config)
        return _checked(raw, config)
    except TableError as error:
        raise TableError(f"{config.name}: {_placed(error, path)}") from error


def _placed(error: TableError, path: Path) -> str:
    return str(error) if path.name in str(error) else f"{path.name}: {error}"


def _checked(raw: pd.DataFrame, config: DataConfig) -> BenchmarkData:
    _require_columns(raw, config)
    require_firms_named(raw, config.group, "指明 name it as group")
    table = raw.drop(columns=list(config.drop))
    labelled = table[_stated(table[config.target.column])]
    rows = labelled.drop_duplicates() if config.drop_duplicates else labelled
    rows = rows.reset_index(drop=True)
    beside = [config.target.column, *filter(None, (config.group, config.date))]
    return BenchmarkData(
        config=config,
        features=_features(rows.drop(columns=beside), config),
        target=_target(rows[config.target.column], config),
        groups=None if config.group is None else _groups(rows[config.group]),
        dates=_dates(rows[config.date], config) if isinstance(config.split, TimeSplit) else None,
        unlabelled=len(table) - len(labelled),
        duplicates=len(labelled) - len(rows),
    )


def _require_columns(raw: pd.DataFrame, config: DataConfig) -> None:
    named = [config.target.column, *filter(None, (config.group, config.date)), *config.drop]
    for column in (*named, *config.codes):
        if column not in raw.columns:
            shown = ", ".join(map(str, raw.columns[:_SHOWN]))
            raise TableError(f"column {column!r} is missing; there are {shown} ...")


def _features(table: pd.DataFrame, config: DataConfig) -> pd.DataFrame:
    features = feature_table(table, config)
    for column in config.monotone:
        if column not in features.columns:
            raise TableError(f"monotone: {column!r} is no feature")
    if features.shape[1] == 0:
        raise TableError("no feature is left beside the columns named")
    return features


def _stated(column: "pd.Series[Any]") -> Flags:
    words = column.astype("string").str.strip().fillna("")
    return (words != "").to_numpy(np.bool_)


def _word(value: object) -> str | float:
    """A value as text or number, so that 1, 1.0 and "1" are the same and true is True."""
    text = str(value).strip()
    if text.lower() in _YES_NO:
        return text.lower()
    try:
        return float(text)
    except ValueError:
        return text


def _target(column: "pd.Series[Any]", config: DataConfig) -> NDArray[np.int64]:
    bad = set(map(_word, config.target.default_values))
    good = set(map(_word, config.target.good_values))
    words = column.astype(object).map(_word)
    others = sorted(set(words) - bad - good, key=str)
    place = f"column {column.name!r}"
    if others and (good or len(others) > 1):
        shown = ", ".join(map(str, others[:_SHOWN]))
        raise TableError(f"{place} holds {shown}: say which values mean default and which good")
    target = words.isin(bad).to_numpy().astype(np.int64)
    if not 0 < target.sum() < len(target):
        raise TableError(
            f"{place} has {target.sum()} defaults in {len(target)} rows; default is"
            f" {', '.join(map(str, config.target.default_values))}"
        )
    return target


def _groups(column: "pd.Series[Any]") -> NDArray[np.str_]:
    absent = int((~_stated(column)).sum())
    if absent:
        raise TableError(f"column {column.name!r} names no group in {absent} rows")
    return column.astype(str).to_numpy(np.str_)


def _dates(column: "pd.Series[Any]", config: DataConfig) -> NDArray[np.datetime64]:
    days = column
    if not pd.api.types.is_datetime64_any_dtype(column):
        days = pd.to_datetime(column.astype(str), format=config.date_format, errors="coerce")
    elif column.dt.tz is not None:
        days = column.dt.tz_localize(None)
    if days.isna().any():
        row = int(np.flatnonzero(days.isna())[0])
        raise TableError(
            f"column {column.name!r}: {column[row]!r} is no day written {config.date_format}"
            f" ({days.isna().sum()} rows)"
        )
    return days.to_numpy().astype("datetime64[D]")
