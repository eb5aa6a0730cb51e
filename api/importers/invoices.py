"""How do VAT invoice tables become firm records?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from api.importers.invoice_table import (
    FIRM,
    PURCHASES_PARTY,
    SALES_PARTY,
    InvoiceTable,
    RowError,
    read_invoice_table,
)
from engine.errors import FieldError, RecordError
from engine.firm import Firm, InvoiceMonth, Invoices, Source
from engine.text import Text

NAME = "企业名称"
_YEAR = 12
_MOST_SHARES = 20
_MOST_MONTHS = 180
_SHARE_STEP = Decimal("0.0000000001")
_MOST_ERRORS_SHOWN = 1_000
_NOTHING = Text(zh="没有任何可用的发票", en="holds no usable invoice")


@dataclass(frozen=True)
class ImportedInvoices:
    """Firms with their invoice section as known on `on`, and what happened to every row.

    `voided` rows count as voided invoices only; `returned` rows (negative amounts) lower sales or
    purchases; `later` rows lie after `on` and are left out.
    """

    firms: tuple[Firm, ...]
    on: date
    rows: int
    duplicates: int
    voided: int
    returned: int
    later: int
    errors: tuple[RowError, ...]


def import_invoices(
    sales: str | Path,
    purchases: str | Path | None = None,
    names: Mapping[str, str] | None = None,
    on: date | None = None,
    source: Source = "self_declared",
    keep_good_rows: bool = False,
) -> ImportedInvoices:
    """One record per 企业代号 of a sales and a purchases table, CSV (UTF-8, GBK) or Parquet.

    `on` defaults to the last invoice date. Counterparty shares are of the 12 whole months before
    `on`, as the facts are; of months, the last 180 are kept. A firm
    keeps its outside number: no credit code is invented. An export that nobody signed counts as
    self-declared unless `source` says otherwise.

    Raises:
        RecordError: a row cannot be used and `keep_good_rows` is False (nothing is imported by
            halves), or a table cannot be read at all.
    """
    tables = [read_invoice_table(Path(sales), SALES_PARTY)]
    if purchases is not None:
        tables.append(read_invoice_table(Path(purchases), PURCHASES_PARTY))
    errors = tuple(error for table in tables for error in table.errors)
    if errors and not keep_good_rows:
        raise RecordError(tuple(e.as_field_error() for e in errors[:_MOST_ERRORS_SHOWN]))
    last = _last_day(tables, Path(sales).name) if on is None else on
    frames = [table.frame[table.frame["day"] <= pd.Timestamp(last)] for table in tables]
    sold, bought = frames[0], frames[1] if len(frames) > 1 else frames[0].iloc[:0]
    valid = [frame[~frame["void"]] for frame in frames]
    return ImportedInvoices(
        firms=tuple(_firms(sold, bought, names or {}, last, source)),
        on=last,
        rows=sum(table.rows for table in tables),
        duplicates=sum(table.duplicates for table in tables),
        voided=sum(int(frame["void"].sum()) for frame in frames),
        returned=sum(int((frame["fen"] < 0).sum()) for frame in valid),
        later=sum(len(table.frame) for table in tables) - sum(map(len, frames)),
        errors=errors,
    )


def read_names(path: str | Path) -> dict[str, str]:
    """Firm names by 企业代号 from a firm list (CSV); no other column of it is read."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            frame = pd.read_csv(path, dtype=str, encoding=encoding, usecols=[FIRM, NAME])
        except UnicodeDecodeError:
            continue
        return dict(zip(frame[FIRM].str.strip(), frame[NAME].str.strip(), strict=True))
    raise RecordError((FieldError(Path(path).name, _NOTHING),))


def _last_day(tables: list[InvoiceTable], name: str) -> date:
    days = [table.frame["day"].max() for table in tables if len(table.frame)]
    if not days:
        raise RecordError((FieldError(name, _NOTHING),))
    last: date = max(days).date()
    return last


def _firms(
    sold: pd.DataFrame, bought: pd.DataFrame, names: Mapping[str, str], on: date, source: Source
) -> list[Firm]:
    months = _monthly(sold, bought)
    buyers, suppliers = _Parties(sold, on), _Parties(bought, on)
    order = pd.unique(pd.concat([sold["firm"], bought["firm"]]))
    return [
        _firm(
            identifier,
            names.get(identifier) or identifier,
            source=source,
            observed_on=on,
            months=tuple(_month(row) for row in months[identifier][-_MOST_MONTHS:]),
            buyer_shares=buyers.shares(identifier),
            buyer_count=buyers.count(identifier),
            returning_buyer_share=buyers.returning_share(identifier),
            supplier_shares=suppliers.shares(identifier) if len(bought) else None,
        )
        for identifier in order
    ]


