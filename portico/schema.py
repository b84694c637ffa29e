"""The schema of the database and the code's idea of it: migrate and compare. `portico.versions` asks without Alembic."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, create_engine, pool, text

from portico.versions import ROOT

REPEATED = (
    ROOT / "foundation" / "db" / "functions.sql",
    ROOT / "foundation" / "realtime" / "rights.sql",
    ROOT / "commerce" / "clients" / "rights.sql",
    ROOT / "commerce" / "orders" / "triggers.sql",
)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("timezone", "UTC")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def migrate(owner_dsn: str) -> None:
    """Bring the database up to the newest revision as its owner. Two callers at once migrate once: the second waits.

    Raises `sqlalchemy.exc.DBAPIError` when a migration fails; what it did is rolled back.
    """
    engine = create_engine(_sqlalchemy_url(owner_dsn), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(hashtext('portico migrate'))"))
            connection.commit()
            _run(connection, lambda config: command.upgrade(config, "head"))
            connection.commit()
            _repeat(connection)
            if connection.execute(text("SELECT to_regclass('portico.alembic_version')")).scalar() is not None:
                # Serving never writes its own version, whatever the default rights on new tables are.
                connection.execute(text("REVOKE INSERT, UPDATE, DELETE ON portico.alembic_version FROM portico_app"))
                connection.commit()
    finally:
        engine.dispose()


def _repeat(connection: Connection) -> None:
    """Run the functions and triggers again when their text has changed. Migrations hold tables; what is safe to repeat stands in these files, as it
    is now. The digest of what was run last is the comment of the schema."""
    statements = [file.read_text() for file in REPEATED]
    digest = "sha256:" + hashlib.sha256("\0".join(statements).encode()).hexdigest()
    known = connection.execute(text("SELECT obj_description('portico'::regnamespace, 'pg_namespace')")).scalar()
    if known != digest:
        driver = connection.connection.driver_connection
        assert driver is not None
        for statement in (*statements, f"COMMENT ON SCHEMA portico IS '{digest}'"):
            driver.execute(statement)
    connection.commit()


def write_revision(owner_dsn: str, message: str) -> None:
    """Write a new migration file from the difference between the models and the migrated database `owner_dsn`."""
    engine = create_engine(_sqlalchemy_url(owner_dsn), poolclass=pool.NullPool)
    with engine.connect() as connection:
        _run(connection, lambda config: command.revision(config, message=message, autogenerate=True), metadata())
    engine.dispose()


def differences(dsn: str) -> list[str]:
    """What the models have that the migrated database has not, and the reverse, as readable lines."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = create_engine(_sqlalchemy_url(dsn), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"include_object": include_object, "compare_type": True, "target_metadata": metadata()}
            )
            return [repr(difference) for difference in compare_metadata(context, metadata())]
    finally:
        engine.dispose()


def metadata() -> MetaData:
    """The tables of every room."""
    from portico import tables

    return tables.metadata


def include_object(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """Leave the job tables, which come with their library's own schema, out of the comparison."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def _run(connection: Connection, action: Callable[[Config], object], tables: MetaData | None = None) -> None:
    config = _config()
    config.attributes["metadata"] = tables
    config.attributes["connection"] = connection
    action(config)


def _sqlalchemy_url(dsn: str) -> str:
    return "postgresql+psycopg://" + dsn.split("://", 1)[1]
