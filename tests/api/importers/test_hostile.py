"""Can a file that was made to do harm do more than be refused?"""

import json
import subprocess
import sys
from codecs import BOM_UTF8
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.importers.child import workbook_sheets
from api.importers.sheets import LIMITS, Sheet, read_sheets, shown_name
from api.importers.statements import import_statements
from engine.errors import RecordError
from tests.api.importers.form_files import text_table
from tests.api.importers.hostile_files import (
    PARTS,
    WORKBOOK,
    a_row,
    a_workbook,
    bomb,
    compound_file,
    lying,
    many_rows,
    true_checksum,
)

ROOT = Path(__file__).parents[3]
GENEROUS = 300  # seconds for all files together; each is stopped by its own limit
MOST_MEGABYTES = 400
LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'
GOOD = a_workbook([a_row(1, "货币资金")])
DAMAGED = "the workbook is damaged or incomplete"
TOO_LARGE = "is too large or damaged: it cannot be read within the limits of memory and time"
ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c>{}</row>'

FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.xlsx": (bomb, "unpacks to more than 20 MB"),
    "bomb lying about its size.xlsx": (lambda: lying(bomb()), DAMAGED),
    "bomb lying with a fitting checksum.xlsx": (lambda: true_checksum(bomb()), DAMAGED),
    "a million rows.csv": (lambda: b"1,2\n" * 1_000_000, "has more than 10,000 rows"),
    "600000 rows.xlsx": (lambda: a_workbook(["<row><c><v>1</v></c></row>"] * 600_000),
                         "has more than 10,000 rows"),
    "two far cells.xlsx": (lambda: a_workbook([
        ONE_CELL.format(""), '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>']), TOO_LARGE),
    "16384 columns.xlsx": (lambda: a_workbook([ONE_CELL.format('<c r="XFD1"><v>1</v></c>')]),
                           "has more than 200 columns"),
    "4000000 columns.csv": (lambda: b"," * 4_000_000, "has more than 200 columns"),
    "billion laughs.xlsx": (lambda: a_workbook([], **{WORKBOOK: LAUGHS + PARTS[WORKBOOK]}),
                            "declares XML entities"),
    "billion laughs in UTF-16.xlsx": (
        lambda: a_workbook([], **{WORKBOOK: (LAUGHS + PARTS[WORKBOOK]).encode("utf-16")}),
        "declares XML entities"),
    "laughs.xml": (lambda: LAUGHS.encode(), "is an XML file, not a table"),
    "deep tags.xlsx": (lambda: a_workbook([ONE_CELL.format("<is>" * 2_000_000)]), "1 sheet(s)"),
    "one long text.xlsx": (lambda: a_workbook([a_row(1, "x" * 15_000_000)]),
                           "has a cell of more than 2,000 characters"),
    "one long text.csv": (lambda: b"x" * 4_000_000,
                          "has an unclosed quote or a cell that is too long"),
    "quote without end.csv": (lambda: b'a,"' + b"b\n" * 2_000_000,
                              "has an unclosed quote or a cell that is too long"),
    "only quotes.csv": (lambda: b'"' * 4_000_000,
                        "has an unclosed quote or a cell that is too long"),
    "nested.xlsx": (lambda: a_workbook([], **{"xl/media/image1.png": GOOD}),
                    "has another file inside"),
    "2000 parts.xlsx": (lambda: a_workbook([], **{f"a/{n}": b"" for n in range(2_000)}),
                        "holds more than 1000 parts"),
    "no workbook.xlsx": (lambda: GOOD.replace(b"xl/workbook", b"xl/workb00k"),
                         "is an archive without a workbook"),
    "program.xlsx": (lambda: b"MZ\x90\0\3" + b"\0" * 1_000, "is a program, not a table"),
    "linux program.csv": (lambda: b"\x7fELF\2\1\1" + b"\0" * 99, "is a program, not a table"),
    "report.xlsx": (lambda: b"%PDF-1.7\n", "is a PDF, not a table"),
    "page.xls": (lambda: b"<html><table><tr><td>1", "is a web page, not a table"),
    "macros.xlsx": (lambda: a_workbook([], **{"xl/vbaProject.bin": b"x"}),
                    "contains macros; save it as XLSX without macros"),
    "docm.xlsx": (lambda: a_workbook([], **{"word/vbaProject.bin": b"x",
                                            "word/document.xml": "<w/>"}),
                  "contains macros; save it as XLSX without macros"),
    "xlsm without its macros.xlsx": (
        lambda: a_workbook([], **{"[Content_Types].xml": PARTS["[Content_Types].xml"].replace(
            "spreadsheetml.sheet", "ms-excel.sheet.macroEnabled")}),
        "contains macros; save it as XLSX without macros"),
    "xls with macros.xls": (lambda: compound_file("Workbook", "_VBA_PROJECT_CUR"),
                            "contains macros; save it as XLSX without macros"),
    "password.xlsx": (lambda: compound_file("EncryptionInfo", "EncryptedPackage"),
                      "is password-protected; remove the password first"),
    "doc.xls": (lambda: compound_file("WordDocument"), "is not an Excel workbook"),
    "empty.xlsx": (lambda: b"", "the file is empty"),
    "cut short.xlsx": (lambda: GOOD[:-40], DAMAGED),
    "only a start.xlsx": (lambda: GOOD[:200], DAMAGED),
    "changed inside.xlsx": (lambda: GOOD[:100] + b"\0" * 50 + GOOD[150:], DAMAGED),
    "too large.csv": (lambda: b"1,2\n" * 1_300_000, "the file is larger than 5 MB"),
    "NUL.csv": (lambda: "项目,金额\n货币\0资金,1\n".encode(),
                "is not a text table: it holds NUL or control characters"),
    "no encoding.csv": (lambda: b"\xff\x80\xfa\xff",
                        "is encoded neither as UTF-8 or UTF-16 nor as GBK"),
    "GBK with BOM.csv": (lambda: BOM_UTF8 + "项目,金额\n货币资金,1\n".encode("gbk"), "1 sheet(s)"),
    "ragged.csv": (lambda: b"a,b\n1\n1,2,3,4\n\n", "1 sheet(s)"),
    "zz still alive.xlsx": (lambda: GOOD, "1 sheet(s)"),
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, report_figure) -> dict[str, Any]:
    """What one process says of all files, read one after the other, the good one last."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (make, _) in FILES.items():
        (folder / name).write_bytes(make())
    script = Path(__file__).with_name("read_alone.py")
    ran = subprocess.run(
        [sys.executable, script, folder],
        capture_output=True, check=True, timeout=GENEROUS, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    found: dict[str, Any] = json.loads(ran.stdout)
    slowest = max(found["answers"].items(), key=lambda each: each[1]["seconds"])
    report_figure("hostile files: slowest, seconds", slowest[1]["seconds"])
    report_figure("hostile files: slowest, name", slowest[0])
    report_figure("hostile files: largest reading process, MB", found["megabytes"]["child"])
    report_figure("hostile files: service, MB", found["megabytes"]["service"])
    report_figure("one-row workbook: seconds", found["answers"]["zz still alive.xlsx"]["seconds"])
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_with_its_reason_or_read(told: dict[str, Any], name: str) -> None:
    assert told["answers"][name]["outcome"] == FILES[name][1]


def test_memory_stays_bounded_on_both_sides(told: dict[str, Any]) -> None:
    assert told["megabytes"]["child"] < MOST_MEGABYTES
    assert told["megabytes"]["service"] < MOST_MEGABYTES


@pytest.mark.parametrize(
    "limits",
    [
        pytest.param({"seconds": 0.001}, id="time"),
        pytest.param({"cpu": 0}, id="processor"),
        pytest.param({"memory": 50_000_000}, id="memory"),
        pytest.param({"answer": 1_000}, id="answer"),
    ],
)
def test_a_reading_process_that_passes_a_limit_is_stopped(limits: dict[str, Any]) -> None:
    content = a_workbook(many_rows(400_000))
    with pytest.raises(RecordError, match="cannot be read within the limits"):
        workbook_sheets(content, "a.xlsx", replace(LIMITS, rows=400_000, **limits))


def test_even_past_the_first_checks_a_bomb_only_ends_its_own_process() -> None:
    with pytest.raises(RecordError, match=r"more than 10,000 rows|within the limits"):
        workbook_sheets(bomb(), "a.xlsx", LIMITS)
    assert read_sheets(GOOD, "a.xlsx") == (Sheet("表", (("货币资金",),)),)


def test_many_files_can_be_read_at_once() -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: read_sheets(GOOD, "a.xlsx"), range(16)))
    assert len(set(found)) == 1


@given(st.data())
@settings(max_examples=60)
def test_a_workbook_with_changed_bytes_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for place in data.draw(st.lists(st.integers(0, len(GOOD) - 1), min_size=1, max_size=12)):
        content[place] = data.draw(st.integers(0, 255))
    with suppress(RecordError):
        read_sheets(bytes(content), "a.xlsx")


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8")))
@settings(max_examples=300)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(RecordError):
        import_statements(content, "a.csv", "self_declared", date(2026, 6, 1), keep_good=True)


CELLS = st.sampled_from(
    ["项目", "资产", "期末余额", "年初余额", "2025", "二〇二五年十十月三十二日", "2025年13月40日",
     "单位:万元", "(元)", "货币资金", "减:营业成本", "hangcuang-statements-1", "cash", "unit",
     "fiscal_year_end", "0001-01-01", "9999-12-31", "audited", "standard", "1,2", "-", "1e400",
     "9" * 40, "0." + "3" * 40, "补充资料", "其中:利息费用", "{x}", ""]
) | st.text(max_size=12)  # fmt: skip


@given(st.lists(st.lists(CELLS, max_size=8), max_size=12), st.booleans())
@settings(max_examples=400)
def test_any_table_gives_statements_or_errors(rows: list[list[str]], keep_good: bool) -> None:
    content = text_table(rows).replace(b"\0", b"")
    with suppress(RecordError):
        found = import_statements(
            content, "2025.csv", "self_declared", date(2026, 6, 1), keep_good=keep_good
        )
        assert found.statements or found.errors


@pytest.mark.parametrize("target", ["/etc/hostname", "https://localhost/x"])
def test_a_link_to_elsewhere_is_not_followed(target: str) -> None:
    relation = PARTS["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1.xml", target)
    content = a_workbook([a_row(1, "x")], **{"xl/_rels/workbook.xml.rels": relation})
    with pytest.raises(RecordError, match="damaged"):
        read_sheets(content, "a.xlsx")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\报表.xlsx", "报表.xlsx"),
        ("a\0b\r\n.csv", "ab.csv"),
        ("‮xslx.exe", "xslx.exe"),
        ("..", "file"),
        ("", "file"),
        ("\ud800.csv", "csv"),
        ("x" * 5_000, "x" * 100),
    ],
)
def test_the_name_of_a_file_is_shown_without_its_path(name: str, shown: str) -> None:
    assert shown_name(name) == shown
    with pytest.raises(RecordError) as caught:
        read_sheets(b"", name)
    assert caught.value.errors[0].field == shown


def test_a_formula_in_a_name_of_a_workbook_is_never_run() -> None:
    link = '=HYPERLINK("http://x","y")'
    rows = (("利润表 2025年度 单位:元",), ("项目", "本期金额"), (link, "6"), ("营业收入", "5"))
    content = a_workbook(a_row(n, *row) for n, row in enumerate(rows, start=1))
    found = import_statements(content, "a.xlsx", "self_declared", date(2026, 6, 1))
    assert [row.name for row in found.unread] == [link]
    assert found.statements.years[0].revenue == 5
