"""Which parts make the running service? The only place with a clock."""

import hashlib
import platform
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import monotonic
from typing import cast

from api.champions import Champions, NoModelError, Serving
from api.own_models import own_scorers, registered_model
from api.registrar import Registrar
from api.settings import PROJECT, Settings
from api.storage.sessions import Store, UnavailableError, open_store
from engine.assessment import Scorers, Tables
from engine.catalogue import Catalogue, read_catalogue
from engine.chain import TAXONOMY_FILE, read_taxonomy
from engine.errors import ModelError
from engine.innovation import TABLE_FILE, read_innovation_table
from engine.routing.search import warm_up
from models import ServedModel

# China has had one zone and no summer time since 1991, so no table of zones is needed.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
DECIDING = ("engine", "models")
_ARITHMETIC = ("numpy", "scipy", "pydantic")
_DAYS_KEPT = 64
_DIGITS = 12


@dataclass(frozen=True)
class Service:
    """Everything a door needs; built once, shared by all requests.

    `catalogue` gives the products as they stand on a day, `tables` the dated tables beside them.
    `own` are the models of the settings: they serve while the registry has no champion, and are
    None where they may not.
    """

    settings: Settings
    own: Scorers | None
    tables: Tables
    catalogue: Callable[[date], Catalogue]
    store: Store
    code_version: str
    champions: Champions = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        champions = champions_of(self.settings, self.store, self.own)
        object.__setattr__(self, "champions", champions)

    def serving(self) -> Serving:
        """The models that answer now; one request asks once, and keeps what it got.

        Raises:
            NoModelError: no model is approved to serve.
        """
        return self.champions.serving()

    @property
    def scorers(self) -> Scorers:
        """The models that answer now, without the challenger."""
        return self.serving().scorers

    @property
    def is_demonstration(self) -> bool:
        """Whether what is shown must carry the notice; also known where nothing can serve."""
        try:
            return self.scorers.credit.basis.use == "demonstration"
        except (ModelError, UnavailableError):
            return self.settings.demonstration

    @property
    def registrar(self) -> Registrar:
        """Who moves model versions."""
        return registrar_of(self.settings, self.store)

    def today(self) -> date:
        """The date in Hangzhou, or the fixed one of the settings."""
        return today_of(self.settings)

    def now(self) -> datetime:
        """The moment, in UTC."""
        return _moment()

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
    warm_up()
    own = own_scorers(settings)
    products = read_catalogue(settings.products_dir)
    by_day = lru_cache(maxsize=_DAYS_KEPT)(products.on)
    tables = read_tables(settings.products_dir)
    store = open_store(settings.database_url)
    found = own if isinstance(own, Scorers) else None
    service = Service(settings, found, tables, by_day, store, code_version())
    # Without a database nothing is known of a champion: requests wait for it, nothing else serves.
    with suppress(UnavailableError):
        _required(service.champions, own)
    return service


def _required(champions: Champions, own: Scorers | ModelError) -> Serving:
    """What serves; where nothing does, also why the settings' own model does not."""
    try:
        return champions.serving()
    except NoModelError as none:
        if isinstance(own, ModelError):
            raise type(own)(f"{own}; and the registry has no champion") from own
        raise none


def champions_of(settings: Settings, store: Store, own: Scorers | None) -> Champions:
    """The champions of the registry in `store`, or `own` while there are none."""
    registrar = registrar_of(settings, store)
    return Champions(store, own, registrar.load, monotonic, registrar.note_refusal)


def registrar_of(settings: Settings, store: Store) -> Registrar:
    """Who moves the model versions that `store` keeps."""
    load = partial(registered_model, settings)
    return Registrar(store, load, _moment, partial(today_of, settings))


def answering_model(settings: Settings) -> ServedModel:
    """The credit model that answers now: the registry's champion, or that of the settings.

    Raises:
        ModelError: none may answer, or it is refused.
        UnavailableError: the registry cannot be read.
    """
    own, store = own_scorers(settings), open_store(settings.database_url)
    try:
        found = own if isinstance(own, Scorers) else None
        serving = _required(champions_of(settings, store, found), own)
        return cast(ServedModel, serving.scorers.credit)
    finally:
        store.close()


def read_tables(folder: Path) -> Tables:
    """The dated tables in the folder of products; what an absent one gives stays unknown.

    Raises:
        CatalogueError: a table is wrong; every fault is named with file and key.
    """
    innovation, ai_chain = folder / TABLE_FILE, folder / TAXONOMY_FILE
    return Tables(
        innovation=read_innovation_table(innovation) if innovation.exists() else None,
        ai_chain=read_taxonomy(ai_chain) if ai_chain.exists() else None,
    )


def _moment() -> datetime:
    return datetime.now(UTC)


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
