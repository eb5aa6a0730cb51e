"""What do the lines above a table say about unit, date, standard and kind of statement?"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice

from api.importers.cells import Row
from api.importers.statements.items import Kind
from api.importers.statements.periods import last_day
from engine.firm.statements import Standard

UNITS: Mapping[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
_GAP = "|"
_MOST_CELLS, _LONGEST_CELL = 30, 200
_NAMES_OF_UNITS = r"(?:人民币)?(百万元|千元|万元|亿元|元)"
# 编制单位 and its like name the firm, not the unit.
_UNIT = re.compile(
    r"(?<!编制)(?<!填报)(?<!报送)(?<!企业)(?<!报表)单\|?位\|?:?\|?"
    + _NAMES_OF_UNITS
    + r"(?![\u4e00-\u9fff])|\("
    + _NAMES_OF_UNITS
    + r"\)"
)
_OTHER_DATES = re.compile("打印|制表|填报|填表|报送|导出|生成|成立|签字")
_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile("资产负债表"), "balance"),
    (re.compile("利润表|损益表"), "income"),
    (re.compile("现金流量表"), "cash_flow"),
)
_SMALL = re.compile("会小企|小企业会计准则|小企业准则")
_ENTERPRISE = re.compile(r"会企\d|(?<!小)企业会计准则")


def line_text(row: Row) -> str:
    """A row as one text: cells and gaps parted by `|`, full-width forms made plain."""
    cells = (
        cell.isoformat() if isinstance(cell, date) else str(_whole_as_digits(cell))
        for cell in islice((cell for cell in row if cell is not None), _MOST_CELLS)
    )
    text = unicodedata.normalize("NFKC", _GAP.join(cell[:_LONGEST_CELL] for cell in cells))
    return re.sub(r"[\s|]+", _GAP, text).strip(_GAP)


def _whole_as_digits(cell: object) -> object:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def units_in(lines: Iterable[str]) -> frozenset[Decimal]:
    """The units that lines name, as yuan.

    >>> units_in(["编制单位:甲公司|单位:万元|会小企01表"])
    frozenset({Decimal('10000')})
    """
    found = (match for line in lines for match in _UNIT.findall(line))
    return frozenset(UNITS["".join(match)] for match in found)


def days_in(lines: Iterable[str]) -> frozenset[date]:
    """The latest day each line names, but for days of printing and the like."""
    texts = (line.replace(_GAP, "") for line in lines if not _OTHER_DATES.search(line))
    return frozenset(day for text in texts if (day := last_day(text)) is not None)


def kind_in(lines: Iterable[str]) -> Kind | None:
    """The one statement whose title lines name; None for none or several."""
    text = "".join(lines).replace(_GAP, "")
    found = {kind for pattern, kind in _KINDS if pattern.search(text)}
    return found.pop() if len(found) == 1 else None


def standards_in(lines: Iterable[str]) -> frozenset[Standard]:
    """The accounting standards that lines name, by title or number of the form."""
    text = "".join(lines).replace(_GAP, "")
    small: set[Standard] = {"small_enterprise"} if _SMALL.search(text) else set()
    large: set[Standard] = {"enterprise"} if _ENTERPRISE.search(text) else set()
    return frozenset(small | large)
