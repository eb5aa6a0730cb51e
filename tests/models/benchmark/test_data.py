"""Is any table read as numbers, outcomes, groups and days, and what is wrong named?"""

import gzip
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from engine.errors import TableError
from models.benchmark.config import config_of
from models.benchmark.data import read_data
from tests.models.benchmark.tables import a_config, read_text

ROWS = "a,b,bad\n1,?,1\n2,5.5,0\n2,5.5,0\n,1e3,0\n"
ARFF = """% a comment
@RELATION t
@attribute a numeric
@attribute 'b c' real
@attribute bad {0,1}
@DATA
1,?,1
-2.5e-1,5,0
"""


def test_missing_markers_become_nan_and_zero_stays_zero(tmp_path):
    features = read_text(tmp_path, "a,b,bad\n0,?,1\n,2,0\n").features
    assert np.array_equal(features, [[0.0, np.nan], [np.nan, 2.0]], equal_nan=True)


def test_rows_that_are_alike_are_dropped_where_asked(tmp_path):
    data = read_text(tmp_path, ROWS, drop_duplicates=True)
    assert (len(data.target), data.duplicates) == (3, 1)
    assert len(read_text(tmp_path, ROWS).target) == 4


def test_a_row_without_an_outcome_is_left_out_and_counted(tmp_path):
    data = read_text(tmp_path, "a,bad\n1,1\n2,\n3,0\n")
    assert (data.target.tolist(), data.unlabelled) == ([1, 0], 1)
    assert data.features["a"].tolist() == [1.0, 3.0]


def test_arff_is_read_with_its_names_and_question_marks(tmp_path):
    (tmp_path / "t.arff.gz").write_bytes(gzip.compress(ARFF.encode()))
    data = read_data(
        a_config(path="t.arff.gz", target={"column": "bad", "default_values": [1]}), tmp_path
    )
    assert list(data.features) == ["a", "b c"]
    assert np.array_equal(data.features, [[1.0, np.nan], [-0.25, 5.0]], equal_nan=True)


def test_sparse_arff_is_refused(tmp_path):
    with pytest.raises(TableError, match="sparse"):
        read_text(tmp_path, ARFF.partition("1,?")[0] + "{0 1, 2 1}\n", name="t.arff")


def test_the_same_table_is_the_same_as_csv_and_as_parquet(tmp_path):
    csv = read_text(tmp_path, ROWS)
    pd.DataFrame(csv.features).assign(bad=csv.target).to_parquet(tmp_path / "t.parquet")
    again = read_data(a_config(path="t.parquet"), tmp_path)
    assert again.features.equals(csv.features)
    assert again.target.tolist() == csv.target.tolist()


@pytest.mark.parametrize(
    "column",
    [
        [Decimal("1.5"), None, Decimal(2)],
        pd.array([1, None, 2], dtype="Int64"),
        pd.array([True, None, False], dtype="boolean"),
        ["1.5", "?", "2"],
    ],
)
def test_numbers_of_any_kind_of_parquet_column_are_numbers(tmp_path, column):
    pd.DataFrame({"a": column, "bad": [0, 0, 1]}).to_parquet(tmp_path / "t.parquet")
    features = read_data(a_config(path="t.parquet"), tmp_path).features
    assert features["a"].isna().tolist() == [False, True, False]
    assert features["a"].dtype == np.float64


def test_categories_of_parquet_are_texts_and_a_missing_outcome_is_left_out(tmp_path):
    table = pd.DataFrame({"a": ["u", "v", "u"], "bad": ["no", "yes", None]}).astype("category")
    table.to_parquet(tmp_path / "t.parquet")
    target = {"column": "bad", "default_values": ["yes"]}
    config = a_config(path="t.parquet", target=target, text_columns="one_hot")
    data = read_data(config, tmp_path)
    assert (data.target.tolist(), data.unlabelled) == ([0, 1], 1)
    assert data.features["a_u"].tolist() == [1.0, 0.0]


def test_a_day_with_a_time_zone_keeps_its_local_date(tmp_path):
    days = pd.to_datetime(["2020-01-01 23:00", "2020-06-01 23:00"]).tz_localize("Asia/Shanghai")
    pd.DataFrame({"a": [1, 2], "bad": [0, 1], "day": days}).to_parquet(tmp_path / "t.parquet")
    split = {"kind": "time", "latest_share": 0.5}
    data = read_data(a_config(path="t.parquet", date="day", split=split), tmp_path)
    assert data.dates.astype(str).tolist() == ["2020-01-01", "2020-06-01"]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"form": "one_hot"}, {"s_A": [1.0, 0.0, np.nan], "s_B": [0.0, 1.0, np.nan]}),
        ({"form": "ordinal", "order": ["B", "A"]}, {"s": [1.0, 0.0, np.nan]}),
    ],
)
def test_texts_are_coded_as_stated_and_missing_stays_missing(tmp_path, form, expected):
    data = read_text(tmp_path, "s,bad\nA,1\nB,0\n,0\n", codes={"s": form})
    pd.testing.assert_frame_equal(data.features, pd.DataFrame(expected))


