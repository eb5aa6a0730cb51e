"""Does a command say the same, whether a cluster computes or this machine?"""

import json
import sys
import time

import pytest

from models import TreeSettings, load
from models.population import SIMULATED_ON
from tests.cluster import local_cluster

FIRMS = 25
ON = ["--on", SIMULATED_ON.isoformat()]
QUICK = TreeSettings(n_trees=30, learning_rate=0.1)
CONSENT = ["--authorisation", "SQ-2026-001", "--identify"]


@pytest.fixture(scope="module")
def address():
    with local_cluster() as found:
        yield found.scheduler_address


@pytest.fixture
def firms_file(tmp_path, hangcuang):
    path = tmp_path / "firms.jsonl"
    assert hangcuang("simulate", FIRMS, path, "--seed", 7).code == 0
    return path


def test_a_cluster_writes_the_file_that_this_machine_writes(
    hangcuang, address, firms_file, tmp_path
):
    here, there, dask = tmp_path / "here.csv", tmp_path / "there.csv", ["--dask", address]
    table = tmp_path / "f.parquet"
    for command in (
        ["features", firms_file, *CONSENT, *ON],
        ["score-batch", firms_file, "--explain", *ON],
        ["features", firms_file, *CONSENT, *ON],
        ["score-batch", table],
    ):
        assert hangcuang("features", firms_file, table, *CONSENT, *ON).code == 0
        assert hangcuang(*command, here).code == 0
        told = hangcuang(*command, there, *dask)
        assert told.code == 0, told.err
        assert there.read_bytes() == here.read_bytes()
    assert {each.name for each in tmp_path.iterdir() if each.name.startswith(".")} == set()


def test_a_cluster_leaves_out_and_tells_what_this_machine_would(
    hangcuang, address, firms_file, tmp_path
):
    with firms_file.open("a", encoding="utf-8") as file:
        file.write('{"firm": {"name": "x"}}\n[1]\n')
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    command = ["score-batch", firms_file, *ON]
    told = hangcuang(*command, there, "--dask", address)
    assert told.code == 2
    assert f"line {FIRMS + 1}: firm" in told.err
    assert not there.exists()
    alone = hangcuang(*command, here, "--keep-good-rows")
    told = hangcuang(*command, there, "--keep-good-rows", "--dask", address)
    assert (told.code, there.read_bytes()) == (0, here.read_bytes())
    assert told.err.count("left out") == alone.err.count("left out") == 2


@pytest.mark.parametrize("command", ["features", "score-batch", "train"])
def test_a_cluster_that_cannot_be_reached_is_said_in_seconds(
    hangcuang, firms_file, tmp_path, command
):
    start = time.monotonic()
    where = ["--out"] if command == "train" else []
    nowhere = ["--dask", "tcp://127.0.0.1:9"]
    told = hangcuang(command, firms_file, *where, tmp_path / "o.csv", *nowhere, *ON)
    assert time.monotonic() - start < 10
    assert told.code == 2
    assert "连接不上调度器 / the scheduler cannot be reached" in told.err
    assert not (tmp_path / "o.csv").exists()


def test_a_model_is_trained_by_a_cluster_and_says_by_how_many(
    hangcuang, address, tmp_path, monkeypatch
):
    data, folder = tmp_path / "data.parquet", tmp_path / "model"
    monkeypatch.setattr("models.classifier.settings_for", lambda _target: QUICK)
    hangcuang("simulate", 2_000, data, "--seed", 5)
    told = hangcuang("train", data, "--out", folder, "--json", "--dask", address)
    assert told.code == 0, told.err
    assert 0.5 < json.loads(told.out)["auc"] < 1
    assert load(folder).training.workers == 2
    assert "grown by 2 workers together" in told.err


def test_without_dask_installed_the_way_to_it_is_said(hangcuang, firms_file, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    told = hangcuang("score-batch", firms_file, tmp_path / "o.csv", "--dask", "tcp://x:1", *ON)
    assert told.code == 2
    assert "make cluster" in told.err
