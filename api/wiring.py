"""Which parts make the running service? The only place with a clock."""

import hashlib
import platform
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import monotonic
from typing import cast

from api.champions import Champions, Loaded, NoModelError, Serving
from api.registrar import Registrar
from api.settings import LOCAL_KEY, PROJECT, Settings
from api.storage.sessions import Store, UnavailableError, open_store
from engine.assessment import Scorers, Tables
from engine.catalogue import Catalogue, read_catalogue
from engine.chain import TAXONOMY_FILE, read_taxonomy
from engine.errors import ModelError
from engine.innovation import TABLE_FILE, read_innovation_table
from models import ServedModel, ServedPotential, load, load_potential
from models.artefact import POTENTIAL_FOLDER
from models.first_load import first_load, first_loads
from models.registry.records import MODEL_ID
from models.signing import PUBLIC_ENDING, TrustedKeys, read_public_key, read_trusted_keys

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
    own = _own_scorers(settings)
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


def _own_scorers(settings: Settings) -> Scorers | ModelError:
    """The models the settings name, or why they may not serve."""
    try:
        models_are_sound(settings)  # so that one process tries both; it says below what it refuses
        return Scorers(credit=served_model(settings), potential=served_potential(settings))
    except ModelError as refused:
        return refused


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


def registered_model(settings: Settings, model_id: str, digest: str | None = None) -> Loaded:
    """A model of the registry's folder, first loaded in a limited process.

    Raises:
        ModelError: it is missing, damaged, signed by no trusted key, or another than is asked for.
    """
    if re.fullmatch(MODEL_ID, model_id) is None:
        raise ModelError(f"{model_id!r} cannot be the name of a model")
    folder, trusted = settings.models_dir / model_id, trusted_keys(settings)
    if not folder.is_dir():
        raise ModelError(f"{model_id}: no folder of this name is in the registry's folder")
    found = first_load(folder, trusted)
    if model_id not in (found.model_id, found.full_id) or digest not in (None, found.digest):
        raise ModelError(f"{model_id}: these are the bytes of {found.full_id}")
    opened = load if model_id.startswith("credit-") else load_potential
    return Loaded(opened(folder, found.full_id, trusted), found.digest)


def served_model(settings: Settings) -> ServedModel:
    """The model these settings name, signed by a trusted key and checked whole.

    Raises:
        ModelError: it is missing, damaged, signed by no trusted key, or a demonstration outside
            demonstration.
    """
    trusted = trusted_keys(settings)
    found = first_load(settings.model_dir, trusted)
    model = load(settings.model_dir, found.full_id, trusted)
    _require_allowed(model.basis.use, model.model_id, settings)
    return model


def answering_model(settings: Settings) -> ServedModel:
    """The credit model that answers now: the registry's champion, or that of the settings.

    Raises:
        ModelError: none may answer, or it is refused.
        UnavailableError: the registry cannot be read.
    """
    own, store = _own_scorers(settings), open_store(settings.database_url)
    try:
        found = own if isinstance(own, Scorers) else None
        serving = _required(champions_of(settings, store, found), own)
        return cast(ServedModel, serving.scorers.credit)
    finally:
        store.close()


def folder_of(settings: Settings, model_id: str) -> Path:
    """Where a model's files lie: the registry's folder of its id, else that of the settings."""
    registered = settings.models_dir / model_id
    return registered if registered.is_dir() else settings.model_dir


def served_potential(settings: Settings) -> ServedPotential | None:
    """The potential model beside the credit model, as `served_model`; None where there is none.

    Raises:
        ModelError: it is damaged, signed by no trusted key, of another kind, or a demonstration
            outside demonstration.
    """
    folder = settings.model_dir / POTENTIAL_FOLDER
    if not folder.exists():
        return None
    trusted = trusted_keys(settings)
    found = first_load(folder, trusted)
    model = load_potential(folder, found.full_id, trusted)
    _require_allowed(model.basis.use, model.model_id, settings)
    return model


def trusted_keys(settings: Settings) -> TrustedKeys:
    """Whose models may serve; in a demonstration also the key of this installation itself.

    Raises:
        ModelError: a file among the keys is none.
    """
    trusted = read_trusted_keys(settings.trusted_keys_dir)
    own = LOCAL_KEY.with_suffix(PUBLIC_ENDING)
    if not settings.demonstration or not own.exists():
        return trusted
    return trusted | TrustedKeys.of(read_public_key(own))


def models_are_sound(settings: Settings) -> bool:
    """Load the models these settings name in one limited process; whether all may serve."""
    folders = [settings.model_dir, settings.model_dir / POTENTIAL_FOLDER]
    found = first_loads([each for each in folders if each.exists()], trusted_keys(settings))
    return not any(isinstance(each, ModelError) for each in found)


def _require_allowed(use: str, model_id: str, settings: Settings) -> None:
    if use == "demonstration" and not settings.demonstration:
        raise ModelError(f"{model_id} may serve demonstrations only")


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
