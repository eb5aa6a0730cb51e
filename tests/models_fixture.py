"""The demonstration model, trained and signed once for all tests, kept until its code changes."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.artefact import load
from models.demonstration import is_current, train_demonstration
from models.served import ServedModel
from models.signing import PrivateKey, key_at, read_trusted_keys

HOME = Path(__file__).parents[1] / "var" / "test-model"
SIGNER = HOME / "signer" / "tests.pem"
TRUSTED = HOME / "trusted"
"""The folder of the public key that signs the tests' models, for `Settings.trusted_keys_dir`."""


@pytest.fixture(scope="session")
def demonstration_dir() -> Path:
    """The folder of the demonstration model as `make run` would train it."""
    HOME.mkdir(parents=True, exist_ok=True)
    folder = HOME / "demonstration"
    with _alone(HOME / "lock"):
        key = _signer()
        if not is_current(folder, trusted=read_trusted_keys(TRUSTED)):
            train_demonstration(folder, key=key)
    return folder


@pytest.fixture(scope="session")
def signer(demonstration_dir: Path) -> PrivateKey:
    """The private key whose public part lies in `TRUSTED`."""
    return key_at(SIGNER)


def _signer() -> PrivateKey:
    key = key_at(SIGNER)
    TRUSTED.mkdir(exist_ok=True)
    public = SIGNER.with_suffix(".pub")
    # Other test processes read it meanwhile: it is there whole or not at all.
    beside = SIGNER.with_suffix(".copy")
    shutil.copy(public, beside)
    beside.replace(TRUSTED / public.name)
    return key


@pytest.fixture(scope="session")
def demonstration_model(demonstration_dir: Path) -> ServedModel:
    """The demonstration model as the service holds it."""
    return load(demonstration_dir)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Only one test process at a time."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