def _firm(identifier: str, name: str, **section: Any) -> Firm:
    try:
        return Firm(name=name, external_id=identifier, invoices=Invoices(**section))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RecordError(
            tuple(
                FieldError(
                    ".".join(map(str, (identifier, *e["loc"]))), Text(zh=e["msg"], en=e["msg"])
                )
                for e in found
            )
        ) from error


def _monthly(sold: pd.DataFrame, bought: pd.DataFrame) -> dict[str, list[tuple[int, ...]]]:
    """Per firm (month, sales, returns, sales count, voided, purchases, purchase count), in fen."""
    sales, purchases = _direction(sold), _direction(bought)
    joined = sales.join(purchases.add_suffix("_bought"), how="outer").fillna(0).astype(np.int64)
    wanted = ["net", "returned", "valid", "voided", "net_bought", "valid_bought"]
    months: dict[str, list[tuple[int, ...]]] = {}
    rows = zip(joined.index, joined[wanted].itertuples(index=False, name=None), strict=True)
    for (firm, month), values in rows:
        months.setdefault(firm, []).append((month, *values))
    return months


def _direction(frame: pd.DataFrame) -> pd.DataFrame:
    fen, void = frame["fen"], frame["void"]
    parts = pd.DataFrame(
        {
            "firm": frame["firm"],
            "month": frame["month"],
            "net": fen.where(~void, 0),
            "returned": (-fen).where(~void & (fen < 0), 0),
            "valid": (~void & (fen > 0)).astype(np.int64),
            "voided": void.astype(np.int64),
        }
    )
    return parts.groupby(["firm", "month"]).sum()


def _month(row: tuple[int, ...]) -> InvoiceMonth:
    month, net, returned, valid, voided, bought, bought_valid = row
    return InvoiceMonth(
        month=f"{month // _YEAR}-{month % _YEAR + 1:02d}",
        sales=_yuan(net),
        sales_returns=_yuan(returned),
        sales_invoices=valid,
        voided_invoices=voided,
        purchases=_yuan(bought),
        purchase_invoices=bought_valid,
    )


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


class _Parties:
    """Who traded with each firm in the 12 whole months before a day, and in the 12 before those."""

    def __init__(self, frame: pd.DataFrame, on: date) -> None:
        end = on.year * _YEAR + on.month - 1
        self._year = _net_by_party(frame, end - _YEAR, end)
        self._before = _net_by_party(frame, end - 2 * _YEAR, end - _YEAR)
        first = frame.groupby("firm")["month"].min()
        self._two_years = set(first.index[first <= end - 2 * _YEAR])

    def shares(self, firm: str) -> tuple[Decimal, ...]:
        """The largest parties' shares, the largest first; empty where nothing was traded."""
        nets = self._year.get(firm, {})
        total = sum(nets.values())
        largest = sorted(nets.values(), reverse=True)[:_MOST_SHARES]
        return tuple(_share(net, total) for net in largest)

    def count(self, firm: str) -> int:
        """How many parties it traded with."""
        return len(self._year.get(firm, {}))

    def returning_share(self, firm: str) -> Decimal | None:
        """Share with parties of the year before; None without two years or without trade."""
        nets = self._year.get(firm, {})
        if firm not in self._two_years or not nets:
            return None
        before = self._before.get(firm, {})
        known = sum(net for party, net in nets.items() if party in before)
        return _share(known, sum(nets.values()))


def _net_by_party(frame: pd.DataFrame, start: int, end: int) -> dict[str, dict[str, int]]:
    """Positive net fen by firm and party over the months `start` to before `end`."""
    chosen = frame[~frame["void"] & (frame["month"] >= start) & (frame["month"] < end)]
    nets = chosen.groupby(["firm", "party"])["fen"].sum()
    parties: dict[str, dict[str, int]] = {}
    for firm, party, net in nets[nets > 0].reset_index().itertuples(index=False, name=None):
        parties.setdefault(firm, {})[party] = net
    return parties


def _share(part: int, total: int) -> Decimal:
    return (Decimal(part) / Decimal(total)).quantize(_SHARE_STEP, rounding=ROUND_FLOOR)
