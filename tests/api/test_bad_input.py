"""Is every kind of bad input refused by name, in both languages, with nothing stored?"""

import json
from typing import Any

import pytest

from api.examples import example
from tests.api.conftest import TODAY
from tests.api.sending import JSON, NAME, REVENUE, YEAR, changed, kept, with_raw

DOORS = ("/v1/scores", "/v1/assessments")
REVENUE_FIELD = "firm.statements.years.0.revenue"

BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "body"),
    "blanks": (b" \n ", "body"),
    "list": (b"[]", "body"),
    "null": (b"null", "body"),
    "number": (b"1", "body"),
    "text": (b'"firm"', "body"),
    "half": (b'{"firm": {', "body"),
    "trailing comma": (b'{"firm": {},}', "body"),
    "two objects": (b"{}{}", "body"),
    "not utf-8": (b'{"firm": "\xff\xfe"}', "body"),
    "utf-16": ('{"firm": 1}'.encode("utf-16"), "body"),
    "100k brackets": (b"[" * 100_000, "body"),
    "100k objects": (b'{"a":' * 100_000, "body"),
    "nested 30 deep": (b'{"firm":' + b"[" * 30 + b"]" * 30 + b"}", "body"),
    "60k values": (b'{"firm": [' + b"0," * 60_000 + b"0]}", "body"),
    "name twice": (b'{"firm": {"name": "a", "name": "b"}, "need": {}}', "firm.name"),
    "firm twice": (b'{"firm": {}, "firm": {}}', "firm"),
}

REFUSED: dict[str, tuple[bytes, str]] = {
    "NaN": (with_raw(REVENUE, "NaN"), REVENUE_FIELD),
    "Infinity": (with_raw(REVENUE, "Infinity"), REVENUE_FIELD),
    "-Infinity": (with_raw(REVENUE, "-Infinity"), REVENUE_FIELD),
    "1e999": (with_raw(REVENUE, "1e999"), REVENUE_FIELD),
    "-1e999": (with_raw(REVENUE, "-1e999"), REVENUE_FIELD),
    "1e300": (with_raw(REVENUE, "1e300"), REVENUE_FIELD),
    "30 digits": (with_raw(REVENUE, "1" * 30), REVENUE_FIELD),
    "5,000 digits": (with_raw(REVENUE, "1" * 5_000), REVENUE_FIELD),
    "30 digits, whole": (with_raw(("firm", "people", "headcount"), "1" * 30),
                         "firm.people.headcount"),
    "5,000 decimals": (with_raw(REVENUE, "0." + "1" * 5_000), REVENUE_FIELD),
    "three decimals": (with_raw(REVENUE, "0.001"), REVENUE_FIELD),
    "negative": (with_raw(REVENUE, "-1"), REVENUE_FIELD),
    "12万": (with_raw(REVENUE, '"12万"'), REVENUE_FIELD),
    "1,200": (with_raw(REVENUE, '"1,200"'), REVENUE_FIELD),
    "full width": (with_raw(REVENUE, '"１２"'), REVENUE_FIELD),
    "quoted": (with_raw(REVENUE, '"12"'), REVENUE_FIELD),
    "true": (with_raw(REVENUE, "true"), REVENUE_FIELD),
    "list for a number": (with_raw(REVENUE, "[1]"), REVENUE_FIELD),
    "lone surrogate": (with_raw(NAME, '"\\ud800"'), "firm.name"),
    "NUL": (with_raw(NAME, '"a\\u0000b"'), "firm.name"),
    "bell": (with_raw(NAME, '"a\\u0007"'), "firm.name"),
    "raw newline": (with_raw(NAME, '"a\nb"'), "firm.name"),
    "empty name": (with_raw(NAME, '""'), "firm.name"),
    "long name": (with_raw(NAME, json.dumps("杭" * 201)), "firm.name"),
    "surrogate in a field's name": (b'{"firm": {"\\ud800": 1}}', "firm.\\ud800"),
    "unknown field": (with_raw(("firm", "approved"), "true"), "firm.approved"),
    "unknown top field": (with_raw(("approved",), "true"), "approved"),
    "a name that looks like a number": (with_raw(("firm", "tax", "²"), "1"), "firm.tax.²"),
    "a number for a name": (with_raw(("firm", "tax", "7"), "1"), "firm.tax.7"),
    "wrong code": (with_raw(("firm", "credit_code"), '"91350100M000100Y4Z"'), "firm.credit_code"),
    "no code at all": (with_raw(("firm", "credit_code"), "null"), "firm"),
    "future statement": (with_raw((*YEAR, "fiscal_year_end"), '"2027-12-31"'),
                         "firm.statements.years.0.fiscal_year_end"),
    "founded in 2099": (with_raw(("firm", "registration", "founded_on"), '"2099-01-01"'),
                        "firm.registration.founded_on"),
    "a day that is none": (with_raw(("firm", "registration", "founded_on"), '"2022-02-30"'),
                           "firm.registration.founded_on"),
    "a day as seconds": (with_raw(("firm", "registration", "founded_on"), '"86400"'),
                         "firm.registration.founded_on"),
    "statement before founding": (with_raw((*YEAR, "fiscal_year_end"), '"2020-12-31"'),
                                  "firm.statements.years.0.fiscal_year_end"),
    "two statements of a year": (with_raw((*YEAR, "fiscal_year_end"), '"2025-12-31"'),
                                 "firm.statements"),
    "R&D above total cost": (with_raw((*YEAR, "rnd_expense"), "99000000"),
                             "firm.statements.years.0.rnd_expense"),
    "more R&D staff than staff": (with_raw(("firm", "people", "rnd_staff"), "69"),
                                  "firm.people.rnd_staff"),
    "unknown grade": (with_raw(("firm", "tax", "grade"), '"Z"'), "firm.tax.grade"),
    "share above one": (with_raw(("firm", "invoices", "buyer_shares", 0), "16.8"),
                        "firm.invoices.buyer_shares.0"),
    "wrong month": (with_raw(("firm", "invoices", "months", 0, "month"), '"2024-13"'),
                    "firm.invoices.months.0.month"),
    "wrong trade": (with_raw(("firm", "registration", "industry_code"), '"65"'),
                    "firm.registration.industry_code"),
    "needed yesterday": (with_raw(("need", "uses", 0, "needed_by"), '"2026-11-21"'),
                         "need.uses.0.needed_by"),
    "nothing needed": (with_raw(("need", "uses"), "[]"), "need.uses"),
    "nothing asked for": (with_raw(("need", "uses", 0, "amount"), "0"), "need.uses.0.amount"),
    "beyond any need": (
        with_raw(("need", "uses", 0, "amount"), "9999999999999.99"), "need.uses",
    ),
    "tomorrow": (with_raw(("on",), '"2026-11-23"'), "on"),
    "firm absent": (b'{"need": null}', "firm"),
    "firm is a list": (with_raw(("firm",), "[]"), "firm"),
}  # fmt: skip


