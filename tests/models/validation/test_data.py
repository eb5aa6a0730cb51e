"""Do files become validation data, with segments, or a clear error?"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.errors import TableError
from models.population import SIMULATED_ON, simulate
from models.record_files import write_records
from models.validation import TableColumns, table_data_of, validation_data_of
from models.validation.data import AGE, DISTRICT, OWNERSHIP, SIZE
from tests.models.validation.stubs import some_firms

COLUMNS = TableColumns("bad", date="day", group="firm", segments=("area",), drop=("later",))


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame({
        "debt": [0.1, None, 0.3, 0.4],
        "staff": [3, 4, 5, 6],
        "area": ["A", "B", None, "A"],
        "firm": ["f", "f", "g", "h"],
        "day": ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"],
        "later": [1, 2, 3, 4],
        "bad": [0, 1, 0, 1],
    })  # fmt: skip


def saved(table: pd.DataFrame, path: Path) -> Path:
    table.to_parquet(path) if path.suffix == ".parquet" else table.to_csv(path, index=False)
    return path


@pytest.mark.parametrize("name", ["rows.csv", "rows.csv.gz", "rows.parquet"])
def test_a_table_becomes_features_outcomes_groups_days_and_segments(
    table: pd.DataFrame, tmp_path: Path, name: str
) -> None:
    data = table_data_of(saved(table, tmp_path / name), COLUMNS)
    assert list(data.features.columns) == ["debt", "staff"]
    assert data.target.tolist() == [0, 1, 0, 1]
    assert data.groups.tolist() == ["f", "f", "g", "h"]
    assert str(data.dates[0]) == "2024-01-01"
    assert data.segments["area"].tolist() == ["A", "B", "unknown", "A"]
    assert np.isnan(data.features["debt"][1])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"bad": [0, 1, 2, 0]}, "'bad', row 3"),
        ({"bad": [0, 1, None, 0]}, "'bad', row 3"),
        ({"bad": [0, 0, 0, 0]}, "both defaults"),
        ({"day": ["2024-01-01", "soon", "2024-03-01", "2024-04-01"]}, "'day'"),
        ({"day": ["2024-01-01", None, "2024-03-01", "2024-04-01"]}, "no date"),
    ],
)
def test_a_wrong_column_is_named(table, tmp_path: Path, change, said: str) -> None:
    path = saved(table.assign(**change), tmp_path / "rows.csv")
    with pytest.raises(TableError, match=said):
        table_data_of(path, COLUMNS)


def test_a_feature_that_is_no_number_or_absent_is_named(table, tmp_path: Path) -> None:
    path = saved(table, tmp_path / "rows.csv")
    with pytest.raises(TableError, match="'area' is not numeric"):
        table_data_of(path, TableColumns("bad", group="firm"), ["debt", "area"])
    with pytest.raises(TableError, match="'wealth'"):
        table_data_of(path, TableColumns("bad", group="firm"), ["wealth"])


def test_a_table_of_chinese_in_the_older_encoding_is_read(table, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(table.assign(area=["滨江", "西湖", "滨江", "余杭"]).to_csv(index=False)
                     .encode("gb18030"))  # fmt: skip
    assert table_data_of(path, COLUMNS).segments["area"][0] == "滨江"


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"\.csv"):
        table_data_of(tmp_path / "rows.txt", TableColumns("bad"))


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("firms") / "firms.jsonl"
    write_records(simulate(200, 5), path)
    return path


def test_simulated_firms_come_with_their_truth_and_their_segments(simulated: Path) -> None:
    data = validation_data_of(simulated, SIMULATED_ON)
    assert data.simulated
    assert data.true_pd is not None
    assert set(data.segments) == {DISTRICT, SIZE, OWNERSHIP, AGE}
    assert "滨江" in data.segments[DISTRICT]
    assert set(data.segments[SIZE]) <= {"micro", "small", "medium", "large", "unknown"}
    young = data.features["firm_age_years"].to_numpy() < 2
    assert set(data.segments[AGE][young]) == {"age_under_2"}


def test_the_digest_follows_every_number() -> None:
    data, same, other = some_firms(50), some_firms(50), some_firms(50, seed=1)
    assert data.digest == same.digest
    assert data.digest != other.digest


def test_columns_of_another_length_are_refused() -> None:
    with pytest.raises(TableError, match="area: 2 entries for 40 rows"):
        some_firms(40, segments={"area": ["a", "b"]})
