"""Which rows of a VAT invoice table can be used, and what is wrong with the others?"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from engine.errors import FieldError, RecordError
from engine.text import Text

FIRM, NUMBER, DAY, AMOUNT, TAX, TOTAL, STATUS = (
    "企业代号", "发票号码", "开票日期", "金额", "税额", "价税合计", "发票状态",
)  # fmt: skip
SALES_PARTY, PURCHASES_PARTY = "购方单位代号", "销方单位代号"
_VOID = ("作废发票", "作废")
_VALID = ("有效发票", "正常", "有效", "红冲")
_ENCODINGS = ("utf-8-sig", "gb18030")
_FIRST_YEAR, _LAST_YEAR = 1994, 2199  # the invoice tax began in 1994
_MOST_YUAN = 1e11
# Totals of real multi-line invoices differ by rounding: up to 1.38 yuan was seen.
_ROUNDING_YUAN = 2.0
_FEN = 100

_MISSING_COLUMN = Text(zh="缺少列", en="the column is missing")
_UNREADABLE = Text(
    zh="既不是UTF-8或GBK编码的CSV,也不是Parquet",
    en="is neither CSV in UTF-8 or GBK nor Parquet",
)
_EMPTY = Text(zh="为空", en="is empty")
_NOT_A_DAY = Text(
    zh=f"不是{_FIRST_YEAR}至{_LAST_YEAR}年的日期",
    en=f"is not a date of the years {_FIRST_YEAR} to {_LAST_YEAR}",
)
_NOT_A_NUMBER = Text(zh="不是1000亿以内的数字", en="is not a number within 100 billion")
_NOT_THE_SUM = Text(zh="不等于金额加税额", en="is not the amount plus the tax")
_NOT_A_STATUS = Text(
    zh="不是有效发票或作废发票", en="is neither 有效发票 (valid) nor 作废发票 (void)"
)


class RowError(NamedTuple):
    """A cell that cannot be used; row 1 is the first below the header."""

    table: str
    row: int
    column: str
    reason: Text

    def as_field_error(self) -> FieldError:
        """The error as every door shows it."""
        return FieldError(f"{self.table}:{self.row}:{self.column}", self.reason)


@dataclass(frozen=True)
class InvoiceTable:
    """Checked rows: firm, party, day, month (year * 12 + month - 1), fen (without tax), void.

    `rows` were read, of which `duplicates` repeat an earlier row in every column and are dropped.
    """

    frame: pd.DataFrame
    rows: int
    duplicates: int
    errors: tuple[RowError, ...]


def read_invoice_table(path: Path, party: str) -> InvoiceTable:
    """The table of one direction; `party` names the column of the other side.

    Rows with an error are left out of `frame`; the caller decides whether that is acceptable.

    Raises:
        RecordError: the file cannot be read or a column is missing.
    """
    raw = _read(path)
    wanted = (FIRM, NUMBER, DAY, party, AMOUNT, TAX, TOTAL, STATUS)
    missing = [column for column in wanted if column not in raw.columns]
    if missing:
        raise RecordError(
            tuple(FieldError(f"{path.name}:{column}", _MISSING_COLUMN) for column in missing)
        )
    raw = raw.loc[:, list(wanted)]
    kept = ~raw.duplicated().to_numpy()
    numbers = np.flatnonzero(kept) + 1
    table = raw.loc[kept].reset_index(drop=True)
    checked, errors = _checked(table, party, path.name, numbers)
    return InvoiceTable(checked, len(raw), int((~kept).sum()), errors)


def _read(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return _read_parquet(path)
    for encoding in _ENCODINGS:
        try:
            frame = pd.read_csv(path, dtype=str, encoding=encoding, keep_default_na=False)
        except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
            continue
        return frame.rename(columns=str.strip)
    raise RecordError((FieldError(path.name, _UNREADABLE),))


def _read_parquet(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise RecordError((FieldError(path.name, _UNREADABLE),)) from error


def _checked(
    table: pd.DataFrame, party: str, name: str, numbers: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> tuple[pd.DataFrame, tuple[RowError, ...]]:
    texts = {column: _text(table[column]) for column in (FIRM, NUMBER, party, STATUS)}
    money = {column: _money(table[column]) for column in (AMOUNT, TAX, TOTAL)}
    day = pd.to_datetime(table[DAY], errors="coerce", format=_day_format(table[DAY]))
    gap = (money[AMOUNT] + money[TAX] - money[TOTAL]).abs()
    wrong: list[tuple[str, Text, pd.Series]] = [
        *((column, _EMPTY, texts[column] == "") for column in (FIRM, NUMBER, party)),
        (DAY, _NOT_A_DAY, ~day.dt.year.between(_FIRST_YEAR, _LAST_YEAR)),
        *((column, _NOT_A_NUMBER, ~(money[column].abs() < _MOST_YUAN)) for column in money),
        (TOTAL, _NOT_THE_SUM, gap > _ROUNDING_YUAN),
        (STATUS, _NOT_A_STATUS, ~texts[STATUS].isin((*_VOID, *_VALID))),
    ]
    good = ~np.logical_or.reduce([flags.to_numpy() for _, _, flags in wrong])
    frame = pd.DataFrame(
        {
            "firm": texts[FIRM][good],
            "party": texts[party][good],
            "day": day[good],
            "month": day[good].dt.year * 12 + day[good].dt.month - 1,
            "fen": (money[AMOUNT][good] * _FEN).round().astype(np.int64),
            "void": texts[STATUS][good].isin(_VOID),
        }
    )
    return frame, tuple(_row_errors(wrong, name, numbers))


def _text(column: pd.Series) -> pd.Series:
    filled = column.astype("str").where(column.notna(), "")
    return filled.str.strip()


def _money(column: pd.Series) -> pd.Series:
    plain = column if column.dtype.kind in "fi" else _text(column).str.replace(",", "")
    return pd.to_numeric(plain, errors="coerce").astype(np.float64)


def _day_format(column: pd.Series) -> str | None:
    return None if column.dtype.kind == "M" else "mixed"


def _row_errors(
    wrong: list[tuple[str, Text, pd.Series]],
    name: str,
    numbers: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> Iterator[RowError]:
    for column, reason, flags in wrong:
        for place in np.flatnonzero(flags.to_numpy()):
            yield RowError(name, int(numbers[place]), column, reason)
