"""Is a table of features scored as its firms are one by one, in bounded memory?"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv, parquet

from engine.errors import RecordError, TableError
from engine.features import FEATURE_NAMES, feature_list_digest
from models.batch import score_batch, write_scores
from models.feature_files import Leaving, blocks_of_firms, write_features
from models.feature_tables import FeatureTable, is_feature_table, score_table
from models.population import SIMULATED_ON, simulate

FIRMS = 700
LEAVING = Leaving(SIMULATED_ON, "SQ-1", identify=True)


@pytest.fixture(scope="module")
def firms():
    return [each.firm for each in simulate(FIRMS, 9)]


@pytest.fixture(scope="module")
def written(firms, tmp_path_factory) -> Path:
    """The features of the firms, as `hangcuang features` writes them, both ways."""
    folder = tmp_path_factory.mktemp("features")
    for ending in ("csv", "parquet"):
        write_features(blocks_of_firms(firms, LEAVING), folder / f"f.{ending}")
    return folder


@pytest.fixture(scope="module")
def expected(firms, demonstration_model) -> pa.Table:
    return as_table(score_batch(firms, demonstration_model, SIMULATED_ON, explain=True, size=1))


def as_table(batches):
    return pa.Table.from_batches(batches).combine_chunks()


def scored(path, model, explain=True, threads=1, size=8_192):
    table = FeatureTable(path, model.feature_names)
    return as_table(score_table(table, model, explain, threads, size))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize(("threads", "size"), [(1, 8_192), (2, 64), (3, 1), (2, 131)])
def test_any_threads_and_chunks_give_the_bits_of_one_firm_at_a_time(
    written, expected, demonstration_model, ending, threads, size
):
    told = scored(written / f"f.{ending}", demonstration_model, threads=threads, size=size)
    assert told.equals(expected)


def test_columns_may_stand_in_any_order_and_others_are_left_out(
    written, expected, demonstration_model, tmp_path
):
    table = parquet.read_table(written / "f.parquet")
    mixed = table.select(table.column_names[::-1]).append_column("memo", pa.array(["x"] * FIRMS))
    parquet.write_table(mixed, tmp_path / "mixed.parquet")
    assert scored(tmp_path / "mixed.parquet", demonstration_model).equals(expected)


def test_without_identifiers_the_order_alone_says_whose_a_score_is(
    written, expected, demonstration_model, tmp_path
):
    table = parquet.read_table(written / "f.parquet").select(demonstration_model.feature_names)
    parquet.write_table(table, tmp_path / "bare.parquet")
    told = scored(tmp_path / "bare.parquet", demonstration_model)
    assert told["identifier"].null_count == FIRMS
    assert told.drop_columns("identifier").equals(expected.drop_columns("identifier"))


def test_empty_places_whole_numbers_and_yes_and_no_are_read_as_numbers(
    written, demonstration_model, tmp_path
):
    table = parquet.read_table(written / "f.parquet")
    name = demonstration_model.feature_names[0]
    place = table.column_names.index(name)
    for column, same in (
        (pa.array([None] * FIRMS), np.full(FIRMS, np.nan)),
        (pa.array([1, 2] * (FIRMS // 2)), np.tile([1.0, 2.0], FIRMS // 2)),
        (pa.array([True, None] * (FIRMS // 2)), np.tile([1.0, np.nan], FIRMS // 2)),
    ):
        for each, file in ((column, "a.parquet"), (pa.array(same), "b.parquet")):
            parquet.write_table(table.set_column(place, name, each), tmp_path / file)
        one, other = (scored(tmp_path / f, demonstration_model) for f in ("a.parquet", "b.parquet"))
        assert one.equals(other)


def test_a_table_of_features_is_known_by_its_columns(written, demonstration_model, tmp_path):
    names = demonstration_model.feature_names
    assert is_feature_table(written / "f.csv", names)
    assert is_feature_table(written / "f.parquet", names)
    (tmp_path / "firms.csv").write_text("name,credit_code,firm_age_years\n", encoding="utf-8")
    assert not is_feature_table(tmp_path / "firms.csv", names)
    assert not is_feature_table(tmp_path, names)


def test_a_missing_feature_or_text_in_its_place_is_named(written, demonstration_model, tmp_path):
    table = parquet.read_table(written / "f.parquet")
    absent, text = demonstration_model.feature_names[3:5]
    parquet.write_table(table.drop_columns(absent), tmp_path / "absent.parquet")
    with pytest.raises(RecordError, match=f"{absent}: the model's feature has no such column"):
        scored(tmp_path / "absent.parquet", demonstration_model)
    place = table.column_names.index(text)
    worded = table.set_column(place, text, pa.array(["x"] * FIRMS))
    parquet.write_table(worded, tmp_path / "text.parquet")
    with pytest.raises(RecordError, match=f"{text}: must hold numbers, not string"):
        scored(tmp_path / "text.parquet", demonstration_model)


def test_features_of_another_list_are_refused(written, demonstration_model, tmp_path):
    table = parquet.read_table(written / "f.parquet")
    place = table.column_names.index("feature_list")
    assert set(table["feature_list"].to_pylist()) == {feature_list_digest()}
    other = table.set_column(place, "feature_list", pa.array(["0" * 64] * FIRMS))
    parquet.write_table(other, tmp_path / "old.parquet")
    with pytest.raises(RecordError, match="computed by another list"):
        scored(tmp_path / "old.parquet", demonstration_model, threads=2)


def test_an_empty_table_is_refused_and_leaves_no_file(written, demonstration_model, tmp_path):
    parquet.write_table(
        parquet.read_table(written / "f.parquet").slice(0, 0), tmp_path / "e.parquet"
    )
    table = FeatureTable(tmp_path / "e.parquet", demonstration_model.feature_names)
    with pytest.raises(TableError, match="holds no firm"):
        write_scores(score_table(table, demonstration_model), tmp_path / "out.parquet")
    assert [each.name for each in tmp_path.iterdir()] == ["e.parquet"]


def test_an_error_in_the_middle_ends_the_stream_and_leaves_no_file(
    written, demonstration_model, tmp_path
):
    broken = csv.read_csv(written / "f.csv").to_pandas().astype(object)
    broken.loc[FIRMS - 1, FEATURE_NAMES[5]] = "many"
    broken.to_csv(tmp_path / "broken.csv", index=False)
    table = FeatureTable(tmp_path / "broken.csv", demonstration_model.feature_names)
    with pytest.raises(ValueError, match="many"):
        write_scores(score_table(table, demonstration_model, threads=2), tmp_path / "out.csv")
    assert [each.name for each in tmp_path.iterdir()] == ["broken.csv"]


PEAK = """
import sys
from pathlib import Path
from models.artefact import load
from models.batch import write_scores
from models.feature_tables import FeatureTable, score_table
from tests.bench.memory import _peak_bytes
model = load(sys.argv[1])
table = FeatureTable(Path(sys.argv[2]), model.feature_names)
write_scores(score_table(table, model, True, 2), sys.argv[3], model.feature_names)
print(_peak_bytes())
"""


def test_memory_stays_flat_in_the_number_of_firms(
    written, demonstration_dir, tmp_path, report_figure
):
    table = parquet.read_table(written / "f.parquet")

    def peak(times: int) -> float:
        source = tmp_path / f"{times}.parquet"
        with parquet.ParquetWriter(source, table.schema) as writer:
            for _ in range(times):
                writer.write_table(table)
        arguments = [sys.executable, "-c", PEAK, demonstration_dir, source, tmp_path / "o.parquet"]
        root = Path(__file__).parents[2]
        told = subprocess.run(arguments, capture_output=True, text=True, check=True, cwd=root)
        return float(told.stdout)

    ratio = peak(200) / peak(50)
    report_figure("score-batch: peak memory of 140,000 firms over 35,000", ratio)
    assert ratio <= 1.2
