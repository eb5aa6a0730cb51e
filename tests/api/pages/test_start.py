"""Is a form filled in from outside only under a consent, with source and day of everything?"""

import pytest
from starlette.testclient import TestClient

from api import desk
from api.examples import KINDS, example
from api.prefill.examples import write_examples
from api.storage.audit import verify
from api.wiring import Service
from engine.firm import sections_of
from tests.api.conftest import TODAY
from tests.api.pages.conftest import shown_fields

CODE = example("growing", TODAY)["firm"]["credit_code"]


@pytest.fixture(autouse=True)
def filled(service: Service) -> None:
    write_examples(service.settings.prefill_dir, TODAY)


def ask(client: TestClient, code: str = CODE, **fields: str):
    return client.post("/apply/prefill", data={"credit_code": code, **fields})


def entries(service: Service) -> int:
    with service.store.reading() as session:
        return verify(session).entries


def test_every_section_shows_source_day_and_consent(client: TestClient, service: Service) -> None:
    answer = ask(client, consent="on")
    assert "已按授权查询" in answer.text
    assert shown_fields(answer.text)["firm.credit_code"] == [CODE]
    assert f"来自 <b>市场监管登记</b> · {_day('registration')}" in answer.text
    tax = client.get(str(answer.url).partition("#")[0].replace("/firm", "/tax")).text
    assert f"来自 <b>税务机关</b> · {_day('tax')}" in tax
    assert "CONSENT-20261122-" in tax
    assert entries(service) == 1


def _day(section: str) -> str:
    return str(example("growing", TODAY)["firm"][section]["observed_on"])


@pytest.mark.parametrize(
    ("code", "fields", "wrong"),
    [
        (CODE, {}, "consent-error"),
        (CODE, {"consent": "no"}, "consent-error"),
        ("123", {"consent": "on"}, "credit_code-error"),
        ("../../etc/passwd", {"consent": "on"}, "credit_code-error"),
        ("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), {}, "credit_code-error"),
    ],
)
def test_without_code_or_consent_nothing_is_asked(client, service, code, fields, wrong) -> None:
    answer = ask(client, code, **fields)
    assert answer.status_code == 422
    assert f'id="{wrong}"' in answer.text
    assert shown_fields(answer.text)["credit_code"] == [code]
    assert entries(service) == 0


def test_a_prefilled_form_is_submitted_with_its_verified_sources(
    client: TestClient, service: Service
) -> None:
    draft = str(ask(client, consent="on").url).rpartition("/")[0]
    uses = {"need.uses.0.purpose": "rnd", "need.uses.0.amount": "100万",
            "need.uses.0.needed_by": "2027-01-31"}  # fmt: skip
    client.post(f"{draft}/need", data=uses)
    page = client.post(f"{draft}/submit", follow_redirects=False).headers["location"]
    firm = desk.request_of(service, page.rpartition("/")[2]).firm
    known = {name: section for name, section in sections_of(firm).items() if section}
    sources = {name: section.source for name, section in known.items()}
    assert (sources["tax"], sources["registration"]) == ("tax_bureau", "registry")
    assert {section.authorisation[:8] for section in known.values()} == {"CONSENT-"}


def test_a_damaged_file_is_skipped_and_said(client: TestClient, service: Service) -> None:
    (service.settings.prefill_dir / "court" / f"{CODE}.json").write_text("{broken")
    html = ask(client, consent="on").text
    assert "未能使用，已跳过：资料文件已损坏" in html
    assert "来自 <b>市场监管登记</b>" in html


def test_a_firm_that_nobody_knows_begins_with_its_code_alone(client: TestClient) -> None:
    answer = ask(client, "91350100M000100Y43", consent="on")
    assert "没有本企业的资料" in answer.text
    assert shown_fields(answer.text)["firm.name"] == [""]


def test_a_request_from_another_site_asks_nobody(client: TestClient, service: Service) -> None:
    answer = client.post(
        "/apply/prefill", data={"credit_code": CODE, "consent": "on"},
        headers={"sec-fetch-site": "cross-site"},
    )  # fmt: skip
    assert (answer.status_code, entries(service)) == (403, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_each_example_code_is_offered_and_known(client: TestClient, kind: str) -> None:
    code = example(kind, TODAY)["firm"]["credit_code"]
    assert code in client.get("/apply").text
    assert "已填入" in ask(client, code, consent="on").text


def test_without_any_source_the_start_page_says_so(client: TestClient, service: Service) -> None:
    for folder in service.settings.prefill_dir.iterdir():
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    assert "没有接入外部来源" in client.get("/apply").text
