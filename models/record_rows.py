"""Which rows lie in a file of firms, before any of them is checked?"""

import csv
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from engine.errors import FieldError, RecordError, TableError
from engine.text import Text
from models.firm_list import FirmTable

PLACE = "line {line}: {field}"
NOT_JSON = Text(zh="不是JSON对象", en="is not a JSON object")
_NO_FIRM = Text(zh="firm一列为空", en="the column firm is empty")
_ENCODINGS = ("utf-8-sig", "gb18030")
_LOOKED_AT = 1 << 20
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class ListedFirm:
    """A row of a firm list."""

    table: FirmTable
    cells: Sequence[Any]


# What a line holds, or why it holds nothing.
Row = Mapping[str, Any] | ListedFirm | RecordError
_Placed = Callable[[Sequence[Any], int], Row]


def rows_of(place: Path) -> Iterator[tuple[int, Row]]:
    """The rows of a file with their lines, counted from 1 below the header.

    Raises:
        TableError: the ending is none of `ENDINGS`.
        RecordError: the header of a firm list is wrong.
    """
    if place.suffix not in _READERS:
        raise TableError(f"{place.name}: the name must end in one of {', '.join(ENDINGS)}")
    return _READERS[place.suffix](place)


def wrong_line(line: int, field: str, message: Text) -> RecordError:
    """The error of one field of a line."""
    return RecordError((FieldError(PLACE.format(line=line, field=field or "firm"), message),))


def _json_lines(path: Path) -> Iterator[tuple[int, Row]]:
    with path.open(encoding="utf-8-sig") as file:
        for line, text in enumerate(file, start=1):
            if text.strip():
                yield line, parsed_line(text, line)


def parsed_line(text: str, line: int) -> Any:
    """What one line of JSON holds, or the error of a line that is none."""
    try:
        return from_json(text)
    except (ValueError, RecursionError):
        return wrong_line(line, "", NOT_JSON)


def _csv_rows(path: Path) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(sys.maxsize)
    encoding, delimiter, header = csv_form(path)
    with path.open(encoding=encoding, newline="") as file:
        rows = csv.reader(file, delimiter=delimiter)
        next(rows, None)
        placed = _placed(header)
        for line, cells in enumerate(filter(any, rows), start=1):
            yield line, placed(cells, line)


def csv_form(path: Path) -> tuple[str, str, list[str]]:
    """The encoding of a CSV file, what parts its columns, and its header."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        titles = file.readline()
        file.seek(0)
        delimiter = max(_DELIMITERS, key=titles.count)
        header = next(csv.reader(file, delimiter=delimiter), [])
    return encoding, delimiter, [title.strip() for title in header]


def _encoding(path: Path) -> str:
    """The first encoding that the beginning of a file can be in."""
    with path.open("rb") as file:
        beginning = file.read(_LOOKED_AT)
    decoder = getincrementaldecoder("utf-8")()
    try:
        decoder.decode(beginning)
    except UnicodeDecodeError:
        return _ENCODINGS[1]
    return _ENCODINGS[0]


def _parquet_rows(path: Path) -> Iterator[tuple[int, Row]]:
    from pyarrow import parquet

    line = 0
    file = parquet.ParquetFile(path)
    placed = _placed(file.schema_arrow.names)
    for batch in file.iter_batches(1_000):
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            line += 1
            yield line, placed(cells, line)


def _placed(header: Sequence[str]) -> _Placed:
    """How the cells of a row become a row of the file, by its header."""
    if "firm" not in header:
        table = FirmTable(header)
        return lambda cells, _line: ListedFirm(table, cells)
    return lambda cells, line: _with_firm(dict(zip(header, cells, strict=False)), line)


def _with_firm(row: Mapping[str, Any], line: int) -> Row:
    return row if isinstance(row.get("firm"), str) else wrong_line(line, "", _NO_FIRM)


_READERS: dict[str, Callable[[Path], Iterator[tuple[int, Row]]]] = {
    ".jsonl": _json_lines, ".csv": _csv_rows, ".parquet": _parquet_rows,
}  # fmt: skip
ENDINGS = tuple(_READERS)
