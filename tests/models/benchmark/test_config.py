"""Is a data set's file read strictly, and what is wrong in it named?"""

from pathlib import Path

import pytest

from engine.errors import TableError
from models import benchmark
from models.benchmark.config import builtin_configs, config_of, read_config
from tests.models.benchmark.tables import STATED, a_config

SECOND_VIEWS = Path(benchmark.__file__).parent / "datasets" / "second_views"
GOOD = """
name: t
title: A table
path: t.csv
source: made for the test
traps: none
target: {column: bad, default_values: [1]}
split: {kind: repeated, folds: 2, repeats: 1}
"""


def written(folder, text):
    path = folder / "t.yaml"
    path.write_text(text, encoding="utf-8")
    return read_config(path)


def test_a_file_is_read_as_it_stands(tmp_path):
    assert written(tmp_path, GOOD) == a_config()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("name: t", "name: t\ncolour: red"), "colour"),
        (("name: t", "name: t\nname: u"), 'line 3.*duplicate key "name"'),
        (("title: A table\n", ""), "title"),
        (("folds: 2", "folds: '2'"), "split.*folds"),
        (("folds: 2", "folds: 1"), "split.*folds"),
        (("kind: repeated", "kind: random"), "split"),
        (("default_values: [1]", "default_values: []"), "target.default_values"),
        (("traps: none", "traps: none\nmonotone: {a: 2}"), "monotone.a"),
        (("traps: none", "traps: none\ndrop: bad"), "drop"),
        (("traps: none", "traps: none\nprepare: other"), "prepare"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_key(tmp_path, change, named):
    with pytest.raises(TableError, match=rf"(?s)t\.yaml: .*{named}"):
        written(tmp_path, GOOD.replace(*change))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"drop": ["bad"]}, "'bad' is named twice"),
        ({"group": "firm", "monotone": {"firm": 1}}, "'firm' is no feature"),
        ({"split": {"kind": "time", "latest_share": 0.3}}, "needs a date"),
        ({"date": "day", "split": {"kind": "time"}}, "either cuts or latest_share"),
        ({"split": STATED["split"] | {"by": "group"}}, "needs a group column"),
        ({"codes": {"size": {"form": "ordinal"}}}, "order"),
    ],
)
def test_what_does_not_go_together_is_refused(changes, reason):
    with pytest.raises(ValueError, match=reason):
        a_config(**changes)


def test_folds_of_dated_rows_need_a_reason():
    with pytest.raises(ValueError, match=r"split\.because.*'day'"):
        a_config(date="day")
    said = STATED["split"] | {"because": "the day is of the export"}
    assert a_config(date="day", split=said).date == "day"


def test_a_table_nobody_described_is_split_by_its_date_or_its_groups():
    assert config_of("a/loans 1.csv", "bad", date="day").split.kind == "time"
    grouped = config_of("a/loans 1.csv", "bad", group="firm", drop=["id"])
    assert (grouped.name, grouped.split.kind, grouped.drop) == ("loans_1", "repeated", ("id",))


def test_columns_that_do_not_go_together_are_named_for_such_a_table_too():
    with pytest.raises(TableError, match=r"t\.csv.*'bad' is named twice"):
        config_of("t.csv", "bad", group="bad")


def test_a_second_view_differs_from_the_first_in_its_split_alone():
    first = {config.path: config for config in builtin_configs()}
    views = [read_config(path) for path in SECOND_VIEWS.glob("*.yaml")]
    assert sorted(view.name for view in views) == ["crunchbase_2013_folds", "sba_loans_folds"]
    for view in views:
        own = {"name": "", "title": "", "traps": "", "split": view.split}
        assert first[view.path].model_copy(update=own) == view.model_copy(update=own)


def test_the_built_in_data_sets_are_five():
    assert [config.name for config in builtin_configs()] == [
        "crunchbase_2013", "cumcm2020c", "polish_1year", "polish_5year", "sba_loans",
    ]  # fmt: skip
