"""Do files become the same plain cells whatever program wrote them?"""

from codecs import BOM_UTF8
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import Workbook

from api.importers.sheets import LIMITS, Sheet, neutralised, read_sheets
from engine.errors import RecordError

ROWS = (("项目", "金额"), ("货币资金", "1"), ("=1+1", None))
TEXT = "项目,金额\n货币资金,1\n=1+1,\n"


def a_book(**cells: object) -> Workbook:
    book = Workbook()
    for place, value in cells.items():
        book.active[place] = value
    return book


def saved(book: Workbook) -> bytes:
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def only(content: bytes, name: str = "表.xlsx") -> Sheet:
    (sheet,) = read_sheets(content, name)
    return sheet


def refusal(content: bytes, name: str = "表.csv", **limits: int) -> str:
    with pytest.raises(RecordError) as caught:
        read_sheets(content, name, replace(LIMITS, **limits))
    (error,) = caught.value.errors
    assert error.field == name
    assert error.message.zh
    return error.message.en


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gbk"),
        BOM_UTF8 + TEXT.encode("gbk"),
        ("\ufeff" + TEXT).encode("gb18030"),
        TEXT.encode("utf-16"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.replace(",", ";").encode("gbk"),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        b"sep=;\r\n" + TEXT.replace(",", ";").encode(),
    ],
)
def test_encoding_and_delimiter_of_a_csv_are_found(content: bytes) -> None:
    assert only(content, "表.csv") == Sheet("表", ROWS)


def test_a_semicolon_file_may_have_commas_in_its_numbers() -> None:
    sheet = only("项目;期末;年初\n货币资金;1,234.5;2,000.0\n存货;5;6\n".encode(), "a.csv")
    assert sheet.rows[1] == ("货币资金", "1,234.5", "2,000.0")


def test_quotes_keep_line_breaks_and_delimiters() -> None:
    assert only(b'"a\nb","c,""d"""\n', "a.csv").rows == (("a\nb", 'c,"d"'),)


def test_ragged_rows_stay_as_they_are() -> None:
    assert only(b"a,b\n1\n1,2,3\n\n4,5\n", "a.csv").rows == (
        ("a", "b"), ("1",), ("1", "2", "3"), (), ("4", "5"),
    )  # fmt: skip


def test_cells_of_a_workbook_keep_their_kind_and_place() -> None:
    moment = datetime.combine(date(2025, 1, 2), time(3, 4))
    book = a_book(B2="文字", C3=1.5, B4=True, C4=date(2025, 12, 31), B5=moment)
    assert only(saved(book)).rows == (
        (),
        (None, "文字", None),
        (None, None, 1.5),
        (None, True, date(2025, 12, 31)),
        (None, date(2025, 1, 2), None),
    )


def test_fifteen_digits_come_back_exactly() -> None:
    assert only(saved(a_book(A1=9999999999999.99))).rows == ((9999999999999.99,),)


def test_a_formula_gives_its_stored_value_and_is_never_computed() -> None:
    assert only(saved(a_book(A1=3, A2="=1+1", A3=2))).rows == ((3.0,), (None,), (2.0,))


def test_text_like_a_formula_stays_text() -> None:
    book = a_book(A1="x")
    book.active["A1"].value, book.active["A1"].data_type = '=HYPERLINK("http://x")', "s"
    assert only(saved(book)).rows == (('=HYPERLINK("http://x")',),)


def test_hidden_sheets_are_not_read() -> None:
    book = a_book(A1=1)
    book.create_sheet("旧数").sheet_state = "hidden"
    assert [sheet.name for sheet in read_sheets(saved(book), "a.xlsx")] == ["Sheet"]


def test_the_bytes_say_what_a_file_is_and_not_its_name() -> None:
    assert only(saved(a_book(A1="x")), "a.csv").rows == (("x",),)
    assert only(TEXT.encode(), "a.xls").rows == ROWS


def test_a_csv_at_its_limits_is_read_and_beyond_is_refused() -> None:
    at_limit = ("1,2\n" * 10_000).encode()
    assert len(only(at_limit, "a.csv").rows) == 10_000
    assert refusal(at_limit + b"1,2\n", "a.csv") == "has more than 10,000 rows"
    assert refusal(b",".join([b"1"] * 201), "a.csv") == "has more than 200 columns"


def test_a_workbook_at_its_limits_is_read_and_beyond_is_refused() -> None:
    assert len(only(saved(a_book(A10000=1))).rows) == 10_000
    assert only(saved(a_book(GR2000=1))).rows[1_999] == (*[None] * 199, 1.0)
    assert refusal(saved(a_book(GR2001=1))) == "has more than 400,000 cells"
    assert refusal(saved(a_book(A10001=1))) == "has more than 10,000 rows"
    assert refusal(saved(a_book(GS1=1))) == "has more than 200 columns"


@pytest.mark.parametrize("make", [lambda: saved(a_book(A1=1, A2=2)), lambda: b"1\n2\n"])
def test_every_limit_can_be_set_by_the_caller(make) -> None:
    assert refusal(make(), rows=1) == "has more than 1 rows"
    assert refusal(make(), cells=1) == "has more than 1 cells"
    assert refusal(make(), size=3) == "the file is larger than 0 MB"


def test_the_number_of_sheets_is_limited() -> None:
    book = a_book(A1=1)
    book.create_sheet("b")
    assert refusal(saved(book), sheets=1) == "has more than 1 sheets"


@pytest.mark.parametrize("make", [lambda: saved(a_book(A1="x" * 2_001)), lambda: b"x" * 2_001])
def test_the_text_of_a_cell_is_limited(make) -> None:
    assert refusal(make()) == "has a cell of more than 2,000 characters"


@pytest.mark.parametrize("start", list("=+-@\t\r\0=+@"))
def test_text_for_an_export_never_starts_like_a_formula(start: str) -> None:
    assert neutralised(f"{start}cmd") == f"'{start}cmd"
    assert neutralised(f"a{start}") == f"a{start}"
