import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.facts import FACT_BY_NAME, FACT_NAMES, facts_of
from engine.features import (
    FEATURE_BY_NAME,
    FEATURE_NAMES,
    FEATURES,
    QUESTIONS,
    feature_list_digest,
    feature_values,
    matrix_of,
)
from tests.builders import ON
from tests.full_firm import a_full_firm

NAN = math.nan
POOL = np.array([NAN, 0.0, -0.0, -0.01, 0.01, 1.0, -3.5, 0.3, 12.0, 1e15, -1e15])
FIRMS = 20


@st.composite
def firms(draw: st.DrawFn) -> list[dict[str, float]]:
    """A few firms whose facts are missing, zero, tiny, ordinary, negative or huge at random."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    rows = random.choice(POOL, size=(draw(st.integers(1, 5)), len(FACT_NAMES)))
    scale = random.choice([1.0, random.random()], size=rows.shape)
    return [dict(zip(FACT_NAMES, map(float, row), strict=True)) for row in (rows * scale).round(2)]


def test_there_are_at_least_90_features_over_the_12_questions() -> None:
    assert len(FEATURES) >= 90
    assert {feature.question for feature in FEATURES} == set(QUESTIONS)
    assert len(QUESTIONS) == 12


def test_names_and_reason_codes_are_unique() -> None:
    assert len(FEATURE_BY_NAME) == len({feature.code for feature in FEATURES}) == len(FEATURES)


def test_every_feature_says_what_a_person_must_know() -> None:
    for feature in FEATURES:
        texts = (feature.label, feature.missing, feature.helps, feature.hurts)
        assert all(text.zh and text.en for text in texts), feature.name
        assert feature.definition.endswith("."), feature.name
        places = [text.count(place) for text in (feature.helps.zh, feature.hurts.en)
                  for place in ("{value}", "{points}")]  # fmt: skip
        assert places == [1, 1, 1, 1], feature.name


@given(firms())
def test_one_firm_gets_the_same_bits_as_the_same_firm_among_many(
    many: list[dict[str, float]],
) -> None:
    columns = {name: np.array([firm[name] for firm in many]) for name in FACT_NAMES}
    together = matrix_of(feature_values(columns), FEATURE_NAMES)
    alone = np.vstack([matrix_of(feature_values(firm), FEATURE_NAMES) for firm in many])
    assert together.tobytes() == alone.tobytes()


@given(firms())
def test_no_feature_is_ever_infinite(many: list[dict[str, float]]) -> None:
    for firm in many:
        assert not any(math.isinf(value) for value in feature_values(firm).values())


def test_a_firm_of_which_nothing_is_known_has_no_feature() -> None:
    unknown = dict.fromkeys(FACT_NAMES, NAN)
    assert all(math.isnan(value) for value in feature_values(unknown).values())


def test_no_feature_is_always_missing() -> None:
    rows = [feature_values(facts_of(a_full_firm(seed), ON)) for seed in range(FIRMS)]
    assert [name for name in FEATURE_NAMES if all(math.isnan(row[name]) for row in rows)] == []


def test_no_feature_orders_firms_as_another_does() -> None:
    rows = [feature_values(facts_of(a_full_firm(seed), ON)) for seed in range(FIRMS)]
    orders = {name: _order([row[name] for row in rows]) for name in FEATURE_NAMES}
    twins = [
        (one, other)
        for place, one in enumerate(FEATURE_NAMES)
        for other in FEATURE_NAMES[place + 1 :]
        if len(orders[one]) > 2 and orders[one] in (orders[other], orders[other][::-1])
    ]
    assert twins == []


def _order(values: list[float]) -> tuple[tuple[int, ...], ...]:
    """The firms by value, those with the same value together, those without one left out."""
    known = sorted({value for value in values if not math.isnan(value)})
    return tuple(tuple(i for i, value in enumerate(values) if value == each) for each in known)


def test_a_feature_named_like_a_fact_is_that_fact() -> None:
    facts = {name: float(place) for place, name in enumerate(FACT_NAMES, start=1)}
    values = feature_values(facts)
    same = set(values) & set(FACT_BY_NAME)
    assert same
    assert all(values[name] == facts[name] for name in same)


def test_the_digest_names_the_list() -> None:
    assert feature_list_digest() == feature_list_digest()
    assert len(feature_list_digest()) == 64
