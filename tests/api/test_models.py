"""Does the risk team's door move models as the registry says, and refuse in both languages?"""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from api.examples import example
from tests.api.conftest import HERE, THIS_MACHINE, TODAY
from tests.api.registered import bring_forward, crown
from tests.api.sending import JSON
from tests.api.test_fuzz import ANY, ODD
from tests.models.registry_samples import LATER, REPORT

VALIDATION = {
    "by": "val", "report_sha256": REPORT, "verdict": "amber", "revalidate_by": LATER.isoformat(),
    "conditions": ["不用于成立不满一年的企业"],
}  # fmt: skip
FINDING = {
    "by": "val", "severity": "high", "sentence": "缺失值过多时分数偏高", "owner": "dev",
    "due_on": LATER.isoformat(),
}  # fmt: skip
ACTS = {
    ("POST", ""): {"model_id": "credit-0123456789ab", "developed_by": "dev"},
    ("POST", "/rollback"): {"by": "boss", "replacing": None},
    ("POST", "/credit-0123456789ab/findings"): FINDING,
    ("POST", "/credit-0123456789ab/findings/1/close"): {"by": "val", "note": "已改正"},
    ("POST", "/credit-0123456789ab/validation"): VALIDATION,
    ("POST", "/credit-0123456789ab/promotion"): {"by": "boss", "replacing": None},
    ("POST", "/credit-0123456789ab/retirement"): {"by": "boss", "because": "旧"},
    ("PUT", "/credit-0123456789ab/challenger"): {"by": "val"},
}


@pytest.fixture
def office(station):
    """The risk team's own program, on this machine."""
    with TestClient(create_app(station), HERE, client=THIS_MACHINE) as opened:
        yield opened


def post(office, path, **body):
    return office.post(f"/v1/models{path}", json=body)


def problem(answer, status, name):
    told = answer.json()
    assert (answer.status_code, told["type"]) == (status, f"urn:hangcuang:problem:{name}")
    assert " / " in told["detail"]
    return told


def test_a_model_goes_its_whole_way_and_answers(office, model_ids):
    one = f"/{model_ids[0]}"
    made = post(office, "", model_id=model_ids[0], developed_by="dev", note="季度重训")
    assert (made.status_code, made.headers["location"]) == (201, f"/v1/models{one}")
    assert made.json()["state"] == "candidate"
    assert post(office, f"{one}/validation", **VALIDATION).json()["state"] == "validated"
    raised = post(office, f"{one}/findings", **FINDING)
    assert (raised.status_code, raised.json()["open_findings"]) == (201, {"high": 1})
    blocked = post(office, f"{one}/promotion", by="boss", replacing=None)
    assert "no. 1" in problem(blocked, 409, "blocked")["detail"]
    assert post(office, f"{one}/findings/1/close", by="val", note="已改正").status_code == 200
    crowned = post(office, f"{one}/promotion", by="boss", replacing=None).json()
    assert (crowned["state"], crowned["serves"]) == ("champion", True)
    score = office.post("/v1/scores", json=example("growing", TODAY)).json()
    assert (score["model_id"], score["basis"]["use"]) == (model_ids[0], "validated")


def test_one_version_is_told_whole(office, model_ids):
    post(office, "", model_id=model_ids[0], developed_by="dev", data_sha256="d" * 64, note="季度")
    post(office, f"/{model_ids[0]}/validation", **VALIDATION)
    told = office.get(f"/v1/models/{model_ids[0]}").json()
    assert told["card"]["basis"]["trained_on"] == "real"
    assert (told["evidence"]["data_sha256"], told["evidence"]["note"]) == ("d" * 64, "季度")
    assert told["conditions"] == VALIDATION["conditions"]
    assert told["validation"]["report_sha256"] == REPORT
    assert [(each["action"], each["by"]) for each in told["history"]] == [
        ("proposed", "dev"), ("validated", "val"),
    ]  # fmt: skip


