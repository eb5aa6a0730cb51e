"""Does every split keep apart what would flatter a model?"""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import TableError
from models.benchmark.splits import folds_of, require_honest_split
from tests.models.benchmark.tables import made_data

FOLDS = {"kind": "repeated", "folds": 4, "repeats": 2}
CUTS = {
    "kind": "time", "cuts": [date(2021, 7, 1), date(2022, 7, 1)], "purge_months": 12, "folds": 2,
}  # fmt: skip


def test_each_repeat_judges_every_row_once_and_draws_anew():
    folds = folds_of(made_data(split=FOLDS))
    judged = [np.concatenate([f.test for f in folds if f.repeat == n]) for n in (0, 1)]
    assert all(sorted(rows) == list(range(240)) for rows in judged)
    assert not np.array_equal(*judged)


def test_folds_have_their_share_of_defaults():
    data = made_data(split=FOLDS)
    assert {int(data.target[fold.test].sum()) for fold in folds_of(data)} == {6}


@given(seed=st.integers(0, 2**16), n=st.integers(60, 200), folds=st.integers(2, 4))
def test_whatever_is_drawn_no_group_is_on_both_sides_and_each_row_is_judged_once(seed, n, folds):
    data = made_data(n=n, group="firm", split=FOLDS | {"folds": folds, "repeats": 1})
    drawn = folds_of(data, seed)
    assert sorted(np.concatenate([fold.test for fold in drawn])) == list(range(n))
    for fold in drawn:
        assert not set(data.groups[fold.train]) & set(data.groups[fold.test])


def test_the_same_seed_gives_the_same_folds():
    data = made_data(split=FOLDS)
    for one, other in zip(folds_of(data, seed=3), folds_of(data, seed=3), strict=True):
        assert np.array_equal(one.train, other.train)


@pytest.mark.parametrize("changes", [{"split": FOLDS}, {"date": "day", "split": CUTS}])
def test_no_group_trains_and_is_judged_in_one_fold(changes):
    data = made_data(group="firm", **changes)
    for fold in folds_of(data):
        assert not set(data.groups[fold.train]) & set(data.groups[fold.test])


def test_groups_seen_before_the_cut_cost_no_judged_row():
    data = made_data(group="firm", date="day", split=CUTS)
    judged = np.concatenate([fold.test for fold in folds_of(data)])
    assert sorted(judged) == np.flatnonzero(data.dates >= np.datetime64("2021-07-01")).tolist()


def test_a_row_split_on_grouped_data_is_refused_with_the_column_and_the_count():
    data = made_data(group="firm", split=FOLDS | {"by": "row"})
    with pytest.raises(TableError, match=r"40 of 40 groups in column 'firm' have several rows"):
        folds_of(data)


def test_a_row_split_is_no_harm_where_no_group_repeats():
    data = made_data(n=40, group="firm", split=FOLDS | {"by": "row"})
    object.__setattr__(data, "groups", np.arange(40).astype(np.str_))
    require_honest_split(data)


def test_a_row_trains_only_if_its_outcome_was_known_at_the_cut():
    data = made_data(date="day", split=CUTS)
    first, second = folds_of(data)
    assert data.dates[first.train].max() < np.datetime64("2020-07-01")
    assert data.dates[second.train].max() < np.datetime64("2021-07-01")


def test_each_window_is_judged_by_the_model_of_its_own_cut():
    data = made_data(date="day", split=CUTS)
    first, second = folds_of(data)
    assert data.dates[first.test].min() >= np.datetime64("2021-07-01")
    assert data.dates[first.test].max() < data.dates[second.test].min()
    assert len(first.test) + len(second.test) == (data.dates >= np.datetime64("2021-07-01")).sum()


def test_the_latest_share_is_judged_and_no_day_is_on_both_sides():
    data = made_data(date="day", split={"kind": "time", "latest_share": 0.25})
    (fold,) = folds_of(data)
    assert 60 <= len(fold.test) <= 62
    assert data.dates[fold.train].max() < data.dates[fold.test].min()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"n": 30, "split": FOLDS}, "4 folds need .* there are 3 and 30"),
        ({"date": "day", "split": CUTS | {"purge_months": 240}}, "trains on 0 rows"),
        ({"date": "day", "split": CUTS | {"cuts": [date(2030, 1, 1)]}}, "judges 0 rows"),
    ],
)
def test_a_fold_that_cannot_train_or_judge_is_refused(changes, reason):
    with pytest.raises(TableError, match=reason):
        folds_of(made_data(**changes))
