"""Has every refusal a plain sentence in both languages?"""

import ast
from pathlib import Path

import pytest
from pydantic import BaseModel

from api.messages import _BY_REASON, field_errors, shown_key
from api.schemas.requests import AssessmentRequest
from engine import firm

FORMS = Path(str(firm.__file__)).parent


def raised_reasons() -> set[str]:
    """What the models of a record say when they refuse."""
    found = set()
    for path in FORMS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Raise(exc=ast.Call(func=ast.Name(id="ValueError"), args=[said])):
                    found.add(ast.literal_eval(said))
    return found


def test_every_reason_of_the_models_is_said_in_both_languages():
    assert raised_reasons() == set(_BY_REASON)


def test_an_error_that_nobody_foresaw_still_has_a_clean_message():
    (error,) = field_errors([{"type": "brand_new", "loc": ("firm", 1), "ctx": {"x": "{oops}"}}])
    assert error.field == "firm.1"
    assert "oops" not in error.message.zh + error.message.en


def test_the_whole_body_is_named_body():
    (error,) = field_errors([{"type": "model_type", "loc": (), "ctx": {"class_name": "X"}}])
    assert (error.field, error.message.en) == ("body", "must be an object")


@pytest.mark.parametrize(
    ("key", "shown"), [("a\x00b", "a\\x00b"), ("\ud800", "\\ud800"), ("杭", "杭")]
)
def test_a_name_is_shown_so_that_it_can_be_printed(key, shown):
    assert shown_key(key) == shown
    shown_key(key).encode()


def test_a_long_name_is_cut():
    assert len(shown_key("x" * 10_000)) < 100


def test_every_field_has_a_title_in_both_languages():
    waiting: list[type[BaseModel]] = [AssessmentRequest]
    seen = set()
    while waiting:
        model = waiting.pop()
        seen.add(model)
        for field in model.model_fields.values():
            assert " / " in (field.title or "")
            waiting += [part for part in parts_of(field.annotation) if part not in seen]


def parts_of(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [part for each in getattr(annotation, "__args__", ()) for part in parts_of(each)]
