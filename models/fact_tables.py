"""How does a Parquet file of columns of facts become features, in bounded memory?

One row a firm, one column a fact, in any order; a column that is absent is unknown, and so is an
empty place. Beside them may stand `identifier`, `authorisation`, `on`, and each section's
`<section>_source` and `<section>_observed_on`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import FieldError, RecordError, TableError
from engine.facts import FACT_NAMES
from engine.features import FEATURES
from engine.features.columns import ROWS_IN_CACHE
from engine.features.definition import FloatArray
from engine.firm import SECTIONS
from engine.text import Text
from models.feature_rows import Columns, feature_columns

PARQUET = ".parquet"
PROVENANCE = tuple(
    f"{section}_{part}" for section in SECTIONS for part in ("source", "observed_on")
)
BESIDE = ("identifier", "authorisation", "on", *PROVENANCE)
FACTS_READ = tuple(dict.fromkeys(name for each in FEATURES for name in each.inputs))
# Money has at most 15 digits in a record; nothing else comes near.
LARGEST_FACT = 1e15
# Bytes of a column held while it is read, however long its groups of rows are.
READ_AT_ONCE = 65_536
_FACTS = frozenset(FACT_NAMES)
_FIRM_COLUMNS = {"firm", "name", "credit_code", "企业名称", "统一社会信用代码"}
_NO_FACT = Text(
    zh="不是事实,也不是可随附的列", en="is neither a fact nor a column that may stand beside them"
)
_TWICE = Text(zh="出现两次", en="stands there twice")
_NOT_NUMBERS = Text(zh="须为数字或是否({kind})", en="must hold numbers or yes and no, not {kind}")
_TOO_LARGE = Text(zh="须为有限数字,绝对值不超过1e15", en="must be finite and at most 1e15 in size")


@dataclass(frozen=True)
class FactBatch:
    """Some firms of a table: facts by name, and the texts beside them (None where empty).

    `first` is the number of the first row, counted from 1.
    """

    first: int
    facts: Columns
    beside: Mapping[str, Sequence[str | None]]

    @property
    def count(self) -> int:
        """How many firms."""
        return len(next(iter(self.facts.values())))


def is_fact_table(path: Path) -> bool:
    """Whether it is Parquet whose columns are facts: it names no firm and at least one fact."""
    if path.suffix != PARQUET or not path.is_file():
        return False
    from pyarrow import parquet

    names = set(parquet.ParquetFile(path).schema_arrow.names)
    return not names & _FIRM_COLUMNS and bool(names & _FACTS)


def read_facts(
    path: str | Path, names: Sequence[str] = FACTS_READ, size: int = ROWS_IN_CACHE
) -> Iterator[FactBatch]:
    """The named facts of the table, `size` firms at a time, as float64; NaN is unknown.

    Raises:
        TableError: the table is empty.
        RecordError: a column is no fact, holds no numbers, or a number no record could hold.
    """
    from pyarrow import parquet

    file = parquet.ParquetFile(Path(path), buffer_size=READ_AT_ONCE)
    _check_columns(file.schema_arrow)
    if not file.metadata.num_rows:
        raise TableError(f"{Path(path).name}: 没有企业 / holds no firm")
    present = set(file.schema_arrow.names)
    wanted = [name for name in (*names, *BESIDE) if name in present]
    first = 1
    for group in range(file.num_row_groups):  # all at once, it would keep what it has read
        for batch in file.iter_batches(size, [group], wanted):
            yield _batch(batch, names, first)
            first += batch.num_rows


def stream_features(path: str | Path) -> Iterator[tuple[FactBatch, dict[str, FloatArray]]]:
    """Each batch of a table of facts with its features by name, as columns.

    Raises:
        TableError: the table is empty.
        RecordError: as `read_facts`.
    """
    for batch in read_facts(path):
        yield batch, feature_columns(batch.facts)


def _check_columns(schema: Any) -> None:
    found = [
        FieldError(field.name, message)
        for field in schema
        if (message := _wrong(field, schema.names.count(field.name))) is not None
    ]
    if found:
        raise RecordError(tuple(found))


def _wrong(field: Any, times: int) -> Text | None:
    from pyarrow import types

    if times > 1:
        return _TWICE
    if field.name in BESIDE:
        return None
    if field.name not in _FACTS:
        return _NO_FACT
    numeric = (types.is_floating, types.is_integer, types.is_boolean, types.is_null)
    known = any(is_kind(field.type) for is_kind in numeric)
    return None if known else _NOT_NUMBERS.filled(kind=field.type)


def _batch(batch: Any, names: Sequence[str], first: int) -> FactBatch:
    unknown = np.full(batch.num_rows, np.nan)
    present = set(batch.schema.names)
    facts = {
        name: _numbers(batch.column(name), name, first) if name in present else unknown
        for name in names
    }
    beside = {name: _texts(batch.column(name)) for name in BESIDE if name in present}
    return FactBatch(first, facts, beside)


def _numbers(column: Any, name: str, first: int) -> FloatArray:
    from pyarrow import float64

    numbers: FloatArray = column.cast(float64()).to_numpy(zero_copy_only=False)
    wrong = np.abs(numbers) > LARGEST_FACT
    if wrong.any():
        line = first + int(np.argmax(wrong))
        raise RecordError((FieldError(f"line {line}: {name}", _TOO_LARGE),))
    return numbers


def _texts(column: Any) -> list[str | None]:
    return [None if each is None else str(each) for each in column.to_pylist()]
