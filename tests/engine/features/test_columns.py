"""Do columns give the bits that each of their rows gives alone, each step once?"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.features.columns import (
    ROWS_IN_CACHE,
    SMALLEST_DENOMINATOR,
    FloatArray,
    Steps,
    positive_or_nan,
)
from engine.features.definition import change, ratio

EDGES = (
    SMALLEST_DENOMINATOR, float(np.nextafter(SMALLEST_DENOMINATOR, 1)), 0.0, -0.0, 5e-324, -1.0,
    math.inf, -math.inf, math.nan, 1e15,
)  # fmt: skip
ANY = st.floats(width=64) | st.sampled_from(EDGES)
ROWS = st.lists(st.fixed_dictionaries({"a": ANY, "b": ANY, "c": ANY}), min_size=1)
Function = Callable[[Any], Any]
FUNCTIONS: list[Function] = [
    lambda facts: ratio(facts["a"], facts["b"]),
    lambda facts: ratio(facts["b"], facts["a"]),
    lambda facts: ratio(facts["a"] - facts["b"], facts["b"] + facts["c"]),
    lambda facts: change(facts["a"], facts["b"]) - change(facts["b"], facts["c"]),
    lambda facts: ratio((facts["a"] + facts["c"]) * 12, facts["b"] - facts["c"]),
    lambda facts: facts["a"] + facts["b"] + facts["c"],
    lambda facts: ratio(ratio(facts["a"], facts["b"]) - facts["c"], ratio(facts["c"], facts["b"])),
]


def same(column: FloatArray, rows: list[float]) -> bool:
    """The same bits; a missing number has many, all alike to us."""
    alone = np.array(rows)
    known = ~np.isnan(alone)
    return np.array_equal(np.isnan(column), ~known) and (
        column[known].tobytes() == alone[known].tobytes()
    )


def run(functions: list[Function], facts: dict[str, FloatArray]) -> FloatArray:
    out = np.full((len(functions), len(facts["a"])), 7.0)
    with np.errstate(all="ignore"):
        Steps(tuple(facts), functions).run(facts, out)
    return out


@given(ROWS)
def test_every_operation_gives_the_bits_of_each_row_alone(rows: list[dict[str, float]]) -> None:
    facts = {name: np.array([row[name] for row in rows]) for name in "abc"}
    for function, column in zip(FUNCTIONS, run(FUNCTIONS, facts), strict=True):
        assert same(column, [function(row) for row in rows])


def test_more_rows_than_the_cache_holds_give_the_same() -> None:
    random = np.random.default_rng(3)
    facts = {name: random.choice(EDGES, 2 * ROWS_IN_CACHE + 3) for name in "abc"}
    picked = [0, ROWS_IN_CACHE - 1, ROWS_IN_CACHE, 2 * ROWS_IN_CACHE, 2 * ROWS_IN_CACHE + 2]
    for function, column in zip(FUNCTIONS, run(FUNCTIONS, facts), strict=True):
        alone = [function({name: float(facts[name][row]) for name in "abc"}) for row in picked]
        assert same(column[picked], alone)


def test_no_fact_is_changed() -> None:
    facts = {name: np.array([2.0, 0.0, -1.0]) for name in "abc"}
    run(FUNCTIONS, facts)
    assert all(column.tolist() == [2.0, 0.0, -1.0] for column in facts.values())


def test_a_step_that_two_features_share_is_done_once() -> None:
    asked = []

    def first(facts: Any) -> Any:
        asked.append(facts["a"] - facts["b"])
        return ratio(asked[-1], facts["c"])

    def second(facts: Any) -> Any:
        asked.append(facts["a"] - facts["b"])
        return ratio(asked[-1], facts["b"])

    Steps(("a", "b", "c"), [first, second])
    assert asked[0] == asked[1]


@pytest.mark.parametrize("functions", [FUNCTIONS[:1] * 2, [lambda facts: facts["a"]]])
def test_a_function_without_a_step_of_its_own_is_refused(functions: list[Function]) -> None:
    with pytest.raises(ValueError, match="of its own"):
        Steps(("a", "b"), functions)


@given(st.lists(ANY))
def test_the_choice_of_denominators_is_the_plain_one(numbers: list[float]) -> None:
    values = np.array(numbers, dtype=np.float64)
    out = np.empty_like(values)
    positive_or_nan(values, values, out)
    assert same(out, np.where(values > SMALLEST_DENOMINATOR, values, math.nan).tolist())
