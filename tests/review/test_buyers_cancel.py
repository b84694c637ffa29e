"""A buyer cancels until the order is confirmed, whatever moves the pipeline names them for."""

from __future__ import annotations

import pytest

from commerce.orders import actions
from commerce.orders.page import order_page
from commerce.orders.queries import access_order
from foundation.db import transaction
from foundation.errors import Forbidden
from foundation.tenancy import entered
from tests.commerce import cast


@pytest.fixture
def lenient(clean_caches: None) -> cast.House:
    """Northlight, whose pipeline lets buyers move an order that was not begun into the cancelled status."""
    source = cast.document()
    source["pipelines"]["pip_work"]["moves"].append({"from": ["sts_new"], "to": ["sts_off"], "by": ["rol_buyer"]})
    house = cast.build("northlight", source=source)
    cast.add_client(house, "Acme Industries", {"dana": "rol_buyer"})
    return house


def test_before_it_is_confirmed(lenient) -> None:
    placed = cast.order(lenient, "dana")
    assert "sts_off" in {status.id for status in cast.read(lenient, "dana", order_page, placed.number).moves}
    cast.act(lenient, "dana", actions.move_status, placed.number, "sts_off")
    assert cast.read(lenient, "dana", access_order, placed.number).state == "cancelled"


def test_not_after(lenient) -> None:
    placed = cast.order(lenient, "dana")
    cast.act(lenient, lenient.owner, actions.confirm, placed.number)
    assert "sts_off" not in {status.id for status in cast.read(lenient, "dana", order_page, placed.number).moves}
    with entered(lenient.live), pytest.raises(Forbidden), transaction():
        actions.move_status(lenient.viewer("dana"), placed.number, "sts_off")
    assert cast.read(lenient, "dana", access_order, placed.number).state == "confirmed"
    # The seller still may.
    cast.act(lenient, lenient.owner, actions.move_status, placed.number, "sts_off")
    assert cast.read(lenient, "dana", access_order, placed.number).state == "cancelled"
