import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts import FACT_BY_NAME, FACT_NAMES
from engine.features import FEATURE_BY_NAME, FEATURE_NAMES, FEATURES, QUESTIONS, feature_values
from engine.features import matrix_of as matrix

NAN = math.nan
POOL = np.array([NAN, 0.0, -0.01, 0.01, 1.0, -3.5, 0.3, 12.0, 1e12, -1e12])


@st.composite
def firms(draw: st.DrawFn) -> list[dict[str, float]]:
    """A few firms whose facts are missing, zero, tiny, ordinary, negative or huge at random."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    rows = random.choice(POOL, size=(draw(st.integers(1, 5)), len(FACT_NAMES)))
    scale = random.choice([1.0, random.lognormal()], size=rows.shape)
    return [dict(zip(FACT_NAMES, map(float, row), strict=True)) for row in (rows * scale).round(2)]


def test_there_are_enough_features_over_enough_questions() -> None:
    assert len(FEATURES) >= 30
    assert len({feature.question for feature in FEATURES}) >= 6
    assert {feature.question for feature in FEATURES} == set(QUESTIONS)


def test_names_and_reason_codes_are_unique() -> None:
    assert len(FEATURE_BY_NAME) == len({feature.code for feature in FEATURES}) == len(FEATURES)


def test_every_feature_says_what_a_person_must_know() -> None:
    for feature in FEATURES:
        texts = (feature.label, feature.missing)
        assert all(text.zh and text.en for text in texts), feature.name


@given(firms())
def test_one_firm_gets_the_same_bits_as_the_same_firm_among_many(
    many: list[dict[str, float]],
) -> None:
    columns = {name: np.array([firm[name] for firm in many]) for name in FACT_NAMES}
    together = matrix(feature_values(columns), FEATURE_NAMES)
    alone = np.vstack([matrix(feature_values(firm), FEATURE_NAMES) for firm in many])
    assert together.tobytes() == alone.tobytes()


@given(firms())
def test_no_feature_is_ever_infinite(many: list[dict[str, float]]) -> None:
    for firm in many:
        assert not any(math.isinf(value) for value in feature_values(firm).values())


def test_a_firm_of_which_nothing_is_known_has_no_feature() -> None:
    unknown = dict.fromkeys(FACT_NAMES, NAN)
    assert all(math.isnan(value) for value in feature_values(unknown).values())


def test_a_feature_named_like_a_fact_is_that_fact() -> None:
    facts = {name: float(place) for place, name in enumerate(FACT_NAMES, start=1)}
    values = feature_values(facts)
    same = set(values) & set(FACT_BY_NAME)
    assert same
    assert all(values[name] == facts[name] for name in same)


@pytest.mark.parametrize(
    ("name", "facts", "value"),
    [
        ("current_ratio", {"current_assets": 3.0, "current_liabilities": 2.0}, 1.5),
        (
            "quick_ratio",
            {"current_assets": 3.0, "inventory": 1.0, "current_liabilities": 4.0},
            0.5,
        ),
        ("gross_margin", {"revenue": 200.0, "cogs": 150.0}, 0.25),
        ("interest_coverage", {"ebitda": 90.0, "interest_expense": 30.0}, 3.0),
        ("headcount_growth", {"insured_headcount": 8.0, "insured_headcount_year_ago": 10.0}, -0.2),
        ("cash_to_payroll_months", {"cash": 50.0, "payroll_12m": 120.0}, 5.0),
        ("voided_invoice_share", {"voided_invoices_12m": 1.0, "sales_invoices_12m": 3.0}, 0.25),
        ("rnd_staff_share", {"rnd_staff": 3.0, "headcount": 12.0}, 0.25),
        ("tax_arrears_to_revenue", {"tax_arrears": 5.0, "revenue": 100.0}, 0.05),
        ("equity_raised_to_assets", {"equity_raised_2y": 5.0, "total_assets": 20.0}, 0.25),
    ],
)
def test_worked_examples(name: str, facts: dict[str, float], value: float) -> None:
    assert FEATURE_BY_NAME[name].compute(facts) == value
