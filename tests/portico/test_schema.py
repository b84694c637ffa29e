"""Migrations: up to date with the models, run once by two starters, and not the app role's to change."""

import subprocess
import sys

import psycopg
import pytest

from portico import schema, versions


def test_models_and_migrations_agree(database, owner_dsn):
    assert versions.current(database) == versions.head()
    assert schema.differences(owner_dsn) == []


def test_the_reader_of_migrations_agrees_with_alembic():
    from alembic.script import ScriptDirectory

    assert versions.head() == ScriptDirectory(str(versions.ROOT / "migrations")).get_current_head()


def test_the_app_role_cannot_change_the_version(database):
    with psycopg.connect(database) as connection:
        assert versions.read_version(connection) == versions.head()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE alembic_version SET version_num = 'x'")


def test_two_starters_migrate_once(postgres_server):
    from foundation.postgres import bootstrap

    bootstrap(postgres_server.dsn("postgres", "postgres"), "fresh")
    owner = postgres_server.dsn("portico_owner", "fresh")
    words = [sys.executable, "-c", f"from portico.schema import migrate; migrate({owner!r})"]
    starters = [subprocess.Popen(words, cwd=versions.ROOT, stderr=subprocess.PIPE) for _ in range(2)]
    for starter in starters:
        _, said = starter.communicate(timeout=60)
        assert starter.returncode == 0, said.decode()
    assert versions.current(owner) == versions.head()
