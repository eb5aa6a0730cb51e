"""Does the environment choose what it should, and is nonsense refused?"""

from datetime import date
from pathlib import Path

import pytest

from api.settings import Settings, SettingsError


def read(**said: str) -> Settings:
    return Settings.from_environment({f"HANGCUANG_{name}": value for name, value in said.items()})


def test_without_any_variable_it_is_a_demonstration_on_this_machine():
    settings = read()
    assert settings == Settings()
    assert (settings.demonstration, settings.host, settings.port) == (True, "127.0.0.1", 8000)
    assert settings.operator_name is None


def test_every_variable_is_read():
    settings = read(DATABASE_URL="postgresql://x/y", MODEL_DIR="/m", PRODUCTS_DIR="/p", PORT="81",
                    PREFILL_DIR="/f", TRUSTED_KEYS_DIR="/k", MODELS_DIR="/r",
                    OPERATOR_NAME=" 杭州金投 ", DEMONSTRATION="No", TODAY="2026-11-22", HOST="::1",
                    ALLOWED_HOSTS="a.example, b.example")  # fmt: skip
    assert (settings.model_dir, settings.products_dir) == (Path("/m"), Path("/p"))
    assert (settings.prefill_dir, settings.trusted_keys_dir) == (Path("/f"), Path("/k"))
    assert settings.models_dir == Path("/r")
    assert (settings.operator_name, settings.demonstration) == ("杭州金投", False)
    assert (settings.fixed_today, settings.port) == (date(2026, 11, 22), 81)
    assert settings.allowed_hosts[-2:] == ("a.example", "b.example")


def test_an_empty_variable_counts_as_absent():
    assert read(OPERATOR_NAME=" ", TODAY="", DEMONSTRATION="") == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [("DEMONSTRATION", "maybe"), ("TODAY", "yesterday"), ("PORT", "80x"), ("PORT", "65536"),
     ("PORT", "８０")],
)  # fmt: skip
def test_nonsense_is_refused_by_name(name, value):
    with pytest.raises(SettingsError, match=f"HANGCUANG_{name}"):
        read(**{name: value})
