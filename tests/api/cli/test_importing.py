"""Do the commands for a firm's files and for lists of firms say what the other doors say?"""

import csv
import json

import pytest
from openpyxl import Workbook

from api.examples import KINDS, example
from api.importers.template import statement_template
from api.prefill.local_files import local_sources
from engine.firm import Firm
from models.record_files import read_records
from tests.api.conftest import TODAY
from tests.api.importers.exports import OWN, a_line, as_csv, bought
from tests.builders import CODE

LIST = {
    "name": "甲公司", "credit_code": CODE, "observed_on": "2026-06-01",
    "authorisation": "A-1", "tax.grade": "A",
    "people.headcount": "12", "2025年营业收入": "1200000.50",
}  # fmt: skip


def test_statements_are_read_as_the_record_holds_them(hangcuang, tmp_path):
    firm = Firm.model_validate_json(json.dumps(example("growing", TODAY)["firm"]))
    (tmp_path / "t.xlsx").write_bytes(statement_template([2025], firm.statements))
    told = hangcuang("import-statements", tmp_path / "t.xlsx", "--json", "--source", "audited")
    section = json.loads(told.out)["statements"]
    assert section["years"] == json.loads(firm.statements.model_dump_json())["years"]
    assert (section["source"], section["observed_on"]) == ("audited", TODAY.isoformat())
    assert "2025-12-31" in hangcuang("import-statements", tmp_path / "t.xlsx").out


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_template_is_written(hangcuang, tmp_path, ending):
    assert hangcuang("statement-template", tmp_path / f"t{ending}", "--years", 2).code == 0
    assert (tmp_path / f"t{ending}").stat().st_size
    assert hangcuang("statement-template", tmp_path / "t.doc").code == 2


def test_invoices_are_read_from_several_files(hangcuang, tmp_path):
    (tmp_path / "a.csv").write_bytes(as_csv([a_line()]))
    (tmp_path / "b.csv").write_bytes(as_csv([bought(2), bought(3, 金额="x")]))
    files = (tmp_path / "a.csv", tmp_path / "b.csv")
    refused = hangcuang("import-invoices", *files, "--credit-code", OWN)
    assert (refused.code, refused.out) == (2, "")
    assert "b.csv:3:Q 金额" in refused.err
    told = hangcuang("import-invoices", *files, "--credit-code", OWN, "--keep-good-rows", "--json")
    (month,) = json.loads(told.out)["invoices"]["months"]
    assert (month["sales"], month["purchases"]) == (100, 100)


@pytest.mark.parametrize(
    ("option", "value"), [("--credit-code", "123"), ("--source", "hearsay"), ("--affiliates", "x")]
)
def test_a_wrong_option_is_named(hangcuang, tmp_path, option, value):
    (tmp_path / "a.csv").write_bytes(as_csv([a_line()]))
    options = {"--credit-code": OWN, option: value}
    told = hangcuang(
        "import-invoices", tmp_path / "a.csv", *(x for o in options.items() for x in o)
    )
    assert told.code == 2
    assert option.lstrip("-") in told.err


def write_list(path, *rows):
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([LIST, *(row.values() for row in rows)])
        return path
    book = Workbook()
    for row in (LIST, *(row.values() for row in rows)):
        book.active.append(list(row))
    book.save(path)
    return path


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_firm_list_is_scored_and_turned_into_records(hangcuang, tmp_path, ending):
    source = write_list(tmp_path / f"list{ending}", LIST, LIST)
    assert hangcuang("import-firms", source, tmp_path / "firms.jsonl").code == 0
    (first, second) = read_records(tmp_path / "firms.jsonl")
    assert first == second
    assert str(first.firm.statements.years[0].revenue) == "1200000.5"
    assert hangcuang("score-batch", source, tmp_path / "s.csv").code == 0
    assert hangcuang("features", source, tmp_path / "f.csv").code == 0
    scored = (tmp_path / "s.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in scored[1:]] == [CODE, CODE]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("command", ["score-batch", "features", "import-firms"])
def test_wrong_rows_are_named_or_left_out_on_demand(hangcuang, tmp_path, ending, command):
    bad = LIST | {"tax.grade": "Z"}
    source = write_list(tmp_path / f"list{ending}", LIST, bad, LIST | {"people.headcount": "x"})
    target = tmp_path / ("o.jsonl" if command == "import-firms" else "o.csv")
    told = hangcuang(command, source, target)
    assert told.code == 2
    assert "tax.grade" in told.err
    assert "people.headcount" in told.err
    assert not target.exists()
    kept = hangcuang(command, source, target, "--keep-good-rows")
    assert kept.code == 0
    assert kept.err.count("left out") == 2


def test_a_wrong_header_is_refused_at_once(hangcuang, tmp_path):
    (tmp_path / "list.csv").write_text("name,颜色\n" + "x,y\n" * 9, encoding="utf-8")
    told = hangcuang("score-batch", tmp_path / "list.csv", tmp_path / "o.csv")
    assert told.code == 2
    assert "颜色" in told.err


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"PK\x03\x04xx"])
def test_a_workbook_that_is_none_is_named(hangcuang, tmp_path, content):
    (tmp_path / "list.xlsx").write_bytes(content)
    told = hangcuang("import-firms", tmp_path / "list.xlsx", tmp_path / "o.jsonl")
    assert told.code == 2
    assert "list.xlsx" in told.err


def test_the_example_files_of_outside_sources_are_written(hangcuang, tmp_path):
    assert hangcuang("prefill-examples", tmp_path / "sources").code == 0
    sources = local_sources(tmp_path / "sources")
    codes = [example(kind, TODAY)["firm"]["credit_code"] for kind in KINDS]
    assert all(any(s.fetch(code, "A-1", TODAY) for s in sources) for code in codes)
