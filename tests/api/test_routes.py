"""Do the JSON doors answer as documented?"""

import json
import re
from datetime import date

import pytest

from api.examples import KINDS, example
from api.schemas.answers import DEMONSTRATION
from api.storage.migrate import undo_all
from engine.features import FEATURE_NAMES
from tests.api.conftest import TODAY
from tests.api.sending import kept


def body(kind: str = "growing") -> dict[str, object]:
    return example(kind, TODAY)


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_assessment_reads_back_byte_for_byte(client, kind):
    answer = client.post("/v1/assessments", json=body(kind))
    read = client.get(answer.headers["location"])
    assert (answer.status_code, read.status_code) == (201, 200)
    assert read.content == answer.content
    assert answer.headers["location"] == f"/v1/assessments/{answer.json()['id']}"


def test_a_preview_of_the_score_stores_nothing_and_is_the_score_of_the_assessment(client, service):
    preview = client.post("/v1/scores", json=body()).json()
    assert kept(service) == 0
    stored = client.post("/v1/assessments", json=body()).json()["score"]
    assert {name: preview[name] for name in stored} == stored


@pytest.mark.parametrize("door", ["/v1/scores", "/v1/assessments"])
def test_every_answer_says_that_it_is_a_demonstration(client, door):
    answer = client.post(door, json=body()).json()
    score = answer.get("score", answer)
    assert answer["notice"] == DEMONSTRATION.model_dump()
    assert score["basis"] == {"trained_on": "simulated", "use": "demonstration"}


def test_base_and_contributions_add_up_to_the_score(client):
    score = client.post("/v1/scores", json=body()).json()
    total = score["base_points"] + sum(each["points"] for each in score["contributions"])
    assert total == pytest.approx(score["unclipped_score"], abs=1e-9)


def test_an_earlier_day_can_be_asked_for(client):
    answer = client.post("/v1/assessments", json={**body(), "on": "2026-11-01"}).json()
    assert answer["on"] == answer["score"]["on"] == "2026-11-01"


@pytest.mark.parametrize(
    "wanted", ["x", "0" * 32, "9" * 99, "%00", "..%2f..", "%F0%9F%98%80", "A" * 32]
)
def test_any_id_that_is_not_stored_gets_the_same_answer(client, wanted):
    answer, other = client.get(f"/v1/assessments/{wanted}"), client.get("/v1/assessments/none")
    assert answer.status_code == 404
    assert {**answer.json(), "request_id": ""} == {**other.json(), "request_id": ""}


def test_products_are_shown_as_of_today_with_sources(client, service):
    answer = client.get("/v1/products").json()
    assert answer["on"] == TODAY.isoformat()
    assert len(answer["products"]) == len(service.catalogue(TODAY).products)
    assert all(each["sources"] and each["terms_status"] for each in answer["products"])


def test_products_of_one_channel_and_another_day_can_be_asked_for(client, service):
    answer = client.get("/v1/products", params={"on": "2025-12-31", "channel": "loan"}).json()
    day = service.catalogue(date(2025, 12, 31))
    assert [each["id"] for each in answer["products"]] == [
        each.id for each in day.of_channel("loan")
    ]


@pytest.mark.parametrize(
    ("query", "field"),
    [("on=yesterday", "query.on"), ("on=0", "query.on"), ("on=2026-13-01", "query.on"),
     ("on=0001-01-01", "query.on"), ("channel=gift", "query.channel"),
     ("chanel=loan", "query.chanel"), ("on=", "query.on")],
)  # fmt: skip
def test_a_parameter_that_cannot_be_read_is_named(client, query, field):
    answer = client.get(f"/v1/products?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_every_feature_is_in_the_dictionary_with_both_languages(client):
    features = client.get("/v1/features").json()["features"]
    assert tuple(each["name"] for each in features) == FEATURE_NAMES
    assert all(each[name][tongue] for each in features for tongue in ("zh", "en")
               for name in ("label", "missing", "question_text"))  # fmt: skip


def test_the_service_is_alive_and_ready(client, service):
    assert client.get("/healthz").json() == {"status": "ok"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert answer.json()["model"] == service.scorers.credit.model_id


def test_the_service_is_not_ready_without_its_tables(client, service):
    undo_all(service.store)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/v1/scores"), ("DELETE", "/v1/assessments/x"), ("TRACE", "/healthz")],
)
def test_another_method_is_refused(client, method, path):
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert "allow" in answer.headers


def test_the_description_names_bodies_answers_and_refusals(client):
    described = client.get("/openapi.json").json()
    post = described["paths"]["/v1/assessments"]["post"]
    named = described["components"]["schemas"]
    assert set(post["responses"]) >= {"201", "400", "413", "415", "422"}
    assert post["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("Request")
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(described)))
    assert references <= set(named)
    assert "HTTPValidationError" not in named
    assert set(described["paths"]["/v1/assessments/{assessment_id}"]["get"]["responses"]) == {
        "200", "401", "404", "503",
    }  # fmt: skip
    assert named["Statement"]["properties"]["revenue"]["title"] == "营业收入 / Revenue"


def test_a_person_gets_a_page_where_a_program_gets_a_problem(client):
    person = client.get("/nothing", headers={"accept": "text/html,*/*;q=0.8"})
    program = client.get("/v1/nothing", headers={"accept": "text/html,*/*;q=0.8"})
    assert (person.status_code, program.status_code) == (404, 404)
    assert person.headers["content-type"].startswith("text/html")
    assert program.headers["content-type"] == "application/problem+json"


def test_the_first_page_and_its_style_come_from_here(client):
    page = client.get("/", headers={"accept": "text/html"})
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
    assert addresses
    assert all(client.get(address).status_code == 200 for address in addresses)


def test_answers_of_providers_are_planned_around_and_the_assessment_stays(client):
    stored = client.post("/v1/assessments", json=body()).json()
    loan = next(each for each in stored["plan"]["lines"] if each["channel"] == "loan")
    door = f"/v1/assessments/{stored['id']}/replan"
    answers = {"accept": [{"product": loan["product"], "amount": 1_000_000, "rate_annual": 0.03}]}
    again = client.post(door, json=answers)
    assert again.status_code == 200
    kept = next(each for each in again.json()["plan"]["lines"] if each["id"] == loan["id"])
    assert (kept["amount"]["high"], kept["rate_annual"]["high"]) == (1_000_000, 0.03)
    assert again.json()["difference"]["sentence"]["zh"]
    assert client.get(f"/v1/assessments/{stored['id']}").json()["plan"] == stored["plan"]


@pytest.mark.parametrize(
    "answers",
    [{"refuse": ["no-such-product"]}, {"accept": [{"product": "loan-haomiao", "amount": 0}]},
     {"accept": [{"product": "loan-haomiao", "amount": 1e11}]}, {"unknown": 1}],
)  # fmt: skip
def test_answers_that_cannot_be_are_refused_by_field(client, answers):
    stored = client.post("/v1/assessments", json=body()).json()
    refused = client.post(f"/v1/assessments/{stored['id']}/replan", json=answers)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["message"]["zh"]


def test_support_already_received_lowers_what_may_be_claimed(client):
    paid = {"product": "sub-hmz-grant", "received_on": "2026-01-05", "amount": 100_000}
    before = client.post("/v1/assessments", json=body()).json()
    after = client.post("/v1/assessments", json={**body(), "support_received": [paid]}).json()
    claims = [{each["product"] for each in plan["plan"]["later_claims"]}
              for plan in (before, after)]  # fmt: skip
    assert claims[0] - claims[1] == {"sub-hmz-grant"}
