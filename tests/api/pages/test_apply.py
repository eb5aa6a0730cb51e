import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from api import desk
from api.examples import KINDS, example
from api.pages.form.fields import groups
from api.pages.form.steps import STEPS
from api.wiring import Service
from tests.api.conftest import TODAY
from tests.api.pages.conftest import MARKS, begin, shown_fields
from tests.api.sending import kept

XSS = "<script>alert(1)</script>{{7*7}}' OR 1=1--"
_DECIDED = ("score", "plan", "alternatives", "unused", "ask_next", "data_findings")


def result_of(client: TestClient, draft: str) -> str:
    answer = client.post(f"{draft}/submit", follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_gives_digit_for_digit_what_the_json_door_gives(
    client: TestClient, kind: str
) -> None:
    page = result_of(client, begin(client, kind))
    ours = client.get("/v1" + page).json()
    theirs = client.post("/v1/assessments", json=example(kind, TODAY)).json()
    assert [ours[part] for part in _DECIDED] == [theirs[part] for part in _DECIDED]


def test_every_page_posted_as_shown_keeps_the_whole_record(
    client: TestClient, service: Service
) -> None:
    draft = begin(client)
    for step in STEPS:
        fields = shown_fields(client.get(f"{draft}/{step.slug}").text)
        answer = client.post(f"{draft}/{step.slug}", data=fields | {"go": "next"})
        assert answer.status_code == 200
    request = desk.request_of(service, result_of(client, draft).rpartition("/")[2])
    assert json.loads(request.model_dump_json(exclude={"on"}, exclude_none=True)) == json.loads(
        json.dumps(_without_none(example(KINDS[0], TODAY)))
    )


def _without_none(value):
    if isinstance(value, dict):
        return {key: _without_none(each) for key, each in value.items() if each is not None}
    return [_without_none(each) for each in value] if isinstance(value, list) else value


def test_an_error_stands_at_its_field_and_everything_typed_is_still_there(
    client: TestClient,
) -> None:
    draft = begin(client)
    fields = shown_fields(client.get(f"{draft}/firm").text)
    bad = fields | {
        "firm.credit_code": ["91339900M09051816X"],
        "firm.people.headcount": ["约五十"],
    }
    answer = client.post(f"{draft}/firm", data=bad | {"go": "next"})
    assert answer.status_code == 422
    assert shown_fields(answer.text).items() >= bad.items()
    assert 'href="#f-firm-credit_code"' in answer.text
    assert 'id="f-firm-people-headcount-error"' in answer.text


def test_nothing_typed_is_lost_when_going_back(client: TestClient) -> None:
    draft = begin(client)
    typed = {"need.uses.0.amount": "十万", "need.uses.0.purpose": "rnd", "go": "previous"}
    client.post(f"{draft}/need", data=typed)
    assert shown_fields(client.get(f"{draft}/need").text)["need.uses.0.amount"] == ["十万"]


def test_a_wrong_form_is_not_submitted_and_nothing_is_stored(
    client: TestClient, service: Service
) -> None:
    draft = begin(client)
    client.post(f"{draft}/need", data={"need.uses.0.amount": "-1"})
    answer = client.post(f"{draft}/submit")
    assert answer.status_code == 422
    assert "/need?check=1#f-need-uses-0-amount" in answer.text
    assert kept(service) == 0


def test_an_amount_in_wan_is_echoed_in_plain_yuan_before_submission(client: TestClient) -> None:
    draft = begin(client)
    fields = shown_fields(client.get(f"{draft}/need").text)
    client.post(f"{draft}/need", data=fields | {"need.uses.0.amount": "１２０万"})
    assert "1,200,000元" in client.get(f"{draft}/review").text
    assert "读作 <b>1,200,000</b>" in client.get(f"{draft}/need").text


def test_missing_sections_are_listed_as_unknown(client: TestClient) -> None:
    html = client.get(f"{begin(client, '')}/review").text
    assert html.count('<a class="nowrap"') == len(groups())


def test_a_row_is_added_and_a_row_is_removed(client: TestClient) -> None:
    draft = begin(client)
    before = shown_fields(client.get(f"{draft}/tax").text)
    client.post(f"{draft}/tax", data=before | {"go": "add:firm.orders.orders"})
    added = shown_fields(client.get(f"{draft}/tax").text)
    assert "firm.orders.orders.2.amount" in added
    client.post(f"{draft}/tax", data=added | {"go": "remove:firm.orders.orders.0"})
    left = shown_fields(client.get(f"{draft}/tax").text)
    assert left["firm.orders.orders.0.amount"] == before["firm.orders.orders.1.amount"]


def test_two_clicks_at_once_make_one_assessment(client: TestClient, service: Service) -> None:
    draft = begin(client)
    with ThreadPoolExecutor(2) as clicks:
        first, second = clicks.map(lambda _: result_of(client, draft), range(2))
    assert first == second == result_of(client, draft)
    assert kept(service) == 2


def test_a_submitted_draft_leads_to_its_result_and_can_be_copied(client: TestClient) -> None:
    draft = begin(client)
    page = result_of(client, draft)
    assert page in client.get(f"{draft}/firm").text
    copied = client.post(f"{draft}/copy", follow_redirects=False).headers["location"]
    assert shown_fields(client.get(copied).text)["firm.name"] != [""]


def test_an_assessment_can_be_taken_up_again_with_everything_typed(client: TestClient) -> None:
    page = result_of(client, begin(client))
    again = client.post(f"{page}/again", follow_redirects=False).headers["location"]
    review = client.get(again.replace("/firm", "/review")).text
    assert example(KINDS[0], TODAY)["firm"]["name"] in review


@pytest.mark.parametrize(
    "path",
    ["/apply/nothing/firm", f"/apply/{'A' * 32}/review", f"/apply/{'A' * 32}", "/assessments/9999",
     f"/assessments/{'0' * 32}", "/assessments/%00", "/apply/%ED%A0%80/firm"],
)  # fmt: skip
def test_an_unknown_address_gives_a_friendly_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.text


def test_an_unknown_page_of_a_draft_gives_a_friendly_page(client: TestClient) -> None:
    answer = client.get(f"{begin(client)}/nowhere")
    assert (answer.status_code, "没有找到这个页面" in answer.text) == (404, True)


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "null"},
     {"origin": "https://elsewhere.example"}],
)  # fmt: skip
def test_a_form_sent_by_another_site_is_refused(
    client: TestClient, service: Service, headers: dict[str, str]
) -> None:
    answer = client.post(f"{begin(client)}/submit", headers=headers)
    assert answer.status_code == 403
    assert kept(service) == 0


