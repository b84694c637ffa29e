"""No log line holds what opens a door: tokens stand in paths, values in the errors of a database."""

from __future__ import annotations

import logging

import psycopg
import pytest

from foundation.db import execute, transaction, uuid7
from foundation.identity import staff
from foundation.settings import load
from foundation.tenancy import unscoped
from portico import logs
from portico.bridge import call

ADDRESS = "olga@secret.example"


def test_a_path_is_not_logged_when_an_app_fails(caplog) -> None:
    def broken(environ, start_response):
        raise psycopg.OperationalError("the server closed the connection")

    def defective(environ, start_response):
        raise RuntimeError("a defect")

    with caplog.at_level(logging.DEBUG):
        for app, status in ((broken, 503), (defective, 500)):
            assert call(app, {"PATH_INFO": "/sign-in/link/the-secret", "REQUEST_METHOD": "POST"}).status == status
    assert caplog.records
    assert "the-secret" not in caplog.text


def test_statements_are_logged_without_their_values(database) -> None:
    from foundation.db import engine

    assert engine().hide_parameters is True


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_row_a_database_refused_is_not_logged(database, capsys, form) -> None:
    assert database
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    with unscoped("test"), transaction():
        known = staff.create_staff(ADDRESS, "Olga", None)
    try:
        logs.configure(load({"LOG_FORMAT": form}))
        with pytest.raises(psycopg.errors.UniqueViolation) as refused, unscoped("test"), transaction():
            execute(
                "insert into staff select (jsonb_populate_record(s, jsonb_build_object('id', %(id)s::uuid))).* from staff s where id = %(known)s",
                id=uuid7(),
                known=known,
            )
        assert ADDRESS in str(refused.value)
        logging.getLogger("portico").error("request failed", exc_info=refused.value)
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    told = capsys.readouterr().err
    assert "duplicate key value violates unique constraint" in told and "test_log_secrets" in told
    assert ADDRESS not in told
