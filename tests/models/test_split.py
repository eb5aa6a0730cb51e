"""Are the right rows held back?"""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import TableError
from models.split import judging_parts, unseen_parts, validation_part

TARGET = np.array([0, 0, 0, 1] * 25)


def test_a_fifth_is_held_back_with_a_fifth_of_the_defaults():
    held_back = validation_part(TARGET, None, None, 0.2, seed=0)
    assert held_back.sum() == 20
    assert TARGET[held_back].sum() == 5


def test_the_seed_decides_which_rows():
    first, again, other = (validation_part(TARGET, None, None, 0.2, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@given(st.lists(st.integers(0, 9), min_size=20, max_size=60), st.booleans())
def test_the_rows_of_one_firm_are_never_parted(firms, dated):
    target, dates = np.arange(len(firms)) % 2, np.arange(len(firms)) if dated else None
    held_back = validation_part(target, firms, dates, 0.3, seed=0)
    sides = {
        firm: {bool(h) for f, h in zip(firms, held_back, strict=True) if f == firm}
        for firm in firms
    }
    assert all(len(each) == 1 for each in sides.values())


def test_with_dates_the_latest_rows_are_held_back():
    dates = [date(2020, 1, 1 + i % 28) for i in range(100)]
    held_back = validation_part(TARGET, None, dates, 0.2, seed=0)
    days = np.array([day.day for day in dates])
    assert days[held_back].min() >= days[~held_back].max()


def test_with_dates_and_firms_those_seen_last_are_held_back_whole():
    firms, dates = ["a", "b", "a", "c", "c"], ["2020", "2023", "2024", "2021", "2022"]
    held_back = validation_part(np.array([0, 1, 0, 1, 0]), firms, dates, 0.4, seed=0)
    assert held_back.tolist() == [True, False, True, False, False]


@pytest.mark.parametrize(
    ("groups", "dates", "reason"),
    [
        ([1, 2], None, "groups has shape"),
        (None, ["2020"], "dates has shape"),
        (None, ["soon"] * 100, "dates: "),
        (None, ["NaT"] * 100, "a row has none"),
        (None, [np.nan] * 100, "a row has none"),
    ],
)
def test_firms_and_dates_that_cannot_be_used_are_refused(groups, dates, reason):
    with pytest.raises(TableError, match=reason):
        validation_part(TARGET, groups, dates, 0.2, seed=0)


def test_five_parts_hold_every_row_once_and_never_part_a_firm():
    firms = np.arange(100) // 4
    parts = list(unseen_parts(TARGET, firms, None, seed=0))
    assert len(parts) == 5
    assert np.all(np.sum(parts, axis=0) == 1)
    assert all(len(np.unique(part[firms == firm])) == 1 for part in parts for firm in firms)


def test_with_dates_only_the_firms_seen_last_are_judged():
    (part,) = unseen_parts(TARGET, None, np.arange(100), seed=0)
    assert np.flatnonzero(part).tolist() == list(range(80, 100))


def test_a_single_default_cannot_be_spread_over_parts():
    assert list(unseen_parts(np.array([0, 0, 0, 1]), None, None, seed=0)) == []


@given(st.lists(st.integers(0, 9), min_size=20, max_size=60))
def test_the_parts_that_judge_trees_never_part_a_firm(firms):
    parts = judging_parts(np.arange(len(firms)) % 2, firms, None, 0.2, seed=0)
    for part in parts.flags:
        assert not set(np.array(firms)[part]) & set(np.array(firms)[~part])


def test_the_parts_that_judge_trees_hold_every_row_once_and_their_share_of_events():
    target = np.tile(TARGET, 20)
    flags = judging_parts(target, None, None, 0.2, seed=0).flags
    assert np.array_equal(np.sum(flags, axis=0), np.ones(2000))
    assert [int(target[part].sum()) for part in flags] == [100] * 5


def test_few_rows_judge_three_times_and_of_many_rows_one_part_is_enough():
    many = np.tile(TARGET, 600)
    assert len(judging_parts(TARGET, None, None, 0.2, seed=0).flags) == 15
    assert [int(part.sum()) for part in judging_parts(many, None, None, 0.2, 0).flags] == [12_000]
