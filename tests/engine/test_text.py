import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.text import Text


def test_a_sentence_is_filled_in_both_languages():
    text = Text(zh="还差{years}年", en="{years} years short").filled(years=2)
    assert (text.zh, text.en) == ("还差2年", "2 years short")


def test_a_text_in_a_text_gives_each_language_its_own_words():
    years = Text(zh="两年", en="two years")
    text = Text(zh="还差{time}", en="{time} short").filled(time=years)
    assert (text.zh, text.en) == ("还差两年", "two years short")


def test_a_missing_value_is_not_left_blank():
    with pytest.raises(KeyError, match="years"):
        Text(zh="还差{years}年", en="{years} years short").filled(months=2)


@given(value=st.text())
def test_a_value_with_braces_is_not_filled_again(value):
    assert Text(zh="{name}", en="{name}").filled(name=value).zh == value


@pytest.mark.parametrize(
    "parts",
    [{"zh": "贷款"}, {"en": "loan"}, {"zh": "贷款", "en": 1}, {"zh": "", "en": "", "fr": ""}],
)
def test_a_text_has_two_languages_and_nothing_else(parts):
    with pytest.raises(ValidationError):
        Text.model_validate(parts)


def test_a_text_does_not_change():
    with pytest.raises(ValidationError, match="frozen"):
        Text(zh="贷款", en="loan").zh = "担保"
