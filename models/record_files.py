"""How are firms read from files and simulated firms written to them, one at a time?

A file is JSON lines (one firm a line, or `{"firm": ..., "default": ..., "true_pd": ...}`), or CSV
or Parquet with the firm's JSON in the column `firm` and the same other columns, or a firm list:
CSV or Parquet without that column, one field of the firm a column (see `models.firm_list`).
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import to_json

from engine.errors import FieldError, RecordError, TableError
from engine.firm import Firm
from engine.text import Text
from models.feature_rows import chunks
from models.new_file import new_file
from models.record_rows import ENDINGS, NOT_JSON, PLACE, ListedFirm, Row, rows_of, wrong_line

if TYPE_CHECKING:
    from models.population import SimulatedFirm

_UNKNOWN = Text(zh="不是{wanted}", en="is not {wanted}")
_TRUE, _FALSE = ("true", "1"), ("false", "0")
Wording = Callable[[ValidationError], Iterable[FieldError]]
Refused = Callable[[RecordError], None]
_MOST_MISTAKES = 100
# What is written beside a simulated firm, see `models.population.SimulatedFirm`.
_TRUTHS: dict[str, type] = {
    "default": bool, "true_pd": float, "segment": str, "true_lgd": float, "loss": float,
    "true_next_round": float, "next_round": bool,
}  # fmt: skip


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


def read_records(
    path: str | Path, wording: Wording = plain_wording, refused: Refused | None = None
) -> Iterator[Record]:
    """The records of a file in its order; the ending says the form. See `records_of`.

    Raises:
        TableError: the ending is none of `ENDINGS`.
        RecordError: names line and field of every mistake; a wrong header at once.
    """
    return records_of(rows_of(Path(path)), wording, refused)


def records_of(
    rows: Iterable[tuple[int, Row]],
    wording: Wording = plain_wording,
    refused: Refused | None = None,
) -> Iterator[Record]:
    """The records of numbered rows; `wording` says what is wrong.

    `refused` takes the error of each record that is then left out; without it the first error ends
    the records, and the rows are read on only to name up to a hundred mistakes at once.

    Raises:
        RecordError: names line and field of every mistake.
    """
    mistakes: list[FieldError] = []
    for line, row in rows:
        try:
            record = _record(row, line, wording)
        except RecordError as error:
            if refused is not None:
                refused(error)
                continue
            mistakes += error.errors
            if len(mistakes) >= _MOST_MISTAKES:
                break
            continue
        if not mistakes:
            yield record
    if mistakes:
        raise RecordError(tuple(mistakes[:_MOST_MISTAKES]))


def last_observed(path: str | Path) -> str:
    """The last day on which anything in the file was observed; empty where none is stated.

    Raises:
        TableError: the ending is none of `ENDINGS`.
    """
    return max((_last_day(_firm_of(row)) for _, row in rows_of(Path(path))), default="")


def _firm_of(row: Row) -> Any:
    if isinstance(row, ListedFirm):
        return row.table.raw(row.cells)
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


def _record(row: Row, line: int, wording: Wording) -> Record:
    if isinstance(row, RecordError):
        raise row
    if isinstance(row, ListedFirm):
        return _listed_record(row, line, wording)
    if not isinstance(row, Mapping):
        raise wrong_line(line, "", NOT_JSON)
    wrapped = "firm" in row
    firm = row["firm"] if wrapped else row
    rest = row if wrapped else {}
    return Record(
        firm=_firm(firm, line, wording),
        default=_flag(rest.get("default"), line),
        true_pd=_number(rest.get("true_pd"), line),
    )


def _listed_record(row: ListedFirm, line: int, wording: Wording) -> Record:
    try:
        firm = row.table.firm(row.cells, wording)
    except RecordError as error:
        raise RecordError(
            tuple(
                FieldError(PLACE.format(line=line, field=each.field or "firm"), each.message)
                for each in error.errors
            )
        ) from error
    beside = row.table.beside(row.cells)
    return Record(firm, _flag(beside.get("default"), line), _number(beside.get("true_pd"), line))


def _firm(value: Any, line: int, wording: Wording) -> Firm:
    text = value if isinstance(value, str) else to_json(value)
    try:
        return Firm.model_validate_json(text)
    except ValidationError as error:
        raise RecordError(
            tuple(
                FieldError(PLACE.format(line=line, field=_within_firm(each.field)), each.message)
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
        raise wrong_line(line, "default", _UNKNOWN.filled(wanted="true / false"))
    return text in _TRUE


def _number(value: Any, line: int) -> float | None:
    if value is None or value == "":
        return None
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise wrong_line(line, "true_pd", _UNKNOWN.filled(wanted="0..1")) from error


def _rows(
    firms: "Iterable[SimulatedFirm]", progress: Callable[[int], None]
) -> Iterator[dict[str, Any]]:
    for done, each in enumerate(firms, start=1):
        yield {
            "firm": each.firm.model_dump_json(exclude_none=True),
            **{name: getattr(each, name) for name in _TRUTHS},
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
        writer = csv.DictWriter(file, ("firm", *_TRUTHS))
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _write_parquet(rows: Iterator[dict[str, Any]], path: Path) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {bool: pa.bool_(), float: pa.float64(), str: pa.string()}
    schema = pa.schema({"firm": pa.string(), **{name: kinds[_TRUTHS[name]] for name in _TRUTHS}})
    count = 0
    with parquet.ParquetWriter(path, schema) as writer:
        for chunk in chunks(rows):
            writer.write_table(pa.Table.from_pylist(chunk, schema))
            count += len(chunk)
    return count


_WRITERS: dict[str, Callable[[Iterator[dict[str, Any]], Path], int]] = {
    ".jsonl": _write_json_lines, ".csv": _write_csv, ".parquet": _write_parquet,
}  # fmt: skip
