from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.form.typed import TypingError, meant_by, typed_for

YUAN = st.decimals(-(10**13), 10**13, places=2, allow_nan=False)
SHARES = st.decimals(0, 1, places=10, allow_nan=False)


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("１２０万", 1_200_000),
        ("1,200,000", 1_200_000),
        ("120,0000", 1_200_000),
        ("1亿2000万", 120_000_000),
        ("￥3 千万", 30_000_000),
        ("-3.5万元", -35_000),
        ("−5", -5),
    ],
)
def test_an_amount_is_understood_as_people_type_it(typed: str, yuan: int) -> None:
    assert meant_by(typed, "money") == yuan


@pytest.mark.parametrize("typed", ["3万5", "1,2", "十二万", "1e5", "1" * 90 + "万", "NaN", "12abc"])
def test_an_amount_that_must_be_guessed_is_refused(typed: str) -> None:
    with pytest.raises(TypingError):
        meant_by(typed, "money")


def test_a_number_above_one_is_no_share_without_its_percent_sign() -> None:
    with pytest.raises(TypingError, match="add the percent sign"):
        meant_by("35", "percent")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("35%", "0.35"), ("３.5％", "0.035"), ("0.35", "0.35"), ("1", "1")],
)
def test_a_share_is_understood(typed: str, value: str) -> None:
    assert meant_by(typed, "percent") == Decimal(value)


@pytest.mark.parametrize("typed", ["2025-12-31", "2025/12/31", "2025年12月31日", "20251231"])
def test_a_day_is_understood(typed: str) -> None:
    assert meant_by(typed, "day") == "2025-12-31"


@pytest.mark.parametrize("typed", ["2025-02-30", "yesterday", "2025-13-01"])
def test_a_day_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(TypingError):
        meant_by(typed, "day")


def test_characters_that_cannot_be_stored_are_refused() -> None:
    with pytest.raises(TypingError, match="cannot be stored"):
        meant_by("杭州\ufffd", "text")


@given(YUAN)
def test_an_amount_typed_out_is_understood_as_the_same_amount(value: Decimal) -> None:
    assert meant_by(typed_for(value, "money"), "money") == value


@given(SHARES)
def test_a_share_typed_out_is_understood_as_the_same_share(value: Decimal) -> None:
    assert meant_by(typed_for(value, "percent"), "percent") == value
