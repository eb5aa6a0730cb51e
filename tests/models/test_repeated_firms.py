"""Is a table with several rows of one firm noticed though no column was named as the firm?"""

import pandas as pd
import pytest

from engine.errors import TableError
from engine.identity import simulated_code
from models.repeated_firms import require_firms_named

CODES = [simulated_code(place) for place in (1, 2, 2)]


@pytest.mark.parametrize(
    "title", ["firm", "Firm_ID", "company name", "企业代号", "统一社会信用代码"]
)
def test_a_column_titled_as_firms_that_repeats_is_refused_with_the_remedy(title: str) -> None:
    table = pd.DataFrame({title: ["a", "b", "b"], "debt": [1, 2, 3]})
    with pytest.raises(TableError, match=rf"{title}.*3 rows are of 2 firms.*name it by --group"):
        require_firms_named(table, None, "name it by --group")


def test_a_column_of_credit_codes_is_known_by_what_it_holds() -> None:
    with pytest.raises(TableError, match="'x1'"):
        require_firms_named(pd.DataFrame({"x1": CODES}), None, "name it")


@pytest.mark.parametrize(
    "table",
    [
        {"firm": ["a", "b", "c"]},
        {"firm": ["a", None, None]},
        {"firm_age": [1, 1, 2], "industry": ["x", "x", "y"]},
        {"firm": [None, None, None]},
    ],
)
def test_firms_of_one_row_each_and_other_columns_that_repeat_are_no_reason(table) -> None:
    require_firms_named(pd.DataFrame(table), None, "name it")


def test_a_named_group_keeps_rows_together_whatever_repeats() -> None:
    require_firms_named(pd.DataFrame({"firm": ["a", "a"], "owner": ["o", "o"]}), "owner", "name it")
