"""Do invoice tables become records without a trap going unseen?"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from api.importers.invoices import import_invoices, read_names
from engine.errors import RecordError
from engine.facts import facts_of

SALES = ("企业代号", "发票号码", "开票日期", "购方单位代号", "金额", "税额", "价税合计", "发票状态")
PURCHASES = tuple("销方单位代号" if name == "购方单位代号" else name for name in SALES)
Row = tuple[str, ...]


def a_row(day: str = "2026-03-05", amount: str = "100.00", **other: str) -> Row:
    tax = f"{float(amount) * 0.13:.2f}" if amount.replace(".", "").lstrip("-").isdigit() else "0"
    total = f"{float(amount) + float(tax):.2f}" if tax != "0" else amount
    cells = {
        "firm": "E1", "number": "1", "day": day, "party": "B1", "amount": amount, "tax": tax,
        "total": total, "status": "有效发票",
    }  # fmt: skip
    return tuple((cells | other).values())


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def table(*rows: Row, name: str = "sales.csv", encoding: str = "utf-8-sig") -> Path:
        header = PURCHASES if name.startswith("purchases") else SALES
        lines = [",".join(row) for row in (header, *rows)]
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding=encoding)
        return path

    return table


def test_a_month_holds_sales_net_of_returns_and_counts_voided_apart(write) -> None:
    sales = write(
        a_row(amount="1000.00", number="1"),
        a_row(amount="500.25", number="2"),
        a_row(amount="-200.00", number="3"),
        a_row(amount="9999.00", number="4", status="作废发票"),
        a_row(amount="9999.00", number="5", status=" 作废发票"),
    )
    found = import_invoices(sales)
    (month,) = found.firms[0].invoices.months
    assert (month.month, month.sales, month.sales_returns) == (
        "2026-03", Decimal("1300.25"), Decimal("200.00"),
    )  # fmt: skip
    assert (month.sales_invoices, month.voided_invoices) == (2, 2)
    assert (found.rows, found.voided, found.returned) == (5, 2, 1)


def test_a_repeated_row_counts_once(write) -> None:
    found = import_invoices(write(a_row(), a_row(), a_row(number="2")))
    assert found.duplicates == 1
    assert found.firms[0].invoices.months[0].sales == Decimal("200.00")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_every_usual_encoding_gives_the_same_firms(write, encoding: str) -> None:
    found = import_invoices(write(a_row(), encoding=encoding))
    assert found.firms[0].invoices.months[0].sales == Decimal("100.00")


def test_parquet_and_csv_give_the_same_firms(write, tmp_path: Path) -> None:
    sales = write(a_row(), a_row(day="2026-04-01", amount="-7.10", number="2"))
    frame = pd.read_csv(sales, parse_dates=["开票日期"])
    frame.to_parquet(tmp_path / "sales.parquet")
    assert import_invoices(tmp_path / "sales.parquet").firms == import_invoices(sales).firms


def test_the_day_is_the_last_invoice_date_of_both_tables(write) -> None:
    sales = write(a_row(day="2026-03-05"))
    purchases = write(a_row(day="2026-05-07"), name="purchases.csv")
    found = import_invoices(sales, purchases)
    assert found.on == date(2026, 5, 7)
    assert found.firms[0].invoices.observed_on == found.on


def test_buyer_shares_are_of_the_twelve_whole_months_before_the_day(write) -> None:
    sales = write(
        a_row(day="2025-03-31", amount="9000.00", party="old"),
        a_row(day="2025-04-01", amount="300.00", party="B1", number="2"),
        a_row(day="2026-03-31", amount="100.00", party="B2", number="3"),
        a_row(day="2026-04-15", amount="5000.00", party="new", number="4"),
    )
    invoices = import_invoices(sales).firms[0].invoices
    assert invoices.buyer_shares == (Decimal("0.75"), Decimal("0.25"))
    assert invoices.buyer_count == 2
    assert invoices.returning_buyer_share is None


def test_a_buyer_who_returned_everything_is_no_buyer(write) -> None:
    sales = write(
        a_row(amount="100.00", party="B1"),
        a_row(amount="80.00", party="B2", number="2"),
        a_row(amount="-80.00", party="B2", number="3"),
        a_row(day="2026-04-01", number="4"),
    )
    invoices = import_invoices(sales).firms[0].invoices
    assert (invoices.buyer_count, invoices.buyer_shares) == (1, (Decimal(1),))


def test_returning_buyers_are_those_of_the_year_before(write) -> None:
    sales = write(
        a_row(day="2024-04-02", party="B1"),
        a_row(day="2025-05-02", amount="300.00", party="B1", number="2"),
        a_row(day="2025-06-02", amount="100.00", party="B2", number="3"),
        a_row(day="2026-04-02", number="4"),
    )
    invoices = import_invoices(sales).firms[0].invoices
    assert invoices.returning_buyer_share == Decimal("0.75")


def test_purchases_and_suppliers_come_from_the_second_table(write) -> None:
    sales = write(a_row(day="2026-04-01"))
    purchases = write(
        a_row(amount="60.00", party="S1"),
        a_row(amount="40.00", party="S2", number="2"),
        name="purchases.csv",
    )
    invoices = import_invoices(sales, purchases).firms[0].invoices
    assert [(m.month, m.purchases) for m in invoices.months] == [
        ("2026-03", Decimal("100.00")), ("2026-04", Decimal(0)),
    ]  # fmt: skip
    assert invoices.supplier_shares == (Decimal("0.6"), Decimal("0.4"))


def test_without_a_purchase_table_suppliers_are_unknown(write) -> None:
    assert import_invoices(write(a_row())).firms[0].invoices.supplier_shares is None


def test_a_firm_keeps_its_number_and_gets_no_invented_code(write, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("企业代号,企业名称,信誉评级\nE1,***公司,A\n", "utf-8")
    firm = import_invoices(write(a_row()), names=read_names(tmp_path / "names.csv")).firms[0]
    assert (firm.credit_code, firm.external_id, firm.name) == (None, "E1", "***公司")


def test_an_unsigned_export_counts_as_self_declared(write) -> None:
    assert import_invoices(write(a_row())).firms[0].invoices.source == "self_declared"
    signed = import_invoices(write(a_row()), source="tax_bureau")
    assert signed.firms[0].invoices.source == "tax_bureau"


def test_rows_after_the_day_are_left_out_and_counted(write) -> None:
    sales = write(a_row(), a_row(day="2026-04-02", number="2"))
    found = import_invoices(sales, on=date(2026, 4, 1))
    assert found.later == 1
    assert [month.month for month in found.firms[0].invoices.months] == ["2026-03"]


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ({"amount": "abc"}, "金额"),
        ({"amount": "inf"}, "金额"),
        ({"amount": "1e15"}, "金额"),
        ({"tax": ""}, "税额"),
        ({"total": "5.00"}, "价税合计"),
        ({"day": "2026-13-01"}, "开票日期"),
        ({"day": "0026-01-01"}, "开票日期"),
        ({"status": "?"}, "发票状态"),
        ({"firm": " "}, "企业代号"),
        ({"party": ""}, "购方单位代号"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_by_row_and_column(write, cell, column) -> None:
    sales = write(a_row(), a_row(**{"number": "2", **cell}), a_row(number="3"))
    with pytest.raises(RecordError) as caught:
        import_invoices(sales)
    assert f"sales.csv:2:{column}" in [error.field for error in caught.value.errors]


def test_nothing_is_imported_by_halves_unless_asked(write) -> None:
    sales = write(a_row(), a_row(amount="abc", total="1", number="2"))
    found = import_invoices(sales, keep_good_rows=True)
    assert found.firms[0].invoices.months[0].sales == Decimal("100.00")
    assert {(error.row, error.column) for error in found.errors} == {(2, "金额")}


def test_rows_are_counted_before_duplicates_are_dropped(write) -> None:
    sales = write(a_row(), a_row(), a_row(number="3", status="?"))
    found = import_invoices(sales, keep_good_rows=True)
    assert [error.row for error in found.errors] == [3]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text("企业代号,金额\nE1,1\n", encoding="utf-8")
    with pytest.raises(RecordError, match=r"sales\.csv:开票日期"):
        import_invoices(tmp_path / "sales.csv")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00PK\x03\x04\xff\xff", b"PAR1"])
@pytest.mark.parametrize("name", ["sales.csv", "sales.parquet"])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RecordError, match=r"sales\."):
        import_invoices(tmp_path / name)


def test_a_table_of_headers_only_holds_no_usable_invoice(write) -> None:
    with pytest.raises(RecordError, match="holds no usable invoice"):
        import_invoices(write())


def test_a_firm_with_a_number_that_cannot_be_stored_is_refused(write) -> None:
    with pytest.raises(RecordError, match="external_id"):
        import_invoices(write(a_row(firm="E" * 300)))


def test_the_record_gives_the_facts_of_its_invoices(write) -> None:
    rows = [
        a_row(day=f"2025-{month:02d}-10", amount="100.00", number=f"{month}")
        for month in range(1, 13)
    ]
    found = import_invoices(write(*rows, a_row(day="2026-01-31", number="13")))
    facts = facts_of(found.firms[0], found.on)
    assert facts["invoiced_sales_12m"] == 1200.0
    assert facts["top1_buyer_share"] == 1.0
