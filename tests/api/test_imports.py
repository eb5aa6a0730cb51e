"""Do the doors for files and for outside sources answer as documented, whatever is sent?"""

import json
import re

import pytest

from api.examples import example
from api.importers.template import statement_template
from api.prefill.examples import write_examples
from api.security import MOST_INVOICE_BYTES, MOST_STATEMENT_BYTES
from api.storage.audit import verify
from engine.firm import Firm
from tests.api.conftest import TODAY
from tests.api.importers.exports import OTHER, OWN, a_line, as_csv, bought

INVOICES, STATEMENTS = "/v1/imports/invoices", "/v1/imports/statements"
GOOD = as_csv([a_line(), bought(2)])
NAMES = ["../../etc/passwd", "C:\\x", "a\x00b.csv", "x" * 5_000, "\u202egnp.csv", ""]
HOSTILE = [
    b"", b"MZ" + b"\x90" * 2_000, b"%PDF-1.7", b"PK\x03\x04" + b"\xff" * 999,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"\xef\xbb\xbf\xff\xfe", b"\x00" * 100,
    b"=1+1,=cmd\n", b"<?xml version='1.0'?><a/>", b"a" * 5_000, "发票".encode("utf-16"),
]  # fmt: skip


def send(client, door, content, name="a.csv", **fields):
    return client.post(door, data=fields, files=[("file", (name, content))])


def firm_with_accounts() -> Firm:
    return Firm.model_validate_json(json.dumps(example("growing", TODAY)["firm"]))


def test_invoices_come_back_as_the_section_of_a_record(client):
    answer = send(client, INVOICES, GOOD, credit_code=OWN, affiliates=OTHER)
    assert answer.status_code == 200
    section = answer.json()["invoices"]
    assert (section["source"], section["months"][0]["sales"]) == ("self_declared", 100)
    record = example("growing", TODAY)
    record["firm"]["invoices"] = section
    assert client.post("/v1/scores", json=record).status_code == 200


def test_several_files_are_one_section(client):
    files = [("file", ("a.csv", as_csv([a_line()]))), ("file", ("b.csv", as_csv([bought(2)])))]
    answer = client.post(INVOICES, data={"credit_code": OWN}, files=files)
    assert answer.json()["invoices"]["months"][0]["purchases"] == 100


def test_the_template_is_given_filled_in_and_read_back(client):
    given = client.get("/v1/templates/statements.xlsx", params={"years": 2})
    assert given.headers["content-disposition"] == 'attachment; filename="statements.xlsx"'
    statements = firm_with_accounts().statements
    filled = statement_template([2025], statements)
    answer = send(client, STATEMENTS, filled, "t.xlsx", observed_on="2026-06-01",
                  source="audited", authorisation="A-7")  # fmt: skip
    section = answer.json()["statements"]
    assert section["years"] == json.loads(statements.model_dump_json())["years"]
    assert [section[name] for name in ("source", "observed_on", "authorisation")] == [
        "audited", "2026-06-01", "A-7",
    ]  # fmt: skip


@pytest.mark.parametrize("years", ["0", "11", "x", "-1"])
def test_a_template_of_other_years_is_refused(client, years):
    answer = client.get("/v1/templates/statements.xlsx", params={"years": years})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "query.years"


