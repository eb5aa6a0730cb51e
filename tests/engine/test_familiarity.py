"""Does a firm's distance say what in its data is unlike the training firms?"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ModelError
from engine.familiarity import ALONE, Familiarity

NAN = float("nan")
# Feature 0 has the states missing, to 1, to 2, above; feature 1 missing, to 5, above.
KNOWN = Familiarity(
    limit=3.0,
    knot_counts=np.array([2, 1], dtype=np.int32),
    knots=np.array([1.0, 2.0, 5.0]),
    term_first=np.array([0, 1, 0], dtype=np.int32),
    term_second=np.array([ALONE, ALONE, 1], dtype=np.int32),
    cells=np.array(
        [0.5, 0.0, 0.0, 4.0, 0.25, 0.0, 1.0, 0, 0, 0, 0, 0, 2, 0, 8, 0, 0, 0, 0], dtype=np.float64
    ),
)
numbers = st.one_of(st.floats(width=32), st.sampled_from([1.0, 2.0, 5.0, NAN, np.inf, -np.inf]))


@pytest.mark.parametrize(
    ("values", "distance"),
    [
        ((1.0, 5.0), 0.0),  # a value at a knot is below it
        ((NAN, NAN), 0.75),
        ((3.0, 5.0), 4.0),
        ((0.0, 6.0), 1.0 + 2.0),  # both usual alone, not together
        ((1.5, -9.0), 8.0),
        ((np.inf, np.inf), 5.0),
    ],
)
def test_the_distance_is_the_sum_of_the_surprises(values, distance):
    assert KNOWN.distance(np.array([values]))[0] == distance


def test_the_strangest_terms_are_named_the_strangest_first():
    assert KNOWN.strangest(np.array([0.0, 6.0]), 3) == [(0, 1), (1,)]
    assert KNOWN.strangest(np.array([1.0, 5.0]), 3) == []
    assert KNOWN.strangest(np.array([0.0, 6.0]), 1) == [(0, 1)]


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=40))
def test_a_firm_alone_has_the_bits_it_has_among_many(rows):
    values = np.array(rows, dtype=np.float64)
    alone = [KNOWN.distance(values[[row]])[0] for row in range(len(values))]
    assert KNOWN.distance(values).tolist() == alone


def test_the_strangest_terms_of_a_firm_are_the_same_alone_and_among_many():
    values = np.random.default_rng(3).normal(3.0, 3.0, (40, 2))
    values[::7, 0] = NAN
    alone = [KNOWN.strangest(row, 3) for row in values]
    assert KNOWN.strangest_rows(values, 3) == alone
    assert any(alone)


def test_no_firm_has_no_distance():
    assert KNOWN.distance(np.empty((0, 2))).shape == (0,)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"knot_counts": np.array([3, 0], dtype=np.int32)}, "no knot"),
        ({"knot_counts": np.array([2, 2], dtype=np.int32)}, "do not match"),
        ({"knots": np.array([1.0, NAN, 5.0])}, "not a number"),
        ({"knots": np.array([1.0, 1.0, 5.0])}, "ascend"),
        ({"knots": np.array([1, 2, 5])}, "not a row"),
        ({"term_first": np.array([0, 2, 0], dtype=np.int32)}, "unknown feature"),
        ({"term_second": np.array([-1, -2, 1], dtype=np.int32)}, "unknown feature"),
        ({"term_second": np.array([-1, -1], dtype=np.int32)}, "lengths"),
        ({"cells": np.zeros(18)}, "wrong length"),
        ({"cells": np.full(19, -1.0)}, "negative"),
        ({"cells": np.full(19, np.inf)}, "endless"),
        ({"limit": NAN}, "limit"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_before_use(change, reason):
    with pytest.raises(ModelError, match=reason):
        replace(KNOWN, **change)