def test_money_is_read_as_a_number_where_stated(tmp_path):
    text = 's,bad\n"$1,200.50 ",1\n3,0\n,0\n'
    features = read_text(tmp_path, text, codes={"s": {"form": "number"}}).features
    assert np.array_equal(features["s"], [1200.5, 3.0, np.nan], equal_nan=True)


@pytest.mark.parametrize(
    ("text", "changes", "reason"),
    [
        ("a,bad\nx,1\ny,0\n", {}, "'a' holds text such as 'x'"),
        ("a,bad\n1,1\n2,0\nx,0\n", {}, "'a': 'x' is no number"),
        ("a,bad\n1,1\ninf,0\n", {}, "'a' holds infinity"),
        ("a,b\n1,1\n2,0\n", {}, "'bad' is missing; there are a, b"),
        ("a,bad\n1,0\n2,0\n", {}, "'bad' has 0 defaults in 2 rows"),
        ("a,bad\n1,0\n2,1\n3,2\n", {}, "'bad' holds 0.0, 2.0"),
        ("a,bad\n1,0\n2,1\n", {"monotone": {"z": 1}}, "'z' is no feature"),
        ("bad\n0\n1\n", {}, "no feature is left"),
        ("a,f,bad\n1,,0\n2,x,1\n", {"group": "f"}, "'f' names no group in 1 rows"),
        ("s,bad\nA,1\nC,0\n", {"codes": {"s": {"form": "ordinal", "order": ["A"]}}}, "'C' has no"),
        ("s,bad\n1x,1\n2,0\n", {"codes": {"s": {"form": "number"}}}, "'1x' is no number"),
    ],
)
def test_what_cannot_be_read_is_named_by_file_and_column(tmp_path, text, changes, reason):
    with pytest.raises(TableError, match=rf"t: t\.csv: .*{reason}"):
        read_text(tmp_path, text, **changes)


def test_a_day_that_is_none_is_shown(tmp_path):
    split = {"kind": "time", "latest_share": 0.5}
    with pytest.raises(TableError, match="'day': '1/2/2020' is no day"):
        read_text(tmp_path, "a,day,bad\n1,1/2/2020,0\n2,2020-02-01,1\n", date="day", split=split)


def test_folds_of_dated_rows_have_no_days_and_days_are_no_feature(tmp_path):
    split = {"kind": "repeated", "because": "made for the test"}
    data = read_text(tmp_path, "a,day,bad\n1,x,0\n2,y,1\n", date="day", split=split)
    assert (data.dates, list(data.features)) == (None, ["a"])


@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.arff", "t.xlsx"])
def test_a_file_that_is_not_there_or_of_no_known_kind_is_named(tmp_path, name):
    with pytest.raises(TableError, match=name):
        read_data(a_config(path=name), tmp_path)


def test_a_table_nobody_described_is_read_with_its_texts_coded(tmp_path):
    (tmp_path / "t.csv").write_text("id,size,bad\n1,small,True\n2,large,False\n", encoding="utf-8")
    data = read_data(config_of(tmp_path / "t.csv", "bad", drop=["id"]), tmp_path)
    assert list(data.features) == ["size_large", "size_small"]
    assert data.target.tolist() == [1, 0]


def test_a_text_of_very_many_values_is_taken_for_a_name_and_not_for_a_feature(tmp_path):
    lines = "".join(f"deal {n // 2},{n % 2}\n" for n in range(200))
    (tmp_path / "t.csv").write_text("deal,bad\n" + lines, encoding="utf-8")
    with pytest.raises(TableError, match=r"'deal' has 100 different texts.*group"):
        read_data(config_of(tmp_path / "t.csv", "bad"), tmp_path)


def test_several_rows_of_a_firm_need_a_group_even_if_its_column_is_dropped(tmp_path):
    text = "firm,a,bad\nx,1,1\nx,2,0\ny,3,0\n"
    with pytest.raises(TableError, match=r"t: t\.csv: column 'firm': 3 rows are of 2 firms"):
        read_text(tmp_path, text, drop=["firm"])
    assert read_text(tmp_path, text, group="firm").groups.tolist() == ["x", "x", "y"]
