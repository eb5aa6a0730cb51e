"""Which empty or filled-in workbook does the program give to a firm for its statements?"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

from openpyxl import Workbook

from api.importers.statements.items import ITEMS_OF, Kind, title_of
from api.importers.statements.layout import (
    AUDITED,
    AUDITED_CHOICES,
    MARK,
    STANDARD,
    STANDARD_CHOICES,
    UNIT,
    UNIT_CHOICES,
    YEAR_END,
)
from api.importers.template_looks import dress_instructions, dress_statement
from engine.firm import Statement, Statements

_DECEMBER, _LAST_DAY = 12, 31
_INSTRUCTIONS = "填表说明"
_TITLES: dict[Kind, tuple[str, str]] = {
    "balance": ("资产负债表", "Balance sheet"),
    "income": ("利润表", "Income statement"),
    "cash_flow": ("现金流量表", "Cash flow statement"),
}
_HOW_TO = (
    ("每个会计年度一列;没有的项目留空,留空表示未知,不等于零。",
     "One column per fiscal year. Leave an item empty if unknown; empty is not zero."),
    ("金额只填数字(负数用减号),单位在本页选择,对三张表都有效。",
     "Enter digits only (minus for negatives). The unit chosen here holds for all three sheets."),
    ("会计年度不在12月31日结束的,在三张表的表头改为实际截止日。",
     "If a fiscal year does not end on 31 December, change the date in the heading of all sheets."),
    ("小企业会计准则:研发费用含在管理费用中;企业会计准则:研发费用单独列示。",
     "Small-enterprise standard: R&D is part of administrative expense; general standard: it is"
     " a line of its own."),
    ("减值损失:损失填正数,转回填负数。现金流出填正数。",
     "Impairment: losses positive, reversals negative. Cash paid is positive."),
    ("请勿修改隐藏的第一列。", "Do not change the hidden first column."),
)  # fmt: skip

Entry = str | Decimal | None
Line = Sequence[Entry]


@dataclass(frozen=True)
class _Column:
    """A fiscal year of the template, with its statement where there is one."""

    end: date
    statement: Statement | None


def statement_template(years: Sequence[int], statements: Statements | None = None) -> bytes:
    """An XLSX with one column per fiscal year, filled with `statements` where given.

    `years` are fiscal years that end on 31 December; those of `statements` come first, in their
    own order. `import_statements` reads it back without loss.
    """
    columns = _columns(years, statements)
    book = Workbook()
    book.remove(book.worksheets[0])
    instructions = book.create_sheet(_INSTRUCTIONS)
    for line in _instructions():
        instructions.append(line)
    dress_instructions(instructions)
    for kind, titles in _TITLES.items():
        sheet = book.create_sheet(titles[0])
        for line in _statement_lines(kind, columns):
            sheet.append(line)
        dress_statement(sheet, len(columns))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def statement_template_csv(years: Sequence[int], statements: Statements | None = None) -> bytes:
    """The same as one CSV (UTF-8 with BOM, as spreadsheet programs expect)."""
    columns = _columns(years, statements)
    written = StringIO(newline="")
    table = csv.writer(written)
    table.writerows(_instructions())
    for kind in _TITLES:
        table.writerow(())
        table.writerows(_statement_lines(kind, columns))
    return written.getvalue().encode("utf-8-sig")


def _columns(years: Sequence[int], statements: Statements | None) -> tuple[_Column, ...]:
    given = statements.years if statements else ()
    known = {statement.fiscal_year_end for statement in given}
    ends = dict.fromkeys(date(year, _DECEMBER, _LAST_DAY) for year in years)
    return (
        *(_Column(statement.fiscal_year_end, statement) for statement in given),
        *(_Column(end, None) for end in ends if end not in known),
    )


def _instructions() -> Iterator[Line]:
    yield MARK, "财务报表模板", "Statement template"
    for zh, en in _HOW_TO:
        yield "", zh, en
    yield UNIT, "金额单位", "Unit", UNIT_CHOICES["元"]


def _statement_lines(kind: Kind, columns: Sequence[_Column]) -> Iterator[Line]:
    yield (MARK, *_TITLES[kind])
    yield YEAR_END, "项目", "Item", *(column.end.isoformat() for column in columns)
    if kind == "balance":
        yield STANDARD, "会计准则", "Standard", *map(_standard, columns)
        yield AUDITED, "已审计", "Audited", *map(_audited, columns)
    for item in ITEMS_OF[kind]:
        yield item, *title_of(item), *(_amount(column, item) for column in columns)


def _standard(column: _Column) -> str:
    return STANDARD_CHOICES[column.statement.standard if column.statement else "small_enterprise"]


def _audited(column: _Column) -> str | None:
    """Empty means that the year is not there; a year without figures is still a statement."""
    return AUDITED_CHOICES[column.statement.audited] if column.statement else None


def _amount(column: _Column, item: str) -> Decimal | None:
    amount: Decimal | None = getattr(column.statement, item, None)
    return amount
