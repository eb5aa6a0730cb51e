"""Which columns of a VAT invoice export are where, and what do their cells say?"""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from api.importers.cells import Cell, Row, Sheet, column_letters

CODE, NUMBER, DIGITAL = "发票代码", "发票号码", "数电发票号码"
SELLER_CODE, SELLER_NAME = "销方识别号", "销方名称"
BUYER_CODE, BUYER_NAME = "购方识别号", "购方名称"
DAY, AMOUNT, TAX, TOTAL = "开票日期", "金额", "税额", "价税合计"
STATUS, POSITIVE, PLACE = "发票状态", "是否正数发票", "序号"

REQUIRED = (SELLER_CODE, BUYER_CODE, DAY, AMOUNT, STATUS)
# What the sites and programs of the last years call the same column.
_TITLES: Mapping[str, tuple[str, ...]] = {
    CODE: (),
    NUMBER: (),
    DIGITAL: ("数电票号码", "全电发票号码", "全电票号码", "数电号码"),
    SELLER_CODE: (
        "销售方识别号", "销方税号", "销售方税号", "销方纳税人识别号", "销售方纳税人识别号",
    ),
    SELLER_NAME: ("销售方名称",),
    BUYER_CODE: (
        "购买方识别号", "购方税号", "购买方税号", "购方纳税人识别号", "购买方纳税人识别号",
    ),
    BUYER_NAME: ("购买方名称",),
    DAY: ("开票时间",),
    AMOUNT: ("不含税金额", "合计金额"),
    TAX: ("合计税额",),
    TOTAL: ("价税合计金额", "含税金额"),
    STATUS: ("票据状态",),
    POSITIVE: (),
    PLACE: (),
}  # fmt: skip
# Read by people, not by the sums.
_OTHERS = (
    "税收分类编码", "特定业务类型", "货物或应税劳务名称", "货物或应税劳务、服务名称", "项目名称",
    "规格型号", "单位", "数量", "单价", "税率", "税率/征收率", "发票来源", "发票票种", "票种",
    "发票风险等级", "开票人", "备注",
)  # fmt: skip
_NAMES = {title: name for name, titles in _TITLES.items() for title in (name, *titles)}
_HEADER_WITHIN = 20
_MOST_DIGITS = 10**15
_MOST_FEN = 10**13
_MARKS = str.maketrans(dict.fromkeys(", ¥"))
_AMOUNT = re.compile(r"([+-]?)(\d{1,14})(?:\.(\d{1,20}))?")


@dataclass(frozen=True)
class Header:
    """The header of an invoice table: its place, its columns by their common name."""

    row: int
    columns: Mapping[str, int]
    width: int
    missing: tuple[str, ...]
    unread: tuple[str, ...]

    def column(self, name: str) -> str:
        """A column for messages: its letters and its common name."""
        return f"{column_letters(self.columns[name])} {name}" if name in self.columns else name


class Lost(NamedTuple):
    """Stands for digits that a spreadsheet has lost."""


LOST = Lost()


def header_of(sheet: Sheet) -> Header | None:
    """The header among the first rows; None where no row looks like one."""
    found = [_header(row, place) for place, row in enumerate(sheet.rows[:_HEADER_WITHIN], start=1)]
    best = max(found, key=lambda each: len(each.columns), default=None)
    return best if best is not None and len(best.columns) >= len(REQUIRED) // 2 else None


def _header(row: Row, place: int) -> Header:
    titles = [_title(cell) for cell in row]
    columns: dict[str, int] = {}
    for column, title in enumerate(titles):
        if title in _NAMES:
            columns.setdefault(_NAMES[title], column)
    missing = [name for name in REQUIRED if name not in columns]
    if not {NUMBER, DIGITAL} & columns.keys():
        missing.append(NUMBER)
    known = {*_NAMES, *_OTHERS, ""}
    unread = tuple(title for title in titles if title not in known)
    width = max((place for place, title in enumerate(titles, start=1) if title), default=0)
    return Header(place, columns, width, tuple(missing), unread)


def _title(cell: Cell) -> str:
    return "".join(cell.split()).rstrip("*") if isinstance(cell, str) else ""


def text_in(cell: Cell) -> str | Lost:
    """A cell as text; `LOST` where a number is too long for what a spreadsheet keeps of it."""
    if isinstance(cell, str):
        text = cell.strip()
        # Programs write ="123" into a CSV so that a spreadsheet keeps all digits.
        return text[2:-1] if text.startswith('="') and text.endswith('"') else text
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, date):
        return cell.isoformat()
    if not math.isfinite(cell):
        return str(cell)
    if abs(cell) >= _MOST_DIGITS:
        return LOST
    return str(int(cell)) if cell == int(cell) else repr(cell)


def day_in(text: str) -> date | None:
    """The day of `2025-03-01 12:30:11`, `2025/3/1`, `20250301`, `2025年3月1日`; None for others."""
    plain = text.replace("T", " ").partition(" ")[0]
    for sign in "年月/.":
        plain = plain.replace(sign, "-")
    parts: Sequence[str] = plain.rstrip("日-").split("-")
    if len(parts) == 1 and len(plain) == len("20250301"):
        parts = (plain[:4], plain[4:6], plain[6:])
    try:
        year, month, day = (int(part) if part.isascii() else 0 for part in parts)
        return date(year, month, day)
    except ValueError:
        return None


def fen_in(text: str) -> int | None:
    """The whole fen of an amount in yuan, rounded half up; None for what is no amount.

    >>> fen_in("1,234.50"), fen_in("￥-3"), fen_in("0.005"), fen_in("1e5")
    (123450, -300, 1, None)
    """
    found = _AMOUNT.fullmatch(text) or _AMOUNT.fullmatch(_tidy(text))
    if found is None:
        return None
    sign, whole, part = found.groups(default="")
    fen = int(whole + part[:2].ljust(2, "0")) + (part[2:3] >= "5")
    if fen >= _MOST_FEN:
        return None
    return -fen if sign == "-" else fen


def _tidy(text: str) -> str:
    """Half-width, without the marks of thousands and of the currency."""
    return unicodedata.normalize("NFKC", text).translate(_MARKS)
