"""Is a report repeatable, readable by machines, and one page that needs nothing else?"""

import json
import re
from html.parser import HTMLParser

import pytest
from pydantic import ValidationError

from models.validation import Options, ValidationReport, report_digest, validate
from models.validation.page import shown
from tests.models.validation.stubs import Linear, some_firms

REFERENCES = {"src", "href", "srcset", "data", "action", "poster", "background", "cite"}


@pytest.fixture(scope="module")
def report() -> ValidationReport:
    data = some_firms(1_200, simulated=True).against(some_firms(800, seed=1))
    return validate(Linear(), data, options=Options(draws=30, code_version="0.0"))


@pytest.fixture(scope="module")
def page(report: ValidationReport) -> str:
    return report.to_html()


class Read(HTMLParser):
    """Every tag with its attributes, and what stays open."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.mistakes: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(tag)


def test_json_and_back_is_the_same_report(report: ValidationReport) -> None:
    assert ValidationReport.from_json(report.to_json()) == report


def test_json_is_strict_and_knows_no_nan(report: ValidationReport) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    json.loads(report.to_json(), parse_constant=refuse)


def test_json_with_a_word_too_many_is_no_report(report: ValidationReport) -> None:
    changed = json.loads(report.to_json()) | {"approved": True}
    with pytest.raises(ValidationError, match="approved"):
        ValidationReport.from_json(json.dumps(changed))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_digest(
    report: ValidationReport,
) -> None:
    data = some_firms(1_200, simulated=True).against(some_firms(800, seed=1))
    options = Options(draws=30, code_version="0.0")
    again = validate(Linear(), data, options=options)
    assert again.to_json() == report.to_json()
    assert report_digest(again) == report_digest(report)
    other = validate(Linear(), data, seed=1, options=options)
    assert report_digest(other) != report_digest(report)


def test_the_verdict_is_the_gravest_of_the_sections(report: ValidationReport) -> None:
    order = ("info", "green", "amber", "red")
    gravest = max((each.verdict for each in report.sections), key=order.index)
    assert report.verdict == gravest


def test_every_section_says_purpose_method_finding_and_limits(report: ValidationReport) -> None:
    for each in report.sections:
        for text in (each.title, each.purpose, each.method, each.finding, each.limits):
            assert text.zh.strip(), each.key
            assert text.en.strip(), each.key
            assert "{" not in text.zh + text.en, each.key


def test_every_row_of_every_table_has_a_value_for_each_column(report: ValidationReport) -> None:
    for section in report.sections:
        for table in section.tables:
            assert {len(row) for row in table.rows} <= {len(table.columns)}, table.title.en


def test_the_page_holds_no_script_and_no_reference_but_to_itself(page: str) -> None:
    read = Read(page)
    names = {tag for tag, _ in read.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    for _, attributes in read.tags:
        for name in REFERENCES & set(attributes):
            assert str(attributes[name]).startswith("#"), attributes
        assert not [name for name in attributes if name.startswith("on")]
    assert not re.search(r"@import|url\((?!#)", page)


def test_no_address_stands_in_the_page_but_the_name_of_svg(page: str) -> None:
    assert set(re.findall(r"\w+://[^\"'<\s]+", page)) <= {"http://www.w3.org/2000/svg"}


def test_the_page_is_well_formed_and_every_link_finds_its_section(page: str) -> None:
    read = Read(page)
    assert read.mistakes == []
    assert read.open == []
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [attributes["href"] for _, attributes in read.tags if attributes.get("href")]
    assert {str(link)[1:] for link in links} <= set(ids)


def test_the_verdicts_come_first_and_every_picture_is_drawn(
    report: ValidationReport, page: str
) -> None:
    assert page.index("结论一览") < page.index('id="discrimination"')
    assert page.count("<svg ") == sum(len(each.pictures) for each in report.sections)
    assert "Discrimination" in page
    assert "区分能力" in page


def test_words_from_outside_cannot_become_markup() -> None:
    data = some_firms(600, segments={"<script>": ["<b onclick=x>"] * 600})
    drawn = validate(Linear(model_id="<i>"), data, options=Options(draws=10)).to_html()
    assert "<b onclick" not in drawn
    assert "<script" not in drawn
    assert "<i>" not in drawn
    assert "&lt;i&gt;" in drawn


@pytest.mark.parametrize(
    ("value", "form", "wanted"),
    [
        (None, "share", "–"),
        (0.0424, "share", "4.24%"),
        (1.0, "share", "100.0%"),
        (1234.0, "count", "1,234"),
        (1.3e-14, "tiny", "1.3e-14"),
        (-0.0067, "tiny", "-0.0067"),
    ],
)
def test_a_number_is_shown_as_people_write_it(value, form, wanted) -> None:
    assert shown(value, form) == wanted


def test_only_a_demonstration_is_called_one(page: str) -> None:
    assert 'class="warning"' not in page
