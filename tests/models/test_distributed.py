"""Does a cluster give the bits of one machine, whatever happens to its workers?"""

import time
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pytest

from engine.errors import ModelError, RecordError, TableError
from models.artefact import read_saved
from models.batch import score_batch, write_scores
from models.distributed import ClusterError, Work, cluster, compute, forget_parts, work_folder
from models.distributed_jobs import (
    ComputeFeatures,
    Done,
    Parcel,
    ScoreFeatures,
    ScoreRecords,
    lines_of_file,
    lines_of_firms,
    parts_of_lines,
    parts_of_table,
)
from models.feature_files import Leaving, block_of, blocks_of_firms, write_features
from models.feature_tables import FeatureTable, score_table
from models.population import SIMULATED_ON, simulate
from models.record_files import plain_wording, write_records
from tests.cluster import kill_one, local_cluster

FIRMS, PARTS = 900, 3
LEAVING = Leaving(SIMULATED_ON, "SQ-1", identify=True)
JOB = ScoreRecords(SIMULATED_ON, True, plain_wording)


def one_version() -> str:
    return "tests"


def other_on_workers() -> str:
    """As code that differs between two machines: each process tells another one."""
    import os

    return str(os.getpid())


@dataclass(frozen=True)
class Slowly:
    """A job that takes its time, so that a worker can die in the middle."""

    job: ScoreRecords
    needs_all: bool = True

    def key(self) -> str:
        return self.job.key()

    def work(self, content: bytes, parcel: Parcel | None) -> Done:
        time.sleep(0.5)
        return self.job.work(content, parcel)


@pytest.fixture(scope="module")
def workers():
    with local_cluster() as found:
        yield found


@pytest.fixture(scope="module")
def firms():
    return list(simulate(FIRMS, 21))


