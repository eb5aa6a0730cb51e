"""How do VAT invoice tables become firm records?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from api.importers.invoice_sums import Trade, section_fields
from api.importers.invoice_table import (
    FIRM,
    PURCHASES_PARTY,
    SALES_PARTY,
    InvoiceTable,
    RowError,
    read_invoice_table,
)
from engine.errors import FieldError, RecordError
from engine.firm import Firm, Invoices, Source
from engine.text import Text

NAME = "企业名称"
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
    sales, purchases = _trades(sold), _trades(bought)
    order = pd.unique(pd.concat([sold["firm"], bought["firm"]]))
    nothing = Trade() if len(bought) else None
    return [
        _firm(
            identifier,
            names.get(identifier) or identifier,
            source=source,
            observed_on=on,
            **section_fields(
                sales.get(identifier, Trade()), purchases.get(identifier, nothing), on
            ),
        )
        for identifier in order
    ]


def _trades(frame: pd.DataFrame) -> dict[str, Trade]:
    """The invoices of each firm."""
    columns = [frame[name].to_numpy() for name in ("party", "month", "fen", "void")]
    places = frame.groupby("firm", sort=False).indices
    return {
        str(firm): Trade(*(column[own].tolist() for column in columns))
        for firm, own in places.items()
    }


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
