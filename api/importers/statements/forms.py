"""What do statements on the standard forms state, and what has to be assumed?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from api.importers.cells import Sheet, column_letters, refuse
from api.importers.statements.blocks import Block, Group, blocks_of
from api.importers.statements.context import (
    UNITS,
    days_in,
    line_text,
    standards_in,
    units_in,
)
from api.importers.statements.draft import Draft
from api.importers.statements.periods import YEAR_END
from api.importers.statements.readings import Found, Place, Reading, readings_of
from api.importers.statements.results import CellError
from engine.firm.statements import Standard
from engine.text import Text

_TITLE_ROWS = 12
_MOST_TABLES = 60
_YUAN = UNITS["元"]
_FEWEST_YUAN = Decimal(100_000)
_SIZE_ITEMS = frozenset({"total_assets", "revenue"})
_SMALL_ONLY = frozenset({"short_term_investments", "fixed_assets_cost", "accumulated_depreciation"})
_ENTERPRISE_ONLY = frozenset(
    {"trading_financial_assets", "receivables_financing", "contract_assets", "goodwill",
     "right_of_use_assets", "contract_liabilities", "lease_liabilities", "fair_value_gain",
     "credit_impairment_loss", "asset_impairment_loss", "deferred_tax_assets"}
)  # fmt: skip
_OWN_LINE_NAME, _WITHIN_NAME = "研发费用", "研究费用"

_SEVERAL_UNITS = Text(
    zh="注明了不同的金额单位,无法确定用哪一个", en="names several units; which one holds is unclear"
)
_SEVERAL_DAYS = Text(
    zh="注明了多个日期,无法确定会计年度", en="names several dates; which fiscal year is unclear"
)
_NO_DAY = Text(
    zh="未找到报表日期或年度,如 2025年12月31日 或 2025年度",
    en="no date or year of the statement was found, such as 2025年12月31日 or 2025年度",
)
_INTERIM = Text(
    zh="截至{day}不是完整会计年度;只能导入年度报表,其他年度截止日请用本系统模板",
    en="{day} does not end a calendar year; only annual statements can be imported (for other"
    " fiscal years use this program's template)",
)
_NO_UNIT = Text(zh="未注明金额单位,按元读取", en="no unit is stated; amounts were read as yuan")
_LOOKS_LIKE_WAN = Text(
    zh="金额很小,可能以万元为单位:最大的资产总计或营业收入为{most}元",
    en="amounts are so small that they may be in 万元 (10,000 yuan): the largest of total assets"
    " and revenue is {most} yuan",
)
_NO_STANDARD = Text(
    zh="未能判断会计准则,按小企业会计准则读取",
    en="the accounting standard could not be told; read as 小企业会计准则 (small enterprises)",
)
_ASSUMED_STANDARD = Text(
    zh="按报表项目判断为{zh}", en="told from its lines, the standard is {zh} ({en})"
)
_STANDARD_NAMES: dict[Standard, tuple[str, str]] = {
    "small_enterprise": ("小企业会计准则", "small enterprises"),
    "enterprise": ("企业会计准则", "general"),
}
T = TypeVar("T")


@dataclass(frozen=True)
class _File:
    """All tables of a file, and what the lines above them and other sheets say."""

    name: str
    sheets: tuple[Sheet, ...]
    blocks: tuple[Block, ...]

    def titles(self, of: Sheet | None = None) -> list[str]:
        """The title lines of one sheet's tables, or of all."""
        return [
            line for block in self.blocks for line in block.title if of is None or of is block.sheet
        ]

    def lines(self) -> list[str]:
        """All title lines, sheet names and the first lines of sheets without a table."""
        with_table = {id(block.sheet) for block in self.blocks}
        others = (sheet for sheet in self.sheets if id(sheet) not in with_table)
        return [
            *self.titles(),
            *(sheet.name for sheet in self.sheets),
            *(line_text(row) for sheet in others for row in sheet.rows[:_TITLE_ROWS]),
        ]


