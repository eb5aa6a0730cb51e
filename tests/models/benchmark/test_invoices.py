"""Do invoice tables give each firm its numbers, whatever is void, returned or told twice?"""

import pandas as pd
import pytest

from engine.errors import TableError
from models.benchmark.invoices import (
    FIRMS_FILE,
    PURCHASES_FILE,
    SALES_FILE,
    invoice_table,
)

COLUMNS = ("企业代号", "发票号码", "开票日期", "party", "金额", "税额", "发票状态")
SALES = (
    ("E1", 1, "2019-01-05", "B1", 300.0, 39.0, "有效发票"),
    ("E1", 2, "2019-02-05", "B2", 200.0, 26.0, "有效发票"),
    ("E1", 3, "2019-02-06", "B2", -100.0, -13.0, "有效发票"),
    ("E1", 4, "2019-02-07", "B3", 9000.0, 0.0, " 作废发票"),
)
PURCHASES = (("E1", 9, "2019-04-05", "S1", 100.0, 13.0, "有效发票"),)


def table_of(folder, sales=SALES, rating="A"):
    """The row of firm E1, whose invoices are written as the publisher does."""
    for file, party, rows in (
        (SALES_FILE, "购方单位代号", sales),
        (PURCHASES_FILE, "销方单位代号", PURCHASES),
    ):
        table = pd.DataFrame(rows, columns=COLUMNS).rename(columns={"party": party})
        table.assign(开票日期=pd.to_datetime(table["开票日期"])).to_parquet(folder / file)
    firms = f"企业代号,企业名称,信誉评级,是否违约\nE1,x,{rating},否\n"
    (folder / FIRMS_FILE).write_text(firms, encoding="utf-8")
    return invoice_table(folder).iloc[0]


def test_void_invoices_are_counted_and_never_added(tmp_path):
    row = table_of(tmp_path)
    assert row["sales_void_share"] == 0.25
    assert 10 ** row["sales_total_log10"] == pytest.approx(401.0)


def test_a_return_lowers_the_sales_and_is_counted(tmp_path):
    row = table_of(tmp_path)
    assert row["sales_return_share"] == pytest.approx(1 / 3)
    assert row["purchases_to_sales"] == pytest.approx(100.0 / 400.0)


def test_an_invoice_that_stands_there_twice_counts_once(tmp_path):
    again = table_of(tmp_path, (*SALES, SALES[0]))
    assert again.equals(table_of(tmp_path))


def test_the_largest_customer_has_its_share_after_returns(tmp_path):
    row = table_of(tmp_path)
    assert row["sales_largest_party_share"] == pytest.approx(0.75)
    assert row["sales_party_concentration"] == pytest.approx(0.75**2 + 0.25**2)


def test_months_are_counted_to_the_last_invoice_of_all(tmp_path):
    row = table_of(tmp_path)
    assert (row["months_known"], row["sales_months_since"], row["sales_active_share"]) == (
        4,
        2,
        0.5,
    )


def test_what_was_never_sold_before_has_no_growth(tmp_path):
    assert pd.isna(table_of(tmp_path)["sales_growth"])


def test_the_grade_of_the_bank_changes_nothing(tmp_path):
    assert table_of(tmp_path, rating="D").equals(table_of(tmp_path))


def test_a_folder_without_the_files_is_named(tmp_path):
    with pytest.raises(TableError, match=FIRMS_FILE):
        invoice_table(tmp_path)
