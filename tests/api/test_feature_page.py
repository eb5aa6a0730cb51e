from api.feature_page import PAGE, feature_page
from engine.features import FEATURES, QUESTIONS


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == feature_page()


def test_every_feature_has_its_rows() -> None:
    page = feature_page()
    for feature in FEATURES:
        assert page.count(f"\n| `{feature.name}` | {feature.definition} |") == 1
        assert page.count(f"\n| `{feature.code}` | {feature.label.en} | {feature.label.zh} |") == 1


def test_every_question_has_its_heading() -> None:
    headings = [line for line in feature_page().splitlines() if line.startswith("## ")]
    assert headings == [f"## {text.en} / {text.zh}" for text in QUESTIONS.values()]


def test_no_cell_breaks_its_row() -> None:
    tables = [line for line in feature_page().splitlines() if line.startswith("|")]
    assert {line.count("|") for line in tables} == {6, 8}
