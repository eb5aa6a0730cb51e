"""Does a table with one firm a row give the firms it names, and is each wrong cell named?"""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from engine.errors import RecordError
from engine.firm import SECTIONS, Firm
from engine.firm.record import section_type
from models.firm_columns import ORIGIN, ColumnError, column_of
from models.firm_list import FirmTable
from models.record_files import Record, last_observed, plain_wording, read_records
from tests.builders import CODE

TITLES = {
    "name": "甲公司", "credit_code": CODE, "observed_on": "2026-06-01", "source": "registry",
    "registration.founded_on": "2020/3/1", "registration.city": "杭州",
    "registration.industry_code": 6513, "registration.industry_groups": "ai；future",
    "people.headcount": "1,250", "people.source": "social_insurance", "tax.grade": "A",
    "statements.2025.revenue": "1200000.50", "statements.2024.revenue": 900000,
    "statements.2025.audited": "是", "invoices.2026-05.sales": "10",
    "invoices.2026-05.sales_returns": 0, "invoices.2026-05.sales_invoices": 1,
    "invoices.2026-05.voided_invoices": 0.0, "invoices.2026-05.purchases": "3",
    "invoices.2026-05.purchase_invoices": "2", "invoices.buyer_shares": "60%;0.4",
    "judicial.events": "无", "debts.0.kind": "bank_loan", "debts.0.drawn_on": date(2026, 1, 2),
    "debts.0.balance": Decimal("5.5"),
}  # fmt: skip


def a_firm(**cells: object) -> Firm:
    row = TITLES | cells
    return FirmTable(list(row)).firm(list(row.values()), plain_wording)


def errors_of(row: dict[str, object]) -> dict[str, str]:
    with pytest.raises(RecordError) as caught:
        FirmTable(list(row)).firm(list(row.values()), plain_wording)
    return {error.field: error.message.en for error in caught.value.errors}


def test_every_kind_of_column_finds_its_field() -> None:
    firm = a_firm()
    assert (firm.name, firm.credit_code) == ("甲公司", CODE)
    assert firm.registration.founded_on == date(2020, 3, 1)
    assert firm.registration.industry_groups == ("ai", "future")
    assert firm.people.headcount == 1250
    assert [(year.fiscal_year_end.year, year.revenue) for year in firm.statements.years] == [
        (2024, Decimal(900000)), (2025, Decimal("1200000.5")),
    ]  # fmt: skip
    assert firm.statements.years[1].audited is True
    assert firm.invoices.months[0].purchases == Decimal(3)
    assert firm.invoices.buyer_shares == (Decimal("0.6"), Decimal("0.4"))
    assert firm.judicial.events == ()
    assert firm.debts.debts[0].balance == Decimal("5.5")


def test_one_origin_serves_all_sections_but_those_with_their_own() -> None:
    firm = a_firm(authorisation="A-1")
    assert (firm.tax.source, firm.tax.observed_on) == ("registry", date(2026, 6, 1))
    assert firm.people.source == "social_insurance"
    assert firm.people.authorisation == "A-1"


def test_a_blank_cell_is_unknown_and_a_section_of_blank_cells_is_absent() -> None:
    firm = a_firm(**{"tax.grade": " ", "people.rnd_staff": float("nan"), "tax.arrears": None})
    assert firm.tax is None
    assert firm.people.rnd_staff is None


def test_a_source_is_self_declared_unless_it_is_named() -> None:
    row = {name: cell for name, cell in TITLES.items() if not name.endswith("source")}
    firm = FirmTable(list(row)).firm(list(row.values()), plain_wording)
    assert firm.tax.source == "self_declared"


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("企业名称", (None, "name", None)),
        ("统一社会信用代码", (None, "credit_code", None)),
        ("外部编号", (None, "external_id", None)),
        ("成立日期", ("registration", "founded_on", None)),
        ("从业人数", ("people", "headcount", None)),
        ("纳税.欠税金额", ("tax", "arrears", None)),
        ("2025年营业收入", ("statements", "revenue", "2025-12-31")),
        ("营业收入(2024年)", ("statements", "revenue", "2024-12-31")),
        ("财务报表.2025.净利润", ("statements", "net_profit", "2025-12-31")),
        ("statements.2025-06-30.cash", ("statements", "cash", "2025-06-30")),
        ("statements.years.2025.cash", ("statements", "cash", "2025-12-31")),
        ("utilities.2026-01.paid", ("utilities", "paid", "2026-01")),
    ],
)
def test_a_header_may_be_a_path_or_a_chinese_title(title, path) -> None:
    column = column_of(title)
    assert (column.section, column.field, column.key) == path


