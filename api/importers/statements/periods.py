"""Which fiscal year does a heading or a title speak of?"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from api.importers.cells import Cell

YEAR_END = (12, 31)
_FIRST_YEAR, _LAST_YEAR = 1990, 2199
_DECEMBER, _TEN = 12, 10

_THIS_YEAR = (
    "期末余额", "期末数", "期末金额", "期末", "年末余额", "年末数", "年末金额", "本期期末余额",
    "本年期末余额", "本期末余额", "本年累计金额", "本年累计", "本年累计数", "本年累计发生额",
    "累计金额", "本年金额", "本年数", "本年发生额", "本年度", "本年", "本期金额", "本期数",
    "本期发生额", "本期", "金额",
)  # fmt: skip
_YEAR_BEFORE = (
    "年初余额", "年初数", "年初金额", "期初余额", "期初数", "期初金额", "上年年末余额",
    "上年年末数", "上年末余额", "上年期末余额", "上期期末余额", "上年金额", "上年数", "上年度",
    "上年", "上年实际", "上年累计金额", "上年累计", "上年同期", "上年同期金额", "上年同期累计金额",
    "上年同期累计数", "去年同期", "上期金额", "上期数", "上期发生额", "上期",
)  # fmt: skip
_IN_PART = frozenset(("本期金额", "本期数", "本期发生额", "本期", "上期金额", "上期数", "上期"))
_CUMULATIVE = "累计"

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile("[〇○零一二三四五六七八九]{4}(?=年)")
_CHINESE_PART = re.compile("(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日])")
_YEAR = r"(?<!\d)((?:199|20\d|21\d)\d)"
_DAY = re.compile(_YEAR + r"(?:年|[./-])(\d{1,2})(?:月|[./-])(\d{1,2})(?![\d月])")
# A range that does not begin in January is a part of the year and names none.
_MONTHS = re.compile(_YEAR + r"年(?:0?1月?[-至~—到])?(\d{1,2})月(?!\d)")
_WHOLE_YEAR = re.compile(_YEAR + r"年(?!\d)|" + _YEAR + r"(?=财年|会计年度)")
_BARE_YEAR = re.compile(_YEAR + r"(?:\.0)?")
_BARE_MONTH = re.compile(_YEAR + r"[./-](\d{1,2})")


def heading_text(cell: Cell) -> str:
    """A heading without spaces and full-width forms.

    >>> heading_text(" 期 末 余 额 ")
    '期末余额'
    """
    if isinstance(cell, date):
        return cell.isoformat()
    return "".join(unicodedata.normalize("NFKC", "" if cell is None else str(cell)).split())


def heading_period(cell: Cell) -> date | int | None:
    """The day a column's year ends, or 0 for the year of the title and -1 for the year before.

    >>> heading_period("2025年12月31日"), heading_period("年初余额"), heading_period("行次")
    (datetime.date(2025, 12, 31), -1, None)
    """
    text = heading_text(cell)
    day = last_day(text)
    if day is None and (bare := _BARE_YEAR.fullmatch(text) or _BARE_MONTH.fullmatch(text)):
        day = _month_end(*map(int, bare.groups()))
    if day is not None:
        return day
    name = re.sub(r"\([^()]*\)", "", text)
    if name in _THIS_YEAR:
        return 0
    return -1 if name in _YEAR_BEFORE else None


def is_part_of_year(cell: Cell, beside: list[str]) -> bool:
    """Whether a column states a part of the year, `beside` another that is cumulative."""
    name = re.sub(r"\([^()]*\)", "", heading_text(cell))
    return name in _IN_PART and any(_CUMULATIVE in other for other in beside)


def last_day(text: str) -> date | None:
    """The latest day that a title or heading without spaces names; a year means its last day.

    >>> last_day("2025年1-12月"), last_day("二〇二五年六月三十日"), last_day("2025年度")
    (datetime.date(2025, 12, 31), datetime.date(2025, 6, 30), datetime.date(2025, 12, 31))
    """
    digits = _CHINESE_YEAR.sub(lambda found: found[0].translate(_DIGITS), text)
    digits = _CHINESE_PART.sub(lambda found: str(_small_number(found[0])), digits)
    return max(_days(digits), default=None)


def _days(text: str) -> Iterator[date]:
    exact = [_day(*map(int, found)) for found in _DAY.findall(text)]
    months = [_month_end(*map(int, found)) for found in _MONTHS.findall(text)]
    found = [day for day in (*exact, *months) if day is not None]
    if found:
        yield from found
        return
    for year in _WHOLE_YEAR.findall(text):
        yield date(int("".join(year)), *YEAR_END)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int = _DECEMBER) -> date | None:
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= _DECEMBER):
        return None
    return date(year, month, monthrange(year, month)[1])


def _small_number(text: str) -> int:
    """A Chinese number below 100.

    >>> _small_number("十二"), _small_number("三十一"), _small_number("六")
    (12, 31, 6)
    """
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(_DIGITS))
    return int(tens.translate(_DIGITS) or 1) * _TEN + int(ones.translate(_DIGITS) or 0)
