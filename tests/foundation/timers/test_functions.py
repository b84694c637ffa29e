"""The functions that look across tenants: whose they are, what they may read and who may call them."""

from __future__ import annotations

import psycopg
import pytest

FUNCTIONS = ("due_timers", "unsent_mail")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_the_search_roles_and_open_to_the_app_only(admin_dsn, name):
    with psycopg.connect(admin_dsn) as connection:
        found = connection.execute(
            "select proowner::regrole::text, prosecdef, provolatile, proconfig, proacl::text[] from pg_proc where proname = %s",
            (name,),
        ).fetchall()
    assert len(found) == 1
    owner, definer, volatility, config, rights = found[0]
    assert (owner, definer, volatility) == ("portico_search", True, "s")
    assert config == ["search_path=pg_catalog, portico"]
    assert "portico_app=X/portico_search" in rights
    assert not [right for right in rights if right.startswith("=")]


def test_the_search_role_reads_named_columns_and_makes_nothing(admin_dsn):
    with psycopg.connect(admin_dsn) as connection:
        connection.execute("set local role portico_search")
        assert connection.execute("select state, due_at from portico.timers").fetchall() == []
        connection.rollback()
        for refused in (
            "select subject from portico.timers",
            "select html from portico.mail_outbox",
            "delete from portico.timers",
            "create function portico.mine() returns int language sql as 'select 1'",
        ):
            connection.execute("set local role portico_search")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(refused)
            connection.rollback()


def test_the_file_may_be_run_again(owner_dsn):
    import importlib.resources

    functions = (importlib.resources.files("foundation.db") / "functions.sql").read_text()
    with psycopg.connect(owner_dsn) as connection:
        connection.execute(functions)
        connection.execute(functions)
        who = connection.execute("select current_user").fetchone()
        connection.rollback()
    assert who == ("portico_owner",)
