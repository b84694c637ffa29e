"""What the database refuses about orders, even from the role that may write them."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import psycopg
import pytest

from commerce.orders import states
from commerce.orders.models import STATES
from tests.commerce import cast

TRIGGERS = Path(__file__).parents[2] / "commerce" / "orders" / "triggers.sql"
KIND = {"in_progress": "active", "completed": "done", "cancelled": "cancelled"}


@pytest.fixture
def guarded(house: cast.House, owner_dsn: str) -> cast.House:
    """Running the file again changes nothing, so the test does not ask whether the migration has."""
    with psycopg.connect(owner_dsn) as connection:
        connection.execute(TRIGGERS.read_text())
    return house


def test_a_state_follows_only_over_an_edge(guarded: cast.House, admin_dsn: str) -> None:
    number = cast.order(guarded, "dana").number
    change = (
        "update portico.orders set state = %s, status_kind = %s,"
        " completed_at = case when %s = 'completed' then placed_at end where number = %s"
    )
    for before, after in product(STATES, STATES):
        with psycopg.connect(admin_dsn) as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute(change, (before, KIND.get(before, "open"), before, number))
            connection.execute("set session_replication_role = origin")
            values = (after, KIND.get(after, "open"), after, number)
            walked = states.PATHS["done"].get(before, ()) if after == "completed" else ()
            if before == after or after in states.EDGES[before] or walked:
                connection.execute(change, values)
            else:
                with pytest.raises(psycopg.errors.CheckViolation):
                    connection.execute(change, values)
            connection.rollback()


def test_lines_that_do_not_add_up_are_refused_at_the_commit(guarded: cast.House, admin_dsn: str) -> None:
    number = cast.order(guarded, "dana", cast.banners(guarded), cast.banners(guarded)).number
    one = "(select id from portico.orders where number = %s)"
    for statement in (
        "update portico.orders set net_minor = net_minor + 1, gross_minor = gross_minor + 1 where id = " + one,
        "update portico.order_lines set net_minor = net_minor + 1, gross_minor = gross_minor + 1 where position = 1 and order_id = "
        + one,
        "delete from portico.order_lines where position = 2 and order_id = " + one,
    ):
        connection = psycopg.connect(admin_dsn)
        connection.execute(statement, (number,))
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.commit()
        connection.close()
    with psycopg.connect(admin_dsn) as connection:
        connection.execute(
            "with a as (update portico.orders set net_minor = net_minor + 2, gross_minor = gross_minor + 2 where number = %s returning id)"
            " update portico.order_lines l set net_minor = l.net_minor + 1, gross_minor = l.gross_minor + 1 from a where l.order_id = a.id",
            (number,),
        )
