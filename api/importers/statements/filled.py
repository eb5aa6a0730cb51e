"""What does a filled-in template of the program itself state?"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from api.importers.cells import Cell, Row, Sheet, column_letters
from api.importers.statements.amounts import amount_in
from api.importers.statements.context import UNITS
from api.importers.statements.draft import Draft
from api.importers.statements.layout import (
    AUDITED,
    AUDITED_CHOICES,
    FIRST_YEAR_COLUMN,
    MARK,
    STANDARD,
    STANDARD_CHOICES,
    UNIT,
    YEAR_END,
)
from api.importers.statements.periods import heading_period
from api.importers.statements.readings import (
    MOST_OF_A_NAME,
    Found,
    Place,
    Reading,
    reading,
)
from api.importers.statements.results import CellError, UnreadRow
from engine.firm.statements import MONEY_ITEMS
from engine.text import Text

_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_NO_YEAR_END = Text(
    zh="不是会计年度截止日,如 2025-12-31", en="is not a fiscal year end such as 2025-12-31"
)
_NO_CHOICE = Text(zh="不是可选项", en="is not one of the choices")
_NO_UNIT = Text(zh="未注明金额单位,按元读取", en="no unit is stated; amounts were read as yuan")
_STANDARDS = {label.split()[0]: value for value, label in STANDARD_CHOICES.items()}
_AUDITED = {label.split()[0]: value for value, label in AUDITED_CHOICES.items()}


def is_template(sheet: Sheet) -> bool:
    """Whether the program itself made the sheet."""
    return any(row[:1] == (MARK,) for row in sheet.rows)


def draft_of_template(sheets: Iterable[Sheet]) -> Draft:
    """The readings of all sheets of a template; a year without any entry is left out."""
    keyed = [line for sheet in sheets if is_template(sheet) for line in _lines(sheet)]
    unit, found = _unit(keyed)
    notes = () if unit else (_NO_UNIT,)
    headings: dict[date, dict[str, Any]] = {}
    for line in keyed:
        found += list(_stated(line, unit or UNITS["元"], headings))
    found_ends = {each.end for each in found if isinstance(each, Reading)}
    present = {end: said for end, said in headings.items() if AUDITED in said or end in found_ends}
    return Draft(tuple(found), present, notes)


class _Line:
    """A row of the template with the year ends of its columns."""

    def __init__(self, sheet: str, row: int, cells: Row, ends: Mapping[int, date]) -> None:
        self.sheet, self.row, self.cells, self.ends = sheet, row, cells, ends
        key = cells[0] if cells else None
        self.key = key if isinstance(key, str) else ""

    def place(self, column: int) -> Place:
        return Place(self.sheet, self.row, column_letters(column))

    def year_cells(self) -> Iterator[tuple[int, Cell]]:
        for column in range(FIRST_YEAR_COLUMN, len(self.cells)):
            if not _is_blank(self.cells[column]):
                yield column, self.cells[column]


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _lines(sheet: Sheet) -> Iterator[_Line]:
    ends: dict[int, date] = {}
    for row, cells in enumerate(sheet.rows, start=1):
        line = _Line(sheet.name, row, cells, ends)
        if line.key == YEAR_END:
            ends = {column: end for column, cell in line.year_cells() if (end := _end(cell))}
            line.ends = ends
        yield line


def _end(cell: Cell) -> date | None:
    period = heading_period(cell)
    if isinstance(cell, str):
        with suppress(ValueError):
            period = date.fromisoformat(cell.strip())
    in_range = isinstance(period, date) and _FIRST_YEAR <= period.year <= _LAST_YEAR
    return period if isinstance(period, date) and in_range else None


def _unit(lines: Iterable[_Line]) -> tuple[Decimal | None, list[Found]]:
    found: list[Found] = []
    for line in lines:
        if line.key != UNIT:
            continue
        for column, cell in line.year_cells():
            unit = UNITS.get(_chosen(cell))
            if unit:
                return unit, found
            found.append(line.place(column).error(_NO_CHOICE))
    return None, found


def _chosen(cell: Cell) -> str:
    return (str(cell).split() or [""])[0]


def _stated(line: _Line, unit: Decimal, headings: dict[date, dict[str, Any]]) -> Iterator[Found]:
    if line.key == YEAR_END:
        headings.update({end: {} for end in line.ends.values() if end not in headings})
        for column, _ in line.year_cells():
            if column not in line.ends:
                yield line.place(column).error(_NO_YEAR_END)
    elif line.key == STANDARD:
        yield from _heading(line, _STANDARDS, headings)
    elif line.key == AUDITED:
        yield from _heading(line, _AUDITED, headings)
    elif line.key in MONEY_ITEMS:
        yield from _amounts(line, unit)
    elif line.key not in (UNIT, MARK):
        yield from _unread(line)


def _heading(
    line: _Line, choices: Mapping[str, Any], headings: dict[date, dict[str, Any]]
) -> Iterator[CellError]:
    for column, cell in line.year_cells():
        end, choice = line.ends.get(column), _chosen(cell)
        if choice not in choices:
            yield line.place(column).error(_NO_CHOICE)
        elif end:
            headings[end][line.key] = choices[choice]


def _amounts(line: _Line, unit: Decimal) -> Iterator[Found]:
    for column, cell in line.year_cells():
        end = line.ends.get(column)
        if end is None:
            yield line.place(column).error(_NO_YEAR_END)
        elif found := reading(line.key, end, cell, unit, line.place(column)):
            yield found


def _unread(line: _Line) -> Iterator[UnreadRow]:
    if any(isinstance(amount_in(cell), Decimal) for _, cell in line.year_cells()):
        name = next((cell for cell in line.cells if isinstance(cell, str)), "")
        yield UnreadRow(line.sheet, line.row, name[:MOST_OF_A_NAME], known=False)
