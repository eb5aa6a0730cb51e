"""Which parts make the running service? The only place with a clock."""

import hashlib
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from api.settings import PROJECT, Settings
from api.storage.sessions import Store, open_store
from engine.assessment import Scorers
from engine.catalogue import Catalogue, read_catalogue
from engine.errors import ModelError
from models import ServedModel, load

# China has had one zone and no summer time since 1991, so no table of zones is needed.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
DECIDING = ("engine", "models")
_ARITHMETIC = ("numpy", "scipy", "pydantic")
_DAYS_KEPT = 64
_DIGITS = 12


@dataclass(frozen=True)
class Service:
    """Everything a door needs; built once, shared by all requests.

    `catalogue` gives the products as they stand on a day.
    """

    settings: Settings
    scorers: Scorers
    catalogue: Callable[[date], Catalogue]
    store: Store
    code_version: str

    def today(self) -> date:
        """The date in Hangzhou, or the fixed one of the settings."""
        return today_of(self.settings)

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC)

    def close(self) -> None:
        """Give the database's connections back."""
        self.store.close()


def build_service(settings: Settings) -> Service:
    """The service these settings ask for, checked whole before the first request.

    Raises:
        ModelError: the model is missing, damaged, or a demonstration outside demonstration.
        CatalogueError: a product file is wrong.
        StoreError: the database address cannot be used.
    """
    model = served_model(settings)
    products = read_catalogue(settings.products_dir)
    by_day = lru_cache(maxsize=_DAYS_KEPT)(products.on)
    store = open_store(settings.database_url)
    return Service(settings, Scorers(credit=model), by_day, store, code_version())


def served_model(settings: Settings) -> ServedModel:
    """The model these settings name, checked whole.

    Raises:
        ModelError: it is missing, damaged, or a demonstration outside demonstration.
    """
    model = load(settings.model_dir)
    if model.basis.use == "demonstration" and not settings.demonstration:
        raise ModelError(f"{model.model_id} may serve demonstrations only")
    return model


def today_of(settings: Settings) -> date:
    """The date in Hangzhou, or the fixed one of the settings."""
    return settings.fixed_today or datetime.now(SHANGHAI).date()


@cache
def code_version() -> str:
    """The release and a digest of all that decides: own sources, arithmetic libraries, Python."""
    digest = hashlib.sha256()
    for line in (platform.python_version(), *map(_released, _ARITHMETIC)):
        digest.update(line.encode())
    for path in _sources():
        digest.update(path.relative_to(PROJECT).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{_released('hangcuang')}+{digest.hexdigest()[:_DIGITS]}"


def _released(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "0"


def _sources() -> Iterator[Path]:
    for package in DECIDING:
        for path in sorted((PROJECT / package).rglob("*")):
            if path.suffix in (".py", ".yaml"):
                yield path
