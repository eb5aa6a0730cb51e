"""Does the database have the tables this release needs, and how does it get them?"""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from api.settings import PROJECT
from api.storage.sessions import Store

MIGRATIONS = PROJECT / "migrations"
NEWEST, NOTHING = "head", "base"


def migrate(store: Store) -> None:
    """Bring the tables to this release, whole or not at all; nothing happens where they are."""
    with store.changing_tables() as connection:
        command.upgrade(_config(connection), NEWEST)


def undo_all(store: Store) -> None:
    """Take every table away, with all that is in them."""
    with store.changing_tables() as connection:
        command.downgrade(_config(connection), NOTHING)


def is_current(store: Store) -> bool:
    """Whether the tables are those of this release.

    Raises:
        UnavailableError: the database does not answer.
    """
    wanted = ScriptDirectory(str(MIGRATIONS)).get_heads()
    with store.reading() as session:
        found = MigrationContext.configure(session.connection()).get_current_heads()
    return set(found) == set(wanted)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
