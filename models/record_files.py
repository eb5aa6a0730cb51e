"""How are firms read from files and simulated firms written to them, one at a time?

A file is JSON lines (one firm a line, or `{"firm": ..., "default": ..., "true_pd": ...}`), or CSV
or Parquet with the firm's JSON in the column `firm` and the same other columns.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from engine.errors import FieldError, RecordError, TableError
from engine.firm import Firm
from engine.text import Text
from models.feature_rows import chunks
from models.new_file import new_file

if TYPE_CHECKING:
    from models.population import SimulatedFirm

ENDINGS = (".jsonl", ".csv", ".parquet")
_PLACE = "line {line}: {field}"
_NOT_JSON = Text(zh="不是JSON对象", en="is not a JSON object")
_NO_FIRM = Text(zh="没有firm一列", en="there is no column firm")
_UNKNOWN = Text(zh="不是{wanted}", en="is not {wanted}")
_TRUE, _FALSE = ("true", "1"), ("false", "0")
Wording = Callable[[ValidationError], Iterable[FieldError]]


def plain_wording(error: ValidationError) -> Iterator[FieldError]:
    """The validator's own English for both languages; a door brings better words."""
    for each in error.errors(include_url=False, include_input=False):
        path = ".".join(map(str, each["loc"]))
        yield FieldError(path, Text(zh=each["msg"], en=each["msg"]))


@dataclass(frozen=True)
class Record:
    """A firm with what became of it, where that is known; default and true PD are of 12 months."""

    firm: Firm
    default: bool | None = None
    true_pd: float | None = None


def read_records(path: str | Path, wording: Wording = plain_wording) -> Iterator[Record]:
    """The records of a file in its order; the ending says the form, `wording` what is wrong.

    Raises:
        TableError: the ending is none of `ENDINGS`.
        RecordError: names line and field of the first record that is not valid.
    """
    for line, row in _rows_of(Path(path)):
        yield _record(row, line, wording)


def last_observed(path: str | Path) -> str:
    """The last day on which anything in the file was observed; empty where none is stated.

    Raises:
        TableError: the ending is none of `ENDINGS`.
    """
    return max((_last_day(_firm_of(row)) for _, row in _rows_of(Path(path))), default="")


def _rows_of(place: Path) -> Iterator[tuple[int, Any]]:
    if place.suffix not in _READERS:
        raise TableError(f"{place.name}: the name must end in one of {', '.join(ENDINGS)}")
    return _READERS[place.suffix](place)


def _firm_of(row: Any) -> Any:
    firm = row.get("firm", row) if isinstance(row, Mapping) else None
    return json.loads(firm) if isinstance(firm, str) else firm


def _last_day(firm: Any) -> str:
    sections = firm.values() if isinstance(firm, Mapping) else ()
    days = (each.get("observed_on") for each in sections if isinstance(each, Mapping))
    return max((day for day in days if isinstance(day, str)), default="")


def write_records(
    firms: "Iterable[SimulatedFirm]",
    path: str | Path,
    progress: Callable[[int], None] = lambda _done: None,
) -> int:
    """Write simulated firms with their truth, whole or not at all; returns how many.

    Raises:
        TableError: the ending is none of `ENDINGS`.
    """
    place = Path(path)
    if place.suffix not in _WRITERS:
        raise TableError(f"{place.name}: the name must end in one of {', '.join(ENDINGS)}")
    with new_file(place) as beside:
        return _WRITERS[place.suffix](_rows(firms, progress), beside)


Row = Mapping[str, Any]


def _record(row: Row, line: int, wording: Wording) -> Record:
    if not isinstance(row, Mapping):
        raise _wrong(line, "", _NOT_JSON)
    wrapped = "firm" in row
    firm = row["firm"] if wrapped else row
    rest = row if wrapped else {}
    return Record(
        firm=_firm(firm, line, wording),
        default=_flag(rest.get("default"), line),
        true_pd=_number(rest.get("true_pd"), line),
    )


def _firm(value: Any, line: int, wording: Wording) -> Firm:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    try:
        return Firm.model_validate_json(text)
    except ValidationError as error:
        raise RecordError(
            tuple(
                FieldError(_PLACE.format(line=line, field=_within_firm(each.field)), each.message)
                for each in wording(error)
            )
        ) from error


def _within_firm(field: str) -> str:
    return f"firm.{field}" if field else "firm"


def _flag(value: Any, line: int) -> bool | None:
    text = str(value).lower()
    if value is None or text == "":
        return None
    if text not in (*_TRUE, *_FALSE):
        raise _wrong(line, "default", _UNKNOWN.filled(wanted="true / false"))
    return text in _TRUE


def _number(value: Any, line: int) -> float | None:
    if value is None or value == "":
        return None
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise _wrong(line, "true_pd", _UNKNOWN.filled(wanted="0..1")) from error


def _wrong(line: int, field: str, message: Text) -> RecordError:
    return RecordError((FieldError(_PLACE.format(line=line, field=field or "firm"), message),))


def _json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        for line, text in enumerate(file, start=1):
            if text.strip():
                yield line, _parsed(text, line)


def _parsed(text: str, line: int) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise _wrong(line, "", _NOT_JSON) from error


def _csv_rows(path: Path) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=1):
            yield line, _with_firm(row, line)


def _parquet_rows(path: Path) -> Iterator[tuple[int, Row]]:
    from pyarrow import parquet

    line = 0
    for batch in parquet.ParquetFile(path).iter_batches(1_000):
        for row in batch.to_pylist():
            line += 1
            yield line, _with_firm(row, line)


def _with_firm(row: Row, line: int) -> Row:
    if not isinstance(row.get("firm"), str):
        raise _wrong(line, "", _NO_FIRM)
    return row


def _rows(
    firms: "Iterable[SimulatedFirm]", progress: Callable[[int], None]
) -> Iterator[dict[str, Any]]:
    for done, each in enumerate(firms, start=1):
        yield {
            "firm": each.firm.model_dump_json(exclude_none=True),
            "default": each.default,
            "true_pd": each.true_pd,
            "segment": each.segment,
        }
        progress(done)


def _write_json_lines(rows: Iterator[dict[str, Any]], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for count, row in enumerate(rows, start=1):  # noqa: B007  (the count is the answer)
            rest = json.dumps({name: row[name] for name in row if name != "firm"})
            file.write(f'{{"firm": {row["firm"]}, {rest[1:]}\n')
    return count


def _write_csv(rows: Iterator[dict[str, Any]], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ("firm", "default", "true_pd", "segment"))
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _write_parquet(rows: Iterator[dict[str, Any]], path: Path) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {"firm": pa.string(), "default": pa.bool_(), "true_pd": pa.float64()}
    schema = pa.schema({**kinds, "segment": pa.string()})
    count = 0
    with parquet.ParquetWriter(path, schema) as writer:
        for chunk in chunks(rows):
            writer.write_table(pa.Table.from_pylist(chunk, schema))
            count += len(chunk)
    return count


_READERS: dict[str, Callable[[Path], Iterator[tuple[int, Any]]]] = {
    ".jsonl": _json_lines, ".csv": _csv_rows, ".parquet": _parquet_rows,
}  # fmt: skip
_WRITERS: dict[str, Callable[[Iterator[dict[str, Any]], Path], int]] = {
    ".jsonl": _write_json_lines, ".csv": _write_csv, ".parquet": _write_parquet,
}  # fmt: skip
