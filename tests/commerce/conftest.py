"""Northlight and Farwell, fresh for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

import commerce.checkout.subscribers
import commerce.clients.subscribers
import commerce.payments.subscribers  # noqa: F401
from foundation.revisions.queries import forget_pointers
from foundation.tenancy.hosts import forget_hosts
from portico.kinds import discover_kinds
from tests.commerce import cast


@pytest.fixture
def clean_caches(database: str) -> Iterator[None]:
    """Nothing kept of an earlier test's portals."""
    assert database
    discover_kinds()
    forget_hosts()
    forget_pointers()
    yield
    forget_pointers()


@pytest.fixture
def house(clean_caches: None) -> cast.House:
    """Northlight with Acme and Kestrel."""
    return cast.northlight()


@pytest.fixture
def stranger(clean_caches: None) -> cast.House:
    """Farwell, another seller."""
    return cast.farwell()


@pytest.fixture
def look(admin_dsn: str) -> Callable[..., list[tuple[Any, ...]]]:
    """``look(sql, *values)`` reads the database past every wall."""

    def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(admin_dsn, options="-c search_path=portico") as connection:
            return connection.execute(sql, values).fetchall()

    return ask
