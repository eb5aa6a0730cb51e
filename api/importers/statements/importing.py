"""How does a file become statements: read, understood, checked, or refused as a whole?"""

from dataclasses import replace
from datetime import date
from typing import TypeVar

from pydantic import ValidationError

from api.importers.cells import LIMITS, Sheet, shown_name
from api.importers.sheets import read_sheets
from api.importers.statements.draft import Draft
from api.importers.statements.filled import draft_of_template, is_template
from api.importers.statements.forms import draft_of_forms
from api.importers.statements.readings import Reading
from api.importers.statements.results import CellError, ImportedStatements, UnreadRow
from api.importers.statements.years import statements_of
from api.messages import field_errors_of
from engine.errors import FieldError, RecordError
from engine.firm import Source, Statement, Statements
from engine.text import Text

_LIMITS = replace(LIMITS, cells=100_000)
_MOST_TOLD = 1_000
_NOTHING = Text(
    zh="没有找到可读取的报表:需要资产负债表、利润表或现金流量表",
    en="holds no statement that can be read: a balance sheet (资产负债表), income statement"
    " (利润表) or cash flow statement (现金流量表) is needed",
)
_EMPTY = Text(
    zh="模板中还没有填写任何年度的金额",
    en="the template holds no amount of any fiscal year yet",
)
_ROUNDED = Text(
    zh="{n}个金额细于分,已四舍五入到分(如“{sheet}”{column}{row}单元格)",
    en="{n} amount(s) finer than a fen were rounded to it (such as {column}{row} of “{sheet}”)",
)
_NET_INTEREST = Text(
    zh="利息费用为负(净利息收入),未读入:记录只存利息费用",
    en="negative interest expense (net interest income) was left out; the record holds expense",
)
T = TypeVar("T")


def import_statements(
    content: bytes,
    name: str,
    source: Source,
    observed_on: date,
    authorisation: str | None = None,
    keep_good: bool = False,
) -> ImportedStatements:
    """The statements of the program's own template or of the standard forms, XLSX, XLS or CSV.

    Any error leaves `statements` None unless `keep_good`, which leaves out only the cells with
    errors. Amounts are in yuan whatever the unit of the file.

    Raises:
        RecordError: the file cannot be read at all (`read_sheets`), holds no statement or too
            many, or the section itself (source, day, number of years) is refused.
    """
    sheets = read_sheets(content, name, _LIMITS)
    draft = _draft(sheets, shown_name(name))
    readings, notes = _usable(_of(Reading, draft))
    years, contradictions = statements_of(readings, draft.headings)
    errors = (*_of(CellError, draft), *contradictions)
    if not years and not errors:
        why = _EMPTY if any(map(is_template, sheets)) else _NOTHING
        raise RecordError((FieldError(shown_name(name), why),))
    unread = _of(UnreadRow, draft)
    section = None
    if years and (keep_good or not errors):
        section = _section(years, source, observed_on, authorisation)
    return ImportedStatements(
        section, errors[:_MOST_TOLD], unread[:_MOST_TOLD], (*draft.notes, *notes)
    )


def _draft(sheets: tuple[Sheet, ...], name: str) -> Draft:
    if any(map(is_template, sheets)):
        return draft_of_template(sheets)
    return draft_of_forms(sheets, name)


def _of(kind: type[T], draft: Draft) -> tuple[T, ...]:
    return tuple(each for each in draft.found if isinstance(each, kind))


def _usable(readings: tuple[Reading, ...]) -> tuple[tuple[Reading, ...], tuple[Text, ...]]:
    """Readings that the record can hold, and notes on what was left out or rounded."""
    notes: list[Text] = []
    kept = tuple(each for each in readings if not _is_net_interest(each))
    if len(kept) < len(readings):
        notes.append(_NET_INTEREST)
    rounded = [each for each in kept if each.rounded]
    if rounded:
        notes.append(_ROUNDED.filled(n=len(rounded), **rounded[0].place._asdict()))
    return kept, tuple(notes)


def _is_net_interest(reading: Reading) -> bool:
    """会小企02 lets net interest income stand as negative 利息费用."""
    return reading.item == "interest_expense" and reading.amount < 0


def _section(
    years: tuple[Statement, ...], source: Source, observed_on: date, authorisation: str | None
) -> Statements:
    try:
        return Statements(
            source=source, observed_on=observed_on, authorisation=authorisation, years=years
        )
    except ValidationError as error:
        raise RecordError(field_errors_of(error)) from error
