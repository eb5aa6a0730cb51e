"""How does a table with one firm a row become firms, each through the same strict validation?"""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from engine.errors import FieldError, RecordError
from engine.firm import Firm
from engine.text import Text
from models.firm_columns import (
    BESIDE,
    MONTH,
    ORIGIN,
    YEAR,
    Column,
    ColumnError,
    column_of,
    core_of,
    item_of,
)

Wording = Callable[[ValidationError], Iterable[FieldError]]
Cell = Any  # what a CSV, a Parquet file or a spreadsheet holds in one place
OWN_SOURCE = "self_declared"
_NONE_AT_ALL = ("无", "没有", "none", "[]")
_TRUE, _FALSE = ("true", "1", "yes", "是"), ("false", "0", "no", "否")
_SEPARATORS = re.compile("[;\uff1b、|]")
_NUMBER = re.compile(r"([+-]?\d{1,30}(?:\.\d{1,30})?)(%?)")
_EXACT_DIGITS = 15
_MOST_MISTAKES = 100

_TWICE = Text(zh="与另一列是同一字段", en="is the same field as another column")
_NO_NAME = Text(
    zh="表头须有name(企业名称)和credit_code或external_id",
    en="the header needs name, and credit_code or external_id",
)
_BEYOND = Text(zh="超出表头的单元格里有内容", en="holds something beyond the last column")
_NOT_A_NUMBER = Text(
    zh="须为数字,金额单位为元,不加“万”", en="must be a number; amounts are in yuan"
)
_NOT_YES_NO = Text(zh="须为true或false(是或否)", en="must be true or false")
_NOT_A_DAY = Text(zh="须为日期,如 2026-11-22", en="must be a date such as 2026-11-22")
_NOT_A_LIST = Text(zh="须为JSON列表,或“无”", en="must be a JSON list, or none")


class _CellError(ValueError):
    """A cell cannot be read as its column wants."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class FirmTable:
    """The columns of a firm list, and the firm of each of its rows."""

    def __init__(self, titles: Sequence[str]) -> None:
        """Find the field of every header.

        Raises:
            RecordError: names each header that is no field, and what is missing.
        """
        self.columns: list[Column | None] = []
        wrong: list[FieldError] = []
        for title in titles:
            try:
                self.columns.append(column_of(title) if title else None)
            except ColumnError as error:
                wrong.append(FieldError(title, error.message))
        known = [column for column in self.columns if column is not None]
        wrong += _same_field_twice(known)
        names = {column.field for column in known if column.section is None}
        if "name" not in names or not {"credit_code", "external_id"} & names:
            wrong.append(FieldError("name", _NO_NAME))
        if wrong:
            raise RecordError(tuple(wrong[:_MOST_MISTAKES]))

    def firm(self, row: Sequence[Cell], wording: Wording) -> Firm:
        """The firm of a row.

        Raises:
            RecordError: names every column whose cell cannot be used, and every field missing.
        """
        draft = self._draft(row)
        if draft.wrong:
            raise RecordError(tuple(draft.wrong[:_MOST_MISTAKES]))
        try:
            return Firm.model_validate_json(json.dumps(draft.record))
        except ValidationError as error:
            raise RecordError(
                tuple(FieldError(draft.column(e.field), e.message) for e in wording(error))
            ) from error

    def raw(self, row: Sequence[Cell]) -> Mapping[str, Any]:
        """The record of a row as plain values, not validated."""
        return self._draft(row).record

    def beside(self, row: Sequence[Cell]) -> Mapping[str, Cell]:
        """What a row holds beside the firm: default, true PD."""
        return {
            column.field: cell
            for column, cell in zip(self.columns, row, strict=False)
            if column is not None and column.section is None and column.field in BESIDE
        }

    def _draft(self, row: Sequence[Cell]) -> "_Draft":
        draft = _Draft()
        for column, cell in zip(self.columns, row, strict=False):
            if column is None or _is_blank(cell):
                continue
            try:
                draft.put(column, _read(column, cell))
            except _CellError as error:
                draft.wrong.append(FieldError(column.title, error.message))
        if any(not _is_blank(cell) for cell in row[len(self.columns) :]):
            draft.wrong.append(FieldError(str(len(self.columns) + 1), _BEYOND))
        draft.finish()
        return draft


def _same_field_twice(columns: list[Column]) -> Iterator[FieldError]:
    seen = set()
    for column in columns:
        place = (column.section, column.rows, column.key, column.field)
        if place in seen:
            yield FieldError(column.title, _TWICE)
        seen.add(place)


class _Draft:
    """A record as a row gives it, and which column each of its values came from."""

    def __init__(self) -> None:
        self.record: dict[str, Any] = {}
        self.wrong: list[FieldError] = []
        self._origin: dict[str, Any] = {}
        self._rows: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        self._titles: dict[str, str] = {}

    def put(self, column: Column, value: Any) -> None:
        if column.section is None:
            target = self._origin if column.field in ORIGIN else self.record
            if column.field not in BESIDE:
                target[column.field] = value
                self._titles[column.field] = column.title
        elif column.rows is None or column.key is None:
            self.record.setdefault(column.section, {})[column.field] = value
            self._titles[f"{column.section}.{column.field}"] = column.title
        else:
            rows = self._rows.setdefault((column.section, column.rows), {})
            rows.setdefault(column.key, {})[column.field] = value
            self._titles[f"{column.section}.{column.key}.{column.field}"] = column.title

    def finish(self) -> None:
        """Put the rows into their lists, and the common origin into every section that is there."""
        for (section, name), rows in self._rows.items():
            listed = [_keyed(key, row) for key, row in sorted(rows.items(), key=_in_order)]
            self.record.setdefault(section, {})[name] = listed
            for place, (key, row) in enumerate(sorted(rows.items(), key=_in_order)):
                for field in row:
                    title = self._titles[f"{section}.{key}.{field}"]
                    self._titles[f"{section}.{name}.{place}.{field}"] = title
        for name, part in list(self.record.items()):
            if isinstance(part, dict):
                if part.keys() <= set(ORIGIN):
                    del self.record[name]
                else:
                    self.record[name] = {"source": OWN_SOURCE, **self._origin, **part}

    def column(self, path: str) -> str:
        """The header under which the field at `path` stands, or the path itself."""
        above = path
        while above:
            if above in self._titles:
                return self._titles[above]
            above = above.rpartition(".")[0]
        return self._titles.get(path.rpartition(".")[2], path)


def _in_order(keyed: tuple[str, Any]) -> tuple[int, str]:
    return (int(keyed[0]) if keyed[0].isdigit() else 0, keyed[0])


def _keyed(key: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row with the year's end or the month that its path names; a place names neither."""
    if key.isdigit():
        return row
    return {(MONTH if len(key) == len("2026-01") else YEAR): key, **row}


