"""How do migrations reach the database? Only through a connection that the store opened."""

from alembic import context

from api.storage.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
