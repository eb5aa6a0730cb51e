"""How are the firms of now, their outcomes and the officers' decisions read from files?"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from engine.errors import TableError
from models.feature_rows import chunks, feature_rows
from models.inputs import require_numbers
from models.monitoring.overrides import Decisions
from models.monitoring.report import Monitored
from models.record_files import Wording, last_observed, plain_wording, read_records

Progress = Callable[[int], None]
_TABLES = (".csv", ".parquet")
_IDENTIFIERS = ("identifier", "firm", "external_id", "credit_code")
_OUTCOMES = ("outcome", "target", "default")
_OPEN = "window_open"
_DAYS = ("month", "on", "observed_on")
_WORDS = {
    "1": 1.0, "1.0": 1.0, "true": 1.0, "default": 1.0,
    "0": 0.0, "0.0": 0.0, "false": 0.0, "no_default": 0.0,
    "": math.nan, "nan": math.nan, "censored": math.nan,
}  # fmt: skip
_MONTH = len("2026-06")


@dataclass(frozen=True)
class Outcomes:
    """Outcome (1, 0, NaN) and vintage month by firm; months are empty where the file has none."""

    values: Mapping[str, float]
    months: Mapping[str, str]


def read_firms(
    path: Path, names: Sequence[str], wording: Wording = plain_wording,
    progress: Progress = lambda _done: None,
) -> Monitored:  # fmt: skip
    """Firms from records, as `simulate` writes them, or from a table with the features `names`.

    Records are taken as known on the last day anything in the file was observed. A table may hold
    `identifier`, `default` and `on` beside the features.

    Raises:
        TableError: the file is no such table, or holds no firm.
        RecordError: names line and field of what cannot be used.
    """
    header = _header(path) if path.suffix in _TABLES else []
    held = [name for name in names if name in header]
    if held and len(held) < len(names):
        absent = next(name for name in names if name not in header)
        raise TableError(f"{path.name}: 缺少特征列 / column {absent!r} is missing")
    found = _table(path, names) if held else _records(path, names, wording, progress)
    if not len(found.features):
        raise TableError(f"{path.name}: 没有企业 / holds no firm")
    return found


def read_outcomes(path: Path) -> Outcomes:
    """Outcomes by firm: `identifier`, `outcome` (1, 0, empty; default, no_default, censored), `on`.

    Reads what `hangcuang outcomes` writes. A default in a window that is still open is left out
    with its cohort: counted alone, without those that may yet not default, it would tell too much.

    Raises:
        TableError: a column is absent, a value is none of these, or a firm stands there twice.
    """
    table = _texts(path)
    firms = _column(table, _IDENTIFIERS, path)
    values = [_outcome(text, row, path) for row, text in _numbered(table, _OUTCOMES, path)]
    if len(set(firms)) < len(firms):
        raise TableError(f"{path.name}: 同一企业出现两次 / a firm stands there twice")
    if "flags" in table.columns:
        open_windows = [_OPEN in flags.split() for flags in table["flags"]]
        values = [math.nan if still else value
                  for still, value in zip(open_windows, values, strict=True)]  # fmt: skip
    name = next((each for each in _DAYS if each in table.columns), None)
    days = table[name].tolist() if name else [""] * len(firms)
    months = {firm: day[:_MONTH] for firm, day in zip(firms, days, strict=True) if day}
    return Outcomes(dict(zip(firms, values, strict=True)), months)


def with_outcomes(current: Monitored, outcomes: Outcomes, name: str) -> Monitored:
    """The firms with their outcomes; one that is not named has none yet.

    Raises:
        TableError: the firms carry no identifier, or none of them is named.
    """
    firms = current.firms or ()
    if not set(firms) & set(outcomes.values):
        raise TableError(f"{name}: 没有一家企业与当前数据相符 / names none of the current firms")
    months = [outcomes.months.get(firm, "") for firm in firms]
    return replace(
        current,
        outcomes=np.array([outcomes.values.get(firm, math.nan) for firm in firms]),
        months=months if all(months) else None,
    )


def read_decisions(path: Path, outcomes: Outcomes | None = None) -> Decisions:
    """Decisions: `officer`, `model_grade`, `given_grade`, and `outcome` or `identifier` if known.

    Raises:
        TableError: a column is absent or a value cannot be read; file and row are named.
    """
    table = _texts(path)
    officers, model, given = (
        _column(table, (name,), path) for name in ("officer", "model_grade", "given_grade")
    )
    known = [math.nan] * len(officers)
    if any(name in table.columns for name in _OUTCOMES):
        known = [_outcome(text, row, path) for row, text in _numbered(table, _OUTCOMES, path)]
    elif outcomes and any(name in table.columns for name in _IDENTIFIERS):
        firms = _column(table, _IDENTIFIERS, path)
        known = [outcomes.values.get(firm, math.nan) for firm in firms]
    try:
        return Decisions(tuple(officers), tuple(model), tuple(given), np.array(known))
    except TableError as error:
        raise TableError(f"{path.name}: {error}") from error


def _header(path: Path) -> list[str]:
    if path.suffix == ".parquet":
        from pyarrow import parquet

        names: list[str] = parquet.read_schema(path).names
        return names
    return list(pd.read_csv(path, nrows=0, encoding="utf-8-sig").columns)


def _read(path: Path, **how: Any) -> pd.DataFrame:
    if path.suffix == ".parquet":
        found: pd.DataFrame = pd.read_parquet(path)
        return found
    if path.suffix != ".csv":
        raise TableError(f"{path.name}: 须为 / must end in {' or '.join(_TABLES)}")
    found = pd.read_csv(path, encoding="utf-8-sig", **how)
    return found


def _texts(path: Path) -> pd.DataFrame:
    table = _read(path, dtype=str, keep_default_na=False)
    shown = table.astype(object).where(table.notna(), "").astype(str)
    stripped: pd.DataFrame = shown.apply(lambda column: column.str.strip())
    return stripped


def _table(path: Path, names: Sequence[str]) -> Monitored:
    table = _read(path)
    features = table[list(names)]
    try:
        require_numbers(features)
    except TableError as error:
        raise TableError(f"{path.name}: {error}") from error
    firms = next((each for each in _IDENTIFIERS if each in table.columns), None)
    known = "default" in table.columns
    default = np.asarray(table["default"], dtype=np.float64) if known else None
    months = table["on"].astype(str).str[:_MONTH].tolist() if "on" in table.columns else None
    return Monitored(
        features=features.astype(float),
        firms=table[firms].astype(str).tolist() if firms else None,
        outcomes=default,
        months=months,
    )


def _records(path: Path, names: Sequence[str], wording: Wording, progress: Progress) -> Monitored:
    day = date.fromisoformat(last_observed(path))
    rows, firms, outcomes = [np.empty((0, len(names)))], [], []
    for chunk in chunks(read_records(path, wording)):
        rows.append(feature_rows((each.firm for each in chunk), day, tuple(names)))
        firms += [each.firm.identifier for each in chunk]
        outcomes += [math.nan if each.default is None else float(each.default) for each in chunk]
        progress(len(firms))
    features = pd.DataFrame(np.concatenate(rows), columns=list(names))
    return Monitored(features, firms, np.array(outcomes))


def _column(table: pd.DataFrame, names: Sequence[str], path: Path) -> list[str]:
    name = next((each for each in names if each in table.columns), None)
    if name is None:
        raise TableError(f"{path.name}: 缺少列 / column {names[0]!r} is missing")
    values: list[str] = table[name].tolist()
    return values


def _numbered(table: pd.DataFrame, names: Sequence[str], path: Path) -> "enumerate[str]":
    """The values of a column with the line they stand on, the header being line 1."""
    return enumerate(_column(table, names, path), start=2)


def _outcome(text: str, row: int, path: Path) -> float:
    value = _WORDS.get(text.lower())
    if value is None:
        raise TableError(
            f"{path.name}: 第{row}行 / line {row}: {text!r} is no outcome (1, 0, empty)"
        )
    return value
