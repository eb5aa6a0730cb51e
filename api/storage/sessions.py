"""How does one request become one transaction, on SQLite and on PostgreSQL?"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from engine.errors import EngineError

BUSY_TIMEOUT_MS = 10_000
_WRITES = "writes"
_FIRST_FAULTY, _LAST_FAULTY = (3, 7, 0), (3, 51, 2)
_MENDED = ((3, 44, 6), (3, 50, 7))
_ONE_WRITER = text("SELECT pg_advisory_xact_lock(hashtext('audit_log'))")


class StoreError(EngineError):
    """The database cannot be used as asked."""


class UnavailableError(StoreError):
    """The database does not answer just now; the same may work later."""


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        raise UnavailableError("the database does not answer just now") from error


@dataclass(frozen=True)
class Store:
    """The database: reads side by side, writes one after the other."""

    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads.

        Raises:
            UnavailableError: the database does not answer.
        """
        with _said_plainly(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: all is kept, or nothing is; other writers wait.

        Raises:
            UnavailableError: the database does not answer, or is busy for too long.
        """
        with self._alone() as connection, Session(connection) as session:
            yield session
            session.flush()

    @contextmanager
    def changing_tables(self) -> Iterator[Connection]:
        """One transaction for migrations, which SQLite and PostgreSQL both undo as a whole."""
        with self._alone() as connection:
            yield connection

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        with _said_plainly(), self.engine.connect() as connection:
            writes = connection.execution_options(**{_WRITES: True})
            with writes.begin():
                if writes.dialect.name == "postgresql":
                    writes.execute(_ONE_WRITER)
                yield writes

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """The store at `url`; a missing SQLite file is made when the migrations run.

    Raises:
        StoreError: the address cannot be read or names another kind of database.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return Store(_sqlite(address))
    return Store(create_engine(address, pool_pre_ping=True))


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError("the database address cannot be read") from error
    if address.drivername in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreError(f"the store works on sqlite and postgresql, not {address.drivername}")
    if address.drivername == "sqlite" and address.database in (None, "", ":memory:"):
        raise StoreError("the store needs an SQLite file, not memory")
    return address


def journal_mode(version: tuple[int, ...]) -> str:
    """DELETE where this SQLite can lose commits when its write-ahead log restarts, else WAL.

    Source: sqlite.org/wal.html, the WAL-reset fault of 3.7.0 to 3.51.2, mended in 3.44.6, 3.50.7.

    >>> journal_mode((3, 40, 1)), journal_mode((3, 50, 7)), journal_mode((3, 51, 3))
    ('DELETE', 'WAL', 'WAL')
    """
    mended = any(fix[:2] == version[:2] and fix <= version for fix in _MENDED)
    faulty = _FIRST_FAULTY <= version <= _LAST_FAULTY and not mended
    return "DELETE" if faulty else "WAL"


def _sqlite(address: URL) -> Engine:
    Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    # The driver would begin transactions by itself, and too late to keep two writers apart.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute(f"PRAGMA journal_mode = {journal_mode(sqlite3.sqlite_version_info)}")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
