"""Do the migrations make exactly the tables that the code expects, on both databases?"""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from api.storage.migrate import MIGRATIONS, is_current, migrate, undo_all
from api.storage.tables import APPEND_ONLY, Table


def test_an_empty_database_is_not_current(empty_store):
    assert not is_current(empty_store)


def test_migrating_makes_the_database_current(store):
    assert is_current(store)


def test_migrating_twice_changes_nothing(store):
    migrate(store)
    assert is_current(store)


def test_the_migrated_tables_are_those_of_the_code(store):
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


def test_undoing_all_leaves_no_table_behind_and_can_be_redone(store):
    undo_all(store)
    left = set(inspect(store.engine).get_table_names()) - {"alembic_version"}
    migrate(store)
    assert left == set()
    assert is_current(store)


def test_there_is_one_newest_migration():
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_every_append_only_table_exists():
    assert set(APPEND_ONLY) <= set(Table.metadata.tables)
