"""How does the statement template look, and which entries does it offer?"""

from collections.abc import Iterable

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from api.importers.statements.layout import (
    AUDITED,
    AUDITED_CHOICES,
    FIRST_YEAR_COLUMN,
    STANDARD,
    STANDARD_CHOICES,
    UNIT,
    UNIT_CHOICES,
    YEAR_END,
)

_KEY_COLUMN, _ZH_COLUMN, _EN_COLUMN = "A", "B", "C"
_FIRST_AMOUNT = FIRST_YEAR_COLUMN + 1
_ZH_WIDTH, _EN_WIDTH, _AMOUNT_WIDTH, _TEXT_WIDTH = 34, 38, 24, 60
_AMOUNT = "#,##0.00;[Red]-#,##0.00"
_HEADING = PatternFill("solid", fgColor="E8EEF7")
_BOLD = Font(bold=True)
_TITLE = Font(bold=True, size=14)
_RIGHT = Alignment(horizontal="right")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_TOTALS = frozenset(
    {"current_assets", "non_current_assets", "total_assets", "current_liabilities",
     "non_current_liabilities", "total_liabilities", "total_equity", "liabilities_and_equity",
     "operating_profit", "profit_before_tax", "net_profit", "cfo", "cfi", "cff",
     "net_cash_change", "cash_end"}
)  # fmt: skip


def dress_instructions(sheet: Worksheet) -> None:
    """Widths, wrapped text and the list of units."""
    _hide_keys(sheet)
    _widths(sheet, {_ZH_COLUMN: _TEXT_WIDTH, _EN_COLUMN: _TEXT_WIDTH})
    sheet.column_dimensions[get_column_letter(_FIRST_AMOUNT)].width = _AMOUNT_WIDTH
    sheet[f"{_ZH_COLUMN}1"].font = _TITLE
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = _WRAPPED
    for row_number in _rows_with(sheet, {UNIT}):
        _offer(sheet, row_number, 1, UNIT_CHOICES.values())


def dress_statement(sheet: Worksheet, years: int) -> None:
    """Widths, frozen headings, number formats and the lists of choices."""
    _hide_keys(sheet)
    _widths(sheet, {_ZH_COLUMN: _ZH_WIDTH, _EN_COLUMN: _EN_WIDTH})
    sheet[f"{_ZH_COLUMN}1"].font = _TITLE
    sheet.freeze_panes = f"{get_column_letter(_FIRST_AMOUNT)}3"
    for column in range(_FIRST_AMOUNT, _FIRST_AMOUNT + years):
        sheet.column_dimensions[get_column_letter(column)].width = _AMOUNT_WIDTH
    for row_number in _rows_with(sheet, {YEAR_END}):
        _fill(sheet, row_number)
    for row_number in _rows_with(sheet, {STANDARD}):
        _offer(sheet, row_number, years, STANDARD_CHOICES.values())
    for row_number in _rows_with(sheet, {AUDITED}):
        _offer(sheet, row_number, years, AUDITED_CHOICES.values())
    _dress_amounts(sheet, years)


def _dress_amounts(sheet: Worksheet, years: int) -> None:
    totals = set(_rows_with(sheet, _TOTALS))
    first = max(_rows_with(sheet, {YEAR_END, STANDARD, AUDITED})) + 1
    for row in sheet.iter_rows(min_row=first, max_col=FIRST_YEAR_COLUMN + years):
        for cell in row:
            if cell.row in totals:
                cell.font = _BOLD
            if cell.column >= _FIRST_AMOUNT:
                cell.number_format = _AMOUNT
    if years:
        allowed = DataValidation("decimal", "between", "-9999999999999.99", "9999999999999.99")
        allowed.errorStyle = "warning"
        allowed.add(_area(first, sheet.max_row, years))
        sheet.add_data_validation(allowed)


def _hide_keys(sheet: Worksheet) -> None:
    sheet.column_dimensions[_KEY_COLUMN].hidden = True


def _widths(sheet: Worksheet, widths: dict[str, int]) -> None:
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width


def _rows_with(sheet: Worksheet, keys: Iterable[str]) -> list[int]:
    wanted = frozenset(keys)
    return [cell.row for cell in sheet[_KEY_COLUMN] if cell.value in wanted]


def _fill(sheet: Worksheet, row_number: int) -> None:
    for cell in sheet[row_number]:
        cell.font, cell.fill = _BOLD, _HEADING
        if cell.column >= _FIRST_AMOUNT:
            cell.alignment, cell.number_format = _RIGHT, "@"


def _offer(sheet: Worksheet, row_number: int, columns: int, choices: Iterable[str]) -> None:
    if not columns:
        return
    listed = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    listed.add(_area(row_number, row_number, columns))
    sheet.add_data_validation(listed)


def _area(first: int, last: int, columns: int) -> str:
    left = get_column_letter(_FIRST_AMOUNT)
    return f"{left}{first}:{get_column_letter(FIRST_YEAR_COLUMN + columns)}{last}"
