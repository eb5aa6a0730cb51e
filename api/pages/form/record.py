"""How do typed fields become a record, and a record typed fields? Nothing is lost either way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel

from api.pages.form.fields import (
    NONE,
    OBSERVED_ON,
    ROWS,
    SOURCE,
    Field,
    Group,
    Table,
    groups,
)
from api.pages.form.typed import TypingError, meant_by, typed_for
from engine.errors import FieldError
from engine.firm import Firm, Need, Section
from engine.text import Text

Fields = Mapping[str, str]
OWN_SOURCE = "self_declared"
AUTHORISATION = "authorisation"
ORIGIN = (SOURCE, OBSERVED_ON, AUTHORISATION)
SEPARATOR = ","
ON = "on"
_NONE_AND_SOME = Text(
    zh="已勾选“都不属于”，请勿同时选择其他项", en="none is ticked together with others"
)
_NONE_AND_ROWS = Text(
    zh="已勾选“确认没有”，但下方填有内容", en="“none” is ticked, but rows are filled in"
)
_MONTHS = 12


@dataclass
class Reading:
    """What typed fields mean: the record, where each of its values was typed, what is unclear.

    `typed_at` maps a path of the record to the name of its field; they differ where blank rows
    were left out.
    """

    record: dict[str, Any] = field(default_factory=dict)
    typed_at: dict[str, str] = field(default_factory=dict)
    problems: list[FieldError] = field(default_factory=list)


def months_before(today: date, count: int = _MONTHS) -> list[str]:
    """The last full months before `today`, the oldest first."""
    last = today.year * _MONTHS + today.month - 1
    return [f"{(last - back) // _MONTHS}-{(last - back) % _MONTHS + 1:02d}"
            for back in range(count, 0, -1)]  # fmt: skip


def record_of(fields: Fields, today: date) -> Reading:
    """The record `{"firm": ..., "need": ...}` that typed fields stand for.

    Blank fields and rows are left out, and so is a section with nothing but its preset source and
    date (`today` is the day the form was opened). A section without a source is self-declared.
    """
    reading = Reading(record={"firm": {}, "need": {}})
    for group in groups():
        part = _group(group, fields, reading, today)
        if part is not None:
            top, _, name = group.path.partition(".")
            reading.record[top] |= {name: part} if name else part
    return reading


def _group(group: Group, fields: Fields, reading: Reading, today: date) -> dict[str, Any] | None:
    part: dict[str, Any] = {}
    for each in group.fields:
        _put(part, each, f"{group.path}.{each.name}", f"{group.path}.{each.name}", fields, reading)
    for table in group.tables:
        _put_table(part, table, group.path, fields, reading)
    if not group.dated:
        return part
    return {SOURCE: OWN_SOURCE, **part} if _touched(part, today) else None


def _touched(part: dict[str, Any], today: date) -> bool:
    presets = {SOURCE: OWN_SOURCE, OBSERVED_ON: today.isoformat()}
    return any(presets.get(name) != value for name, value in part.items())


def _put(
    part: dict[str, Any], each: Field, name: str, path: str, fields: Fields, reading: Reading
) -> None:
    typed = fields.get(name, "")
    if not typed.strip():
        return
    reading.typed_at[path] = name
    part[each.name] = _value(each, typed, name, reading)


def _value(each: Field, typed: str, name: str, reading: Reading) -> Any:
    if each.kind == "choices":
        return _choices(typed, name, reading)
    try:
        return meant_by(typed, each.kind)
    except TypingError as error:
        reading.problems.append(FieldError(name, error.message))
        return typed


def _choices(typed: str, name: str, reading: Reading) -> list[str]:
    chosen = typed.split(SEPARATOR)
    if NONE not in chosen:
        return chosen
    if len(chosen) > 1:
        reading.problems.append(FieldError(name, _NONE_AND_SOME))
    return []


def _put_table(
    part: dict[str, Any], table: Table, path: str, fields: Fields, reading: Reading
) -> None:
    name = f"{path}.{table.name}"
    rows: list[Any] = []
    for typed_row in row_numbers(fields, name):
        row = _row(table, f"{name}.{typed_row}", f"{name}.{len(rows)}", fields, reading)
        rows += row
    none = bool(fields.get(f"{name}.{NONE}"))
    if none and rows:
        reading.problems.append(FieldError(name, _NONE_AND_ROWS))
    if rows or none:
        part[table.name] = rows


def _row(table: Table, name: str, path: str, fields: Fields, reading: Reading) -> list[Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        inner = f".{column.name}" if column.name else ""
        _put(row, column, f"{name}{inner}", f"{path}{inner}", fields, reading)
    # A preset month alone says nothing.
    if not row or set(row) == {"month"}:
        return []
    reading.typed_at[path] = name
    return [row[""]] if table.scalar else [row]


def row_numbers(fields: Iterable[str], table: str) -> list[int]:
    """The rows of a table that occur in field names, in order."""
    prefix = f"{table}."
    numbers = {name.removeprefix(prefix).partition(".")[0] for name in fields
               if name.startswith(prefix)}  # fmt: skip
    return sorted(int(number) for number in numbers if number.isascii() and number.isdigit())


def fields_of(firm: Firm, need: Need) -> dict[str, str]:
    """The fields that stand for a record; `record_of` gives the same record back."""
    parts: dict[str, BaseModel] = {"firm": firm, "need": need}
    typed: dict[str, str] = {}
    for group in groups():
        top, _, name = group.path.partition(".")
        part = getattr(parts[top], name) if name else parts[top]
        if part is not None:
            typed |= _fields_of_part(group, part)
    return typed


def fields_of_section(name: str, section: Section) -> dict[str, str]:
    """The fields that stand for one section of a firm."""
    path = f"firm.{name}"
    return _fields_of_part(next(group for group in groups() if group.path == path), section)


def _fields_of_part(group: Group, part: BaseModel) -> dict[str, str]:
    typed: dict[str, str] = {}
    for each in group.fields:
        value = getattr(part, each.name)
        if value is not None:
            typed[f"{group.path}.{each.name}"] = _typed(each, value)
    for table in group.tables:
        rows = getattr(part, table.name)
        if rows is not None:
            typed |= _fields_of_rows(table, f"{group.path}.{table.name}", rows)
    return typed


def _typed(each: Field, value: Any) -> str:
    if each.kind == "choices":
        return SEPARATOR.join(value) or NONE
    return typed_for(value, each.kind)


def _fields_of_rows(table: Table, name: str, rows: tuple[Any, ...]) -> dict[str, str]:
    if not rows:
        return {f"{name}.{NONE}": ON} if table.may_be_none else {}
    typed = {f"{name}.{ROWS}": str(len(rows))}
    for place, row in enumerate(rows):
        for column in table.columns:
            value = getattr(row, column.name) if column.name else row
            inner = f".{column.name}" if column.name else ""
            if value is not None:
                typed[f"{name}.{place}{inner}"] = _typed(column, value)
    return typed
