"""What is a sheet of cells, how large may a file be, and how is a file refused?"""

from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from engine.errors import FieldError, RecordError
from engine.text import Text

Cell = str | float | int | bool | date | None
Row = tuple[Cell, ...]

_MEGABYTE = 1_000_000
_LETTERS = 26
_MOST_OF_A_NAME = 100
_UNNAMED = "file"
# What spreadsheet programs take as the start of a formula (OWASP: CSV injection).
_FORMULA_STARTS = frozenset("=+-@\t\r\0=＋－＠")


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet from its first row and column on; rows may be ragged."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Limits:
    """What a file may cost before it is refused; sizes in bytes, times in seconds.

    `unpacked` is the sum of all parts of a workbook, `text` the characters of one cell, `answer`
    what the reading process may send back, `memory` and `cpu` what the system lets it use.
    """

    size: int = 5 * _MEGABYTE
    unpacked: int = 20 * _MEGABYTE
    parts: int = 1_000
    sheets: int = 50
    rows: int = 10_000
    columns: int = 200
    cells: int = 400_000
    text: int = 2_000
    answer: int = 24 * _MEGABYTE
    memory: int = 384 * _MEGABYTE
    cpu: int = 4
    seconds: float = 4.5


LIMITS = Limits()


def refuse(name: str, zh: str, en: str) -> NoReturn:
    """Refuses the file `name` (see `shown_name`) with one reason."""
    raise RecordError((FieldError(name, Text(zh=zh, en=en)),))


def shown_name(name: str) -> str:
    r"""The file's own name for messages: no folders, no unprintable characters, never a path.

    >>> shown_name("../../etc/报表.xlsx"), shown_name("C:\\x\\a.csv"), shown_name("..")
    ('报表.xlsx', 'a.csv', 'file')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    return kept[-_MOST_OF_A_NAME:] or _UNNAMED


def column_letters(index: int) -> str:
    """The letters of the column at `index`, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    while index >= 0:
        index, letter = divmod(index, _LETTERS)
        letters, index = chr(ord("A") + letter) + letters, index - 1
    return letters


def neutralised(text: str) -> str:
    r"""Text for an export that no spreadsheet program runs as a formula.

    >>> neutralised('=HYPERLINK("x")'), neutralised("杭州某公司")
    ('\'=HYPERLINK("x")', '杭州某公司')
    """
    return f"'{text}" if text[:1] in _FORMULA_STARTS else text
