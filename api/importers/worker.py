"""Which cells does a workbook hold? Runs alone, as a process with little memory and time.

It is started as a script, takes nothing from the service but its limits, reads the workbook from
its input and writes JSON: `{"sheets": [[name, first row, rows], ...]}` or `{"refused": reason}`.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

_NO_FURTHER_FILE = 3


class _Refused(Exception):  # noqa: N818 - a reason, not a fault
    """The workbook passes a limit; the argument names it."""


def main() -> None:
    """Reads standard input within the limits given as arguments: see `api.importers.child`."""
    memory, cpu, sheets, rows, columns, cells, text = map(int, sys.argv[1:])
    # An isolated script finds no package of the project by itself.
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from models.confined import confine

    confine(memory, cpu, _NO_FURTHER_FILE)
    try:
        answer: dict[str, object] = {"sheets": list(_sheets(sheets, rows, columns, cells, text))}
    except _Refused as refusal:
        answer = {"refused": str(refusal)}
    except PasswordError:
        answer = {"refused": "password"}
    except (CalamineError, OSError, ValueError):
        answer = {"refused": "damaged"}
    sys.stdout.write(json.dumps(answer))


def _sheets(sheets: int, rows: int, columns: int, cells: int, text: int) -> Iterator[object]:
    with CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read())) as book:
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        if len(shown) > sheets:
            raise _Refused("sheets")
        for name in shown:
            sheet = book.get_sheet_by_name(name)
            cells -= _checked_cells(sheet, rows, columns)
            if cells < 0:
                raise _Refused("cells")
            yield [name[:text], *_content(sheet, text)]


def _checked_cells(sheet: CalamineSheet, rows: int, columns: int) -> int:
    last_row, last_column = sheet.end or (-1, -1)
    if last_row >= rows:
        raise _Refused("rows")
    if last_column >= columns:
        raise _Refused("columns")
    return (last_row + 1) * (last_column + 1)


def _content(sheet: CalamineSheet, text: int) -> tuple[int, list[list[object]]]:
    if sheet.start is None:
        return 0, []
    first_row, first_column = sheet.start
    before: list[object] = [None] * first_column
    return first_row, [before + [_cell(cell, text) for cell in row] for row in sheet.to_python()]


def _cell(cell: object, text: int) -> object:
    if isinstance(cell, datetime):
        return {"date": cell.date().isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, (bool, int, float)):
        return cell
    written = str(cell)
    if len(written) > text:
        raise _Refused("text")
    return written or None


if __name__ == "__main__":
    main()