@pytest.fixture(scope="module")
def firms_file(firms, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("firms") / "firms.jsonl"
    write_records(firms, path)
    return path


@pytest.fixture(scope="module")
def expected(firms, demonstration_model) -> pa.Table:
    scores = score_batch([each.firm for each in firms], demonstration_model, SIMULATED_ON, True)
    return as_table(scores)


@pytest.fixture(scope="module")
def work(demonstration_dir) -> Work:
    saved = read_saved(demonstration_dir)
    return Work(JOB, one_version, Parcel(saved.sealed, saved.data))


def as_table(batches) -> pa.Table:
    return pa.Table.from_batches(batches).combine_chunks()


def computed(found, work, parts, out, progress=lambda _done: None) -> pa.Table:
    with cluster(found.scheduler_address) as client:
        return as_table(compute(client, work, parts, out, progress))


def file_parts(path):
    return parts_of_lines(lines_of_file(path, plain_wording, None))


def test_records_are_scored_with_the_bits_of_one_machine(
    workers, work, firms_file, expected, tmp_path
):
    done: list[int] = []
    told = computed(workers, work, file_parts(firms_file), tmp_path / "s", done.append)
    assert told.equals(expected)
    assert done == list(range(1, PARTS + 1))


def test_firms_that_were_read_here_are_scored_with_the_same_bits(
    workers, work, firms, expected, tmp_path
):
    parts = parts_of_lines(lines_of_firms(each.firm for each in firms))
    assert computed(workers, work, parts, tmp_path / "s").equals(expected)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_records_in_a_table_are_sent_unread_and_scored_with_the_same_bits(
    workers, work, firms, expected, tmp_path, ending
):
    write_records(firms, tmp_path / f"firms.{ending}")
    parts = file_parts(tmp_path / f"firms.{ending}")
    assert computed(workers, work, parts, tmp_path / "s").equals(expected)


def test_features_and_their_scores_have_the_bits_of_one_machine(
    workers, work, firms, firms_file, demonstration_model, tmp_path
):
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    write_features(blocks_of_firms((each.firm for each in firms), LEAVING), here)
    features = Work(ComputeFeatures(LEAVING, plain_wording), one_version)
    with cluster(workers.scheduler_address) as client:
        batches = compute(client, features, file_parts(firms_file), there, lambda _done: None)
        write_features(map(block_of, batches), there)
    assert there.read_bytes() == here.read_bytes()
    table = FeatureTable(here, demonstration_model.feature_names)
    scoring = replace(work, job=ScoreFeatures(explain=True))
    told = computed(workers, scoring, parts_of_table(table), tmp_path / "s")
    assert told.equals(as_table(score_table(table, demonstration_model, explain=True)))


def test_a_worker_killed_in_the_middle_loses_nothing(workers, work, firms_file, expected, tmp_path):
    killed: list[int] = []

    def kill(done: int) -> None:
        if not killed:
            kill_one(workers)
            killed.append(done)

    slowly = replace(work, job=Slowly(JOB))
    told = computed(workers, slowly, file_parts(firms_file), tmp_path / "s", kill)
    assert killed == [1]
    assert told.equals(expected)


def test_a_rerun_resumes_and_computes_no_finished_part_again(
    workers, work, firms_file, expected, tmp_path
):
    out, cut = tmp_path / "s", tmp_path / "cut.jsonl"
    lines = firms_file.read_text(encoding="utf-8").splitlines(keepends=True)
    cut.write_text("".join([*lines[:-1], '{"name": 1}\n']), encoding="utf-8")
    with pytest.raises(RecordError, match=f"line {FIRMS}: firm"):
        computed(workers, work, file_parts(cut), out)
    finished = {each: each.stat().st_mtime_ns for each in work_folder(out).iterdir()}
    assert computed(workers, work, file_parts(firms_file), out).equals(expected)
    assert finished
    assert {each: each.stat().st_mtime_ns for each in finished} == finished
    forget_parts(out)
    assert [each.name for each in tmp_path.iterdir()] == ["cut.jsonl"]


def test_another_day_model_or_code_never_takes_a_finished_part_for_its_own(work):
    others = [
        replace(work, job=replace(JOB, on=SIMULATED_ON.replace(year=2025))),
        replace(work, job=replace(JOB, explain=False)),
        replace(work, job=replace(JOB, needs_all=False)),
        replace(work, job=ScoreFeatures(explain=True)),
        replace(work, parcel=replace(work.parcel, sealed=b"another")),
        replace(work, version=other_on_workers),
    ]
    keys = {each.key_of(b"1\t{}") for each in (work, *others)} | {work.key_of(b"2\t{}")}
    assert len(keys) == len(others) + 2


def test_wrong_lines_are_left_out_and_told_where_that_is_wanted(
    workers, work, firms, tmp_path, demonstration_model
):
    left: list[RecordError] = []
    lines = [*lines_of_firms(each.firm for each in firms[:5]), (6, "[1]"), (7, '{"name": 1}')]
    some = Work(replace(JOB, needs_all=False), one_version, work.parcel, left.append)
    for _ in range(2):  # the second time from the finished part
        told = computed(workers, some, parts_of_lines(lines), tmp_path / "s")
        assert told["identifier"].to_pylist() == [each.firm.identifier for each in firms[:5]]
    fields = [each.errors[0].field for each in left]
    assert fields[0] == "line 6: firm"
    assert fields == fields[:2] * 2
    with pytest.raises(TableError, match="no firm"):
        computed(workers, some, parts_of_lines(lines[5:]), tmp_path / "s")


def test_a_model_damaged_on_its_way_is_refused(workers, work, firms, tmp_path):
    data = work.parcel.data | {"tables.bin": work.parcel.data["tables.bin"][:-1] + b"x"}
    damaged = replace(work, parcel=Parcel(work.parcel.sealed + b"\n", data))
    parts = parts_of_lines(lines_of_firms(each.firm for each in firms[:2]))
    with pytest.raises(ModelError, match="damaged on its way"):
        computed(workers, damaged, parts, tmp_path / "s")


def test_a_worker_that_runs_other_code_refuses(workers, work, tmp_path):
    other = replace(work, version=other_on_workers)
    with pytest.raises(ClusterError, match="the worker runs other code"):
        computed(workers, other, [b"1\t{}"], tmp_path / "s")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "foo://x:1", ""])
def test_a_cluster_that_cannot_be_reached_is_said_at_once(address):
    start = time.monotonic()
    with pytest.raises(ClusterError, match="the scheduler cannot be reached"), cluster(address):
        pass
    assert time.monotonic() - start < 5.0


def test_no_firm_leaves_no_file(workers, work, tmp_path):
    with cluster(workers.scheduler_address) as client, pytest.raises(TableError, match="no firm"):
        write_scores(
            compute(client, work, [], tmp_path / "s.csv", lambda _done: None), tmp_path / "s.csv"
        )
    assert not (tmp_path / "s.csv").exists()
