"""Which item, year and amount does each cell of a table state?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from api.importers.cells import Cell, Row, column_letters
from api.importers.statements.amounts import amount_in
from api.importers.statements.blocks import Block, Group
from api.importers.statements.items import Meaning, is_unused, meaning, plain_name
from api.importers.statements.results import CellError, UnreadRow
from engine.money import CENT
from engine.text import Text

MOST_OF_A_NAME = 60
_LOSSES = frozenset({"credit_impairment_loss", "asset_impairment_loss"})
_LOSS_MARKS = ("损失以", "损失用", "亏损以")


class Place(NamedTuple):
    """A cell as people name it: sheet, row from 1, column letters."""

    sheet: str
    row: int
    column: str

    def error(self, reason: Text) -> CellError:
        """The cell with what is wrong with it."""
        return CellError(self.sheet, self.row, self.column, reason)


@dataclass(frozen=True)
class Reading:
    """One amount in yuan; `name` is the line's own plain name, `rounded` to the fen or not."""

    item: str
    end: date
    amount: Decimal
    place: Place
    name: str
    rank: int
    rounded: bool = False


Found = Reading | CellError | UnreadRow


def readings_of(block: Block, unit: Decimal, years: tuple[date, date] | None) -> Iterator[Found]:
    """What a block states; `years` are the ends of its year and of the year before."""
    for index in range(block.heading + 1, block.end):
        row = block.sheet.rows[index]
        for group in block.groups:
            yield from _line(block, group, index, row, (unit, years))


def reading(
    item: str, end: date, cell: Cell, unit: Decimal, place: Place
) -> Reading | CellError | None:
    """The amount of one cell for an item that is known by its own name."""
    amount = amount_in(cell)
    if amount is None:
        return None
    if isinstance(amount, Text):
        return place.error(amount)
    yuan, rounded = _in_yuan(amount, unit)
    return Reading(item, end, yuan, place, item, 0, rounded)


def _line(
    block: Block,
    group: Group,
    index: int,
    row: Row,
    how: tuple[Decimal, tuple[date, date] | None],
) -> Iterator[Found]:
    written = row[group.names] if group.names < len(row) else None
    label = written if isinstance(written, str) else ""
    name = plain_name(label)
    means = meaning(name, block.kind)
    if means is None:
        if _states_something(group, row):
            shown = " ".join(label.split())[:MOST_OF_A_NAME]
            yield UnreadRow(block.sheet.name, index + 1, shown, is_unused(name))
        return
    for column, end in _columns(group, row, how[1]):
        place = Place(block.sheet.name, index + 1, column_letters(column))
        found = reading(means.item, end, row[column], how[0], place)
        yield from _as_meant(found, means, name, label) if found else ()


def _columns(group: Group, row: Row, years: tuple[date, date] | None) -> Iterator[tuple[int, date]]:
    for column, period in group.amounts:
        if column >= len(row):
            continue
        if isinstance(period, date):
            yield column, period
        elif years:
            yield column, years[-period]


def _as_meant(found: Reading | CellError, means: Meaning, name: str, label: str) -> Iterator[Found]:
    if isinstance(found, CellError):
        yield found
        return
    # The record counts impairment as a positive loss; forms since 2019 show losses with a minus.
    flipped = means.item in _LOSSES and any(mark in label for mark in _LOSS_MARKS)
    amount = -found.amount if flipped else found.amount
    yield Reading(found.item, found.end, amount, found.place, name, means.rank, found.rounded)


def _states_something(group: Group, row: Row) -> bool:
    cells = (row[column] for column, _ in group.amounts if column < len(row))
    return any(isinstance(amount, Decimal) and amount for amount in map(amount_in, cells))


def _in_yuan(amount: Decimal, unit: Decimal) -> tuple[Decimal, bool]:
    yuan = amount * unit
    fen = yuan.quantize(CENT, rounding=ROUND_HALF_UP)
    return fen, fen != yuan
