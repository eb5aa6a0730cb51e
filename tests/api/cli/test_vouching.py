"""Does a person at a terminal make keys, sign and check models, and hear why not?"""

import json
import os
import shutil
import stat

import pytest

from models.artefact import TABLES
from models.boosting import TreeSettings
from models.credit import CreditModel
from models.signing import SIGNATURE, read_trusted_keys
from tests.models.samples import a_frame


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "model"
    CreditModel(trees=TreeSettings(n_trees=5)).fit(*a_frame()).save(folder)
    return folder


@pytest.fixture
def copy(model, tmp_path):
    return shutil.copytree(model, tmp_path / "model")


def test_a_model_is_signed_with_a_made_key_and_found_sound(hangcuang, copy, tmp_path):
    key_id = hangcuang("make-key", tmp_path / "risk.pem").out.strip()
    assert stat.S_IMODE((tmp_path / "risk.pem").stat().st_mode) == 0o600
    assert key_id in hangcuang("sign-model", copy, "--key", tmp_path / "risk.pem").err
    (tmp_path / "trusted").mkdir()
    os.rename(tmp_path / "risk.pub", tmp_path / "trusted" / "risk.pub")
    assert set(read_trusted_keys(tmp_path / "trusted").keys) == {key_id}
    told = hangcuang("check-model", copy, "--trusted", tmp_path / "trusted", "--json")
    assert [each["signer"] for each in json.loads(told.out)] == [key_id]


def test_a_model_nobody_signed_is_sound_only_where_no_signature_is_asked_for(
    hangcuang, copy, tmp_path
):
    told = hangcuang("check-model", copy)
    assert (told.code, "signature not asked for" in told.out) == (0, True)
    hangcuang("make-key", tmp_path / "trusted" / "a.pem")
    (tmp_path / "trusted" / "a.pem").unlink()
    told = hangcuang("check-model", copy, "--trusted", tmp_path / "trusted")
    assert (told.code, SIGNATURE in told.err) == (2, True)


def test_a_damaged_model_is_neither_sound_nor_signed(hangcuang, copy, tmp_path):
    hangcuang("make-key", tmp_path / "a.pem")
    (copy / TABLES).write_bytes(b"damaged")
    for command in (("check-model", copy), ("sign-model", copy, "--key", tmp_path / "a.pem")):
        told = hangcuang(*command)
        assert (told.code, TABLES in told.err) == (2, True)


def test_the_model_within_a_model_is_signed_and_checked_with_it(hangcuang, copy, tmp_path):
    hangcuang("make-key", tmp_path / "a.pem")
    shutil.copytree(copy, copy / "potential")
    assert hangcuang("sign-model", copy, "--key", tmp_path / "a.pem").code == 0
    assert (copy / "potential" / SIGNATURE).exists()
    (copy / "potential" / TABLES).write_bytes(b"")
    told = hangcuang("check-model", copy)
    assert (told.code, "potential: tables.bin" in told.err) == (2, True)


def test_a_folder_without_keys_is_said_to_be_empty(hangcuang, copy, tmp_path):
    told = hangcuang("check-model", copy, "--trusted", tmp_path)
    assert (told.code, "holds no public key" in told.err) == (2, True)


def test_a_key_is_never_written_over(hangcuang, tmp_path):
    hangcuang("make-key", tmp_path / "a.pem")
    told = hangcuang("make-key", tmp_path / "a.pem")
    assert (told.code, "never overwritten" in told.err) == (2, True)
