"""Does a firm's VAT invoice export become its invoice section without a trap going unseen?"""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from api.importers.vat_export import (
    File,
    ImportedExport,
    Wanted,
    affiliates_in,
    import_vat_export,
)
from engine.errors import RecordError
from engine.facts import facts_of
from tests.api.importers.exports import (
    OTHER,
    OWN,
    THIRD,
    TITLES,
    TODAY,
    Row,
    a_line,
    as_csv,
    as_xlsx,
    bought,
)
from tests.builders import a_firm

WANTED = Wanted(OWN, TODAY)


def imported(*lines: Row, wanted: Wanted = WANTED, keep_good: bool = False) -> ImportedExport:
    return import_vat_export([File("发票.csv", as_csv(lines))], wanted, keep_good)


def errors_of(*lines: Row) -> list[tuple[int, str]]:
    found = imported(*lines)
    assert found.invoices is None
    return [(error.row, error.column) for error in found.errors]


def said(found: ImportedExport) -> str:
    return " / ".join(note.en for note in found.notes)


def test_lines_of_one_invoice_are_summed_and_count_once() -> None:
    lines = [a_line(amount="100.00"), a_line(amount="-20.00", 备注="折扣"), a_line(2, "5.00")]
    (month,) = imported(*lines).invoices.months
    assert (month.sales, month.sales_invoices, month.sales_returns) == (
        Decimal("85.00"), 2, Decimal(0),
    )  # fmt: skip


def test_the_side_of_the_firm_s_code_says_sale_or_purchase() -> None:
    (month,) = imported(a_line(1, "70.00"), bought(2, "30.00")).invoices.months
    assert (month.sales, month.purchases) == (Decimal("70.00"), Decimal("30.00"))
    assert (month.sales_invoices, month.purchase_invoices) == (1, 1)


def test_a_red_letter_lowers_sales_and_a_voided_invoice_does_not_count() -> None:
    red = a_line(2, "-30.00", 是否正数发票="否")
    found = imported(a_line(1, "100.00", 发票状态="已红冲-部分"), red, a_line(3, 发票状态="已作废"))
    (month,) = found.invoices.months
    assert (month.sales, month.sales_returns) == (Decimal("70.00"), Decimal("30.00"))
    assert (month.sales_invoices, month.voided_invoices) == (1, 1)
    assert "1 voided" in said(found)


def test_the_same_line_twice_counts_once_and_is_said() -> None:
    found = imported(a_line(), a_line(), a_line(2))
    assert found.invoices.months[0].sales == Decimal("200.00")
    assert "1 repeated rows" in said(found)


def test_an_invoice_in_two_files_counts_once() -> None:
    files = [File("a.csv", as_csv([a_line(), a_line(2)])), File("b.csv", as_csv([a_line(2)]))]
    found = import_vat_export(files, WANTED)
    assert found.invoices.months[0].sales_invoices == 2


def test_a_summary_sheet_and_a_sheet_of_lines_are_the_same_invoices() -> None:
    lines = [a_line(1, "60.00"), a_line(1, "40.00")]
    content = as_xlsx({"发票基础信息": [a_line(1, "100.00")], "信息汇总表": lines, "说明": []})
    found = import_vat_export([File("全量.xlsx", content)], WANTED)
    assert found.errors == ()
    assert found.invoices.months[0].sales == Decimal("100.00")


def test_an_invoice_that_differs_between_two_tables_is_an_error() -> None:
    files = [File("a.csv", as_csv([a_line(1, "1.00")])), File("b.csv", as_csv([a_line(1, "2.00")]))]
    (error,) = import_vat_export(files, WANTED).errors
    assert (error.sheet, error.row, error.column) == ("b.csv", 2, "Q 金额")


