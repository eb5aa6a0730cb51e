"""Are the tables of a folder found, paired and brought to one day?"""

from datetime import date
from pathlib import Path

import pytest

from api.importers.invoice_folder import import_invoice_folder, invoice_files
from engine.errors import RecordError

SALES = "企业代号,发票号码,开票日期,购方单位代号,金额,税额,价税合计,发票状态\n"
PURCHASES = SALES.replace("购方", "销方")


def put(folder: Path, name: str, firm: str, day: str) -> Path:
    header = PURCHASES if "input" in name or "进项" in name else SALES
    path = folder / name
    path.write_text(f"{header}{firm},1,{day},B1,100.00,13.00,113.00,有效发票\n", encoding="utf-8")
    return path


def test_sales_purchases_and_firm_list_are_paired_by_name(tmp_path: Path) -> None:
    sales = put(tmp_path, "a_output_invoice.csv", "E1", "2026-03-01")
    purchases = put(tmp_path, "a_input_invoice.csv", "E1", "2026-03-01")
    firms = tmp_path / "a_enterprise_information.csv"
    firms.write_text("企业代号,企业名称\nE1,甲公司\n", encoding="utf-8")
    alone = put(tmp_path, "b销项.csv", "E2", "2026-03-01")
    assert invoice_files(tmp_path) == ((sales, purchases, firms), (alone, None, None))


def test_all_firms_are_known_on_the_last_date_of_all_tables(tmp_path: Path) -> None:
    put(tmp_path, "a_output_invoice.csv", "E1", "2026-03-01")
    put(tmp_path, "b_output_invoice.csv", "E2", "2026-05-09")
    found = import_invoice_folder(tmp_path)
    assert found.on == date(2026, 5, 9)
    assert [firm.identifier for firm in found.firms] == ["E1", "E2"]
    assert {firm.invoices.observed_on for firm in found.firms} == {found.on}


def test_a_folder_without_sales_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "a_input_invoice.csv", "E1", "2026-03-01")
    with pytest.raises(RecordError, match="no table of sales"):
        import_invoice_folder(tmp_path)