def test_the_list_says_which_model_answers_also_before_there_is_a_champion(office, station):
    told = office.get("/v1/models").json()
    assert told["models"] == []
    assert told["serving_credit"] == station.own.credit.model_id
    assert told["serving_potential"] == station.own.potential.model_id


def test_a_rollback_brings_the_earlier_champion_back(office, station, model_ids):
    crown(station, model_ids[0])
    crown(station, model_ids[1], replacing=model_ids[0])
    back = post(office, "/rollback", by="boss", replacing=model_ids[1]).json()
    assert (back["model_id"], back["state"], back["serves"]) == (model_ids[0], "champion", True)
    states = {each["model_id"]: each["state"] for each in office.get("/v1/models").json()["models"]}
    assert states == {model_ids[0]: "champion", model_ids[1]: "retired"}


def test_a_challenger_is_named_scores_in_shadow_and_is_dropped(office, station, model_ids):
    bring_forward(station, model_ids[0])
    path = f"/v1/models/{model_ids[0]}/challenger"
    assert office.put(path, json={"by": "val"}).json()["is_challenger"]
    assert office.get("/v1/models").json()["challenger"] == model_ids[0]
    assert office.post("/v1/assessments", json=example("growing", TODAY)).status_code == 201
    dropped = office.delete(path, params={"by": "val"}).json()
    assert (dropped["is_challenger"], dropped["shadow"]) == (False, {"scored": 1})


def test_what_cannot_be_said_of_a_model_is_a_named_field(office, station, model_ids):
    bring_forward(station, model_ids[0])
    yesterday = (TODAY - timedelta(1)).isoformat()
    for path, body, field in (
        ("findings", {**FINDING, "due_on": yesterday}, "due_on"),
        ("validation", {**VALIDATION, "revalidate_by": TODAY.isoformat()}, "revalidate_by"),
        ("validation", {**VALIDATION, "conditions": []}, "conditions"),
    ):
        told = problem(post(office, f"/{model_ids[0]}/{path}", **body), 422, "record")
        assert [each["field"] for each in told["errors"]] == [field]


def test_a_retired_version_says_who_why_and_when(office, station, model_ids):
    bring_forward(station, model_ids[0])
    told = post(office, f"/{model_ids[0]}/retirement", by="boss", because="不再使用").json()
    assert (told["retired_by"], told["retired_because"]) == ("boss", "不再使用")
    assert told["retired_on"] == TODAY.isoformat()
    assert (told["history"][-1]["action"], told["history"][-1]["reason"]) == ("retired", "不再使用")


def test_a_second_person_is_needed_and_it_is_said(office, station, model_ids):
    bring_forward(station, model_ids[0])
    for person in ("dev", "val"):
        answer = post(office, f"/{model_ids[0]}/promotion", by=person, replacing=None)
        assert problem(answer, 403, "same-person")["title"].startswith("须由另一人经办")
    answer = post(office, f"/{model_ids[0]}/validation", **{**VALIDATION, "by": "dev"})
    problem(answer, 403, "same-person")


@pytest.mark.parametrize("name", ["credit-ffffffffffff", "x", "%00", "..%2f..", "杭", "a" * 999])
def test_an_unknown_model_is_not_found(office, name):
    problem(office.get(f"/v1/models/{name}"), 404, "not-found")
    for (method, path), body in ACTS.items():
        if path.startswith("/credit-"):
            path = path.replace("credit-0123456789ab", name)
            answer = office.request(method, f"/v1/models{path}", json=body)
            problem(answer, 404, "not-found")


@pytest.mark.parametrize(("method", "path"), ACTS)
def test_what_an_act_needs_is_named_and_what_it_does_not_know_is_refused(office, method, path):
    for body in ({}, {**ACTS[method, path], "approved": True}, {**ACTS[method, path], "by": "A b"}):
        answer = office.request(method, f"/v1/models{path}", json=body)
        errors = answer.json()["errors"]
        assert (answer.status_code, bool(errors)) == (422, True)
        assert all(each["message"]["zh"] and each["message"]["en"] for each in errors)


