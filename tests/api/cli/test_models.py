"""Does a model go its whole way from the terminal, and is every refusal said?"""

import csv
import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from tests.models.registry_samples import LATER


@pytest.fixture
def environment(environment, saved_models, tmp_path):
    folder = tmp_path / "models"
    shutil.copytree(saved_models, folder)
    return {**environment, "HANGCUANG_MODELS_DIR": str(folder)}


@pytest.fixture
def registry(hangcuang, tmp_path):
    """Runs `hangcuang models`, on a database that has its tables."""
    assert hangcuang("migrate").code == 0
    (tmp_path / "report.json").write_text("{}", encoding="utf-8")
    return lambda *words: hangcuang("models", *words)


@pytest.fixture
def validated(registry, tmp_path, model_ids):
    """The first model, proposed and validated."""
    assert registry("propose", model_ids[0], "--by", "dev").code == 0
    asked = ("--report", tmp_path / "report.json", "--verdict", "amber", "--until", LATER)
    conditions = ("--condition", "只用于小微企业", "--condition", "每季度复核")
    assert registry("validate", model_ids[0], "--by", "val", *asked, *conditions).code == 0
    return model_ids[0]


def shown(registry, model_id):
    return json.loads(registry("show", model_id, "--json").out)


def test_a_model_is_proposed_validated_promoted_and_rolled_back(registry, validated, model_ids):
    told = registry("promote", validated, "--by", "boss", "--replacing", "none")
    assert (told.code, "现任 champion" in told.out) == (0, True)
    assert shown(registry, validated)["conditions"] == ["只用于小微企业", "每季度复核"]
    told = registry("rollback", "--by", "boss", "--replacing", validated)
    assert (told.code, "no earlier champion" in told.err) == (2, True)
    assert registry("retire", validated, "--by", "boss", "--because", "旧").code == 0
    listed = json.loads(registry("list", "--json").out)["models"]
    assert [(each["model_id"], each["state"]) for each in listed] == [(validated, "retired")]


def test_an_open_finding_blocks_until_it_is_closed(registry, validated):
    finding = ("--by", "val", "--severity", "high", "--owner", "dev", "--due", LATER)
    assert registry("finding", validated, "分数偏高", *finding).code == 0
    promotion = ("promote", validated, "--by", "boss", "--replacing", "none")
    assert "high findings are open: no. 1" in registry(*promotion).err
    assert registry("close", validated, 1, "--by", "val", "--note", "已改正").code == 0
    assert registry(*promotion).code == 0


def test_the_same_person_twice_is_refused_in_both_languages(registry, validated):
    told = registry("promote", validated, "--by", "val", "--replacing", "none")
    assert told.code == 2
    assert "批准人不能是验证人" in told.err
    assert "cannot approve" in told.err


def test_a_challenger_is_named_and_dropped(registry, validated):
    assert registry("challenger", validated, "--by", "val").code == 0
    assert "挑战者 challenger" in registry("list").out
    assert registry("challenger", validated, "--by", "val", "--drop").code == 0
    assert not shown(registry, validated)["is_challenger"]


def test_what_a_challenger_said_is_written_beside_what_was_answered(
    hangcuang, registry, validated, tmp_path, demonstration_model
):
    registry("challenger", validated, "--by", "val")
    (tmp_path / "firm.json").write_text(hangcuang("example").out, encoding="utf-8")
    assert hangcuang("assess", tmp_path / "firm.json", "--store").code == 0
    assert registry("shadow-scores", validated, tmp_path / "shadow.csv").code == 0
    with (tmp_path / "shadow.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["answered_model_id"], row["model_id"]) == (demonstration_model.model_id, validated)
    assert (row["status"], 0 < float(row["pd"]) < 1) == ("scored", True)
    assert "1 scored" in registry("show", validated).out


def test_shadows_of_an_unknown_model_are_refused_and_write_nothing(registry, tmp_path):
    told = registry("shadow-scores", "credit-ffffffffffff", tmp_path / "shadow.csv")
    assert (told.code, (tmp_path / "shadow.csv").exists()) == (2, False)


def test_a_report_about_another_model_is_not_attached(registry, model_ids, tmp_path):
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"model_id": model_ids[1]}), encoding="utf-8")
    told = registry("propose", model_ids[0], "--by", "dev", "--report", report)
    assert (told.code, f"this report is about {model_ids[1]}" in told.err) == (2, True)
    assert registry("propose", model_ids[1], "--by", "dev", "--report", report).code == 0
    digest = sha256(report.read_bytes()).hexdigest()
    assert shown(registry, model_ids[1])["evidence"]["report_sha256"] == digest


def test_what_is_wrong_is_named_by_field(registry, validated, tmp_path):
    told = registry("promote", validated, "--by", "Big Boss", "--replacing", "x")
    assert told.code == 2
    assert "by: " in told.err
    assert "replacing: " in told.err


def test_a_demonstration_model_is_registered_as_one_and_stays_one(
    registry, environment, demonstration_dir, demonstration_model, tmp_path
):
    one = demonstration_model.model_id
    assert registry("place", demonstration_dir).out.strip() == one
    assert "演示 demonstration" in registry("propose", one, "--by", "dev").out
    told = registry("promote", one, "--by", "boss", "--replacing", "none")
    assert (told.code, "由模拟企业训练" in told.err) == (2, True)


def test_a_signed_model_is_placed_under_its_id_once(hangcuang, environment, demonstration_dir):
    folder = Path(environment["HANGCUANG_MODELS_DIR"])
    for _ in range(2):
        told = hangcuang("models", "place", demonstration_dir)
        assert (told.code, (folder / told.out.strip() / "manifest.json").exists()) == (0, True)
    assert not (folder / told.out.strip() / "potential").exists()
    assert len([path for path in folder.iterdir() if path.name.startswith(".")]) == 0


def test_an_unsigned_model_is_not_placed(hangcuang, environment, demonstration_dir, tmp_path):
    unsigned = shutil.copytree(demonstration_dir, tmp_path / "unsigned")
    (unsigned / "manifest.sig").unlink()
    told = hangcuang("models", "place", unsigned)
    assert (told.code, "manifest.sig" in told.err) == (2, True)


def test_a_database_without_tables_asks_to_be_migrated(hangcuang):
    assert "hangcuang migrate" in hangcuang("models", "list").err
