"""No log line holds what opens a door: tokens stand in paths, values in the errors of a database."""

from __future__ import annotations

import logging

import psycopg

from portico.bridge import call


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
