"""Does a signature vouch for exactly the bytes it was made of, by exactly the keys one trusts?"""

import os
import shutil
import stat

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ModelError, UntrustedModelError
from models.signing import (
    PrivateKey,
    TrustedKeys,
    key_at,
    key_id_of,
    make_key,
    public_bytes,
    read_private_key,
    read_public_key,
    read_trusted_keys,
    signature_line,
)

KEY, OTHER = (PrivateKey.from_private_bytes(bytes([i]) * 32) for i in (1, 2))
TRUSTED = TrustedKeys.of(public_bytes(KEY))
CONTENT = b'{"a": 1}'
LINE = signature_line(CONTENT, KEY)
PEM = serialization.Encoding.PEM


def pem_of(public):
    return public.public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def test_the_example_of_the_standard_is_signed_as_the_standard_says():
    # RFC 8032 section 7.1, test 2.
    secret = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
    key = PrivateKey.from_private_bytes(bytes.fromhex(secret))
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert public_bytes(key).hex() == public
    signed = signature_line(b"\x72", key).split()[2]
    assert signed.startswith(b"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da")


def test_a_signature_of_a_trusted_key_names_its_signer():
    assert TRUSTED.signer(CONTENT, LINE) == key_id_of(public_bytes(KEY))


@given(st.binary(max_size=40))
def test_other_bytes_are_never_those_that_were_signed(content):
    if content != CONTENT:
        with pytest.raises(UntrustedModelError, match="other bytes"):
            TRUSTED.signer(content, LINE)


@given(st.integers(0, len(LINE) - 1), st.integers(1, 255))
def test_a_signature_with_a_changed_byte_is_refused(place, change):
    changed = LINE[:place] + bytes([LINE[place] ^ change]) + LINE[place + 1 :]
    with pytest.raises(UntrustedModelError):
        TRUSTED.signer(CONTENT, changed)


@pytest.mark.parametrize("line", [b"", LINE[:-1], LINE + b"\n", LINE.upper(), LINE * 2])
def test_a_signature_of_another_form_is_refused(line):
    with pytest.raises(UntrustedModelError, match="is no signature"):
        TRUSTED.signer(CONTENT, line)


def test_a_key_that_is_not_trusted_vouches_for_nothing():
    for keys in (TrustedKeys(), TrustedKeys.of(public_bytes(OTHER))):
        with pytest.raises(UntrustedModelError, match="not trusted here"):
            keys.signer(CONTENT, LINE)


def test_a_signature_under_the_name_of_a_trusted_key_is_refused():
    forged = signature_line(CONTENT, OTHER).split()[2]
    line = b"ed25519 %b %b\n" % (key_id_of(public_bytes(KEY)).encode(), forged)
    with pytest.raises(UntrustedModelError, match="other bytes"):
        TRUSTED.signer(CONTENT, line)


def test_a_made_key_signs_and_only_its_owner_can_read_it(tmp_path):
    key_id = make_key(tmp_path / "keys" / "risk.pem")
    private = tmp_path / "keys" / "risk.pem"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    shutil.copytree(tmp_path / "keys", tmp_path / "trusted", ignore=lambda *_: ["risk.pem"])
    line = signature_line(CONTENT, read_private_key(private))
    assert read_trusted_keys(tmp_path / "trusted").signer(CONTENT, line) == key_id


def test_a_key_is_never_overwritten(tmp_path):
    make_key(tmp_path / "a.pem")
    before = (tmp_path / "a.pem").read_bytes()
    (tmp_path / "b.pub").touch()
    for name in ("a.pem", "b.pem"):
        with pytest.raises(ModelError, match="never overwritten"):
            make_key(tmp_path / name)
    assert (tmp_path / "a.pem").read_bytes() == before


def test_a_key_that_is_kept_is_the_same_on_every_start(tmp_path):
    first = public_bytes(key_at(tmp_path / "k" / "local.pem"))
    (tmp_path / "k" / "local.pub").unlink()
    assert public_bytes(key_at(tmp_path / "k" / "local.pem")) == first
    assert read_public_key(tmp_path / "k" / "local.pub") == first
    (tmp_path / "k" / "local.pem").unlink()
    assert public_bytes(key_at(tmp_path / "k" / "local.pem")) != first


def test_a_private_key_that_others_can_read_is_refused(tmp_path):
    make_key(tmp_path / "a.pem")
    os.chmod(tmp_path / "a.pem", 0o640)
    with pytest.raises(ModelError, match="others can read"):
        read_private_key(tmp_path / "a.pem")


@pytest.mark.parametrize("content", [b"", b"x", LINE, pem_of(KEY.public_key())])
def test_what_is_no_private_key_is_refused_by_name(tmp_path, content):
    (tmp_path / "a.pem").write_bytes(content)
    (tmp_path / "a.pem").chmod(0o600)
    with pytest.raises(ModelError, match=r"a\.pem: is no private key"):
        read_private_key(tmp_path / "a.pem")
    with pytest.raises(ModelError, match=r"b\.pem: cannot be read"):
        read_private_key(tmp_path / "b.pem")


def test_public_keys_are_read_from_both_forms_and_other_files_left_alone(tmp_path):
    (tmp_path / "a.pub").write_text(public_bytes(KEY).hex())
    (tmp_path / "b.pem").write_bytes(pem_of(OTHER.public_key()))
    (tmp_path / "README").write_text("whose keys these are")
    assert set(read_trusted_keys(tmp_path).keys.values()) == {
        public_bytes(KEY), public_bytes(OTHER),
    }  # fmt: skip


def test_without_a_folder_nobody_is_trusted(tmp_path):
    assert read_trusted_keys(tmp_path / "nowhere") == TrustedKeys()


def test_a_private_key_among_the_trusted_ones_is_named(tmp_path):
    make_key(tmp_path / "a.pem")
    with pytest.raises(ModelError, match=r"a\.pem: is a private key"):
        read_trusted_keys(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"ab" * 31, b"zz" * 32, b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
     pem_of(generate_private_key(SECP256R1()).public_key())],
)  # fmt: skip
def test_what_is_no_public_key_is_refused_by_name(tmp_path, content):
    (tmp_path / "a.pub").write_bytes(content)
    with pytest.raises(ModelError, match=r"a\.pub: is no"):
        read_trusted_keys(tmp_path)
