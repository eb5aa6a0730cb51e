"""Do the commands over many firms agree with one firm at the desk?"""

import csv
import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from engine.facts import columns_of, facts_of
from engine.features import FEATURE_NAMES, feature_values
from engine.scoring import Basis, score_firm
from models import load
from models.population import SIMULATED_ON, simulate
from models.record_files import read_records
from tests.models_fixture import SIGNER

FIRMS = 30
ON = ["--on", SIMULATED_ON.isoformat()]


CONSENT = ["--authorisation", "SQ-2026-001"]


@pytest.fixture
def firm_without_consent(tmp_path):
    path = tmp_path / "firm.jsonl"
    path.write_text('{"name": "x", "external_id": "1"}\n', encoding="utf-8")
    return path


@pytest.fixture
def firms_file(tmp_path, hangcuang):
    path = tmp_path / "firms.jsonl"
    assert hangcuang("simulate", FIRMS, path, "--seed", 7).code == 0
    return path


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_simulates_the_same_firms(firms_file):
    simulated = list(simulate(FIRMS, 7))
    read = list(read_records(firms_file))
    assert [each.firm for each in read] == [each.firm for each in simulated]
    assert [each.true_pd for each in read] == [each.true_pd for each in simulated]


def test_features_in_a_file_are_those_of_each_firm(hangcuang, firms_file, tmp_path):
    assert hangcuang("features", firms_file, tmp_path / "f.csv", *CONSENT, *ON).code == 0
    assert hangcuang("features", firms_file, tmp_path / "f.parquet", *CONSENT, *ON).code == 0
    written = rows_of(tmp_path / "f.csv")
    table = parquet.read_table(tmp_path / "f.parquet").to_pylist()
    for record, row, same in zip(read_records(firms_file), written, table, strict=True):
        features = feature_values(facts_of(record.firm, SIMULATED_ON))
        for name in FEATURE_NAMES:
            known = features[name] == features[name]
            assert (float(row[name]) if row[name] else None) == (features[name] if known else None)
            assert str(same[name]) == str(float(features[name]))


def test_a_table_of_facts_gives_the_features_of_its_records(hangcuang, firms_file, tmp_path):
    facts = columns_of([facts_of(each.firm, SIMULATED_ON) for each in read_records(firms_file)])
    parquet.write_table(pa.table(facts), tmp_path / "facts.parquet")
    target = tmp_path / "of_facts.csv"
    assert hangcuang("features", tmp_path / "facts.parquet", target, *CONSENT, *ON).code == 0
    assert hangcuang("features", firms_file, tmp_path / "f.csv", *CONSENT, *ON).code == 0
    for row, same in zip(rows_of(target), rows_of(tmp_path / "f.csv"), strict=True):
        assert [row[name] for name in FEATURE_NAMES] == [same[name] for name in FEATURE_NAMES]


def test_features_leave_without_names_and_codes(hangcuang, firms_file, tmp_path):
    target = tmp_path / "f.csv"
    assert hangcuang("features", firms_file, target, *CONSENT, *ON).code == 0
    text = target.read_text(encoding="utf-8-sig")
    firms = [each.firm for each in read_records(firms_file)]
    assert not any(firm.name in text or firm.identifier in text for firm in firms)
    assert hangcuang("features", firms_file, target, "--identify", *CONSENT, *ON).code == 0
    assert [row["identifier"] for row in rows_of(target)] == [firm.identifier for firm in firms]


def test_features_without_consent_do_not_leave(hangcuang, firm_without_consent, tmp_path):
    told = hangcuang("features", firm_without_consent, tmp_path / "f.csv", *ON)
    assert told.code == 2
    assert "line 1: authorisation" in told.err
    assert "没有授权书编号" in told.err
    assert "no consent reference" in told.err
    assert not (tmp_path / "f.csv").exists()


