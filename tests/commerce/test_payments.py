"""Paying: the test gateway, transfers, capabilities."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from commerce.orders import actions as orders
from commerce.orders.page import order_page
from commerce.orders.queries import payment_due
from commerce.payments import actions as payments
from commerce.payments import capability
from commerce.payments.queries import available_methods, payment_by_capability
from foundation import clock
from foundation.db import transaction
from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity.viewer import GUEST
from foundation.tenancy import entered
from tests.commerce import cast

Look = Callable[..., list[tuple[Any, ...]]]


def settle(house: cast.House, payment_id: Any, outcome: Any, who: str = "dana") -> Any:
    viewer = house.viewer(who)
    with entered(house.live), transaction():
        return payments.settle_test_payment(payment_id, outcome, viewer=viewer)


def test_paying_confirms_the_order_and_tells_it_once(house: cast.House, look: Look) -> None:
    placed = cast.order(house, "dana")
    assert settle(house, placed.payment_id, "pay").state == "completed"
    page = cast.read(house, "dana", order_page, placed.number)
    assert (page.order.state, page.order.status, page.order.payment_state) == ("confirmed", "sts_new", "paid")
    assert [(entry.kind, entry.to_state, entry.note) for entry in page.history] == [
        ("placed", "submitted", ""), ("payment", None, "paid"), ("state", "confirmed", ""),
    ]  # fmt: skip
    assert page.payments[0].settled_at is not None
    assert look("select name, payload->>'amount_minor' from events where name = 'order.paid'") == [
        ("order.paid", str(page.order.gross_minor))
    ]
    # Again, and a late decline: nothing more happens.
    assert settle(house, placed.payment_id, "pay").state == "completed"
    assert settle(house, placed.payment_id, "decline").state == "completed"
    assert look("select count(*) from events where name = 'order.paid'") == [(1,)]
    assert look("select captured_minor = amount_minor from payments") == [(True,)]


def test_a_declined_payment_is_tried_again_and_then_pays(house: cast.House) -> None:
    placed = cast.order(house, "dana")
    assert settle(house, placed.payment_id, "decline").state == "failed"
    page = cast.read(house, "dana", order_page, placed.number)
    assert (page.order.state, page.order.payment_state, page.waiting_payment) == ("submitted", "unpaid", None)
    assert settle(house, placed.payment_id, "decline").state == "failed"
    with pytest.raises(Refused, match="payment_over"):
        settle(house, placed.payment_id, "pay")
    again = cast.act(house, "dana", payments.start_payment, placed.number)
    assert again.payment_id != placed.payment_id
    assert cast.act(house, "dana", payments.start_payment, placed.number).payment_id == again.payment_id
    settle(house, again.payment_id, "pay")
    page = cast.read(house, "dana", order_page, placed.number)
    assert (page.order.state, page.order.payment_state) == ("confirmed", "paid")
    assert [(payment.attempt, payment.state) for payment in page.payments] == [(1, "failed"), (2, "completed")]
    with pytest.raises(Refused, match="nothing_to_pay"):
        cast.act(house, "dana", payments.start_payment, placed.number)


def test_paying_in_two_tabs_at_once_pays_once(house: cast.House, look: Look) -> None:
    placed = cast.order(house, "dana")
    barrier = threading.Barrier(2)
    outcomes: list[Any] = []
    viewer = house.viewer("dana")
    assert placed.payment_id is not None

    def pay() -> None:
        barrier.wait(10)
        with entered(house.live), transaction():
            outcomes.append(payments.settle_test_payment(placed.payment_id, "pay", viewer=viewer).state)

    threads = [threading.Thread(target=pay) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert outcomes == ["completed", "completed"]
    assert look("select count(*) from events where name = 'order.paid'") == [(1,)]
    assert look("select count(*) from order_history where kind = 'payment'") == [(1,)]


def test_the_test_gateway_refuses_tenants_without_test_money(house: cast.House) -> None:
    placed, declined = cast.order(house, "dana"), cast.order(house, "dana")
    settle(house, declined.payment_id, "decline")
    dana, both = house.viewer("dana"), ("pmt_card", "pmt_bank")
    with entered(replace(house.live, demo=False)), transaction():
        with pytest.raises(Refused) as refused:
            payments.settle_test_payment(placed.payment_id, "pay")
        assert (refused.value.code, refused.value.status) == ("test_gateway_off", 403)
        with pytest.raises(Refused, match="gateway_not_connected"):
            payments.start_payment(dana, declined.number)
        assert [method.id for method in available_methods(house.compiled, both)] == ["pmt_bank"]
    with entered(house.live), transaction():
        assert [method.id for method in available_methods(house.compiled, both)] == list(both)
    settle(house, placed.payment_id, "pay")


def test_another_clients_or_tenants_payment_is_not_found(house: cast.House, stranger: cast.House) -> None:
    placed = cast.order(house, "dana")
    with pytest.raises(NotFound):
        cast.act(house, "kim", payments.start_payment, placed.number)
    with entered(stranger.live), transaction(), pytest.raises(NotFound):
        payments.settle_test_payment(placed.payment_id, "pay")
    with entered(stranger.live), transaction(), pytest.raises(NotFound):
        payment_by_capability(str(placed.payment_capability))
    with pytest.raises(Forbidden):
        cast.act(house, "vic", payments.start_payment, placed.number)
    assert cast.act(house, "fiona", payments.start_payment, placed.number).payment_id == placed.payment_id


def test_a_capability_opens_one_payment_for_a_day_and_restarts_it_after_a_decline(house: cast.House) -> None:
    placed = cast.order(house, "dana")
    token = str(placed.payment_capability)
    with entered(house.live), transaction():
        assert payment_by_capability(token).number == placed.number
        payments.settle_test_payment(capability.verify(token), "decline", viewer=GUEST)
        again = payments.restart_payment(token)
        assert again.payment_id != placed.payment_id
        assert payment_by_capability(again.capability).payment.state == "checkout"
    with (
        entered(house.live),
        transaction(),
        clock.frozen(clock.real_now() + timedelta(hours=25)),
        pytest.raises(NotFound),
    ):
        capability.verify(token)
    for forged in ("", "x", token[:-2] + "xx", "WzEsMl0.aaaa"):
        with entered(house.live), transaction(), pytest.raises(NotFound):
            capability.verify(forged)


def test_an_announced_transfer_is_not_paid_until_staff_confirm_it(house: cast.House) -> None:
    placed = cast.order(house, "dana", method_id="pmt_bank")
    assert [order.number for order in cast.read(house, "fiona", payment_due)] == [placed.number]
    announced = cast.act(house, "dana", payments.announce_transfer, placed.number, reference=" REF  1 ")
    assert (announced.state, announced.reference) == ("announced", "REF 1")
    assert [order.payment_state for order in cast.read(house, "fiona", payment_due)] == ["pending"]
    with pytest.raises(Forbidden):
        cast.act(house, "dana", payments.confirm_transfer, placed.number)
    assert cast.act(house, house.manager, payments.confirm_transfer, placed.number).state == "confirmed"
    assert cast.act(house, house.manager, payments.confirm_transfer, placed.number).state == "confirmed"
    page = cast.read(house, "dana", order_page, placed.number)
    assert (page.order.state, page.order.payment_state) == ("confirmed", "paid")
    assert cast.read(house, "fiona", payment_due) == ()


def test_a_rejected_transfer_is_due_again(house: cast.House) -> None:
    placed = cast.order(house, "dana", method_id="pmt_bank")
    with pytest.raises(Refused, match="not_announced"):
        cast.act(house, house.manager, payments.reject_transfer, placed.number)
    cast.act(house, "dana", payments.announce_transfer, placed.number)
    assert cast.act(house, house.manager, payments.reject_transfer, placed.number).state == "pending"
    page = cast.read(house, "dana", order_page, placed.number)
    assert (page.order.payment_state, [payment.state for payment in page.payments]) == (
        "unpaid",
        ["rejected", "pending"],
    )
    cast.act(house, house.manager, payments.confirm_transfer, placed.number)
    assert cast.read(house, "dana", order_page, placed.number).order.payment_state == "paid"


def test_a_card_payment_is_no_transfer_and_a_transfer_no_card_payment(house: cast.House) -> None:
    by_card = cast.order(house, "dana")
    by_bank = cast.order(house, "dana", method_id="pmt_bank")
    with pytest.raises(Refused, match="wrong_gateway"):
        cast.act(house, house.manager, payments.confirm_transfer, by_card.number)
    with pytest.raises(Refused, match="wrong_gateway"):
        settle(house, by_bank.payment_id, "pay")


def test_a_cancelled_order_can_no_longer_be_paid(house: cast.House) -> None:
    placed = cast.order(house, "dana")
    cast.act(house, "dana", orders.cancel, placed.number)
    with pytest.raises(Refused, match="payment_over"):
        settle(house, placed.payment_id, "pay")
    with pytest.raises(Refused, match="nothing_to_pay"):
        cast.act(house, "dana", payments.start_payment, placed.number)
    page = cast.read(house, "dana", order_page, placed.number)
    assert (page.order.state, page.payments[0].state) == ("cancelled", "void")


def test_a_suspended_client_may_still_pay(house: cast.House) -> None:
    from commerce.clients import actions as clients

    placed = cast.order(house, "dana")
    with entered(house.live), transaction():
        clients.suspend_client(house.owner, house.clients["Acme Industries"])
    assert cast.act(house, "dana", payments.start_payment, placed.number).payment_id == placed.payment_id
    settle(house, placed.payment_id, "pay")
    assert cast.read(house, "dana", order_page, placed.number).order.payment_state == "paid"
