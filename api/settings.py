"""Which choices does the environment make for the service?"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.errors import EngineError

PROJECT = Path(__file__).parents[1]
VAR = PROJECT / "var"
# Signs the demonstration model that a first start trains; trusted in a demonstration only.
LOCAL_KEY = VAR / "keys" / "local.pem"
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
_PREFIX = "HANGCUANG_"
_YES, _NO = ("1", "true", "yes"), ("0", "false", "no")
_HIGHEST_PORT = 65_535


class SettingsError(EngineError):
    """An environment variable cannot be read; the message names it."""


@dataclass(frozen=True)
class Settings:
    """Everything the environment may choose, read once.

    `operator_name` None: the pages say that this is no official platform. `demonstration` True:
    requests from this machine need no credentials and a demonstration model may serve; False: such
    a model is refused at start. `fixed_today` replaces the day of the clock, to repeat a show.
    `trusted_keys_dir` holds the public keys of those whose models may serve. `models_dir` holds
    the folders of registered models, each named by its id.
    `prefill_dir` holds what outside sources say of firms, see `api/prefill/README.md`.
    """

    database_url: str = f"sqlite:///{VAR / 'hangcuang.db'}"
    model_dir: Path = VAR / "models" / "demonstration"
    models_dir: Path = VAR / "models" / "registry"
    trusted_keys_dir: Path = VAR / "keys" / "trusted"
    products_dir: Path = PROJECT / "products"
    prefill_dir: Path = VAR / "prefill"
    operator_name: str | None = None
    demonstration: bool = True
    fixed_today: date | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: tuple[str, ...] = LOOPBACK_NAMES

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """The settings that `HANGCUANG_*` variables ask for; an empty variable counts as absent.

        Raises:
            SettingsError: a variable cannot be read.
        """
        given = os.environ if environment is None else environment
        said = {
            name.removeprefix(_PREFIX): value.strip()
            for name, value in given.items()
            if name.startswith(_PREFIX) and value.strip()
        }
        default = cls()
        return cls(
            database_url=said.get("DATABASE_URL", default.database_url),
            model_dir=Path(said.get("MODEL_DIR", default.model_dir)),
            models_dir=Path(said.get("MODELS_DIR", default.models_dir)),
            trusted_keys_dir=Path(said.get("TRUSTED_KEYS_DIR", default.trusted_keys_dir)),
            products_dir=Path(said.get("PRODUCTS_DIR", default.products_dir)),
            prefill_dir=Path(said.get("PREFILL_DIR", default.prefill_dir)),
            operator_name=said.get("OPERATOR_NAME"),
            demonstration=_flag(said, "DEMONSTRATION", default.demonstration),
            fixed_today=_day(said, "TODAY"),
            host=said.get("HOST", default.host),
            port=_port(said, default.port),
            allowed_hosts=(*default.allowed_hosts, *_names(said, "ALLOWED_HOSTS")),
        )


def _flag(said: Mapping[str, str], name: str, default: bool) -> bool:
    value = said.get(name, _YES[0] if default else _NO[0]).lower()
    if value not in (*_YES, *_NO):
        raise SettingsError(f"{_PREFIX}{name} must be true or false, not {value!r}")
    return value in _YES


def _day(said: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(said[name]) if name in said else None
    except ValueError as error:
        raise SettingsError(f"{_PREFIX}{name} must be a date such as 2026-11-22") from error


def _port(said: Mapping[str, str], default: int) -> int:
    value = said.get("PORT", str(default))
    if not (value.isascii() and value.isdigit() and int(value) <= _HIGHEST_PORT):
        raise SettingsError(f"{_PREFIX}PORT must be a number up to {_HIGHEST_PORT}, not {value!r}")
    return int(value)


def _names(said: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in said.get(name, "").split(",") if part.strip())
