"""Runs commands as a person would, in settings of their own."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from api.cli import main
from tests.api.conftest import TODAY
from tests.models_fixture import TRUSTED


class Told(NamedTuple):
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


Hangcuang = Callable[..., Told]


@pytest.fixture
def environment(tmp_path: Path, demonstration_dir: Path) -> dict[str, str]:
    return {
        "HANGCUANG_DATABASE_URL": f"sqlite:///{tmp_path / 'cli.db'}",
        "HANGCUANG_MODEL_DIR": str(demonstration_dir),
        "HANGCUANG_TRUSTED_KEYS_DIR": str(TRUSTED),
        "HANGCUANG_TODAY": TODAY.isoformat(),
    }


@pytest.fixture
def hangcuang(
    environment: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Hangcuang:
    """Runs one command with its words and arguments."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: object) -> Told:
        with pytest.raises(SystemExit) as ended:
            main([str(each) for each in arguments])
        said = capsys.readouterr()
        return Told(int(ended.value.code or 0), said.out, said.err)

    return run
