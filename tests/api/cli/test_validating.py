"""Does `hangcuang validate` write a report, and say in plain words what it cannot use?"""

from datetime import timedelta
from math import isnan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.credit import CreditModel
from models.event_files import write_outcomes
from models.lending import simulated_events
from models.outcomes import outcomes_of, window_end
from models.population import SIMULATED_ON, simulate
from models.record_files import write_records
from models.signing import make_key
from models.validation import ValidationReport, report_digest
from tests.api.cli.conftest import Hangcuang


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of a table nobody has configured, and rows it has not seen."""
    home = tmp_path_factory.mktemp("validate")
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(1_200, 3)), columns=["debt", "age", "noise"])
    chance = 1 / (1 + np.exp(2.0 - table["debt"] + 0.7 * table["age"]))
    table["bad"] = (rng.random(1_200) < chance).astype(int)
    table["firm"] = [f"firm {place // 2}" for place in range(1_200)]
    table["day"] = np.where(np.arange(1_200) % 2, "2024-05-01", "2025-05-01")
    table["area"] = np.where(rng.random(1_200) < 0.5, "东", "西")
    seen, unseen = table[:600], table[600:]
    model = CreditModel({"debt": 1, "age": -1}).fit(seen[["debt", "age", "noise"]], seen["bad"])
    model.save(home / "model")
    seen.to_csv(home / "seen.csv", index=False)
    unseen.to_csv(home / "unseen.csv", index=False)
    return home


@pytest.fixture
def validated(hangcuang: Hangcuang, folder: Path, tmp_path: Path):
    return hangcuang(
        "validate", folder / "model", folder / "unseen.csv", "--report", tmp_path / "r.html",
        "--json", tmp_path / "r.json", "--target", "bad", "--date", "day", "--group", "firm",
        "--segment", "area", "--reference", folder / "seen.csv", "--refused", folder / "seen.csv",
    )  # fmt: skip


def test_any_table_is_validated_into_page_and_json(validated, tmp_path: Path) -> None:
    assert validated.code == 0, validated.err
    report = ValidationReport.from_json((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (tmp_path / "r.html").read_text(encoding="utf-8") == report.to_html()
    assert report_digest(report) in validated.out
    assert report.section("comparison").figure("auc_gain_over_scorecard").value is not None
    assert report.section("permutation").figure("auc_shuffled").value is not None
    assert report.section("stability").figure("psi_score").value is not None
    assert report.section("selection").figure("refused").value == 600
    labels = [row[1].zh for row in report.section("discrimination").tables[0].rows]
    assert {"东", "西", "2025"} <= set(labels)


@pytest.fixture
def watched(tmp_path: Path) -> int:
    """Writes simulated firms and what lenders saw of them; how many outcomes can be counted."""
    firms = list(simulate(400, seed=8))
    write_records(firms, tmp_path / "firms.jsonl")
    known_on = window_end(SIMULATED_ON) + timedelta(days=90)
    found = outcomes_of(simulated_events(firms, SIMULATED_ON, seed=1), SIMULATED_ON, known_on)
    write_outcomes(found, tmp_path / "outcomes.csv")
    return sum(not isnan(each.target) for each in found)


def test_records_are_validated_on_their_outcomes_by_segment_and_refer_rule(
    hangcuang: Hangcuang, demonstration_dir: Path, tmp_path: Path, watched: int
) -> None:
    hangcuang("simulate", 300, tmp_path / "seen.jsonl", "--seed", 9)
    told = hangcuang(
        "validate", demonstration_dir, tmp_path / "firms.jsonl", "--report", tmp_path / "r.html",
        "--json", tmp_path / "r.json", "--reference", tmp_path / "seen.jsonl",
        "--outcomes", tmp_path / "outcomes.csv",
    )  # fmt: skip
    assert told.code == 0, told.err
    report = ValidationReport.from_json((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report.rows == watched < 400
    assert report.section("missing").figure("referred_all_missing").value == 1.0
    assert report.section("gaming").figure("most_gained").value is not None
    kinds = {row[0].en for row in report.section("discrimination").tables[0].rows}
    assert {"District", "Size", "Ownership", "Firm age"} <= kinds


def test_a_table_without_a_column_of_the_model_is_named(
    hangcuang: Hangcuang, folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "short.csv"
    pd.read_csv(folder / "unseen.csv").drop(columns="debt").to_csv(path, index=False)
    told = hangcuang("validate", folder / "model", path, "--report", tmp_path / "r.html",
                     "--target", "bad")  # fmt: skip
    assert told.code == 2
    assert "'debt'" in told.err
    assert not (tmp_path / "r.html").exists()


def test_a_folder_that_is_no_model_is_named(hangcuang: Hangcuang, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    data = tmp_path / "rows.csv"
    data.write_text("a,bad\n1,0\n2,1\n", encoding="utf-8")
    told = hangcuang("validate", tmp_path / "empty", data, "--report", tmp_path / "r.html",
                     "--target", "bad")  # fmt: skip
    assert told.code == 2
    assert "manifest.json" in told.err


def test_records_without_an_outcome_cannot_validate(
    hangcuang: Hangcuang, demonstration_dir: Path, tmp_path: Path
) -> None:
    firms = tmp_path / "firms.jsonl"
    hangcuang("simulate", 3, firms)
    unknown = firms.read_text(encoding="utf-8").replace('"default": false', '"default": null')
    firms.write_text(unknown.replace('"default": true', '"default": null'), encoding="utf-8")
    told = hangcuang("validate", demonstration_dir, firms, "--report", tmp_path / "r.html")
    assert told.code == 2
    assert "known outcome" in told.err


def test_rows_of_one_firm_are_not_judged_as_if_they_were_firms_of_their_own(
    hangcuang: Hangcuang, folder: Path, tmp_path: Path
) -> None:
    told = hangcuang(
        "validate", folder / "model", folder / "unseen.csv", "--report", tmp_path / "r.html",
        "--target", "bad", "--drop", "firm",
    )  # fmt: skip
    assert told.code == 2
    assert "column 'firm': 600 rows are of 300 firms" in told.err
    assert "--group" in told.err
    assert not (tmp_path / "r.html").exists()


def test_a_model_that_no_trusted_key_signed_is_not_validated(
    hangcuang: Hangcuang, folder: Path, tmp_path: Path
) -> None:
    make_key(tmp_path / "keys" / "other.pem")
    (tmp_path / "keys" / "other.pem").unlink()
    told = hangcuang(
        "validate", folder / "model", folder / "unseen.csv", "--report", tmp_path / "r.html",
        "--target", "bad", "--group", "firm", "--trusted", tmp_path / "keys",
    )  # fmt: skip
    assert told.code == 2
    assert "manifest.sig" in told.err