def _is_blank(cell: Cell) -> bool:
    if isinstance(cell, str):
        return not cell.strip()
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def _read(column: Column, cell: Cell) -> Any:
    """A cell as JSON would say it."""
    if column.info is None:
        return cell
    item = item_of(column.info)
    if item is None:
        return _plain(core_of(column.info.annotation), column, cell)
    text = str(cell).strip()
    if text.lower() in _NONE_AT_ALL:
        return []
    if text.startswith("["):
        return _listed(text)
    if hasattr(item, "model_fields"):
        raise _CellError(_NOT_A_LIST)
    parts = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    return [_plain(item, column, part) for part in parts]


def _listed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _CellError(_NOT_A_LIST) from error


def _plain(core: Any, column: Column, cell: Cell) -> Any:
    if core is Decimal or core is int:
        return _number(cell)
    if core is bool:
        return _yes_no(cell)
    if core is date:
        return _day(cell)
    if column.field == MONTH and isinstance(cell, date):
        return f"{cell:%Y-%m}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _number(cell: Cell) -> Any:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | Decimal):
        raise _CellError(_NOT_A_NUMBER)
    if isinstance(cell, int):
        return cell
    text = unicodedata.normalize("NFKC", str(cell)).strip().replace(",", "")
    if isinstance(cell, float) and math.isfinite(cell):
        text = f"{Decimal(str(cell)):f}"
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise _CellError(_NOT_A_NUMBER)
    value = Decimal(found[1]) / (100 if found[2] else 1)
    return _as_json(value)


def _as_json(value: Decimal) -> Any:
    """A number that JSON keeps exactly; more digits go as text, for the validator to refuse."""
    if value == value.to_integral_value():
        return int(value)
    exact = len(value.normalize().as_tuple().digits) <= _EXACT_DIGITS
    return float(value) if exact else str(value)


def _yes_no(cell: Cell) -> bool:
    text = str(cell).strip().lower().removesuffix(".0")
    if text not in (*_TRUE, *_FALSE):
        raise _CellError(_NOT_YES_NO)
    return text in _TRUE


def _day(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell).strip().partition(" ")[0].replace("/", "-").replace(".", "-")
    try:
        year, month, day = (int(part) if part.isascii() else 0 for part in text.split("-"))
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise _CellError(_NOT_A_DAY) from error
