"""Are columns of facts read as they stand, or refused with line and column?"""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from engine.errors import RecordError, TableError
from models.fact_tables import is_fact_table, read_facts, stream_features

NAN = float("nan")


def a_table(folder: Path, **columns: Any) -> Path:
    parquet.write_table(pa.table(columns), folder / "facts.parquet")
    return folder / "facts.parquet"


def refused(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(RecordError) as refusal:
        list(read_facts(path))
    return [(each.field, each.message.zh) for each in refusal.value.errors]


def test_columns_in_any_order_become_features(tmp_path: Path) -> None:
    path = a_table(tmp_path, revenue=[120.0, 80.0], cogs=[90.0, 60.0], cash=[1.0, 2.0])
    ((batch, values),) = stream_features(path)
    assert batch.count == 2
    assert values["gross_margin"].tolist() == [0.25, 0.25]


def test_an_absent_column_and_an_empty_place_are_unknown(tmp_path: Path) -> None:
    path = a_table(tmp_path, revenue=[120.0, None], cogs=[90.0, 60.0])
    ((_, values),) = stream_features(path)
    assert values["gross_margin"].tolist()[0] == 0.25
    assert np.isnan(values["gross_margin"][1])
    assert np.isnan(values["current_ratio"]).all()


def test_whole_numbers_and_yes_and_no_are_numbers(tmp_path: Path) -> None:
    path = a_table(tmp_path, headcount=[8, 9], has_talent=[True, None])
    ((_, values),) = stream_features(path)
    assert values["headcount"].tolist() == [8.0, 9.0]
    assert values["has_talent"].tolist()[0] == 1.0


def test_batches_keep_the_order_and_count_their_rows(tmp_path: Path) -> None:
    path = a_table(tmp_path, revenue=np.arange(10.0))
    batches = list(read_facts(path, ("revenue",), size=4))
    assert [batch.first for batch in batches] == [1, 5, 9]
    assert np.concatenate([batch.facts["revenue"] for batch in batches]).tolist() == [*range(10)]


def test_texts_beside_the_facts_are_kept(tmp_path: Path) -> None:
    path = a_table(tmp_path, revenue=[1.0], authorisation=["A-1"], tax_source=["tax_bureau"])
    (batch,) = read_facts(path)
    assert batch.beside == {"authorisation": ["A-1"], "tax_source": ["tax_bureau"]}


def test_a_column_that_is_no_fact_is_named(tmp_path: Path) -> None:
    assert refused(a_table(tmp_path, revenue=[1.0], revnue=[1.0], need_amount=[1.0])) == [
        ("revnue", "不是事实,也不是可随附的列"),
        ("need_amount", "不是事实,也不是可随附的列"),
    ]


def test_a_column_of_texts_is_named(tmp_path: Path) -> None:
    assert refused(a_table(tmp_path, tax_grade=["A"])) == [("tax_grade", "须为数字或是否(string)")]


def test_a_column_that_stands_there_twice_is_named(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([1.0]), pa.array([2.0])], names=["cash", "cash"])
    parquet.write_table(table, tmp_path / "facts.parquet")
    assert refused(tmp_path / "facts.parquet")[0] == ("cash", "出现两次")


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), 1.1e15])
def test_a_number_that_no_record_can_hold_is_named_with_its_line(
    tmp_path: Path, value: float
) -> None:
    path = a_table(tmp_path, cash=[1.0, NAN, value])
    assert refused(path) == [("line 3: cash", "须为有限数字,绝对值不超过1e15")]


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="holds no firm"):
        list(read_facts(a_table(tmp_path, cash=pa.array([], pa.float64()))))


def test_a_table_of_facts_is_told_from_a_list_of_firms(tmp_path: Path) -> None:
    assert is_fact_table(a_table(tmp_path, revenue=[1.0]))
    assert not is_fact_table(a_table(tmp_path, revenue=[1.0], name=["甲"]))
    assert not is_fact_table(a_table(tmp_path, firm=["{}"]))
    assert not is_fact_table(tmp_path)