@pytest.mark.parametrize(("method", "path"), ACTS)
def test_a_body_that_is_no_json_object_is_refused(office, method, path):
    for content, headers, status in ((b"[]", JSON, 400), (b'{"by": NaN}', JSON, 422),
                                     (b"{}", {"content-type": "text/plain"}, 415)):  # fmt: skip
        answer = office.request(method, f"/v1/models{path}", content=content, headers=headers)
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"by": "Val"}, "by"), ({"report_sha256": "x"}, "report_sha256"),
        ({"verdict": "fine"}, "verdict"), ({"revalidate_by": "soon"}, "revalidate_by"),
        ({"conditions": "无"}, "conditions"), ({"conditions": [""]}, "conditions.0"),
        ({"conditions": ["x"] * 21}, "conditions"), ({"note": "x" * 2001}, "note"),
        ({"by": "val\n"}, "by"),
    ],
)  # fmt: skip
def test_each_wrong_field_of_a_validation_is_named(office, change, field):
    answer = post(office, "/credit-0123456789ab/validation", **{**VALIDATION, **change})
    assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (422, [field])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(act=st.sampled_from(sorted(ACTS)), data=st.data(), value=ODD | ANY)
def test_no_value_in_any_act_fails_the_service(office, act, data, value):
    method, path = act
    field = data.draw(st.sampled_from(sorted(ACTS[act])))
    content = json.dumps({**ACTS[act], field: value}).encode()
    answer = office.request(method, f"/v1/models{path}", content=content, headers=JSON)
    assert answer.status_code in {400, 404, 409, 422}, answer.text
    answer.json()


def test_a_finding_number_that_is_none_is_refused(office, station, model_ids):
    bring_forward(station, model_ids[0])
    body = {"by": "val", "note": "已改正"}
    for number, status in (("x", 422), ("1", 404), ("-1", 404), ("9" * 30, 404)):
        answer = office.post(f"/v1/models/{model_ids[0]}/findings/{number}/close", json=body)
        assert answer.status_code == status


def test_the_person_who_drops_a_challenger_must_be_named(office, model_ids):
    answer = office.delete(f"/v1/models/{model_ids[0]}/challenger")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.by")


def test_outside_the_demonstration_nobody_acts_without_credentials(station, model_ids):
    real = replace(station, settings=replace(station.settings, demonstration=False))
    for client, service in ((THIS_MACHINE, real), (("10.0.0.7", 1), station)):
        with TestClient(create_app(service), HERE, client=client) as elsewhere:
            told = [elsewhere.request(method, f"/v1/models{path}", json=body).status_code
                    for (method, path), body in ACTS.items()]  # fmt: skip
            assert {*told, elsewhere.get("/v1/models").status_code} == {401}


def test_files_that_are_refused_are_a_named_field_of_a_proposal(office, station, model_ids):
    (station.settings.models_dir / model_ids[0] / "tables.bin").write_bytes(b"")
    answer = post(office, "", model_id=model_ids[0], developed_by="dev")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, "model_id")
    assert "tables.bin" in error["message"]["zh"]
    assert str(station.settings.models_dir) not in answer.text


def test_every_answer_with_a_score_names_its_model(client):
    """Of every schema that the doors describe, and of what they answer indeed."""
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    scored = [name for name in schemas if "credit_score" in schemas[name].get("properties", {})]
    assert {"Score", "ScoreAnswer"} <= set(scored)
    assert all("model_id" in schemas[name]["required"] for name in scored)
    for door in ("/v1/scores", "/v1/assessments"):
        answer = client.post(door, json=example("seed", TODAY))
        told = answer.json()
        assert told.get("score", told)["model_id"].startswith("credit-")
        assert "potential" not in told or told["potential"]["model_id"].startswith("potential-")


def test_the_page_of_a_result_names_its_model(client, service):
    answer = client.post("/v1/assessments", json=example("seed", TODAY))
    page = client.get(answer.headers["location"].removeprefix("/v1"))
    assert service.scorers.credit.model_id in page.text
