"""How Alembic runs here: always on a connection that `portico.schema` opened as the owner, one transaction a migration."""

from alembic import context

from portico.schema import include_object

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    include_object=include_object,
    compare_type=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