def test_an_invoice_voided_in_a_later_export_is_void() -> None:
    files = [
        File("a.csv", as_csv([a_line(1), a_line(2)])),
        File("b.csv", as_csv([a_line(1, 发票状态="已作废")])),
    ]
    assert import_vat_export(files, WANTED).invoices.months[0].voided_invoices == 1


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"金额": "abc"}, "Q 金额"),
        ({"金额": ""}, "Q 金额"),
        ({"金额": "1e5"}, "Q 金额"),
        ({"金额": "999999999999.00"}, "Q 金额"),
        ({"税额": "x"}, "S 税额"),
        ({"价税合计": "5.00"}, "T 价税合计"),
        ({"开票日期": "2026-13-01"}, "I 开票日期"),
        ({"开票日期": "1993-12-31"}, "I 开票日期"),
        ({"开票日期": "2026-11-23"}, "I 开票日期"),
        ({"发票状态": "?"}, "W 发票状态"),
        ({"是否正数发票": "也许"}, "X 是否正数发票"),
        ({"是否正数发票": "否"}, "X 是否正数发票"),
        ({"数电发票号码": ""}, "C 发票号码"),
        ({"购方识别号": "", "购买方名称": ""}, "G 购方识别号"),
        ({"购方识别号": OWN}, "G 购方识别号"),
        ({"销方识别号": THIRD}, "E 销方识别号"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_as_the_spreadsheet_names_it(cells, column) -> None:
    assert errors_of(a_line(), a_line(2, **cells), a_line(3)) == [(3, column)]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"开票日期": "2026-03-06"}, "I 开票日期"),
        ({"发票状态": "已作废"}, "W 发票状态"),
        ({"购方识别号": THIRD}, "G 购方识别号"),
        ({"是否正数发票": "否"}, "X 是否正数发票"),
    ],
)
def test_lines_of_one_invoice_must_agree(cells, column) -> None:
    assert (3, column) in errors_of(a_line(), a_line(1, "7.00", **cells))


def test_a_number_that_lost_its_digits_is_refused() -> None:
    book = load_workbook(BytesIO(as_xlsx({"s": [a_line()]})))
    book["s"]["D3"] = 25332000000000000001.0
    content = BytesIO()
    book.save(content)
    (error,) = import_vat_export([File("a.xlsx", content.getvalue())], WANTED).errors
    assert "lost its last digits" in error.reason.en


def test_good_rows_are_kept_on_demand_but_no_invoice_by_halves() -> None:
    lines = [a_line(1, "60.00"), a_line(1, "40.00", 税额="x"), a_line(2, "5.00")]
    found = imported(*lines, keep_good=True)
    assert [(error.row, error.column) for error in found.errors] == [(3, "S 税额")]
    assert found.invoices.months[0].sales == Decimal("5.00")
    assert "1 invoices with a wrong row" in said(found)


def test_related_returning_and_lost_buyers_are_told_apart() -> None:
    lines = [
        a_line(1, "100.00", 开票日期="2024-03-10"),
        a_line(2, "300.00", 开票日期="2024-05-10", 购方识别号=THIRD),
        a_line(3, "60.00", 开票日期="2025-05-10"),
        a_line(4, "40.00", 开票日期="2025-06-10", 购方识别号="", 购买方名称="张三"),
        a_line(5, "1.00", 开票日期="2026-04-01"),
        a_line(6, "100.00", 开票日期="2024-06-10"),
    ]
    invoices = imported(*lines, wanted=Wanted(OWN, TODAY, affiliates={OTHER})).invoices
    assert (invoices.buyer_count, invoices.related_party_share) == (2, Decimal("0.6"))
    assert invoices.returning_buyer_share == Decimal("0.6")
    assert invoices.lost_buyer_share == Decimal("0.75")


def test_without_affiliates_the_related_share_is_unknown() -> None:
    lines = [a_line(), a_line(2, 开票日期="2026-04-01")]
    assert imported(*lines).invoices.related_party_share is None
    none = imported(*lines, wanted=Wanted(OWN, TODAY, affiliates=affiliates_in("无")))
    assert none.invoices.related_party_share == 0


def test_affiliates_are_credit_codes() -> None:
    assert affiliates_in(f" {OTHER}，{THIRD.lower()}; ") == {OTHER, THIRD}
    with pytest.raises(RecordError, match="is not a valid credit code"):
        affiliates_in("91350100M000100Y4Z")


def test_the_day_is_the_last_invoice_date_unless_it_is_named() -> None:
    lines = [a_line(), a_line(2, 开票日期="2026-05-09")]
    assert imported(*lines).invoices.observed_on == date(2026, 5, 9)
    earlier = imported(*lines, wanted=Wanted(OWN, TODAY, observed_on=date(2026, 4, 1)))
    assert [month.month for month in earlier.invoices.months] == ["2026-03"]
    assert "1 invoices after 2026-04-01" in said(earlier)


def test_purchases_alone_are_refused_because_sales_would_count_as_zero() -> None:
    with pytest.raises(RecordError, match="its sales would count as zero"):
        imported(bought())


