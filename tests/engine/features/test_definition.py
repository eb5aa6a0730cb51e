"""Are ratios safe, and does a feature know what it reads, says and means?"""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts import FACT_BY_NAME
from engine.features import FEATURE_BY_NAME, FEATURES
from engine.features.columns import SMALLEST_DENOMINATOR
from engine.features.definition import change, ratio
from engine.features.family import SELF_DECLARED_FACTS, SELF_DECLARED_SECTIONS, VERIFIED_FACTS
from engine.firm import SECTIONS
from engine.text import Text

ANY = st.floats(allow_nan=True, allow_infinity=True, width=64)
# What a record can hold: money of 15 digits, counts, shares, rates of 10 places.
HELD = st.floats(-1e15, 1e15)


@given(st.lists(st.tuples(ANY, ANY), min_size=1))
def test_a_ratio_of_columns_is_the_ratio_of_each_row_bit_for_bit(
    pairs: list[tuple[float, float]],
) -> None:
    above, below = (np.array(column) for column in zip(*pairs, strict=True))
    with np.errstate(all="ignore"):
        together = ratio(above, below)
    alone = np.array([ratio(a, b) for a, b in pairs])
    assert np.array_equal(together, alone, equal_nan=True)
    known = ~np.isnan(alone)
    assert together[known].tobytes() == alone[known].tobytes()


@given(HELD, HELD)
def test_a_ratio_of_what_a_record_can_hold_is_never_infinite(above: float, below: float) -> None:
    assert not math.isinf(ratio(above, below))


@given(HELD, st.floats(max_value=SMALLEST_DENOMINATOR, allow_nan=False))
def test_a_ratio_to_what_is_not_positive_is_missing(above: float, below: float) -> None:
    assert math.isnan(ratio(above, below))


def test_the_rounding_left_of_nothing_is_no_denominator() -> None:
    nothing = 0.1 + 0.2 - 0.3
    assert nothing > 0
    assert math.isnan(ratio(1.0, nothing))


def test_a_change_is_the_difference_over_what_was_before() -> None:
    assert change(9.0, 6.0) == 0.5
    assert math.isnan(change(1.0, -6.0))


def test_a_feature_knows_the_sections_it_reads() -> None:
    assert FEATURE_BY_NAME["unstated_debt_to_assets"].sections == ("debts", "statements")
    assert FEATURE_BY_NAME["top1_buyer_share"].sections == ("invoices",)


def test_every_section_of_the_record_is_read_by_some_feature() -> None:
    assert {section for each in FEATURES for section in each.sections} == set(SECTIONS)


def test_a_feature_of_an_unknown_fact_says_so() -> None:
    lost = replace(FEATURES[0], compute=lambda facts: facts["no_such_fact"])
    with pytest.raises(KeyError, match="no_such_fact"):
        _ = lost.inputs


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("top1_buyer_share", "verified"),
        ("insured_to_peak", "verified"),
        ("insured_share", "self_declared"),
        ("tax_grade", "verified"),
        ("tax_arrears_to_revenue", "self_declared"),
        ("gross_margin", "self_declared"),
        ("paid_in_capital", "self_declared"),
        ("blacklist_entries", "verified"),
    ],
)
def test_a_feature_is_verified_where_a_register_vouches_for_all_it_reads(
    name: str, family: str
) -> None:
    assert FEATURE_BY_NAME[name].family == family


def test_the_table_of_families_names_sections_and_facts_that_exist() -> None:
    assert set(SECTIONS) >= SELF_DECLARED_SECTIONS
    assert set(FACT_BY_NAME) >= VERIFIED_FACTS | SELF_DECLARED_FACTS


def test_a_sentence_states_the_value_and_the_effect() -> None:
    feature = FEATURE_BY_NAME["current_ratio"]
    words = {"value": "1.50", "points": "12 points"}
    assert feature.helps.en.format(**words) == (
        "Current assets are 1.50 times current liabilities, which raises the score by 12 points"
    )
    words = {"value": "1.50", "points": "12分"}
    assert feature.hurts.zh.format(**words) == "流动资产是流动负债的1.50倍,使分数降低12分"


def test_a_missing_value_is_said_to_be_unknown_and_why() -> None:
    points = Text(zh="3分", en="3 points")
    said = FEATURE_BY_NAME["runway_months"].unknown(points, helps=True)
    assert said.zh == "现金可支撑月数未知(不消耗现金或没有可用报表),使分数提高3分"
    assert said.en == (
        "Runway: unknown (burns no cash, or no usable accounts), which raises the score by 3 points"
    )