def test_hostile_texts_are_shown_inert_and_kept_as_typed(client: TestClient) -> None:
    draft = begin(client)
    fields = shown_fields(client.get(f"{draft}/firm").text) | {"firm.name": XSS}
    client.post(f"{draft}/firm", data=fields)
    page = client.get(result_of(client, draft)).text
    assert "<script" not in page
    assert "49" not in re.findall(r"<h1>(.*?)<", page)[0]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page


@pytest.mark.parametrize("value", ["\x00", "\ud800", "9" * 5000, "[" * 3000, "‮", "=1+1"])
def test_no_typed_text_breaks_a_page(client: TestClient, value: str) -> None:
    draft = begin(client)
    body = "&".join(f"{name}={_encoded(value)}" for name in ("firm.name", "firm.people.headcount"))
    form = {"content-type": "application/x-www-form-urlencoded"}
    for go in ("next", "review", "add:x", "remove:firm.debts.debts.99999999999999999999", "\x00"):
        answer = client.post(f"{draft}/firm", content=f"{body}&go={_encoded(go)}", headers=form)
        assert answer.status_code in (200, 422)
    assert client.get(f"{draft}/review").status_code == 200


def _encoded(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


def test_every_page_carries_the_marks_and_nothing_inline(client: TestClient) -> None:
    draft = begin(client)
    paths = ["/", "/apply", f"{draft}/review", *(f"{draft}/{step.slug}" for step in STEPS)]
    paths += [result_of(client, begin(client)), "/apply/none/firm"]
    for path in paths:
        html = client.get(path).text
        assert all(html.count(mark) >= 2 for mark in (MARKS[0], MARKS[2])), path
        assert all(mark in html for mark in MARKS), path
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", html), path


def test_every_label_names_a_field_and_every_field_has_a_label(client: TestClient) -> None:
    draft = begin(client)
    for step in STEPS:
        html = client.get(f"{draft}/{step.slug}").text
        ids = re.findall(r'\sid="([^"]+)"', html)
        controls = re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        assert sorted(controls) == sorted(re.findall(r'<label[^>]* for="([^"]+)"', html))


def test_nobody_can_claim_a_source_for_what_is_typed(client: TestClient, service: Service) -> None:
    draft = begin(client, "")
    typed = {
        "firm.tax.grade": "A", "firm.tax.source": "tax_bureau", "firm.tax.authorisation": "X-1",
        "firm.tax.observed_on": "2026-11-01",
    }  # fmt: skip
    client.post(f"{draft}/tax", data=typed)
    html = client.get(f"{draft}/tax").text
    assert "自行申报" in html
    assert "来自 <b>税务机关" not in html
    assert shown_fields(html)["firm.tax.observed_on"] == ["2026-11-01"]


def test_a_changed_section_is_self_declared_and_says_where_it_was_from(
    client: TestClient, service: Service
) -> None:
    draft = begin(client)
    fields = shown_fields(client.get(f"{draft}/tax").text)
    assert "来自 <b>税务机关" in client.get(f"{draft}/tax").text
    client.post(f"{draft}/tax", data=fields | {"firm.tax.grade": "B"})
    assert "已修改，原来自税务机关" in client.get(f"{draft}/tax").text
    firm = desk.request_of(service, result_of(client, draft).rpartition("/")[2]).firm
    assert (firm.tax.source, firm.tax.observed_on) == ("self_declared", TODAY)


def test_a_section_changed_back_has_its_source_again(client: TestClient, service: Service) -> None:
    draft = begin(client)
    fields = shown_fields(client.get(f"{draft}/tax").text)
    client.post(f"{draft}/tax", data=fields | {"firm.tax.grade": "B"})
    client.post(f"{draft}/tax", data=fields)
    firm = desk.request_of(service, result_of(client, draft).rpartition("/")[2]).firm
    assert firm.tax.source == "tax_bureau"
