"""What the three roles may and may not do."""

import psycopg
import pytest


def test_app_role_is_restricted(database):
    with psycopg.connect(database) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == (False, False, False, False)


def test_app_role_writes_rows_but_changes_no_tables(database, owner_dsn):
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        owner.execute("CREATE TABLE notes (id int PRIMARY KEY, text text)")
        try:
            with psycopg.connect(database, autocommit=True) as app:
                app.execute("INSERT INTO notes VALUES (1, 'one')")
                app.execute("UPDATE notes SET text = 'two'")
                assert app.execute("SELECT text FROM notes").fetchone() == ("two",)
                for forbidden in (
                    "TRUNCATE notes",
                    "ALTER TABLE notes ADD COLUMN more int",
                    "DROP TABLE notes",
                    "CREATE TABLE mine (id int)",
                    "CREATE TABLE public.mine (id int)",
                    "CREATE TEMPORARY TABLE mine (id int)",
                    "SET ROLE portico_owner",
                    "SET ROLE portico_search",
                ):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        app.execute(forbidden)
                app.execute("DELETE FROM notes")
        finally:
            owner.execute("DROP TABLE notes")


def test_functions_are_open_to_the_app_role_only(database, owner_dsn, admin_dsn):
    assert database
    with psycopg.connect(owner_dsn) as owner:
        owner.execute("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        rights = owner.execute(
            "SELECT has_function_privilege('portico_app', 'one()', 'EXECUTE'), "
            "has_function_privilege('portico_search', 'one()', 'EXECUTE')"
        ).fetchone()
        owner.rollback()
    assert rights == (True, False)


def test_owner_may_hand_a_function_to_the_search_role(owner_dsn):
    with psycopg.connect(owner_dsn) as owner:
        owner.execute("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        owner.execute("GRANT CREATE ON SCHEMA portico TO portico_search")
        owner.execute("ALTER FUNCTION one() OWNER TO portico_search")
        row = owner.execute(
            "SELECT rolname FROM pg_proc JOIN pg_roles ON pg_roles.oid = proowner WHERE proname = 'one'"
        ).fetchone()
        owner.rollback()
    assert row == ("portico_search",)
