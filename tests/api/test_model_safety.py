"""Does the service use approved bytes only, and go on when others are offered?"""

import os
import shutil
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.examples import example
from api.own_models import served_model, served_potential, trusted_keys
from api.settings import Settings
from engine.assessment import Scorers
from engine.errors import ModelError, UntrustedModelError
from models.artefact import POTENTIAL_FOLDER, SEAL, TABLES
from models.examination import sign_model
from models.first_load import first_load
from models.manifest import MANIFEST
from models.signing import SIGNATURE, PrivateKey
from tests.api.conftest import HERE, THIS_MACHINE, TODAY
from tests.models.mutants import FILES, mutant, read_all, write_all

STRANGER = PrivateKey.from_private_bytes(bytes([5]) * 32)


@pytest.fixture
def copy(demonstration_dir, tmp_path):
    return shutil.copytree(demonstration_dir, tmp_path / "model")


def turn_a_byte(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("part", ["", POTENTIAL_FOLDER])
@pytest.mark.parametrize("name", FILES)
def test_one_byte_turned_on_disk_is_refused_at_the_start(service, copy, part, name):
    turn_a_byte(copy / part / name)
    settings = replace(service.settings, model_dir=copy)
    with pytest.raises(UntrustedModelError):
        (served_potential if part else served_model)(settings)


def test_a_model_without_a_signature_never_serves(service, copy):
    (copy / SIGNATURE).unlink()
    with pytest.raises(UntrustedModelError, match=f"{SIGNATURE}: cannot be read"):
        served_model(replace(service.settings, model_dir=copy))


def test_a_model_signed_by_a_stranger_never_serves(service, copy):
    sign_model(copy, STRANGER)
    for serve in (served_model, served_potential):
        with pytest.raises(UntrustedModelError, match="is not trusted here"):
            serve(replace(service.settings, model_dir=copy))


def test_without_trusted_keys_nothing_serves(service, tmp_path):
    settings = replace(service.settings, trusted_keys_dir=tmp_path, demonstration=False)
    assert trusted_keys(settings).keys == {}
    with pytest.raises(UntrustedModelError, match="is not trusted here"):
        served_model(settings)


def test_while_damaged_candidates_are_offered_the_old_model_goes_on(
    service, copy, signer, tmp_path
):
    serving = replace(service, own=Scorers(credit=served_model(service.settings)))
    asked, contents = example("growing", TODAY), read_all(copy)
    with TestClient(create_app(serving), HERE, client=THIS_MACHINE) as client:
        before = client.post("/v1/scores", json=asked).json()
        for key, number in [(STRANGER, n) for n in range(10)] + [(signer, 13), (signer, 18)]:
            candidate = write_all(tmp_path / "candidate", mutant(contents, key, number))
            with pytest.raises(ModelError):
                first_load(candidate, trusted_keys(serving.settings))
            assert client.post("/v1/scores", json=asked).json() == before
    assert before["model_id"] == serving.scorers.credit.model_id


def test_a_model_damaged_on_disk_while_it_serves_does_not_change_the_answers(service, copy):
    settings = replace(service.settings, model_dir=copy)
    serving = replace(service, own=Scorers(credit=served_model(settings)))
    asked = example("growing", TODAY)
    with TestClient(create_app(serving), HERE, client=THIS_MACHINE) as client:
        before = client.post("/v1/scores", json=asked).json()
        for name in (TABLES, MANIFEST, SEAL):
            os.truncate(copy / name, 0)
        assert client.post("/v1/scores", json=asked).json() == before


def test_the_key_of_this_installation_is_trusted_in_a_demonstration_only(monkeypatch, tmp_path):
    monkeypatch.setattr("api.own_models.LOCAL_KEY", tmp_path / "local.pem")
    (tmp_path / "local.pub").write_text("ab" * 32)
    apart = Settings(trusted_keys_dir=tmp_path / "none")
    assert set(trusted_keys(apart).keys.values()) == {b"\xab" * 32}
    assert trusted_keys(replace(apart, demonstration=False)).keys == {}
