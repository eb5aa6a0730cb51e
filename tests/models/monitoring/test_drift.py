"""Does drift speak up where it can and say `too few` where it cannot?"""

import numpy as np
import pytest

from models.monitoring import drift

NAMES = ("debt_ratio", "cash_ratio", "tax_grade", "unknown_to_the_house")


def rows(n, seed, moved=0.0):
    values = np.random.default_rng(seed).normal(size=(n, len(NAMES)))
    values[:, 0] += moved
    return values


def found(n, moved=0.0, missing=0.0, seed=1):
    before, now = rows(3_000, 0), rows(n, seed, moved)
    now[: int(missing * n), 2] = np.nan
    scores = tuple(-each.sum(axis=1) for each in (before, now))
    return drift(NAMES, before, now, scores)


def column(result, name):
    return next(each for each in result.columns if each.name == name)


def test_few_firms_that_show_nothing_are_too_few_and_never_green():
    result = found(30)
    assert result.verdict == "too_few"
    assert {each.verdict for each in result.columns} == {"too_few"}
    assert f"at least {result.fewest_firms} are needed" in result.sentence.en
    assert f"至少需要{result.fewest_firms}家" in result.sentence.zh


def test_enough_firms_that_show_nothing_are_green():
    result = found(600)
    assert result.verdict == "green"
    assert result.fewest_firms <= 600


def test_a_far_move_is_red_also_with_few_firms():
    result = found(30, moved=2.0)
    assert column(result, "debt_ratio").verdict == "red"
    assert result.verdict == "red"
    assert "Liabilities to assets" in result.sentence.en


def test_a_sure_but_small_move_is_green_and_says_so():
    result = found(2_000, moved=0.18)
    moved = column(result, "debt_ratio")
    assert moved.p_value <= 0.03
    assert (moved.verdict, moved.psi < 0.10) == ("green", True)
    assert "but little" in moved.sentence.en


def test_a_middle_move_is_amber():
    assert column(found(2_000, moved=0.42), "debt_ratio").verdict == "amber"


@pytest.mark.parametrize("n", [20, 100, 1_000])
def test_what_goes_missing_is_red_and_says_from_how_much_to_how_much(n):
    moved = column(found(n, missing=0.95), "tax_grade")
    assert moved.verdict == "red"
    assert "missing went from 0% to 95%" in moved.sentence.en
    assert "缺失由0%变为95%" in moved.sentence.zh


def test_the_columns_that_moved_most_are_drawn_first():
    drawn = found(600, moved=1.0).rows(most=2)
    assert drawn[0]["name"] == "debt_ratio"
    assert len(drawn) == 2


def test_every_column_has_a_name_for_people():
    assert all(each.label.zh and each.label.en for each in found(600).columns)