def test_missing_purchases_are_said() -> None:
    found = imported(a_line())
    assert found.invoices.supplier_shares is None
    assert "purchases and suppliers are unknown" in said(found)
    assert {month.purchases for month in found.invoices.months} == {None}


def test_a_line_of_totals_blank_rows_and_unknown_columns_do_no_harm() -> None:
    total = dict.fromkeys(TITLES, "") | {"金额": "100.00"}
    content = as_csv([a_line() | {"颜色": "红"}, total | {"序号": ""}], (*TITLES, "颜色"))
    text = content.decode("utf-8-sig").replace("\n2,,,", "\n合计,,,")
    found = import_vat_export([File("a.csv", text.encode("gb18030"))], WANTED)
    assert found.errors == ()
    assert found.unread == ("颜色",)


@pytest.mark.parametrize(
    ("old", "new"),
    [("数电发票号码", "数电票号码"), ("销方识别号", "销方纳税人识别号"), ("购买方名称", "购方名称"),
     ("开票日期", "开票日期 "), ("金额", "不含税金额")],
)  # fmt: skip
def test_the_names_of_other_exports_are_known(old: str, new: str) -> None:
    content = as_csv([a_line(), bought(2)]).decode("utf-8-sig").replace(old, new, 1)
    assert import_vat_export([File("a.csv", content.encode())], WANTED).errors == ()


@pytest.mark.parametrize("gone", ["销方识别号", "开票日期", "金额", "发票状态"])
def test_a_missing_column_is_named(gone: str) -> None:
    titles = [title for title in TITLES if title != gone]
    with pytest.raises(RecordError, match=f"columns are missing: {gone}"):
        import_vat_export([File("a.csv", as_csv([a_line()], titles))], WANTED)


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00" * 99, b"a,b\n1,2\n", b"PK\x03\x04xx"])
def test_a_file_that_is_no_export_is_refused(content: bytes) -> None:
    with pytest.raises(RecordError, match=r"a\.xlsx"):
        import_vat_export([File("../a.xlsx", content)], WANTED)


def test_too_many_rows_are_refused_by_name() -> None:
    content = b"a,b\n" + b"1,2\n" * 150_001
    with pytest.raises(RecordError, match=r"a\.csv: .*150,001"):
        import_vat_export([File("a.csv", content)], WANTED)


def test_the_section_gives_the_facts_of_its_invoices() -> None:
    lines = [a_line(month, 开票日期=f"2025-{month:02d}-10") for month in range(1, 13)]
    found = imported(*lines, a_line(13, 开票日期="2026-01-31")).invoices
    facts = facts_of(a_firm(invoices=found), found.observed_on)
    assert facts["invoiced_sales_12m"] == 1200.0


LINES = st.lists(
    st.tuples(
        st.integers(1, 12),  # invoice
        st.integers(-10_000_00, 99_999_99),  # fen
        st.booleans(),  # sale
        st.booleans(),  # void
    ),
    min_size=1,
    max_size=30,
)


@given(LINES)
def test_sums_are_those_of_plain_arithmetic(drawn: list[tuple[int, int, bool, bool]]) -> None:
    kinds = {number: (sale, void) for number, _, sale, void in drawn}
    kinds[13] = (True, False)
    lines, fen = [], defaultdict[int, int](int)
    for place, (number, amount, _, _) in enumerate([*drawn, (13, 1, True, False)]):
        sale, void = kinds[number]
        day = date(2024, 1, 15) + timedelta(days=31 * number)
        line = (a_line if sale else bought)(
            number, f"{amount / 100:.2f}", 开票日期=f"{day}", 备注=f"{place}", 税额="", 价税合计="",
            是否正数发票="", 发票状态="已作废" if void else "正常",
        )  # fmt: skip
        lines.append(line)
        fen[number] += amount
    months = imported(*lines).invoices.months
    sold = sum(fen[n] for n, (sale, void) in kinds.items() if sale and not void)
    got = sum(fen[n] for n, (sale, void) in kinds.items() if not sale and not void)
    assert sum(month.sales for month in months) == Decimal(sold).scaleb(-2)
    assert sum(month.purchases or 0 for month in months) == Decimal(got).scaleb(-2)
    assert sum(month.voided_invoices for month in months) == sum(
        void for sale, void in kinds.values() if sale
    )
