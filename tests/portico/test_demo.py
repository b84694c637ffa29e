"""The demo is made by the actions real people use, so what they refuse it would be refused too: it must load, twice over."""

from __future__ import annotations

from foundation.db import transaction, value
from foundation.tenancy import entered
from foundation.tenancy.hosts import forget_hosts, scope_of
from portico.demo.load import SLUG, load


def test_the_demo_loads_and_a_second_time_changes_nothing(database: str) -> None:
    assert database
    forget_hosts()
    first = load()
    live = scope_of(SLUG)
    assert live is not None
    with entered(live), transaction():
        orders = value("select count(*) from orders")
    assert orders >= 10
    assert load() == first
    with entered(live), transaction():
        assert value("select count(*) from orders") == orders
