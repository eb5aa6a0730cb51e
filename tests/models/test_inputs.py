"""Does any table of numbers become the right matrix, and no other table?"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from engine.errors import TableError
from models.inputs import matrix, require_numbers

FRAME = pd.DataFrame({"b": [1, None], "a": [True, False], "c": [2.5, np.inf]})
WANTED = [[1.0, 1.0], [0.0, np.nan]]


@pytest.mark.parametrize(
    "table", [FRAME, FRAME.convert_dtypes(), FRAME.astype(object), pa.Table.from_pandas(FRAME)]
)
def test_columns_are_found_by_name_in_any_frame(table):
    assert np.array_equal(matrix(table, ["a", "b"]), WANTED, equal_nan=True)


def test_an_array_is_taken_as_it_is():
    assert np.array_equal(matrix([[1, 2], [3, 4]], ["a", "b"]), [[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize("table", [[[1.0]], [1.0, 2.0], [[1.0, 2.0, 3.0]], [["x", "y"]]])
def test_an_array_of_another_shape_or_kind_is_refused(table):
    with pytest.raises(TableError, match="the table"):
        matrix(table, ["a", "b"])


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="'d' is missing"):
        matrix(FRAME, ["a", "d"])


@pytest.mark.parametrize(
    "column",
    [["1", "2"], pd.to_datetime(["2020", "2021"]), pd.Categorical(["x", "y"]), [1j, 2j], [{}, 1]],
)
def test_a_column_that_is_not_numeric_is_named(column):
    with pytest.raises(TableError, match="column 'bad' is not numeric"):
        require_numbers(FRAME.assign(bad=column))


def test_a_column_named_twice_is_refused():
    with pytest.raises(TableError, match="more than once"):
        matrix(pd.concat([FRAME, FRAME], axis=1), ["a"])


def test_infinity_is_refused_only_where_asked():
    require_numbers(FRAME)
    with pytest.raises(TableError, match="column 'c' holds infinity"):
        require_numbers(FRAME, finite=True)