def draft_of_forms(sheets: tuple[Sheet, ...], name: str) -> Draft:
    """The readings of every table found in `sheets` of the file `name`."""
    file = _File(name, sheets, tuple(block for sheet in sheets for block in blocks_of(sheet)))
    if len(file.blocks) > _MOST_TABLES:
        refuse(name, f"超过{_MOST_TABLES}张报表", f"holds more than {_MOST_TABLES} statements")
    lines = file.lines()
    notes: list[Text] = []
    found: list[Found] = []
    for block in file.blocks:
        found += _block(block, file, lines)
    readings = [each for each in found if isinstance(each, Reading)]
    if readings and not units_in(lines):
        notes += _unit_notes(readings)
    standard, standard_notes = _standard(lines, readings)
    ends = dict.fromkeys(each.end for each in readings)
    headings = {end: {"standard": standard} for end in ends}
    return Draft(tuple(found), headings, (*notes, *(standard_notes if readings else ())))


def _block(block: Block, file: _File, lines: list[str]) -> Iterator[Found]:
    corner = Place(block.sheet.name, block.heading + 1, column_letters(block.groups[0].names))
    units = _nearest(map(units_in, (block.title, file.titles(block.sheet), lines)))
    if len(units) > 1:
        yield corner.error(_SEVERAL_UNITS)
        return
    years = None
    if _is_relative(block):
        day = _day(block, file, lines, corner)
        if isinstance(day, CellError):
            yield day
        else:
            years = day, date(day.year - 1, *YEAR_END)
    annual, errors = _annual(block)
    yield from errors
    yield from readings_of(annual, next(iter(units), _YUAN), years)


def _nearest(levels: Iterable[frozenset[T]]) -> frozenset[T]:
    """What the nearest lines say that say anything."""
    return next((level for level in levels if level), frozenset())


def _is_relative(block: Block) -> bool:
    return any(isinstance(period, int) for group in block.groups for _, period in group.amounts)


def _day(block: Block, file: _File, lines: list[str], corner: Place) -> date | CellError:
    days = _nearest(
        days_in(level)
        for level in (
            block.title, [block.sheet.name], file.titles(block.sheet), lines, [file.name],
        )
    )  # fmt: skip
    if not days:
        return corner.error(_NO_DAY)
    if len(days) > 1:
        return corner.error(_SEVERAL_DAYS)
    (day,) = days
    return day if _ends_a_year(day) else corner.error(_INTERIM.filled(day=day))


def _ends_a_year(day: date) -> bool:
    return (day.month, day.day) == YEAR_END


def _annual(block: Block) -> tuple[Block, tuple[CellError, ...]]:
    """The block without columns that end within a year, and an error for each of those."""
    errors = tuple(
        Place(block.sheet.name, block.heading + 1, column_letters(column)).error(
            _INTERIM.filled(day=period)
        )
        for group in block.groups
        for column, period in group.amounts
        if isinstance(period, date) and not _ends_a_year(period)
    )
    return replace(block, groups=tuple(map(_annual_columns, block.groups))), errors


def _annual_columns(group: Group) -> Group:
    kept = tuple(
        (column, period)
        for column, period in group.amounts
        if isinstance(period, int) or _ends_a_year(period)
    )
    return Group(group.names, kept)


def _unit_notes(readings: Sequence[Reading]) -> Iterator[Text]:
    yield _NO_UNIT
    sizes = [abs(each.amount) for each in readings if each.item in _SIZE_ITEMS]
    if sizes and 0 < max(sizes) < _FEWEST_YUAN:
        yield _LOOKS_LIKE_WAN.filled(most=f"{max(sizes):,}")


def _standard(lines: list[str], readings: Sequence[Reading]) -> tuple[Standard, tuple[Text, ...]]:
    said = standards_in(lines)
    if len(said) == 1:
        return next(iter(said)), ()
    stated = [each for each in readings if each.amount]
    small = any(each.item in _SMALL_ONLY or each.name == _WITHIN_NAME for each in stated)
    large = any(each.item in _ENTERPRISE_ONLY or each.name == _OWN_LINE_NAME for each in stated)
    if small == large:
        return "small_enterprise", (_NO_STANDARD,)
    standard: Standard = "enterprise" if large else "small_enterprise"
    zh, en = _STANDARD_NAMES[standard]
    return standard, (_ASSUMED_STANDARD.filled(zh=zh, en=en),)
