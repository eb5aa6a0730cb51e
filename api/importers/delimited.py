"""How does a CSV of unknown encoding and delimiter become cells?"""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from api.importers.cells import Limits, Row, Sheet, refuse

_BOM_GB18030 = b"\x84\x31\x95\x33"
_DELIMITERS = ",;\t"
_SAMPLE_ROWS = 60
_MOST_KNOWN = 50_000
# Taken from the text one by one: a copy of it all would cost four bytes a character.
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SEPARATOR_LINE = re.compile(r"\Asep=([,;\t])\r?\n", re.IGNORECASE)


def delimited_sheet(content: bytes, name: str, limits: Limits) -> Sheet:
    """The rows of a CSV in UTF-8, UTF-16, GBK or GB18030, split at comma, semicolon or tab.

    Raises:
        RecordError: it is no text, or passes a limit; rows are counted as they are read.
    """
    text = _text(content, name)
    said = _SEPARATOR_LINE.match(text)
    delimiter = said[1] if said else _delimiter(text)
    rows: list[Row] = []
    known: dict[str, str | None] = {"": None}
    cells = 0
    try:
        for row in _rows(text[said.end() if said else 0 :], delimiter):
            cells += len(row)
            _check_row(row, len(rows), cells, name, limits)
            # Names, codes and days repeat: one text in memory serves all their cells.
            keep = known.setdefault if len(known) < _MOST_KNOWN else known.get
            rows.append(tuple(keep(cell, cell) for cell in row))
    except csv.Error:
        refuse(name, "引号没有成对或单元格过长", "has an unclosed quote or a cell that is too long")
    return Sheet(name.rpartition(".")[0] or name, tuple(rows))


def _text(content: bytes, name: str) -> str:
    for encoding, body in _encodings(content):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            refuse(
                name,
                "不是文本表格:含有空字符或控制字符",
                "is not a text table: it holds NUL or control characters",
            )
        return text
    refuse(
        name,
        "文字编码既不是UTF-8、UTF-16,也不是GBK",
        "is encoded neither as UTF-8 or UTF-16 nor as GBK",
    )


def _encodings(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Encodings to try in turn; some programs put the mark of UTF-8 before GBK."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        yield "utf-16", content
        return
    if content.startswith(_BOM_GB18030):
        yield "gb18030", content.removeprefix(_BOM_GB18030)
        return
    plain = content.removeprefix(BOM_UTF8)
    yield "utf-8", plain
    yield "gb18030", plain


def _delimiter(text: str) -> str:
    """The delimiter that cuts most of the first rows into equally many cells."""
    return max(_DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> tuple[int, int]:
    try:
        widths = [len(row) for row in islice(_rows(text, delimiter), _SAMPLE_ROWS)]
    except csv.Error:
        return 0, 0
    cut = Counter(width for width in widths if width > 1)
    if not cut:
        return 0, 0
    width, rows = cut.most_common(1)[0]
    return rows, width


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader((line[0] for line in _LINE.finditer(text)), delimiter=delimiter)


def _check_row(row: list[str], before: int, cells: int, name: str, limits: Limits) -> None:
    if before >= limits.rows:
        refuse(name, f"超过{limits.rows:,}行", f"has more than {limits.rows:,} rows")
    if len(row) > limits.columns:
        refuse(name, f"超过{limits.columns}列", f"has more than {limits.columns} columns")
    if cells > limits.cells:
        refuse(name, f"超过{limits.cells:,}个单元格", f"has more than {limits.cells:,} cells")
    if any(len(cell) > limits.text for cell in row):
        refuse(
            name,
            f"有单元格超过{limits.text:,}个字符",
            f"has a cell of more than {limits.text:,} characters",
        )
