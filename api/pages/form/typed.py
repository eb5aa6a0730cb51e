"""What does a typed text mean, and how is a value typed back? One pair of functions per kind."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise

from api.pages.form.fields import Kind
from engine.text import Text

# What a JSON record may hold in one field.
Plain = str | int | bool | Decimal
UNSTORABLE = "\ufffd"
YES, NO = "yes", "no"
_HUNDRED = Decimal(100)
_UNITS = {"": 1, "千": 10**3, "百万": 10**6, "千万": 10**7, "万": 10**4, "亿": 10**8}
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+|\d+"
_NUMBER = rf"(?:{_DIGITS})(?:\.\d+)?(?![\d,.])"
_UNIT = "百万|千万|千|万|亿"
_PART = re.compile(rf"({_NUMBER})({_UNIT}|)")
# 3万5 is 35,000 to one reader and 30,005 to another: behind a unit only numbers with a unit.
_AMOUNT = re.compile(rf"([+-]?)((?:{_NUMBER}(?:{_UNIT}))+|{_NUMBER})")
_WHOLE = re.compile(rf"-?(?:{_DIGITS})")
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)(%?)")
_DAY = re.compile(r"(\d{4})(?:[-/.年]?)(\d{1,2})(?:[-/.月]?)(\d{1,2})日?")
_MONTH = re.compile(r"(\d{4})(?:[-/.年]?)(\d{1,2})月?")
_DASHES = str.maketrans(dict.fromkeys("\u2212\u2013\u2014", "-"))
_MOST_TYPED = 60

_NOT_AMOUNT = Text(
    zh="请填写金额，例如 1200000、1,200,000 或 120万",
    en="write an amount such as 1200000, 1,200,000 or 120万",
)
_NOT_COUNT = Text(zh="请填写整数，例如 25", en="write a whole number such as 25")
_NOT_PERCENT = Text(zh="请填写百分比，例如 35%", en="write a percentage such as 35%")
_ABOVE_ONE = Text(
    zh="请带上百分号，例如 {typed}%", en="add the percent sign: {typed}%"
)  # 35 could be 35 % or a slip for 0.35: ask, never guess
_NOT_DAY = Text(zh="请填写有效日期，例如 2026-06-30", en="write a real date such as 2026-06-30")
_NOT_MONTH = Text(zh="请填写月份，例如 2026-06", en="write a month such as 2026-06")
_NOT_YES_NO = Text(zh="请选择是或否", en="choose yes or no")
_CONTROL = Text(zh="含有无法保存的字符", en="contains characters that cannot be stored")


class TypingError(ValueError):
    """A typed text cannot be understood; `message` says what would be."""

    def __init__(self, message: Text) -> None:
        """Keep `message` for the field."""
        super().__init__(message.en)
        self.message = message


def meant_by(typed: str, kind: Kind) -> Plain:
    """The value that a typed, not blank text stands for.

    Raises:
        TypingError: it cannot be understood without guessing.
    """
    if UNSTORABLE in typed:
        raise TypingError(_CONTROL)
    return _READERS[kind](typed)


def typed_for(value: object, kind: Kind) -> str:
    """The text that stands for a value in a field, so that `meant_by` gives the value back."""
    if isinstance(value, bool):
        return YES if value else NO
    if kind == "percent" and isinstance(value, Decimal):
        return f"{_plain(value * _HUNDRED)}%"
    if isinstance(value, Decimal):
        return _plain(value)
    if kind == "count" and isinstance(value, int):
        return f"{value:,}"
    return str(value)


def _plain(value: Decimal) -> str:
    whole, _, part = f"{value:,f}".partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def _tidy(typed: str) -> str:
    """Half-width, without blanks, currency words and long dashes; empty where it is too long."""
    text = unicodedata.normalize("NFKC", typed).translate(_DASHES)
    text = re.sub(r"\s|元|人民币|RMB|CNY|¥", "", text, flags=re.IGNORECASE)
    return text if len(text) <= _MOST_TYPED else ""


def _amount(typed: str) -> Decimal:
    found = _AMOUNT.fullmatch(_tidy(typed))
    if found is None:
        raise TypingError(_NOT_AMOUNT)
    parts = _PART.findall(found[2])
    units = [_UNITS[unit] for _, unit in parts]
    falling = all(high > low for high, low in pairwise(units))
    if not falling:
        raise TypingError(_NOT_AMOUNT)
    total = sum(Decimal(n.replace(",", "")) * _UNITS[unit] for n, unit in parts)
    return Decimal(-total if found[1] == "-" else total)


def _count(typed: str) -> int:
    tidy = re.sub(r"[人个张件项家天]$", "", _tidy(typed))
    if not _WHOLE.fullmatch(tidy):
        raise TypingError(_NOT_COUNT)
    return int(tidy.replace(",", ""))


def _percent(typed: str) -> Decimal:
    found = _PERCENT.fullmatch(_tidy(typed))
    if found is None:
        raise TypingError(_NOT_PERCENT)
    value = Decimal(found[1])
    if found[2]:
        return value / _HUNDRED
    if value > 1:
        raise TypingError(_ABOVE_ONE.filled(typed=found[1]))
    return value


def _day(typed: str) -> str:
    found = _DAY.fullmatch(_tidy(typed))
    try:
        year, month, day = (int(part) for part in found.groups()) if found else (0, 0, 0)
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise TypingError(_NOT_DAY) from error


def _month(typed: str) -> str:
    found = _MONTH.fullmatch(_tidy(typed))
    try:
        year, month = (int(part) for part in found.groups()) if found else (0, 0)
        return f"{date(year, month, 1):%Y-%m}"
    except ValueError as error:
        raise TypingError(_NOT_MONTH) from error


def _yes_no(typed: str) -> bool:
    if typed not in (YES, NO):
        raise TypingError(_NOT_YES_NO)
    return typed == YES


_READERS: dict[Kind, Callable[[str], Plain]] = {
    "text": str,
    "money": _amount,
    "count": _count,
    "percent": _percent,
    "day": _day,
    "month": _month,
    "yes_no": _yes_no,
    "choice": str,
    "choices": str,
}
