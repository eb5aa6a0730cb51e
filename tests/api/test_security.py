"""Which requests come in, and what does every response carry?"""

import logging
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.security import HEADERS
from api.storage.sessions import open_store
from tests.api.conftest import HERE, THIS_MACHINE

PATHS = ("/healthz", "/readyz", "/v1/features", "/v1/assessments/x", "/nothing", "/openapi.json")


@pytest.mark.parametrize("path", PATHS)
def test_every_response_carries_the_security_headers(client, path):
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert len(answer.headers["x-request-id"]) == 32


def test_answers_are_not_kept_by_caches(client):
    assert client.get("/v1/features").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_the_names_of_this_machine_are_known(client, host):
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "a:b:c"])
def test_another_host_name_is_refused(client, host):
    answer = client.get("/v1/features", headers={"host": host})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["10.0.0.7", "192.168.1.2", "::ffff:10.0.0.7", "unknown"])
def test_another_machine_needs_credentials_even_for_the_demonstration(service, address):
    with TestClient(create_app(service), HERE, client=(address, 1)) as elsewhere:
        answer = elsewhere.get("/v1/features")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert elsewhere.get("/healthz").status_code == 200


def test_outside_the_demonstration_everybody_needs_credentials(service):
    real = replace(service, settings=replace(service.settings, demonstration=False))
    with TestClient(create_app(real), HERE, client=THIS_MACHINE) as client:
        assert client.post("/v1/scores", json={}).status_code == 401
        assert client.get("/readyz").status_code == 200


def test_an_unforeseen_error_tells_nothing_but_its_request_id(service, caplog):
    app = create_app(service)

    @app.get("/broken")
    def broken():
        raise RuntimeError("the secret of the house")

    with TestClient(app, HERE, client=THIS_MACHINE) as client, caplog.at_level(logging.ERROR):
        answer = client.get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.json()["request_id"] in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_database_that_does_not_answer_is_said_and_nothing_breaks(service):
    lost = replace(service, store=open_store("postgresql://nobody@127.0.0.1:1/none"))
    with TestClient(create_app(lost), HERE, client=THIS_MACHINE) as client:
        answer = client.get(f"/v1/assessments/{'0' * 32}")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert client.get("/readyz").json()["database"] is False
