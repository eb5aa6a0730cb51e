"""Which invoice does a row of a VAT export belong to, and what is wrong with it?"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple, TypeVar

from api.importers import vat_columns as c
from api.importers.cells import Row, Sheet, column_letters
from api.importers.statements import CellError
from engine.identity import normalise_code
from engine.text import Text

_ROUNDING_FEN = 200  # totals of real multi-line invoices differ by rounding: up to 1.38 yuan seen
_FIRST_YEAR = 1994  # the invoice tax began in 1994
YES, NO = "是", "否"
_NO_TAX = ("", "*", "**", "***", "-", "免税", "不征税")
_VOID = ("作废", "已作废", "作废发票")
_VALID = ("正常", "有效", "有效发票", "正数")
_RED = re.compile(r"红冲|冲红|红字")
_SUMS = ("合计", "总计", "小计", "本页合计")

EMPTY = Text(zh="为空", en="is empty")
_LOST = Text(
    zh="号码在表格中存成了数字,末几位已丢失;请重新导出并保持文本格式",
    en="was stored as a number and lost its last digits: export again as text",
)
_NOT_A_DAY = Text(zh="不是有效日期", en="is not a date")
_AHEAD = Text(zh="日期晚于{today}", en="lies after {today}")
_NOT_AN_AMOUNT = Text(zh="不是1000亿以内的金额", en="is not an amount within 100 billion")
_NOT_THE_SUM = Text(zh="不等于金额加税额", en="is not the amount plus the tax")
_NOT_A_STATUS = Text(
    zh="不是正常、作废或红冲", en="is neither 正常 (valid), 作废 (void) nor 红冲 (red letter)"
)
_NOT_YES_NO = Text(zh="不是“是”或“否”", en="is neither 是 (yes) nor 否 (no)")
_NEITHER = Text(
    zh="销方和购方都不是本企业({code})", en="neither seller nor buyer is the firm ({code})"
)
_BOTH = Text(zh="销方和购方都是本企业", en="seller and buyer are both the firm")
_BEYOND = Text(zh="超出表头的单元格里有内容", en="holds something beyond the last column")

Read = TypeVar("Read")


class Line(NamedTuple):
    """One usable row: an item of an invoice; fen are without tax."""

    row: int
    invoice: str
    sale: bool
    party: str
    day: date
    fen: int
    void: bool
    positive: str


class _WrongCellError(Exception):
    """A cell of a row cannot be used."""

    def __init__(self, column: str, reason: Text) -> None:
        super().__init__(reason.en)
        self.column, self.reason = column, reason


class Rows:
    """Reads the rows of one table, of invoices of the firm `code`, none dated after `today`.

    `errors`, `duplicates`, `count` (of rows) and `spoilt` (invoices with a wrong row) grow while
    `lines` is read.
    """

    def __init__(self, sheet: Sheet, header: c.Header, code: str, today: date) -> None:
        """Cells repeat, so what a day or a code says is remembered."""
        self.sheet, self.header, self.code, self.today = sheet, header, code, today
        self.errors: list[CellError] = []
        self.spoilt: set[str] = set()
        self.duplicates = self.count = 0
        self._seen: dict[int, list[int]] = {}
        self._days: dict[str, date] = {}
        self._codes: dict[str, str] = {}

    def lines(self) -> Iterator[Line]:
        """Every usable row that no earlier row of the table repeats; the others become errors."""
        for number, row in enumerate(self.sheet.rows[self.header.row :], self.header.row + 1):
            if _says_nothing(row):
                continue
            self.count += 1
            if self._repeats(number, row):
                self.duplicates += 1
                continue
            line = self._line(number, row)
            if line is not None:
                yield line

    def _repeats(self, number: int, row: Row) -> bool:
        """Whether an earlier row says the same, whatever its running number."""
        same = self._without_place(row)
        earlier = self._seen.setdefault(hash(same), [])
        found = any(same == self._without_place(self.sheet.rows[place - 1]) for place in earlier)
        earlier.append(number)
        return found

    def _without_place(self, row: Row) -> Row:
        place = self.header.columns.get(c.PLACE)
        return row if place is None else (*row[:place], *row[place + 1 :])

    def _line(self, number: int, row: Row) -> Line | None:
        wrong = len(self.errors)
        self._refuse_beyond(number, row)
        invoice = self._read(self._invoice, number, row)
        side = self._read(self._side, number, row)
        day = self._read(self._day, number, row)
        fen = self._read(self._fen, number, row)
        void = self._read(self._void, number, row)
        positive = self._read(self._positive, number, row)
        if invoice is None or side is None or day is None or fen is None or void is None:
            self.spoilt |= {invoice} if invoice else set()
            return None
        if positive is None or len(self.errors) > wrong:
            self.spoilt.add(invoice)
            return None
        return Line(number, invoice, *side, day, fen, void, positive)

    def _read(self, reader: Callable[[Row], Read], number: int, row: Row) -> Read | None:
        try:
            return reader(row)
        except _WrongCellError as wrong:
            self._complain(number, self.header.column(wrong.column), wrong.reason)
            return None

    def _complain(self, number: int, column: str, reason: Text) -> None:
        self.errors.append(CellError(self.sheet.name, number, column, reason))

    def _refuse_beyond(self, number: int, row: Row) -> None:
        for place, cell in enumerate(row[self.header.width :], self.header.width):
            if cell not in (None, ""):
                self._complain(number, column_letters(place), _BEYOND)
                return

    def _text(self, row: Row, name: str) -> str:
        place = self.header.columns.get(name)
        cell = row[place] if place is not None and place < len(row) else None
        if cell is None:
            return ""
        text = c.text_in(cell)
        if isinstance(text, c.Lost):
            raise _WrongCellError(name, _LOST)
        return text

    def _invoice(self, row: Row) -> str:
        """The invoice's number: the digital one, or code and number of a paper one."""
        digital = self._text(row, c.DIGITAL)
        if digital:
            return digital
        number = self._text(row, c.NUMBER)
        if not number:
            raise _WrongCellError(c.NUMBER if c.NUMBER in self.header.columns else c.DIGITAL, EMPTY)
        return f"{self._text(row, c.CODE)}-{number}".lstrip("-")

    def _side(self, row: Row) -> tuple[bool, str]:
        """Whether the firm sells, and who is on the other side: its code, else its name."""
        seller = self._code(self._text(row, c.SELLER_CODE))
        buyer = self._code(self._text(row, c.BUYER_CODE))
        if seller == buyer == self.code:
            raise _WrongCellError(c.BUYER_CODE, _BOTH)
        if self.code not in (seller, buyer):
            raise _WrongCellError(c.SELLER_CODE, _NEITHER.filled(code=self.code))
        sale = seller == self.code
        name = c.BUYER_NAME if sale else c.SELLER_NAME
        party = (buyer if sale else seller) or self._text(row, name)
        if not party:
            raise _WrongCellError(c.BUYER_CODE if sale else c.SELLER_CODE, EMPTY)
        return sale, party

    def _code(self, text: str) -> str:
        known = self._codes.get(text)
        if known is None:
            known = self._codes[text] = normalise_code(text)
        return known

    def _day(self, row: Row) -> date:
        text = self._text(row, c.DAY)[: len("2025-03-01")]
        day = self._days.get(text) or c.day_in(text)
        if day is None or day.year < _FIRST_YEAR:
            raise _WrongCellError(c.DAY, _NOT_A_DAY if text else EMPTY)
        if day > self.today:
            raise _WrongCellError(c.DAY, _AHEAD.filled(today=self.today))
        self._days[text] = day
        return day

    def _fen(self, row: Row) -> int:
        amount = _money(c.AMOUNT, self._text(row, c.AMOUNT))
        total = self._text(row, c.TOTAL)
        if not total:
            return amount
        tax = self._text(row, c.TAX)
        gap = amount + (0 if tax in _NO_TAX else _money(c.TAX, tax)) - _money(c.TOTAL, total)
        if abs(gap) > _ROUNDING_FEN:
            raise _WrongCellError(c.TOTAL, _NOT_THE_SUM)
        return amount

    def _void(self, row: Row) -> bool:
        text = self._text(row, c.STATUS)
        if text in _VOID:
            return True
        if text not in _VALID and not _RED.search(text):
            raise _WrongCellError(c.STATUS, _NOT_A_STATUS if text else EMPTY)
        return False

    def _positive(self, row: Row) -> str:
        """Whether the whole invoice is no red letter, as it says itself; blank: it does not say."""
        text = self._text(row, c.POSITIVE)
        if text not in (YES, NO, ""):
            raise _WrongCellError(c.POSITIVE, _NOT_YES_NO)
        return text


def _money(name: str, text: str) -> int:
    fen = c.fen_in(text)
    if fen is None:
        raise _WrongCellError(name, _NOT_AN_AMOUNT if text else EMPTY)
    return fen


def _says_nothing(row: Row) -> bool:
    """Whether a row is blank or a sum below the invoices."""
    first = next(filter(None, row), None)
    return first is None or (isinstance(first, str) and first.strip() in _SUMS)
