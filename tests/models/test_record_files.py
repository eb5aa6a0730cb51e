"""Do records come back from a file as they were written, and are bad ones named?"""

import json
from pathlib import Path

import pytest

from engine.errors import RecordError, TableError
from engine.firm import sections_of
from models.population import simulate
from models.record_files import ENDINGS, Record, last_observed, read_records, write_records
from tests.builders import a_firm


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_written_is_read_back(tmp_path: Path, ending: str) -> None:
    firms = list(simulate(30, 4))
    path = tmp_path / f"firms{ending}"
    assert write_records(firms, path) == 30
    wanted = [Record(each.firm, each.default, each.true_pd) for each in firms]
    assert list(read_records(path)) == wanted


def test_a_plain_firm_a_line_is_a_record_without_outcome(tmp_path: Path) -> None:
    path = tmp_path / "firms.jsonl"
    path.write_text(f"{a_firm().model_dump_json()}\n\n", encoding="utf-8")
    assert list(read_records(path)) == [Record(a_firm())]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{", "line 2: firm"),
        ("[]", "line 2: firm"),
        ('{"name": "x"}', "line 2: firm"),
        ('{"name": "x", "external_id": "1", "colour": 3}', "line 2: firm.colour"),
        ('{"firm": {"name": "x", "external_id": "1"}, "default": "maybe"}', "line 2: default"),
        ('{"firm": {"name": "x", "external_id": "1"}, "true_pd": "low"}', "line 2: true_pd"),
    ],
)
def test_a_bad_line_is_named_with_its_field(tmp_path: Path, line: str, field: str) -> None:
    path = tmp_path / "firms.jsonl"
    path.write_text(f"{a_firm().model_dump_json()}\n{line}\n", encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        list(read_records(path))
    assert [error.field for error in caught.value.errors] == [field]


def test_a_table_of_neither_records_nor_fields_is_refused_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("name,colour\nx,red\n", encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        list(read_records(path))
    assert [error.field for error in caught.value.errors] == ["colour", "name"]


def test_an_unknown_ending_is_refused_before_anything_is_touched(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"\.jsonl, \.csv, \.parquet"):
        write_records(simulate(1, 1), tmp_path / "firms.xlsx")
    with pytest.raises(TableError, match=r"firms\.xlsx"):
        list(read_records(tmp_path / "firms.xlsx"))
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    def broken():
        yield from simulate(2, 1)
        raise RuntimeError("the source broke")

    path = tmp_path / "firms.jsonl"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError, match="the source broke"):
        write_records(broken(), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_json_lines_are_plain_json(tmp_path: Path) -> None:
    path = tmp_path / "firms.jsonl"
    write_records(simulate(1, 4), path)
    line = json.loads(path.read_text(encoding="utf-8"))
    assert line.keys() - {"firm"} == {
        "default", "true_pd", "segment", "true_lgd", "loss", "true_next_round", "next_round",
    }  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_last_day_observed_is_found_without_validating(tmp_path, ending: str) -> None:
    path = tmp_path / f"firms{ending}"
    write_records(simulate(30, 3), path)
    days = [
        section.observed_on
        for record in read_records(path)
        for section in sections_of(record.firm).values()
        if section is not None
    ]
    assert last_observed(path) == str(max(days))


def test_a_file_without_firms_has_no_last_day(tmp_path) -> None:
    (tmp_path / "firms.jsonl").write_text('{"name": "a"}\n[]\n', encoding="utf-8")
    assert last_observed(tmp_path / "firms.jsonl") == ""
