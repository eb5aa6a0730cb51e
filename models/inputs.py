"""How does any table of numbers become the matrix a model reads?"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import TableError
from models.tables import Floats

_DIMENSIONS = 2
_NUMBERS = "biuf"
_OBJECTS = "O"


def column_names(table: Any) -> tuple[str, ...] | None:
    """The names of a frame's columns (pandas, polars, pyarrow); None where columns have none."""
    names = getattr(table, "column_names", getattr(table, "columns", None))
    if names is None or not all(isinstance(name, str) for name in names):
        return None
    return tuple(names)


def require_numbers(table: Any, finite: bool = False) -> None:
    """Refuse a frame with a column that is not numeric; an array is left to its reader.

    With `finite` an infinity is refused as well; nan is always allowed, it is missing.

    Raises:
        TableError: names the first such column and what it holds.
    """
    for name in column_names(table) or ():
        values = _column(table, name)
        if finite and np.any(np.isinf(values)):
            raise TableError(f"column {name!r} holds infinity")


def matrix(table: Any, names: Sequence[str]) -> Floats:
    """The columns `names` of a frame, found by name, or the array as it is: float64 (n, k).

    Raises:
        TableError: a column is absent or not numeric, or the array has another shape.
    """
    found = column_names(table)
    if found is None:
        return _array(table, len(names))
    absent = [name for name in names if name not in found]
    if absent:
        raise TableError(f"column {absent[0]!r} is missing; {len(absent)} are in all")
    return np.stack([_column(table, name) for name in names], axis=1)


def _column(table: Any, name: str) -> Floats:
    raw = np.asarray(table[name])
    texts = raw.dtype.kind == _OBJECTS and any(isinstance(each, str | bytes) for each in raw.flat)
    if raw.ndim != 1:
        raise TableError(f"column {name!r} stands in the table more than once")
    if raw.dtype.kind not in _NUMBERS + _OBJECTS or texts:
        raise TableError(f"column {name!r} is not numeric: it holds {raw.dtype}")
    try:
        return np.asarray(table[name], dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TableError(f"column {name!r} is not numeric: {error}") from error


def _array(table: Any, width: int) -> Floats:
    try:
        values = np.asarray(table, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TableError(f"the table is not numeric: {error}") from error
    if values.ndim != _DIMENSIONS or values.shape[1] != width:
        raise TableError(f"the table has shape {values.shape}, not (rows, {width})")
    return values
