"""What do a folder's invoice tables say of each firm, as one row of numbers?

Void invoices, written with or without a leading blank, are counted and never added; a negative
amount is a return; a row that stands there twice counts once. The bank's own grade (信誉评级) is
not read: every firm of its grade D defaulted, so it tells the outcome.
"""

from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd

from engine.errors import TableError

SALES_FILE = "credit_history_enterprise_output_invoice.parquet"
PURCHASES_FILE = "credit_history_enterprise_input_invoice.parquet"
FIRMS_FILE = "credit_history_enterprise_information.csv"
FIRM, OUTCOME = "企业代号", "是否违约"
_NUMBER, _DAY, _AMOUNT, _TAX, _STATE = "发票号码", "开票日期", "金额", "税额", "发票状态"
_VOID = "作废发票"
_BUYER, _SELLER = "购方单位代号", "销方单位代号"
_YEAR = 12


def invoice_table(folder: str | PathLike[str]) -> pd.DataFrame:
    """One row per labelled firm: 26 features of its sales and purchases, its code and outcome.

    Amounts are in yuan without tax, as log10 of 1 + amount where they are totals; shares are
    0..1; months are those from a firm's first to the last invoice of all. Missing means that
    there was nothing to divide by.

    Raises:
        TableError: a file is missing or is not the one expected.
    """
    place = Path(folder)
    firms = _read_firms(place / FIRMS_FILE)
    sales = _read_invoices(place / SALES_FILE, _BUYER)
    purchases = _read_invoices(place / PURCHASES_FILE, _SELLER)
    last = max(sales["month"].max(), purchases["month"].max())
    sold, bought = _side(sales, last), _side(purchases, last)
    both = sold.add_prefix("sales_").join(bought.add_prefix("purchases_"), how="outer")
    both["purchases_to_sales"] = _ratio(bought["net"], sold["net"])
    both["months_known"] = np.fmax(sold["months_known"], bought["months_known"])
    for side in ("sales", "purchases"):
        total = both.pop(f"{side}_net")
        both[f"{side}_total_log10"] = np.log10(1.0 + total.clip(lower=0.0))
        both = both.drop(columns=f"{side}_months_known")
    return firms.join(both, on=FIRM)


def _read_firms(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, usecols=[FIRM, OUTCOME], dtype=str)
    except (OSError, ValueError) as error:
        raise TableError(f"{path.name}: cannot be read: {error}") from error


def _read_invoices(path: Path, party: str) -> pd.DataFrame:
    columns = [FIRM, _NUMBER, _DAY, party, _AMOUNT, _TAX, _STATE]
    try:
        rows = pd.read_parquet(path, columns=columns)
    except (OSError, ValueError, KeyError) as error:
        raise TableError(f"{path.name}: cannot be read: {error}") from error
    rows = rows.drop_duplicates().rename(columns={party: "party"})
    void = rows[_STATE].str.strip() == _VOID
    month = rows[_DAY].dt.year * _YEAR + rows[_DAY].dt.month
    return rows.assign(void=void, month=month)


def _side(invoices: pd.DataFrame, last: int) -> pd.DataFrame:
    """The features of one direction, one row per firm; `last` is the last month of all."""
    valid = invoices[~invoices["void"]]
    by_firm = valid.groupby(FIRM)
    net = by_firm[_AMOUNT].sum()
    first = invoices.groupby(FIRM)["month"].min()
    returns = valid[valid[_AMOUNT] < 0.0]
    counts = by_firm.size()
    known = last - first + 1
    return pd.DataFrame(
        {
            "net": net,
            "months_known": known,
            "invoices_per_month": counts / known,
            "void_share": invoices.groupby(FIRM)["void"].mean(),
            "return_share": (returns.groupby(FIRM).size() / counts).fillna(0.0),
            "tax_rate": _ratio(by_firm[_TAX].sum(), net),
            "median_amount": by_firm[_AMOUNT].median(),
            "parties": by_firm["party"].nunique(),
            **_concentration(valid),
            **_rhythm(valid, last, known),
        }
    )


def _concentration(valid: pd.DataFrame) -> dict[str, "pd.Series[float]"]:
    by_party = valid.groupby([FIRM, "party"])[_AMOUNT].sum().clip(lower=0.0)
    shares = by_party / by_party.groupby(FIRM).transform("sum").replace(0.0, np.nan)
    return {
        "largest_party_share": shares.groupby(FIRM).max(),
        "party_concentration": (shares**2).groupby(FIRM).sum(min_count=1),
    }


def _rhythm(
    valid: pd.DataFrame, last: int, known: "pd.Series[float]"
) -> dict[str, "pd.Series[float]"]:
    """How even the months are, and how the last twelve compare with those before."""
    monthly = valid.groupby([FIRM, "month"])[_AMOUNT].sum()
    age = last - monthly.index.get_level_values("month")
    recent = monthly[age < _YEAR].groupby(FIRM).sum()
    before = monthly[(age >= _YEAR) & (age < 2 * _YEAR)].groupby(FIRM).sum()
    mean = monthly.groupby(FIRM).mean()
    return {
        "growth": _ratio(recent, before) - 1.0,
        "unevenness": _ratio(monthly.groupby(FIRM).std(), mean),
        "active_share": monthly.groupby(FIRM).size() / known,
        "months_since": last - valid.groupby(FIRM)["month"].max(),
    }


def _ratio(above: "pd.Series[float]", below: "pd.Series[float]") -> "pd.Series[float]":
    return above / below.where(below > 0.0)
