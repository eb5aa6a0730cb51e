import json
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from engine.money import (
    CENT,
    WAN,
    NonNegativeYuan,
    PositiveYuan,
    Rate,
    Share,
    Yuan,
    cents,
    floor_to_step,
    in_wan,
    to_float,
)

LARGEST = Decimal("9999999999999.99")
yuan = st.decimals(-LARGEST, LARGEST, places=2, allow_nan=False)
rates = st.decimals(Decimal(-1), Decimal(1), places=10, allow_nan=False)
steps = st.decimals(CENT, Decimal(10_000_000), places=2, allow_nan=False)


def read_back(kind, value):
    return Decimal(str(json.loads(TypeAdapter(kind).dump_json(value), parse_float=Decimal)))


@given(value=yuan)
def test_yuan_are_exact_after_json(value):
    assert read_back(Yuan, value) == value


@given(value=rates)
def test_rates_are_exact_after_json(value):
    assert read_back(Rate, value) == value


def test_whole_yuan_are_whole_numbers_in_json():
    assert TypeAdapter(Yuan).dump_json(Decimal("3000000.00")) == b"3000000"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Yuan, Decimal(10) ** 29),
        (Yuan, Decimal("0.001")),
        (Yuan, Decimal("NaN")),
        (Yuan, Decimal("Infinity")),
        (NonNegativeYuan, Decimal("-0.01")),
        (PositiveYuan, Decimal(0)),
        (Rate, Decimal("0.00000000001")),
        (Share, Decimal("1.01")),
        (Share, Decimal("-0.01")),
    ],
)
def test_an_impossible_amount_or_rate_is_refused(kind, value):
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


@given(value=yuan)
def test_the_nearest_double_prints_back_the_amount(value):
    assert cents(Decimal(repr(to_float(value)))) == value


def test_an_unknown_amount_stays_unknown():
    assert math.isnan(to_float(None))


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("1", "1.00")],
)
def test_half_a_cent_is_rounded_away_from_zero(value, rounded):
    assert cents(Decimal(value)) == Decimal(rounded)


@given(value=st.decimals(-LARGEST, LARGEST, places=6, allow_nan=False))
def test_rounding_moves_at_most_half_a_cent_and_only_once(value):
    assert abs(cents(value) - value) <= CENT / 2
    assert cents(cents(value)) == cents(value)


@given(value=yuan, step=steps)
def test_the_floor_is_a_multiple_of_the_step_less_than_one_step_below(value, step):
    floor = floor_to_step(value, step)
    assert floor % step == 0
    assert 0 <= value - floor < step


@given(count=st.integers(-1_000_000, 1_000_000), step=steps)
def test_a_multiple_of_the_step_is_its_own_floor(count, step):
    assert floor_to_step(count * step, step) == count * step


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (3_000_000, "300"), (12_345, "1.23"), (1_234_500_000, "123,450"), (-50_000, "-5")],
)
def test_a_banker_reads_ten_thousands(value, shown):
    assert in_wan(Decimal(value)) == shown


@given(value=yuan)
def test_what_a_banker_reads_is_within_50_yuan(value):
    assert abs(Decimal(in_wan(value).replace(",", "")) * WAN - value) <= 50
