"""Does the terminal watch a model from the files that people have?"""

import json
import shutil

import pytest

from models.population import simulate
from models.record_files import write_records
from models.signing import make_key


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("watched")
    write_records(simulate(200, 41), place / "reference.jsonl")
    write_records(simulate(60, 42), place / "current.jsonl")
    return place


def test_a_person_reads_a_verdict_of_each_part_and_the_mark(hangcuang, folder, demonstration_dir):
    told = hangcuang(
        "monitor", demonstration_dir, folder / "reference.jsonl", folder / "current.jsonl"
    )
    assert told.code == 0
    assert "分布 drift" in told.out
    assert "回测 backtest" in told.out
    assert "not for credit decisions" in told.out
    assert "overall: too_few" in told.err


def test_a_machine_reads_the_whole_report(hangcuang, folder, demonstration_dir, tmp_path):
    decisions, report = tmp_path / "decisions.csv", tmp_path / "report.json"
    decisions.write_text("officer,model_grade,given_grade\n" + "li,C1,C1\n" * 40)
    told = hangcuang(
        "monitor", demonstration_dir, folder / "reference.jsonl", folder / "current.jsonl",
        "--overrides", decisions, "--previous", demonstration_dir, "--json", report,
    )  # fmt: skip
    assert told.code == 0
    read = json.loads(report.read_text(encoding="utf-8"))
    assert read["overrides"]["decisions"] == 40
    assert read["retraining"]["moved"] == 0
    assert read["drift"]["firms_now"] == 60


def test_outcomes_of_nobody_end_with_2(hangcuang, folder, demonstration_dir, tmp_path):
    path = tmp_path / "outcomes.csv"
    path.write_text("identifier,outcome\nnobody,1\n")
    told = hangcuang(
        "monitor", demonstration_dir, folder / "reference.jsonl", folder / "current.jsonl",
        "--outcomes", path,
    )  # fmt: skip
    assert told.code == 2
    assert "names none of the current firms" in told.err


def test_a_model_that_no_trusted_key_signed_is_not_watched(
    hangcuang, folder, demonstration_dir, tmp_path
):
    make_key(tmp_path / "keys" / "other.pem")
    (tmp_path / "keys" / "other.pem").unlink()
    watched = (demonstration_dir, folder / "reference.jsonl", folder / "current.jsonl")
    told = hangcuang("monitor", *watched, "--trusted", tmp_path / "keys")
    assert (told.code, told.out) == (2, "")
    assert "manifest.sig" in told.err


def test_a_damaged_model_is_not_watched_and_nobody_is_told_of_a_signature_unasked(
    hangcuang, folder, demonstration_dir, tmp_path
):
    copy = shutil.copytree(demonstration_dir, tmp_path / "copy")
    (copy / "tables.bin").write_bytes(b"")
    files = (folder / "reference.jsonl", folder / "current.jsonl")
    told = hangcuang("monitor", copy, *files)
    assert (told.code, "tables.bin" in told.err) == (2, True)
    assert "signature not asked for" in hangcuang("monitor", demonstration_dir, *files).err
