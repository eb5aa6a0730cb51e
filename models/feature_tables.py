"""How is a table of features scored without ever holding it, by several threads?

One row a firm, the model's features by name in any order, as `hangcuang features` writes them:
Parquet or CSV. The column `identifier` is carried over where there is one; every other column is
left out. An empty place is missing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import FieldError, RecordError, TableError
from engine.features import FEATURE_NAMES, feature_list_digest
from engine.scoring import Scorer
from engine.text import Text
from models.in_order import all_cores, in_order
from models.record_rows import csv_form
from models.score_columns import score_columns
from models.tables import Floats

IDENTIFIER, LIST = "identifier", "feature_list"
ROWS_AT_ONCE = 8_192
READ_AT_ONCE = 65_536  # bytes of a column held while it is read
_CSV_BLOCK = 1 << 22
_RECORD_COLUMNS = {"firm", "name", "credit_code", "external_id", "企业名称", "统一社会信用代码"}
_ABSENT = Text(zh="模型需要的特征,表中没有这一列", en="the model's feature has no such column")
_TWICE = Text(zh="出现两次", en="stands there twice")
_NOT_NUMBERS = Text(zh="须为数字,不是{kind}", en="must hold numbers, not {kind}")
_OTHER_LIST = Text(
    zh="由另一版特征清单算出,请重新计算特征",
    en="was computed by another list of features; compute the features anew",
)
Progress = Callable[[int], None]


@dataclass(frozen=True)
class FeatureTable:
    """A table of features: where it lies, and which of its columns the model asks for."""

    path: Path
    names: tuple[str, ...]

    def batches(self, size: int = ROWS_AT_ONCE, threads: int = 1) -> Iterator[Any]:
        """Its rows as batches of Arrow: the asked features as float64, and the identifier.

        Raises:
            TableError: the table is empty.
            RecordError: names the columns that are absent, not numbers, or of another list.
        """
        rows = 0
        for batch in _READERS[self.path.suffix](self, size, threads):
            _check_list(batch, self.names)
            rows += batch.num_rows
            yield _asked(batch, self.names)
        if not rows:
            raise TableError(f"{self.path.name}: 没有企业 / holds no firm")


def is_feature_table(path: Path, names: Sequence[str]) -> bool:
    """Whether the file's columns are features: one or more of `names`, and no firm's name."""
    if path.suffix not in _HEADERS or not path.is_file():
        return False
    header = set(_HEADERS[path.suffix](path))
    return not header & _RECORD_COLUMNS and bool(header & set(names))


def score_table(
    table: FeatureTable,
    scorer: Scorer,
    explain: bool = False,
    threads: int = 0,
    size: int = ROWS_AT_ONCE,
) -> Iterator[Any]:
    """The scores of a table, batches of `models.score_columns.score_schema` in its order.

    Holds a few batches of `size` rows, whatever the table's length. `threads` 0: one a core.
    """
    wanted = threads or all_cores()
    batches = table.batches(size, wanted)
    yield from in_order(partial(score_features, scorer=scorer, explain=explain), batches, wanted)


def score_features(batch: Any, scorer: Scorer, explain: bool) -> Any:
    """The scores of one batch of a table."""
    values = values_of(batch, scorer.feature_names)
    return score_columns(values, batch.column(IDENTIFIER), scorer, explain)


def values_of(batch: Any, names: Sequence[str]) -> Floats:
    """The named columns of a batch as (n, k); NaN is missing."""
    values = np.empty((batch.num_rows, len(names)))
    for place, name in enumerate(names):
        values[:, place] = batch.column(name).to_numpy(zero_copy_only=False)
    return values


def _asked(batch: Any, names: Sequence[str]) -> Any:
    import pyarrow as pa

    present = IDENTIFIER in batch.schema.names
    who = batch.column(IDENTIFIER) if present else pa.nulls(batch.num_rows)
    columns = [batch.column(name).cast(pa.float64()) for name in names]
    return pa.record_batch([who.cast(pa.string()), *columns], names=[IDENTIFIER, *names])


def _check_list(batch: Any, names: Sequence[str]) -> None:
    """Refuse features that an older or newer code computed under the same names."""
    if LIST not in batch.schema.names or not set(names) <= set(FEATURE_NAMES):
        return
    known = {None, "", feature_list_digest()}
    if not set(batch.column(LIST).unique().to_pylist()) <= known:
        raise RecordError((FieldError(LIST, _OTHER_LIST),))


def _wanted(header: Sequence[str], names: Sequence[str]) -> list[str]:
    """The columns to be read.

    Raises:
        RecordError: names every feature that has no column, or two.
    """
    wanted = (*(name for name in (IDENTIFIER, LIST) if name in header), *names)
    wrong = [
        FieldError(name, _TWICE if name in header else _ABSENT)
        for name in wanted
        if list(header).count(name) != 1
    ]
    if wrong:
        raise RecordError(tuple(wrong))
    return list(wanted)


def _from_parquet(table: FeatureTable, size: int, threads: int) -> Iterator[Any]:
    from pyarrow import parquet

    file = parquet.ParquetFile(table.path, buffer_size=READ_AT_ONCE)
    wanted = _wanted(file.schema_arrow.names, table.names)
    _check_kinds(file.schema_arrow, table.names)
    for group in range(file.num_row_groups):  # all at once, it would keep what it has read
        yield from file.iter_batches(size, [group], wanted, use_threads=threads > 1)


def _check_kinds(schema: Any, names: Sequence[str]) -> None:
    from pyarrow import types

    numeric = (types.is_floating, types.is_integer, types.is_boolean, types.is_null)
    wrong = [
        FieldError(name, _NOT_NUMBERS.filled(kind=schema.field(name).type))
        for name in names
        if not any(is_kind(schema.field(name).type) for is_kind in numeric)
    ]
    if wrong:
        raise RecordError(tuple(wrong))


def _from_csv(table: FeatureTable, size: int, threads: int) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow import csv

    encoding, delimiter, header = csv_form(table.path)
    wanted = _wanted(header, table.names)
    kinds = {name: pa.float64() for name in table.names} | {IDENTIFIER: pa.string()}
    stream = csv.open_csv(
        table.path,
        csv.ReadOptions(
            use_threads=threads > 1, block_size=_CSV_BLOCK, column_names=header, skip_rows=1,
            encoding=encoding.removesuffix("-sig"),
        ),
        csv.ParseOptions(delimiter=delimiter),
        csv.ConvertOptions(column_types=kinds, include_columns=wanted),
    )  # fmt: skip
    for batch in stream:
        for start in range(0, batch.num_rows, size):
            yield batch.slice(start, size)


def _parquet_header(path: Path) -> list[str]:
    from pyarrow import parquet

    names: list[str] = parquet.ParquetFile(path).schema_arrow.names
    return names


def _csv_header(path: Path) -> list[str]:
    return csv_form(path)[2]


_READERS = {".csv": _from_csv, ".parquet": _from_parquet}
_HEADERS = {".csv": _csv_header, ".parquet": _parquet_header}