def check_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["request_id"] == answer.headers["x-request-id"]
    for error in problem["errors"]:
        assert set(error["message"]) == {"zh", "en"}
        assert all(error["message"].values())
    return problem


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_usable_json_object_is_refused_with_its_place(client, service, door, case):
    body, field = BROKEN[case]
    problem = check_problem(client.post(door, content=body, headers=JSON), 400)
    assert [error["field"] for error in problem["errors"]] == [field]
    assert kept(service) == 0


def test_broken_json_is_refused_with_line_and_column(client):
    answer = client.post(DOORS[0], content=b'{"firm":\n  {"name": }}', headers=JSON)
    assert "line 2, column 12" in answer.json()["errors"][0]["message"]["en"]
    assert "第2行第12列" in answer.json()["errors"][0]["message"]["zh"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", REFUSED)
def test_a_record_that_cannot_be_accepted_is_refused_by_field(client, service, door, case):
    body, field = REFUSED[case]
    problem = check_problem(client.post(door, content=body, headers=JSON), 422)
    assert field in [error["field"] for error in problem["errors"]]
    assert kept(service) == 0


def test_every_bad_field_is_named_at_once(client):
    record = changed(REVENUE, -1)
    record["firm"]["tax"]["grade"] = "Z"
    record["firm"]["surprise"] = 1
    named = {error["field"] for error in client.post(DOORS[1], json=record).json()["errors"]}
    assert named == {REVENUE_FIELD, "firm.tax.grade", "firm.surprise"}


def test_the_field_the_limit_and_the_choices_are_said_in_plain_words(client):
    record = changed(REVENUE, -1)
    record["firm"]["tax"]["grade"] = "Z"
    said = {error["field"]: error["message"] for error in
            client.post(DOORS[1], json=record).json()["errors"]}  # fmt: skip
    assert said[REVENUE_FIELD] == {
        "zh": "财务报表·各年度报表第1项·营业收入:不得小于0",
        "en": "Statements, Fiscal years no. 1, Revenue: must not be less than 0",
    }
    assert said["firm.tax.grade"]["en"] == ("Tax, Tax credit grade: must be one of: A, B, M, C, D")


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "json"])
def test_other_content_than_json_is_refused(client, kind):
    headers = {} if kind is None else {"content-type": kind}
    check_problem(client.post(DOORS[1], content=b"{}", headers=headers), 415)


def test_a_score_needs_no_need_but_an_assessment_does(client):
    record = {"firm": example("growing", TODAY)["firm"]}
    assert client.post(DOORS[0], json=record).status_code == 200
    problem = check_problem(client.post(DOORS[1], json=record), 422)
    assert problem["errors"] == [{"field": "need", "message": {"zh": "必填", "en": "is required"}}]


def test_a_body_above_the_limit_is_refused_whatever_it_announces(client, service):
    body = b" " * (3 * 1024 * 1024)

    def in_pieces():
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    check_problem(client.post(DOORS[1], content=body, headers=JSON), 413)
    check_problem(client.post(DOORS[1], content=in_pieces(), headers=JSON), 413)
    assert kept(service) == 0


def test_text_that_looks_like_an_attack_is_stored_as_it_stands(client):
    for name in ("<script>alert(1)</script>", "{{7*7}}", "' OR 1=1--", "=HYPERLINK(1)"):
        answer = client.post(DOORS[1], json=changed(NAME, name))
        assert answer.status_code == 201
        assert answer.json()["firm_name"] == name


def test_a_body_with_a_byte_order_mark_is_read(client):
    body = b"\xef\xbb\xbf" + json.dumps(example("seed", TODAY)).encode()
    assert client.post(DOORS[0], content=body, headers=JSON).status_code == 200
