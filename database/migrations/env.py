"""Alembic's entry: always run by database.store.engine on a connection that it holds."""

from alembic import context

from database.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
