"""Does the program read back, to the fen, every statement it writes into its template?"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.importers.statements import import_statements
from api.importers.template import statement_template, statement_template_csv
from engine.errors import RecordError
from engine.firm import Statement, Statements
from engine.firm.statements import MONEY_ITEMS
from models.population import simulate
from tests.builders import a_section, a_statement

OBSERVED = date(2026, 6, 1)
Writer = Callable[..., bytes]
BOTH = pytest.mark.parametrize("write", [statement_template, statement_template_csv])


def statements_of(*years: Statement) -> Statements:
    return Statements.model_validate(a_section(years=years))


def read(content: bytes) -> Statements:
    found = import_statements(content, "模板.xlsx", "self_declared", OBSERVED)
    assert (found.errors, found.unread, found.notes) == ((), (), ())
    return found.statements


def filled(content: bytes, sheet: str, **cells: object) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content))
    for place, value in cells.items():
        book[sheet][place] = value
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def row_of(item: str, content: bytes, sheet: str) -> int:
    keys = openpyxl.load_workbook(BytesIO(content))[sheet]["A"]
    return next(cell.row for cell in keys if cell.value == item)


AMOUNTS = st.integers(-(10**15) + 1, 10**15 - 1).map(lambda fen: Decimal(fen).scaleb(-2))
ENDS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@st.composite
def any_statement(draw: st.DrawFn) -> Statement:
    items = draw(st.lists(st.sampled_from(MONEY_ITEMS), unique=True))
    amounts = {item: draw(AMOUNTS) for item in items}
    return Statement.model_validate(
        {
            "fiscal_year_end": draw(ENDS),
            "standard": draw(st.sampled_from(["small_enterprise", "enterprise"])),
            "audited": draw(st.sampled_from([True, False, None])),
            **{item: accepted(item, amount) for item, amount in amounts.items()},
        }
    )


def accepted(item: str, amount: Decimal) -> Decimal:
    """The amount, without its sign where the record takes none."""
    try:
        Statement.model_validate({"fiscal_year_end": OBSERVED, item: amount})
    except ValueError:
        return abs(amount)
    return amount


@BOTH
@given(st.lists(any_statement(), min_size=1, max_size=10, unique_by=lambda s: s.fiscal_year_end))
@settings(max_examples=25)
def test_any_statements_come_back_as_they_were(write: Writer, years: list[Statement]) -> None:
    statements = statements_of(*years)
    assert read(write([2025], statements)) == statements


@BOTH
def test_every_item_at_its_largest_comes_back_to_the_fen(write: Writer) -> None:
    largest = dict.fromkeys(MONEY_ITEMS, "9999999999999.99")
    statements = statements_of(a_statement(**largest))
    assert read(write([], statements)) == statements


@BOTH
def test_statements_of_simulated_firms_come_back_as_they_were(write: Writer) -> None:
    simulated = [each.firm.statements for each in simulate(40, seed=7)]
    for statements in filter(None, simulated):
        found = import_statements(
            write([], statements),
            "t",
            statements.source,
            statements.observed_on,
            statements.authorisation,
        )
        assert found.statements == statements


@BOTH
def test_a_year_without_any_figure_is_still_a_statement(write: Writer) -> None:
    statements = statements_of(Statement(fiscal_year_end=date(2024, 3, 31)))
    assert read(write([2025, 2024], statements)) == statements


@BOTH
def test_an_empty_template_is_told_to_be_empty(write: Writer) -> None:
    with pytest.raises(RecordError, match="holds no amount of any fiscal year yet"):
        read(write([2025, 2024]))


def test_the_unit_chosen_holds_for_all_sheets() -> None:
    content = statement_template([2025])
    unit = row_of("unit", content, "填表说明")
    content = filled(content, "填表说明", **{f"D{unit}": "万元 Ten thousand yuan"})
    content = filled(content, "利润表", **{f"D{row_of('revenue', content, '利润表')}": 1.2345})
    assert read(content).years == (a_statement(2025, revenue="12345"),)


@pytest.mark.parametrize("written", [date(2025, 6, 30), "2025-06-30", "2025/6/30", "2025年6月30日"])
def test_a_changed_year_end_and_the_choices_are_read(written: object) -> None:
    content = statement_template([2025])
    content = filled(content, "资产负债表", D2=written, D3="企业会计准则", D4="是")
    (statement,) = read(content).years
    assert statement.fiscal_year_end == date(2025, 6, 30)
    assert (statement.standard, statement.audited) == ("enterprise", True)


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        ("D2", "去年", "is not a fiscal year end"),
        ("D3", "国际准则", "is not one of the choices"),
        ("D4", "大概", "is not one of the choices"),
        ("D5", "1.2万", "carries a unit"),
        ("D5", -1, "must not be less than 0"),
    ],
)
def test_a_wrong_entry_is_named_by_its_cell(place: str, value: object, reason: str) -> None:
    content = filled(statement_template([2025]), "资产负债表", **{place: value})
    found = import_statements(content, "t.xlsx", "self_declared", OBSERVED)
    assert found.statements is None
    assert (found.errors[0].sheet, f"{found.errors[0].column}{found.errors[0].row}") == (
        "资产负债表", place,
    )  # fmt: skip
    assert reason in found.errors[0].reason.en


def test_a_line_the_user_added_is_told() -> None:
    content = filled(statement_template([2025], statements_of(a_statement())), "利润表",
                     B60="自加项目", D60=5)  # fmt: skip
    found = import_statements(content, "t.xlsx", "self_declared", OBSERVED)
    assert [(row.sheet, row.row, row.name) for row in found.unread] == [("利润表", 60, "自加项目")]


def test_without_its_keys_the_template_reads_like_a_form() -> None:
    statements = statements_of(a_statement(2025, cash=5, revenue=7, cfo=-3))
    book = openpyxl.load_workbook(BytesIO(statement_template([], statements)))
    for sheet in book:
        sheet.delete_cols(1)
    written = BytesIO()
    book.save(written)
    found = import_statements(written.getvalue(), "t.xlsx", "self_declared", OBSERVED)
    assert found.statements.years == statements.years


def test_the_template_helps_to_fill_it_in() -> None:
    book = openpyxl.load_workbook(BytesIO(statement_template([2025, 2024])))
    assert book.sheetnames == ["填表说明", "资产负债表", "利润表", "现金流量表"]
    sheet = book["资产负债表"]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.freeze_panes == "D3"
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"list", "decimal"}
    assert sheet["D5"].number_format.startswith("#,##0.00")
