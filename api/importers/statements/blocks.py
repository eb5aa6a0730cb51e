"""Where in a sheet do tables of items stand, and what do their columns mean?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from api.importers.cells import Row, Sheet
from api.importers.statements.context import kind_in, line_text
from api.importers.statements.items import Kind, is_unused, kind_of, meaning, plain_name
from api.importers.statements.periods import heading_period, heading_text, is_part_of_year

_NAME_HEADINGS = frozenset(
    (
        "项目", "项目名称", "科目", "科目名称", "报表项目", "指标", "指标名称", "资产", "资产类",
        "补充资料", "负债和所有者权益", "负债及所有者权益", "负债和股东权益", "负债及股东权益",
        "负债和所有者权益或股东权益", "负债及所有者权益或股东权益", "负债与所有者权益",
        "负债和权益", "负债及权益",
    )
)  # fmt: skip
_SUPPLEMENT = "补充资料"
_MOST_TITLE_ROWS = 12
_CLEAR_MAJORITY = 4, 5  # four of five

Period = date | int


@dataclass(frozen=True)
class Group:
    """A column of names with the columns of amounts to its right; both counted from 0."""

    names: int
    amounts: tuple[tuple[int, Period], ...]


@dataclass(frozen=True)
class Block:
    """One table: its title lines, the heading's row and the rows below it, counted from 0."""

    sheet: Sheet
    title: tuple[str, ...]
    heading: int
    end: int
    groups: tuple[Group, ...]
    kind: Kind | None


@dataclass(frozen=True)
class _Heading:
    row: int
    last: int  # the row below it where the heading takes two
    groups: tuple[Group, ...]
    supplement: bool


def blocks_of(sheet: Sheet) -> tuple[Block, ...]:
    """The tables of a sheet from top to bottom."""
    headings = tuple(_headings(sheet))
    blocks: list[Block] = []
    for place, heading in enumerate(headings):
        later = headings[place + 1 :]
        end = later[0].row if later else len(sheet.rows)
        start = headings[place - 1].last + 1 if place else 0
        supplement = heading.supplement and blocks
        title = blocks[-1].title if supplement else _title(sheet, start, heading)
        kind = blocks[-1].kind if supplement else _kind(sheet, title, heading, end)
        blocks.append(Block(sheet, title, heading.last, end, heading.groups, kind))
    return tuple(blocks)


def _headings(sheet: Sheet) -> Iterator[_Heading]:
    for row, cells in enumerate(sheet.rows):
        texts = [plain_name(cell) if isinstance(cell, str) else "" for cell in cells]
        names = [column for column, text in enumerate(texts) if text in _NAME_HEADINGS]
        if not names:
            continue
        below = sheet.rows[row + 1] if row + 1 < len(sheet.rows) else ()
        in_two_rows = _groups(names, below) if _is_blank(below, names) else ()
        if groups := in_two_rows or _groups(names, cells):
            last = row + 1 if in_two_rows else row
            yield _Heading(row, last, groups, texts[names[0]] == _SUPPLEMENT)


def _is_blank(row: Row, columns: list[int]) -> bool:
    return not any(row[column] for column in columns if column < len(row))


def _groups(names: list[int], cells: Row) -> tuple[Group, ...]:
    ends = [*names[1:], len(cells)]
    groups = (
        Group(name, tuple(_amounts(cells, name + 1, end)))
        for name, end in zip(names, ends, strict=True)
    )
    return tuple(group for group in groups if group.amounts)


def _amounts(cells: Row, start: int, end: int) -> Iterator[tuple[int, Period]]:
    texts = [heading_text(cell) for cell in cells[start:end]]
    for column in range(start, min(end, len(cells))):
        period = heading_period(cells[column])
        if period is not None and not is_part_of_year(cells[column], texts):
            yield column, period


def _title(sheet: Sheet, start: int, heading: _Heading) -> tuple[str, ...]:
    """The lines above a heading down to it, without the lines of the table before."""
    first = heading.row
    while first > max(start, heading.row - _MOST_TITLE_ROWS) and not _is_line(
        sheet.rows[first - 1]
    ):
        first -= 1
    return tuple(line_text(row) for row in sheet.rows[first : heading.last + 1])


def _is_line(row: Row) -> bool:
    names = (plain_name(cell) for cell in row if isinstance(cell, str))
    return any(meaning(name, None) or is_unused(name) for name in names)


def _kind(sheet: Sheet, title: tuple[str, ...], heading: _Heading, end: int) -> Kind | None:
    """The statement its title names, else the sheet's name, else most of its lines."""
    return kind_in(title) or kind_in([sheet.name]) or _voted(sheet, heading, end)


def _voted(sheet: Sheet, heading: _Heading, end: int) -> Kind | None:
    names = (
        plain_name(cell)
        for row in sheet.rows[heading.last + 1 : end]
        for group in heading.groups
        if group.names < len(row) and isinstance(cell := row[group.names], str)
    )
    votes = Counter(kind_of(found.item) for name in names if (found := meaning(name, None)))
    if not votes:
        return None
    kind, most = votes.most_common(1)[0]
    enough, of = _CLEAR_MAJORITY
    # A list of key figures from all statements has no kind.
    return kind if most * of >= votes.total() * enough else None
