"""The demonstration model, trained once for all tests and kept until its code changes."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.artefact import load
from models.demonstration import is_current, train_demonstration
from models.served import ServedModel

HOME = Path(__file__).parents[1] / "var" / "test-model"


@pytest.fixture(scope="session")
def demonstration_dir() -> Path:
    """The folder of the demonstration model as `make run` would train it."""
    HOME.mkdir(parents=True, exist_ok=True)
    folder = HOME / "demonstration"
    with _alone(HOME / "lock"):
        if not is_current(folder):
            train_demonstration(folder)
    return folder


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
