import json
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from api.examples import KINDS, example
from api.pages.form.check import check
from api.pages.form.fields import groups
from api.pages.form.labels import label_of
from api.pages.form.posted import known_names
from api.pages.form.record import fields_of, record_of
from api.pages.form.steps import STEPS, step_of
from api.schemas.requests import AssessmentRequest
from engine.firm import Firm, Need
from tests.api.conftest import TODAY


def typed_example(kind: str = "growing") -> dict[str, str]:
    request = AssessmentRequest.model_validate_json(json.dumps(example(kind, TODAY)))
    return fields_of(request.firm, request.need)


def leaves(model: type[BaseModel], path: str) -> set[str]:
    found: set[str] = set()
    for name, info in model.model_fields.items():
        parts = [p for p in _types(info.annotation) if issubclass(p, BaseModel)]
        own = f"{path}.{name}"
        found |= set().union(*(leaves(part, own) for part in parts)) if parts else {own}
    return found


def _types(annotation: Any) -> list[type]:
    inner = [each for part in get_args(annotation) for each in _types(part)]
    return [annotation, *inner] if isinstance(annotation, type) else inner


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_goes_through_the_form_without_loss(kind: str) -> None:
    request = AssessmentRequest.model_validate_json(json.dumps(example(kind, TODAY)))
    checked = check(typed_example(kind), TODAY, TODAY)
    assert checked.request == request
    assert checked.request.model_dump_json() == request.model_dump_json()


def test_the_form_asks_for_every_field_of_firm_and_need() -> None:
    assert leaves(Firm, "firm") | leaves(Need, "need") <= known_names()


def test_every_section_stands_on_exactly_one_page() -> None:
    paths = [path for step in STEPS for path in step.paths]
    assert sorted(paths) == sorted(group.path for group in groups())


def test_every_field_has_both_titles_and_every_option_both_names() -> None:
    for group in groups():
        columns = [(f"{group.path}.{t.name}.", c) for t in group.tables for c in t.columns]
        for path, field in [*((f"{group.path}.", f) for f in group.fields), *columns]:
            assert field.title.zh, f"{path}{field.name}"
            assert field.title.en, f"{path}{field.name}"
            assert all(label_of(path + field.name, o).zh != o or o in "上城拱墅西湖滨江萧山余杭富阳"
                       "临安临平钱塘桐庐淳安建德" for o in field.options)  # fmt: skip


def test_a_blank_form_holds_nothing() -> None:
    assert record_of({}, TODAY).record == {"firm": {}, "need": {}}


def test_a_section_with_only_its_preset_source_and_date_is_absent() -> None:
    typed = {"firm.tax.source": "self_declared", "firm.tax.observed_on": TODAY.isoformat()}
    assert record_of(typed, TODAY).record["firm"] == {}


def test_blank_rows_are_left_out_and_errors_stay_at_the_typed_row() -> None:
    typed = typed_example() | {"firm.debts.debts.7.balance": "3万"}
    fields = {error.field for error in check(typed, TODAY, TODAY).errors}
    assert fields == {"firm.debts.debts.7.kind", "firm.debts.debts.7.drawn_on"}


def test_blank_is_unknown_and_none_is_said() -> None:
    told = record_of({"firm.debts.debts.none": "on"}, TODAY).record["firm"]["debts"]
    assert told["debts"] == []
    assert "debts" not in record_of({"firm.debts.debts.0.balance": " "}, TODAY).record["firm"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("firm.credit_code", "91339900M09051816X"),
        ("firm.statements.years.0.revenue", "-5"),
        ("firm.statements.years.0.revenue", "9" * 30),
        ("firm.statements.years.0.revenue", "很多"),
        ("firm.statements.years.0.fiscal_year_end", "2030-12-31"),
        ("firm.statements.years.2.rnd_expense", "9亿"),
        ("firm.people.rnd_staff", "1000"),
        ("firm.tax.grade", "Z"),
        ("firm.name", "a\x00b"),
        ("need.uses.0.needed_by", "2020-01-01"),
    ],
)
def test_an_error_is_named_at_its_field_in_both_languages(field: str, typed: str) -> None:
    errors = check(typed_example() | {field: typed}, TODAY, TODAY).errors
    assert [error.field for error in errors] == [field]
    assert errors[0].message.zh
    assert errors[0].message.en


def test_all_errors_are_told_at_once_in_the_order_of_the_pages() -> None:
    bad = {"need.uses.0.amount": "x", "firm.tax.arrears": "-1", "firm.name": ""}
    errors = check(typed_example() | bad, TODAY, TODAY).errors
    assert [error.field for error in errors] == [
        "firm.name",
        "firm.tax.arrears",
        "need.uses.0.amount",
    ]


def test_a_field_is_found_on_its_page() -> None:
    assert step_of("firm.credit_code").slug == "firm"
    assert step_of("need.uses.0.amount").slug == "need"
    assert step_of("firm.orders.orders.3.amount").slug == "tax"
