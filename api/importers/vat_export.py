"""How do a firm's VAT invoice exports (发票查询导出) become its invoice section?"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from api.importers.cells import Limits, Sheet, shown_name
from api.importers.invoice_sums import Trade, month_number, section_fields
from api.importers.sheets import read_sheets
from api.importers.statements import CellError
from api.importers.vat_columns import (
    AMOUNT,
    BUYER_CODE,
    DAY,
    POSITIVE,
    SELLER_CODE,
    STATUS,
    Header,
    header_of,
)
from api.importers.vat_rows import NO, Line, Rows
from engine.errors import FieldError, RecordError
from engine.firm import Invoices, Source
from engine.identity import is_credit_code, normalise_code
from engine.text import Text

MOST_FILES = 10
_WORKBOOK_STARTS = (b"PK", b"\xd0\xcf\x11\xe0")
_WORKBOOK = Limits(
    size=16_000_000, unpacked=160_000_000, rows=50_001, cells=2_000_000, answer=96_000_000,
    memory=1_000_000_000, cpu=12, seconds=12.0,
)  # fmt: skip
_PLAIN = Limits(size=64_000_000, rows=150_001, cells=6_000_000)

_NO_TABLE = Text(
    zh="没有找到发票表:需要销方识别号、购方识别号、开票日期、金额、发票状态等列",
    en="holds no invoice table: columns such as 销方识别号, 购方识别号, 开票日期, 金额, 发票状态",
)
_MISSING = Text(zh="缺少列:{names}", en="columns are missing: {names}")
_NOTHING = Text(zh="没有任何可用的发票", en="holds no usable invoice")
_NO_SALES = Text(
    zh="没有本企业开出的发票;请同时上传销项发票,否则销售会被当作零",
    en="holds no invoice issued by the firm: add those, or its sales would count as zero",
)
_OTHERWISE = Text(zh="与同号发票的其他行不一致", en="differs from other rows of the same invoice")
_OTHER_SUM = Text(
    zh="与另一张表中同号发票的金额不同", en="differs from the same invoice in another table"
)
_RED_POSITIVE = Text(zh="红字发票的合计应为负数", en="a red letter must add up to less than zero")
_READ = Text(
    zh="读入{invoices}张发票({rows}行),{first}至{last}",
    en="{invoices} invoices read ({rows} rows), {first} to {last}",
)
_DROPPED = Text(zh="{n}行重复,只计一次", en="{n} repeated rows count once")
_VOIDED = Text(zh="{n}张作废发票不计入金额", en="{n} voided invoices do not count")
_LATER = Text(zh="{n}张晚于{on},未计入", en="{n} invoices after {on} were left out")
_NO_PURCHASES = Text(
    zh="没有进项发票:采购与供应商未知;可补充进项发票",
    en="no purchase invoices: purchases and suppliers are unknown; add them if you can",
)
_SKIPPED = Text(
    zh="工作表“{name}”不是发票表,未读", en="sheet “{name}” is no invoice table: not read"
)
_BETWEEN = re.compile(r"[,;\s\u3001\uff0c\uff1b]+")
_NONE = "无"
_NOT_A_CODE = Text(
    zh="“{code}”不是有效的统一社会信用代码", en="“{code}” is not a valid credit code"
)
_SPOILT = Text(
    zh="{n}张发票有错误行,整张未计入", en="{n} invoices with a wrong row were left out whole"
)


class File(NamedTuple):
    """An uploaded file; the name serves messages only."""

    name: str
    content: bytes


@dataclass(frozen=True)
class ImportedExport:
    """A firm's invoice section, or None with the errors; and what was left out.

    `unread` are columns that nobody knows; `notes` say what was read, dropped and assumed.
    """

    invoices: Invoices | None
    errors: tuple[CellError, ...]
    unread: tuple[str, ...]
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class Wanted:
    """Whose invoices are wanted, under which origin, and as known on which day.

    `observed_on` None means the last invoice date; nothing may be dated after `today`. `affiliates`
    are the credit codes of related firms; None leaves the related share unknown.
    """

    credit_code: str
    today: date
    observed_on: date | None = None
    source: Source = "self_declared"
    authorisation: str | None = None
    affiliates: Collection[str] | None = None


def affiliates_in(text: str) -> frozenset[str]:
    """The credit codes of related firms in a text, with commas or blanks between; 无 for none.

    Raises:
        RecordError: one of them is no credit code.
    """
    codes = [normalise_code(part) for part in _BETWEEN.split(text.strip()) if part]
    wrong = [code for code in codes if not is_credit_code(code)]
    if codes == [_NONE]:
        return frozenset()
    if wrong:
        raise RecordError((FieldError("affiliates", _NOT_A_CODE.filled(code=wrong[0])),))
    return frozenset(codes)


@dataclass
class _Invoice:
    """What the lines of one invoice in one table add up to."""

    table: Rows
    first: Line
    fen: int = 0
    void: bool = False


def import_vat_export(
    files: Sequence[File], wanted: Wanted, keep_good: bool = False
) -> ImportedExport:
    """The invoice section of one firm from its exports, XLSX or CSV, as the tax bureau gives them.

    Lines of an invoice are summed; a repeated row counts once, and so does an invoice that stands
    in two tables; red letters are negative; voided invoices are only counted. Any error leaves
    `invoices` None unless `keep_good`, which leaves out only the rows with errors.

    Raises:
        RecordError: a file cannot be read at all (`read_sheets`), or holds no invoice table.
    """
    unread: dict[str, None] = {}
    skipped: list[Text] = []
    tables: list[Rows] = []
    for file in files:
        for sheet, header in _tables(file, skipped):
            unread |= dict.fromkeys(header.unread)
            tables.append(Rows(sheet, header, wanted.credit_code, wanted.today))
    book = _Book()
    for table in tables:
        book.add(table)
    errors = (*(error for table in tables for error in table.errors), *book.contradictions())
    notes = [*skipped]
    section = None
    if keep_good or not errors:
        section = _section(book, wanted, shown_name(files[0].name), notes)
    return ImportedExport(section, errors, tuple(unread), tuple(notes))


def _tables(file: File, skipped: list[Text]) -> Iterator[tuple[Sheet, Header]]:
    limits = _WORKBOOK if file.content.startswith(_WORKBOOK_STARTS) else _PLAIN
    sheets = read_sheets(file.content, file.name, limits)
    headers = [(sheet, header_of(sheet)) for sheet in sheets]
    whole = [(sheet, header) for sheet, header in headers if header and not header.missing]
    if not whole:
        partly = next((header for _, header in headers if header), None)
        reason = _MISSING.filled(names=", ".join(partly.missing)) if partly else _NO_TABLE
        raise RecordError((FieldError(shown_name(file.name), reason),))
    used = {id(sheet) for sheet, _ in whole}
    skipped += [_SKIPPED.filled(name=s.name) for s, _ in headers if id(s) not in used and s.rows]
    for sheet, header in whole:
        yield replace(sheet, name=_table_name(file, sheet)), header


def _table_name(file: File, sheet: Sheet) -> str:
    name = shown_name(file.name)
    return name if name.startswith(sheet.name) else f"{name} {sheet.name}"


class _Book:
    """The invoices of all tables, each taken from the first table that holds it."""

    def __init__(self) -> None:
        self.invoices: dict[str, _Invoice] = {}
        self.rows = self.duplicates = 0
        self._spoilt: set[str] = set()
        self._again: dict[tuple[str, int], _Invoice] = {}
        self._errors: list[CellError] = []

    def add(self, table: Rows) -> None:
        """Sum the lines of a table into its invoices."""
        for line in table.lines():
            invoice = self.invoices.setdefault(line.invoice, _Invoice(table, line))
            if invoice.table is table:
                self._sum(invoice, line)
            else:
                key = (line.invoice, id(table))
                self._sum(self._again.setdefault(key, _Invoice(table, line)), line)
                invoice.void |= line.void
                self.duplicates += 1
        self.rows += table.count
        self.duplicates += table.duplicates
        self._spoilt |= table.spoilt

    def sound(self) -> list[_Invoice]:
        """The invoices of which every row can be used."""
        return [invoice for number, invoice in self.invoices.items() if number not in self._spoilt]

    def _sum(self, invoice: _Invoice, line: Line) -> None:
        first = invoice.first
        same = {
            SELLER_CODE if first.sale else BUYER_CODE: line.sale == first.sale,
            BUYER_CODE if first.sale else SELLER_CODE: line.party == first.party,
            DAY: line.day == first.day,
            STATUS: line.void == first.void,
            POSITIVE: line.positive == first.positive,
        }
        for column, holds in same.items():
            if not holds:
                self._complain(invoice.table, line, column, _OTHERWISE)
        invoice.fen += line.fen
        invoice.void |= line.void

    def contradictions(self) -> tuple[CellError, ...]:
        """Invoices that are not the same everywhere, or whose sign is not what they say."""
        for (number, _), again in self._again.items():
            if again.fen != self.invoices[number].fen:
                self._complain(again.table, again.first, AMOUNT, _OTHER_SUM)
        for invoice in self.invoices.values():
            if invoice.first.positive == NO and invoice.fen > 0 and not invoice.void:
                self._complain(invoice.table, invoice.first, POSITIVE, _RED_POSITIVE)
        return tuple(self._errors)

    def _complain(self, table: Rows, line: Line, column: str, reason: Text) -> None:
        named = table.header.column(column)
        self._errors.append(CellError(table.sheet.name, line.row, named, reason))
        self._spoilt.add(line.invoice)


def _section(book: _Book, wanted: Wanted, name: str, notes: list[Text]) -> Invoices:
    sound = book.sound()
    days = sorted(invoice.first.day for invoice in sound)
    if not days:
        raise RecordError((FieldError(name, _NOTHING),))
    on = wanted.observed_on or days[-1]
    known = [invoice for invoice in sound if invoice.first.day <= on]
    sold, bought = _trade(known, sale=True), _trade(known, sale=False)
    if not sold.fen:
        raise RecordError((FieldError(name, _NO_SALES),))
    notes += _told(book, known)
    later = len(sound) - len(known)
    notes += [_LATER.filled(n=later, on=on)] if later else []
    if not bought.fen:
        notes.append(_NO_PURCHASES)
    fields = section_fields(sold, bought if bought.fen else None, on, wanted.affiliates)
    return Invoices(
        source=wanted.source, observed_on=on, authorisation=wanted.authorisation, **fields
    )


def _trade(invoices: Sequence[_Invoice], sale: bool) -> Trade:
    chosen = [invoice for invoice in invoices if invoice.first.sale == sale]
    return Trade(
        parties=[invoice.first.party for invoice in chosen],
        months=[month_number(invoice.first.day) for invoice in chosen],
        fen=[invoice.fen for invoice in chosen],
        voids=[invoice.void for invoice in chosen],
    )


def _told(book: _Book, known: list[_Invoice]) -> list[Text]:
    """What was read and what was not counted."""
    days = [invoice.first.day for invoice in known]
    said = [_READ.filled(invoices=len(known), rows=book.rows, first=min(days), last=max(days))]
    numbers = [
        (_DROPPED, book.duplicates),
        (_VOIDED, sum(invoice.void for invoice in known)),
        (_SPOILT, len(book.invoices) - len(book.sound())),
    ]
    return said + [text.filled(n=n) for text, n in numbers if n]