@pytest.mark.parametrize(
    "title", ["colour", "tax.colour", "tax.grade.0", "statements.revenue", "statements.20.x", "a.b",
              "statements.2025", "firm", "tax.", ".", "debts.0", "营业收入", "2025年颜色"],
)  # fmt: skip
def test_a_header_that_names_no_field_is_refused(title) -> None:
    with pytest.raises(ColumnError, match="no known field"):
        column_of(title)


def test_every_field_of_a_section_is_found_by_its_chinese_title_alone() -> None:
    for section in SECTIONS:
        for name, info in section_type(section).model_fields.items():
            if name not in ORIGIN:
                column = column_of(info.json_schema_extra["title_zh"])
                assert (column.section, column.field) == (section, name)


def test_all_wrong_headers_are_told_at_once() -> None:
    with pytest.raises(RecordError) as caught:
        FirmTable(["name", "colour", "tax.grade", "纳税.grade"])
    assert [error.field for error in caught.value.errors] == ["colour", "纳税.grade", "name"]


@pytest.mark.parametrize(
    ("title", "cell", "said"),
    [
        ("people.headcount", "约五十", "must be a number"),
        ("people.headcount", 1.5, "valid integer"),
        ("people.headcount", True, "must be a number"),
        ("statements.2025.revenue", "120万", "must be a number"),
        ("statements.2025.revenue", "nan", "must be a number"),
        ("statements.2025.revenue", float("inf"), "must be a number"),
        ("statements.2025.revenue", "-5", "greater than or equal to 0"),
        ("statements.2025.revenue", "9" * 30, "no more than 15 digits"),
        ("registration.founded_on", "31.12.2020", "must be a date"),
        ("statements.2025.audited", "maybe", "must be true or false"),
        ("tax.grade", "Z", "should be 'A'"),
        ("judicial.events", "[{", "must be a JSON list"),
        ("judicial.events", "[" * 9999, "must be a JSON list"),
        ("credit_code", "91350100M000100Y4Z", "not a valid unified social credit code"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_by_its_own_header(title, cell, said) -> None:
    found = errors_of(TITLES | {title: cell})
    assert list(found) == [title]
    assert said in found[title]


def test_a_field_that_is_missing_is_named_by_its_path() -> None:
    row = {name: cell for name, cell in TITLES.items() if name != "registration.city"}
    assert list(errors_of(row)) == ["registration.city"]


def test_cells_beyond_the_header_are_refused() -> None:
    with pytest.raises(RecordError, match="beyond the last column"):
        FirmTable(["name", "external_id"]).firm(["x", "1", "2"], plain_wording)


def write_csv(path: Path, *rows: dict[str, object], encoding: str = "utf-8-sig") -> Path:
    lines = [
        ",".join(f'"{cell}"' for cell in row) for row in (rows[0], *(r.values() for r in rows))
    ]
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_list_is_read_in_every_usual_encoding(tmp_path, encoding) -> None:
    path = write_csv(tmp_path / "list.csv", TITLES, TITLES, encoding=encoding)
    assert list(read_records(path)) == [Record(a_firm())] * 2


def test_a_parquet_list_keeps_its_own_types(tmp_path) -> None:
    row = TITLES | {"registration.founded_on": datetime(2020, 3, 1), "default": True}  # noqa: DTZ001
    parquet.write_table(pa.Table.from_pylist([row]), tmp_path / "list.parquet")
    assert list(read_records(tmp_path / "list.parquet")) == [Record(a_firm(), default=True)]


def test_every_wrong_row_is_told_and_nothing_is_read_by_halves(tmp_path) -> None:
    bad = TITLES | {"tax.grade": "Z"}
    path = write_csv(tmp_path / "list.csv", TITLES, bad, TITLES, bad | {"people.headcount": "x"})
    records = read_records(path)
    assert next(records) == Record(a_firm())
    with pytest.raises(RecordError) as caught:
        list(records)
    assert [error.field for error in caught.value.errors] == [
        "line 2: tax.grade", "line 4: people.headcount",
    ]  # fmt: skip


def test_good_rows_are_kept_where_that_is_asked_for(tmp_path) -> None:
    path = write_csv(tmp_path / "list.csv", TITLES, TITLES | {"name": ""}, TITLES)
    refused: list[RecordError] = []
    assert len(list(read_records(path, refused=refused.append))) == 2
    assert [error.errors[0].field for error in refused] == ["line 2: name"]


def test_the_last_day_of_a_list_is_found(tmp_path) -> None:
    later = TITLES | {"people.observed_on": "2026-07-01"}
    path = write_csv(tmp_path / "list.csv", TITLES | {"people.observed_on": ""}, later)
    assert last_observed(path) == "2026-07-01"
