"""Does `hangcuang benchmark` compare on any data, and say in plain words what it cannot use?"""

import json
import sys
from pathlib import Path

import pytest

from tests.api.cli.conftest import Hangcuang
from tests.models.benchmark.small import a_frame

CONFIG = """\
name: loans
title: Loans
path: loans.csv
source: made up
traps: none
target: {column: bad, default_values: [1], good_values: [0]}
group: firm
drop: [day]
monotone: {debt: 1}
split: {kind: repeated, folds: 2, repeats: 1}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    a_frame().to_csv(tmp_path / "loans.csv", index=False)
    (tmp_path / "loans.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def test_a_described_data_set_is_compared_and_reported(hangcuang: Hangcuang, folder: Path) -> None:
    told = hangcuang(
        "benchmark", folder / "loans.yaml", "--data", folder, "--out", folder / "out",
        "--model", "credit_model", "--model", "woe",
    )  # fmt: skip
    assert told.code == 0, told.err
    report = json.loads((folder / "out" / "benchmark.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in report["sets"][0]["results"]] == ["credit_model", "woe"]
    assert report["sets"][0]["grouped"] is True
    assert "| credit_model |" in (folder / "out" / "benchmark.md").read_text(encoding="utf-8")
    assert "loans: 6 fits" in told.err
    assert "10,000" in told.out
    assert "mean rank" in told.out
    for each in report["sets"][0]["results"]:
        behind = each["behind_best"]
        assert f"[{behind['low']:.4f}, {behind['high']:.4f}]" in told.out
        assert f"{each['explained_per_second']:,.0f}" in told.out


def test_a_table_nobody_has_described_is_compared(hangcuang: Hangcuang, folder: Path) -> None:
    told = hangcuang(
        "benchmark", folder / "loans.csv", "--target", "bad", "--group", "firm", "--date", "day",
        "--drop", "noise", "--model", "woe", "--json",
    )  # fmt: skip
    assert told.code == 0, told.err
    (judged,) = json.loads(told.out)["sets"]
    assert (judged["features"], judged["split"], judged["grouped"]) == (2, "time", True)


def test_a_peer_that_is_not_installed_is_named_with_the_remedy(
    hangcuang: Hangcuang, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xgboost", None)
    told = hangcuang(
        "benchmark", folder / "loans.yaml", "--data", folder, "--model", "xgboost", "--model", "woe"
    )
    assert told.code == 0, told.err
    assert "not installed: xgboost; `make peers`" in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("loans.csv",), "--target"),
        (("loans.csv", "--target", "worse"), "'worse'"),
        (("loans.yaml", "--target", "bad"), "names its own columns"),
        (("loans.yaml", "--model", "oracle"), "no model 'oracle'"),
        ((), "none of the known data sets"),
    ],
)
def test_what_cannot_be_compared_is_said(
    hangcuang: Hangcuang, folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    placed = [folder / each if each.startswith("loans.") else each for each in arguments]
    told = hangcuang("benchmark", *placed, "--data", folder)
    assert told.code == 2
    assert said in told.err


def test_rows_of_one_firm_are_not_drawn_apart(hangcuang: Hangcuang, folder: Path) -> None:
    described = CONFIG.replace("repeats: 1", "repeats: 1, by: row")
    (folder / "loans.yaml").write_text(described, encoding="utf-8")
    told = hangcuang("benchmark", folder / "loans.yaml", "--data", folder, "--model", "woe")
    assert told.code == 2
    assert "200 of 200 groups in column 'firm'" in told.err
