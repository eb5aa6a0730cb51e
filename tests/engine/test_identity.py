"""Codes: GB 32100-2015 and GB 11714-1997; real firms' codes are public registry facts."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.identity import (
    ALPHABET,
    LENGTH,
    check_character,
    is_credit_code,
    normalise_code,
    organisation_check_character,
    simulated_code,
)

VALID = (
    "91350100M000100Y43",
    "91110000600037341L",
    "914403001922038216",
    "9144030071526726XG",
    "91110000802100433B",
    "91330100716105852F",
    "91330106673959654P",
    "91330108MA27YJ5H56",
    "91330000733796106P",
    "913300002539329145",
    "91110108551385082Q",
)
SUM_IS_A_MULTIPLE_OF_31 = ("91339900MAHC0013X0", "91339900MAHC001480")
SIMULATED = ("91339900MAHC000174", "91339900MAHC00025Y", "91339900MAHC00033R")

places = st.integers(0, LENGTH - 1)
simulated_numbers = st.integers(0, 9_999_999)
codes = st.one_of(st.sampled_from(VALID), simulated_numbers.map(simulated_code))


@pytest.mark.parametrize("code", VALID + SUM_IS_A_MULTIPLE_OF_31 + SIMULATED)
def test_a_registered_code_is_valid(code):
    assert is_credit_code(code)


@pytest.mark.parametrize("code", SUM_IS_A_MULTIPLE_OF_31)
def test_a_sum_that_is_a_multiple_of_31_is_checked_by_zero(code):
    assert check_character(code[:17]) == "0"


@pytest.mark.parametrize("code", VALID + SUM_IS_A_MULTIPLE_OF_31)
def test_the_organisation_code_within_holds_by_itself(code):
    assert organisation_check_character(code[8:16]) == code[16]


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y4Z",
        "91330108MA27YJ5H5I",
        "91350100M000100Y4",
        "91350100M000100Y433",
        "91350100m000100y43",
        "９1350100M000100Y43",
        "91350100M000100Y4\ud800",
        "",
    ],
)
def test_what_is_not_a_code_is_refused(code):
    assert not is_credit_code(code)


def test_both_check_characters_must_hold():
    wrong_organisation = "91350100M000100Y5"
    assert not is_credit_code(wrong_organisation + check_character(wrong_organisation))


@given(code=codes, place=places, other=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(code, place, other):
    assume(code[place] != other)
    assert not is_credit_code(code[:place] + other + code[place + 1 :])


@given(code=codes, first=places, second=places)
def test_two_swapped_characters_of_the_first_17_are_always_found(code, first, second):
    first, second = sorted((first, second))
    assume(second < LENGTH - 1 and code[first] != code[second])
    swapped = list(code)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    assert not is_credit_code("".join(swapped))


@given(code=codes, blanks=st.sampled_from(["", " ", "\u3000", "\t\n"]))
def test_a_code_typed_small_wide_or_between_blanks_is_the_same_code(code, blanks):
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code.lower())
    assert normalise_code(blanks + wide + blanks) == code


@given(text=st.text())
def test_any_text_gets_an_answer_and_normalising_twice_changes_nothing(text):
    once = normalise_code(text)
    assert is_credit_code(once) in (True, False)
    assert normalise_code(once) == once


@given(number=simulated_numbers)
def test_a_simulated_code_is_valid_and_in_a_region_no_firm_has(number):
    code = simulated_code(number)
    assert is_credit_code(code)
    assert code[2:8] == "339900"


@given(one=simulated_numbers, other=simulated_numbers)
def test_two_simulated_firms_have_two_codes(one, other):
    assert (simulated_code(one) == simulated_code(other)) == (one == other)


def test_a_simulated_number_beyond_seven_digits_is_refused():
    with pytest.raises(ValueError, match="zip"):
        simulated_code(10_000_000)