def test_nothing_is_imported_by_halves_and_every_cell_is_named(client):
    content = as_csv([a_line(), a_line(2, 金额="x"), a_line(3, 发票状态="?")])
    answer = send(client, INVOICES, content, credit_code=OWN)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [
        "a.csv:3:Q 金额", "a.csv:4:W 发票状态",
    ]  # fmt: skip
    kept = send(client, INVOICES, content, credit_code=OWN, keep_good="true").json()
    assert kept["invoices"]["months"][0]["sales"] == 100
    assert [(error["row"], error["column"]) for error in kept["errors"]] == [
        (3, "Q 金额"), (4, "W 发票状态"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, "credit_code"),
        ({"credit_code": "91350100M000100Y4Z"}, "credit_code"),
        ({"credit_code": OWN, "source": "hearsay"}, "source"),
        ({"credit_code": OWN, "observed_on": "yesterday"}, "observed_on"),
        ({"credit_code": OWN, "keep_good": "maybe"}, "keep_good"),
        ({"credit_code": OWN, "colour": "red"}, "colour"),
        ({"credit_code": OWN, "affiliates": "x"}, "affiliates"),
        ({"credit_code": OWN, "authorisation": "a\x00"}, "authorisation"),
        ({"credit_code": [OWN, OWN]}, "credit_code"),
        ({"credit_code": OWN, "file": "x"}, "file"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(client, fields, named):
    answer = send(client, INVOICES, GOOD, **fields)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [named]


@pytest.mark.parametrize("door", [INVOICES, STATEMENTS])
def test_without_a_file_the_field_is_named(client, door):
    answer = client.post(door, files={"other": ("a.csv", b"x")}, data={"credit_code": OWN})
    assert answer.status_code == 422
    empty = b"--x\r\ncontent-disposition: form-data; name=a\r\n\r\n\r\n--x--"
    kind = {"content-type": "multipart/form-data; boundary=x"}
    answer = client.post(door, content=empty, headers=kind)
    assert [error["field"] for error in answer.json()["errors"]] == ["file"]


@pytest.mark.parametrize("kind", ["application/json", "text/csv", ""])
def test_another_kind_of_content_is_refused(client, kind):
    answer = client.post(INVOICES, content=GOOD, headers={"content-type": kind})
    assert answer.status_code == 415


@pytest.mark.parametrize("body", [b"", b"--y", b"--x\r\n", b"--x--", b"x" * 999])
@pytest.mark.parametrize("boundary", ["; boundary=x", "", "; boundary=" + "b" * 300])
def test_a_broken_form_is_refused(client, body, boundary):
    kind = {"content-type": f"multipart/form-data{boundary}"}
    answer = client.post(INVOICES, content=body, headers=kind)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_too_many_files_are_refused(client):
    files = [("file", (f"{n}.csv", GOOD)) for n in range(11)]
    assert client.post(INVOICES, data={"credit_code": OWN}, files=files).status_code == 400


@pytest.mark.parametrize(
    ("door", "most"), [(INVOICES, MOST_INVOICE_BYTES), (STATEMENTS, MOST_STATEMENT_BYTES)]
)
def test_too_much_is_refused_by_counting_whatever_was_announced(client, door, most):
    def stream():
        yield b"--x\r\ncontent-disposition: form-data; name=file; filename=a.csv\r\n\r\n"
        for _ in range(most // 1_000_000 + 1):
            yield b"0" * 1_000_000

    kind = {"content-type": "multipart/form-data; boundary=x"}
    assert client.post(door, content=stream(), headers=kind).status_code == 413
    announced = {**kind, "content-length": str(most + 1)}
    assert client.post(door, content=b"", headers=announced).status_code == 413
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_file_sent_by_another_site_is_refused(client, site):
    answer = client.post(
        INVOICES, data={"credit_code": OWN}, files={"file": ("a.csv", GOOD)},
        headers={"sec-fetch-site": site},
    )  # fmt: skip
    assert answer.status_code == 403


@pytest.mark.parametrize("door", [INVOICES, STATEMENTS])
@pytest.mark.parametrize("content", HOSTILE)
def test_a_hostile_file_gets_a_clear_answer_and_the_service_lives(client, door, content):
    fields = {"credit_code": OWN} if door == INVOICES else {}
    answer = send(client, door, content, "报表.xlsx", **fields)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["message"]["zh"]
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_s_name_is_never_a_path(client, tmp_path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    answer = send(client, INVOICES, GOOD, name, credit_code=OWN)
    assert answer.status_code in (200, 400, 422)
    refused = send(client, INVOICES, b"x,y\n", name or "x", credit_code=OWN)
    assert all("/" not in e["field"] and "\\" not in e["field"] for e in refused.json()["errors"])
    assert sorted(tmp_path.rglob("*")) == before


def test_the_description_names_the_forms_and_their_answers(client):
    described = client.get("/openapi.json").json()
    form = described["paths"][INVOICES]["post"]["requestBody"]["content"]["multipart/form-data"]
    assert set(form["schema"]["required"]) == {"credit_code", "file"}
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(described)))
    assert references <= set(described["components"]["schemas"])


CODE = example("growing", TODAY)["firm"]["credit_code"]


@pytest.fixture
def filled(service):
    write_examples(service.settings.prefill_dir, TODAY)
    return service.settings.prefill_dir


def test_a_firm_is_prefilled_under_its_consent(client, filled):
    answer = client.post("/v1/prefill", json={"credit_code": CODE, "authorisation": "A-1"}).json()
    known = {name: section for name, section in answer["sections"].items() if section}
    assert {section["authorisation"] for section in known.values()} == {"A-1"}
    assert known["tax"]["source"] == "tax_bureau"
    assert {each["status"] for each in answer["sources"]} == {"read"}
    record = example("growing", TODAY)
    record["firm"] |= known
    assert client.post("/v1/scores", json=record).status_code == 200


def test_the_consent_is_kept_before_anything_is_asked(client, service, filled):
    client.post("/v1/prefill", json={"credit_code": CODE, "authorisation": "A-1"})
    with service.store.reading() as session:
        report = verify(session)
    assert (report.entries, report.faults) == (1, ())


@pytest.mark.parametrize(
    "body",
    [{"credit_code": CODE}, {"credit_code": CODE, "authorisation": ""}, {"authorisation": "A"},
     {"credit_code": "../../etc/passwd", "authorisation": "A"},
     {"credit_code": CODE, "authorisation": "A" * 121},
     {"credit_code": CODE, "authorisation": "A", "consent": True}],
)  # fmt: skip
def test_without_code_or_consent_nothing_is_asked(client, service, filled, body):
    assert client.post("/v1/prefill", json=body).status_code == 422
    with service.store.reading() as session:
        assert verify(session).entries == 0


def test_a_firm_nobody_knows_gets_an_answer_without_sections(client, filled):
    answer = client.post("/v1/prefill", json={"credit_code": OWN, "authorisation": "A-1"})
    assert answer.status_code == 200
    assert {each["status"] for each in answer.json()["sources"]} == {"nothing"}
    assert not any(answer.json()["sections"].values())
