"""Which amount does a cell state, and why can another cell not be used?"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from math import isfinite

from api.importers.cells import Cell
from engine.text import Text

_SPREADSHEET_DIGITS = ".15g"  # what spreadsheet programs show of a double
_NOTHING = frozenset({"", "无", "N/A", "NA", "不适用", "/"})
# The accounting number format prints zero as a dash.
_ZERO = re.compile(r"[-‐‑–—―─]{1,3}")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|-?\.\d+")
_IN_BRACKETS = re.compile(r"\((.+)\)")
_SIGNS = str.maketrans({"−": "-", "–": "-", "﹣": "-", "¥": None})

_MOST_DIGITS = 15

_TOO_LARGE = Text(zh="数字过大", en="is too large")
_NOT_FINITE = Text(zh="不是普通数字", en="is not an ordinary number")
_A_DATE = Text(zh="是日期,不是金额", en="is a date, not an amount")
_A_CHOICE = Text(zh="是真/假值,不是金额", en="is true or false, not an amount")
_PERCENT = Text(zh="是百分数,不是金额", en="is a percentage, not an amount")
_UNIT = Text(
    zh="金额后带有单位;请只填数字,单位写在表头",
    en="carries a unit; enter digits only and name the unit in the heading",
)
_EXPONENT = Text(
    zh="是科学计数法,可能已丢失位数;请用普通数字",
    en="is in scientific notation and may have lost digits; use ordinary digits",
)
_FORMULA_ERROR = Text(zh="是公式错误值", en="is the error of a formula")
_NO_NUMBER = Text(zh="不是数字", en="is not a number")
_FAULTS = (
    (re.compile(r"%|‰"), _PERCENT),
    (re.compile(r"[万亿千百元]"), _UNIT),
    (re.compile(r"^[-\d.,]+[eE][-+]?\d+$"), _EXPONENT),
    (re.compile(r"^#"), _FORMULA_ERROR),
)


def amount_in(cell: Cell) -> Decimal | Text | None:
    """The amount in the unit of the sheet; None where nothing is stated; Text: why not usable.

    >>> amount_in("(1,234.50)"), amount_in("-"), amount_in(" "), amount_in("1.2万").en[:14]
    (Decimal('-1234.50'), Decimal('0'), None, 'carries a unit')
    """
    if cell is None:
        return None
    if isinstance(cell, bool):
        return _A_CHOICE
    if isinstance(cell, date):
        return _A_DATE
    if isinstance(cell, str):
        amount = _in_text(cell)
    else:
        amount = Decimal(format(cell, _SPREADSHEET_DIGITS)) if isfinite(cell) else _NOT_FINITE
    too_large = isinstance(amount, Decimal) and amount.adjusted() > _MOST_DIGITS
    return _TOO_LARGE if too_large else amount


def _in_text(cell: str) -> Decimal | Text | None:
    text = "".join(unicodedata.normalize("NFKC", cell).split()).translate(_SIGNS)
    if text.upper() in _NOTHING:
        return None
    if _ZERO.fullmatch(text):
        return Decimal(0)
    bracketed = _IN_BRACKETS.fullmatch(text)
    digits = bracketed[1] if bracketed else text
    if not digits.isascii() or not _NUMBER.fullmatch(digits):
        return next((reason for fault, reason in _FAULTS if fault.search(text)), _NO_NUMBER)
    number = Decimal(digits.replace(",", ""))
    return -number if bracketed else number
