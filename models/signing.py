"""Who vouches for a model: how are keys made, files signed, and signatures checked?"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engine.errors import ModelError, UntrustedModelError
from models.plain_files import PathName, write_new

PrivateKey = Ed25519PrivateKey
SIGNATURE = "manifest.sig"
PUBLIC_ENDING = ".pub"
MOST_OF_A_SIGNATURE = 200
_MOST_OF_A_KEY = 4_096
_ID_DIGITS = 16
_OWNER_ONLY = 0o600
_OTHERS = 0o077
_LINE = re.compile(rb"ed25519 ([0-9a-f]{16}) ([0-9a-f]{128})\n")
_HEX_KEY = re.compile(rb"[0-9a-f]{64}\s*")
_PEM_PUBLIC = b"-----BEGIN PUBLIC KEY-----"


@dataclass(frozen=True)
class TrustedKeys:
    """The public keys whose models may be used: 32 bytes by key id; without any, none may."""

    keys: Mapping[str, bytes] = field(default_factory=dict)

    def signer(self, content: bytes, line: bytes) -> str:
        """The id of the trusted key that signed `content`, by the line of its signature file.

        Raises:
            UntrustedModelError: no signature, one by a key that is not trusted, or of other bytes.
        """
        found = _LINE.fullmatch(line)
        if found is None:
            raise UntrustedModelError(f"{SIGNATURE}: is no signature")
        key_id, signature = found[1].decode(), bytes.fromhex(found[2].decode())
        if key_id not in self.keys:
            raise UntrustedModelError(f"{SIGNATURE}: the key {key_id} is not trusted here")
        try:
            Ed25519PublicKey.from_public_bytes(self.keys[key_id]).verify(signature, content)
        except InvalidSignature as error:
            raise UntrustedModelError(f"{SIGNATURE}: is of other bytes") from error
        return key_id

    @classmethod
    def of(cls, *keys: bytes) -> "TrustedKeys":
        """These public keys, 32 bytes each."""
        return cls({key_id_of(key): key for key in keys})

    def __or__(self, other: "TrustedKeys") -> "TrustedKeys":
        """All keys of both."""
        return TrustedKeys({**self.keys, **other.keys})


def key_id_of(public: bytes) -> str:
    """The name of a public key: the first 16 hex digits of its SHA-256."""
    return sha256(public).hexdigest()[:_ID_DIGITS]


def signature_line(content: bytes, key: PrivateKey) -> bytes:
    """What the signature file of `content` holds: kind, key id and signature, as text."""
    return f"ed25519 {key_id_of(public_bytes(key))} {key.sign(content).hex()}\n".encode()


def public_bytes(key: PrivateKey) -> bytes:
    """The 32 bytes of the public key that belongs to `key`."""
    return key.public_key().public_bytes_raw()


def make_key(path: PathName) -> str:
    """Write a new private key to `path` and its public part beside it; returns the key id.

    The private file is PEM (PKCS 8) that only its owner may read; the public one has the ending
    `.pub` and 64 hex digits. Neither is ever overwritten.

    Raises:
        ModelError: one of them exists, or the folder cannot be written.
    """
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    private, key = Path(path), PrivateKey.generate()
    public = private.with_suffix(PUBLIC_ENDING)
    if public == private or public.exists():
        raise ModelError(f"{public.name}: exists already; a key is never overwritten")
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        private.parent.mkdir(parents=True, exist_ok=True)
        write_new(private, content, _OWNER_ONLY)
        write_new(public, _as_hex(key))
    except OSError as error:
        raise ModelError(f"{private.name}: cannot be written: {error.strerror}") from error
    return key_id_of(public_bytes(key))


def key_at(path: PathName) -> PrivateKey:
    """The private key in `path`, made where there is none; its public part stands beside it.

    Raises:
        ModelError: it can be neither read nor written.
    """
    private = Path(path)
    public = private.with_suffix(PUBLIC_ENDING)
    if not private.exists():
        public.unlink(missing_ok=True)
        make_key(private)
    key = read_private_key(private)
    if not public.exists():
        write_new(public, _as_hex(key))
    return key


def read_private_key(path: PathName) -> PrivateKey:
    """The private key in a PEM file that nobody but its owner can read.

    Raises:
        ModelError: it cannot be read, is open to others, or is no Ed25519 key.
    """
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    name, content, mode = _key_file(path)
    if mode & _OTHERS:
        raise ModelError(f"{name}: others can read this private key; chmod 600 it")
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ModelError(f"{name}: is no private key without a password") from error
    if not isinstance(key, PrivateKey):
        raise ModelError(f"{name}: is no Ed25519 key")
    return key


def read_trusted_keys(folder: PathName) -> TrustedKeys:
    """The public keys in the `.pub` and `.pem` files of a folder; none where it is absent.

    Raises:
        ModelError: such a file holds anything but one public key; a private one is named so.
    """
    place = Path(folder)
    if not place.is_dir():
        return TrustedKeys()
    files = [path for path in sorted(place.iterdir()) if path.suffix in (PUBLIC_ENDING, ".pem")]
    return TrustedKeys.of(*map(read_public_key, files))


def read_public_key(path: PathName) -> bytes:
    """The 32 bytes of the public key in a file: 64 hex digits, or PEM.

    Raises:
        ModelError: it is no Ed25519 public key, or a private one.
    """
    name, content, _ = _key_file(path)
    if b"PRIVATE KEY" in content:
        raise ModelError(f"{name}: is a private key; only public keys belong among the trusted")
    if _HEX_KEY.fullmatch(content):
        return bytes.fromhex(content.decode())
    if not content.startswith(_PEM_PUBLIC):
        raise ModelError(f"{name}: is no public key: neither 64 hex digits nor PEM")
    return _of_pem(name, content)


def _as_hex(key: PrivateKey) -> bytes:
    return public_bytes(key).hex().encode() + b"\n"


def _of_pem(name: str, content: bytes) -> bytes:
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ModelError(f"{name}: is no public key") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ModelError(f"{name}: is no Ed25519 key")
    return key.public_bytes_raw()


def _key_file(path: PathName) -> tuple[str, bytes, int]:
    """Name, content and mode; links are followed, as operators mount keys through them."""
    name = Path(path).name
    try:
        with open(path, "rb", opener=lambda p, flags: os.open(p, flags | os.O_NONBLOCK)) as file:
            return name, file.read(_MOST_OF_A_KEY), os.fstat(file.fileno()).st_mode
    except OSError as error:
        raise ModelError(f"{name}: cannot be read: {error.strerror}") from error