def test_a_batch_scores_as_the_desk_does(hangcuang, firms_file, tmp_path, demonstration_model):
    told = hangcuang("score-batch", firms_file, tmp_path / "s.csv", "--explain", *ON)
    assert told.code == 0
    assert "不得用于授信" in told.err
    for record, row in zip(read_records(firms_file), rows_of(tmp_path / "s.csv"), strict=True):
        features = feature_values(facts_of(record.firm, SIMULATED_ON))
        score = score_firm(features, demonstration_model, SIMULATED_ON)
        assert row["credit_score"] == str("" if score.pd is None else score.credit_score)
        assert (float(row["pd"]) if row["pd"] else None) == score.pd


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_of_features_is_scored_as_its_records_are(hangcuang, firms_file, tmp_path, ending):
    table, source = tmp_path / f"f.{ending}", tmp_path / "s.csv"
    assert hangcuang("features", firms_file, table, "--identify", *CONSENT, *ON).code == 0
    told = hangcuang("score-batch", table, tmp_path / "t.csv", "--explain", "--threads", 2)
    assert told.code == 0, told.err
    assert "the days in the table" in told.err
    assert hangcuang("score-batch", firms_file, source, "--explain", *ON).code == 0
    assert (tmp_path / "t.csv").read_bytes() == source.read_bytes()
    assert hangcuang("score-batch", table, source, *ON).code == 2


@pytest.mark.parametrize("command", ["features", "score-batch", "train"])
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"{}\n", b"[1]\n", b'{"firm": {"name": "x"}}\n', b"PAR1"]
)
@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".parquet"])
def test_a_file_that_cannot_be_read_is_named(hangcuang, tmp_path, command, content, ending):
    path, target = tmp_path / f"bad{ending}", tmp_path / "out.csv"
    path.write_bytes(content)
    where = ["--out", target] if command == "train" else [target]
    told = hangcuang(command, path, *where, *ON)
    assert told.code == 2, told
    assert told.err
    assert not target.exists()


@pytest.mark.parametrize("command", ["features", "score-batch"])
def test_an_unknown_ending_is_refused(hangcuang, firms_file, tmp_path, command):
    told = hangcuang(command, firms_file, tmp_path / "out.txt", *ON)
    assert told.code == 2
    assert "out.txt" in told.err


def test_a_model_is_trained_judged_saved_and_serves(hangcuang, tmp_path, monkeypatch):
    data, folder = tmp_path / "data.parquet", tmp_path / "model"
    hangcuang("simulate", 1_200, data, "--seed", 5)
    told = hangcuang("train", data, "--out", folder, "--json")
    figures = json.loads(told.out)
    assert figures["on"] == SIMULATED_ON.isoformat()
    assert 0.5 < figures["auc"] < 1
    assert 0.5 < figures["scorecard_auc"] < 1
    assert load(folder).card.metrics["scorecard_brier"] == figures["scorecard_brier"]
    assert load(folder).basis == Basis(trained_on="simulated", use="demonstration")
    monkeypatch.setenv("HANGCUANG_MODEL_DIR", str(folder))
    told = hangcuang("score-batch", data, tmp_path / "s.csv", *ON)
    assert (told.code, "manifest.sig" in told.err) == (2, True)
    assert hangcuang("sign-model", folder, "--key", SIGNER).code == 0
    assert hangcuang("score-batch", data, tmp_path / "s.csv", *ON).code == 0
    assert rows_of(tmp_path / "s.csv")[0]["model_id"] == figures["model_id"]


def test_training_with_tuning_says_which_settings_were_found(hangcuang, tmp_path):
    data, folder = tmp_path / "data.parquet", tmp_path / "model"
    hangcuang("simulate", 600, data, "--seed", 5)
    told = hangcuang("train", data, "--out", folder, "--tune", 2, "--json")
    figures = json.loads(told.out)
    assert figures["tuned_max_leaves"] <= 8
    assert load(folder).card.metrics["tuned_learning_rate"] == figures["tuned_learning_rate"]


def test_a_folder_that_holds_something_is_never_trained_into(hangcuang, firms_file, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
    told = hangcuang("train", firms_file, "--out", tmp_path / "full")
    assert told.code == 2
    assert "already holds something" in told.err
