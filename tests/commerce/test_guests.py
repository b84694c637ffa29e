"""Guests: their orders, what is hidden from them, and the link that lets them in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from commerce.catalog.queries import offers
from commerce.checkout.actions import open_guest_link
from commerce.checkout.confirmation import confirmation
from commerce.checkout.request import Guest, Item, PlacedOrder
from commerce.checkout.subscribers import GUEST_PATH
from commerce.clients import actions as clients
from commerce.clients.viewer import viewer_of_member
from commerce.orders.page import order_page
from commerce.orders.queries import list_orders
from commerce.payments.actions import start_payment
from foundation.db import transaction
from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity.viewer import GUEST
from foundation.tenancy import entered
from tests.commerce import cast

Look = Callable[..., list[tuple[Any, ...]]]
GINA = Guest("Gina Berg", "Gina@New.example ", "New Works")


def audit(house: cast.House, guest: Guest | None = GINA, **changes: Any) -> PlacedOrder:
    item = Item("svc_audit", answers=cast.filled(house, "svc_audit"))
    return cast.order(house, GUEST, item, method_id=None, guest=guest, **changes)


def open_link(house: cast.House, email: str) -> Any:
    letter = cast.letters(house, email)[-1]
    with entered(house.live), transaction():
        return open_guest_link(cast.link_in(letter, GUEST_PATH))


def test_a_guests_order_makes_a_pending_client_with_one_invited_member(house: cast.House, look: Look) -> None:
    placed = audit(house)
    assert look(
        "select c.name, c.state, c.source, m.email, m.name, m.state, m.account_id, m.roles from members m"
        " join clients c on c.id = m.client_id join orders o on o.client_id = c.id and o.member_id = m.id"
        " where o.number = %s",
        placed.number,
    ) == [("New Works", "pending", "guest", "gina@new.example", "Gina Berg", "invited", None, ["rol_viewer"])]
    assert look("select count(*) from accounts where email = 'gina@new.example'") == [(0,)]
    with entered(house.live), transaction():
        shown = confirmation(placed.confirmation)
    assert (shown.number, shown.by_guest, shown.contact_email) == (placed.number, True, "gina@new.example")


def test_a_guest_needs_a_name_and_an_address(house: cast.House) -> None:
    for guest, code in (
        (None, "guest_missing"),
        (Guest("Gina", "no address"), "bad_address"),
        (Guest(" ", "g@n.example"), "name_missing"),
    ):
        with pytest.raises(Refused) as refused:
            audit(house, guest)
        assert refused.value.code == code
    assert audit(house).number


def test_a_guest_pays_by_card_with_the_capability_alone(house: cast.House) -> None:
    placed = cast.order(house, GUEST, guest=GINA)
    assert placed.payment_capability
    with pytest.raises(NotFound):
        cast.act(house, GUEST, start_payment, placed.number)


def test_the_mailed_link_signs_in_and_shows_the_order(house: cast.House, look: Look) -> None:
    placed = audit(house)
    arrived = open_link(house, "gina@new.example")
    assert arrived.number == placed.number
    with entered(house.live), transaction():
        gina = viewer_of_member(arrived.member_id, house.compiled)
    assert (gina.client_state, gina.email, gina.account_id) == ("pending", "gina@new.example", arrived.account_id)
    assert cast.read(house, gina, order_page, placed.number).order.number == placed.number
    assert look("select state from clients where name = 'New Works'") == [("pending",)]
    # The link works once.
    with pytest.raises(Refused, match="link_used_up"):
        open_link(house, "gina@new.example")


def test_the_letter_is_written_once_however_often_the_event_is_delivered(house: cast.House) -> None:
    audit(house)
    assert len(cast.letters(house, "gina@new.example")) == 1
    assert len(cast.letters(house, "gina@new.example")) == 1
    cast.order(house, "dana")
    (letter,) = [one for one in cast.letters(house, "dana@acme.example") if "order" in one.subject]
    assert GUEST_PATH not in letter.text
    assert "/orders/NL-" in letter.text


def test_a_known_address_is_neither_revealed_nor_joined(house: cast.House, look: Look) -> None:
    unknown = audit(house)
    known = audit(house, Guest("Somebody", "dana@acme.example", "Not Acme"))
    assert type(known) is type(unknown)
    assert (known.payment_id, known.payment_capability, known.replayed) == (None, None, False)
    acme = house.clients["Acme Industries"]
    assert look(
        "select client_id = %s, member_id = %s from orders where number = %s", acme, house.members["dana"], known.number
    ) == [(False, False)]
    assert cast.read(house, "dana", list_orders).orders == ()
    with pytest.raises(NotFound):
        cast.read(house, "dana", order_page, known.number)
    letters = {email: cast.letters(house, email)[-1] for email in ("gina@new.example", "dana@acme.example")}
    subjects = {one.subject.replace(known.number, "N").replace(unknown.number, "N") for one in letters.values()}
    assert len(subjects) == 1


def test_after_the_link_was_opened_a_known_persons_order_moves_to_their_client(house: cast.House, look: Look) -> None:
    placed = cast.order(house, GUEST, guest=Guest("Somebody", "dana@acme.example", "Not Acme"))
    arrived = open_link(house, "dana@acme.example")
    assert arrived.member_id == house.members["dana"]
    page = cast.read(house, "lee", order_page, placed.number)
    assert page.order.client_id == house.clients["Acme Industries"]
    assert page.payments[0].id == placed.payment_id
    assert look("select state from clients where name = 'Not Acme'") == [("closed",)]
    assert look("select count(*) from accounts where email = 'dana@acme.example'") == [(1,)]
    assert cast.act(house, "dana", start_payment, placed.number).payment_id == placed.payment_id


def test_a_person_of_another_tenant_is_a_new_person_here(house: cast.House, stranger: cast.House) -> None:
    placed = audit(house, Guest("Sam", "sam@farwell.example"))
    arrived = open_link(house, "sam@farwell.example")
    assert arrived.member_id != stranger.members["sam"]
    assert arrived.number == placed.number
    assert cast.read(stranger, "sam", list_orders).orders == ()


def test_a_guests_link_does_not_open_in_another_tenant(house: cast.House, stranger: cast.House) -> None:
    audit(house)
    token = cast.link_in(cast.letters(house, "gina@new.example")[-1], GUEST_PATH)
    with entered(stranger.live), transaction(), pytest.raises(Refused, match="link_used_up"):
        open_guest_link(token)
    with entered(house.live), transaction():
        assert open_guest_link(token).number


def test_a_pending_client_orders_public_services_only_until_it_is_approved(house: cast.House) -> None:
    cast.order(house, GUEST, guest=GINA)
    arrived = open_link(house, "gina@new.example")
    with entered(house.live), transaction():
        gina = viewer_of_member(arrived.member_id, house.compiled)
    assert cast.order(house, gina).number
    offered = cast.read(house, gina, lambda viewer: offers(house.compiled, viewer))
    assert {offer.service.id for offer in offered if offer.orderable} == {
        s.id for s in house.compiled.services.values() if s.public
    }
    assert gina.client_id is not None
    with entered(house.live), transaction():
        clients.set_roles(house.owner, arrived.member_id, ["rol_buyer"])
        gina = viewer_of_member(arrived.member_id, house.compiled)
    social = Item("svc_social", 1, cast.filled(house, "svc_social"))
    with pytest.raises(Forbidden) as refused:
        cast.order(house, gina, social, po_number="PO 1")
    assert refused.value.code == "client_pending"
    with entered(house.live), transaction():
        clients.approve_client(house.owner, gina.client_id)
        gina = viewer_of_member(arrived.member_id, house.compiled)
    assert cast.order(house, gina, social, po_number="PO 1").number


def test_a_limit_counts_a_guests_address(house: cast.House) -> None:
    audit(house)
    with pytest.raises(Refused, match="limit_reached"):
        audit(house, Guest("G. Berg", "GINA@new.example", "Other name"))
    assert audit(house, Guest("Hans", "hans@new.example")).number


def test_a_limit_does_not_tell_a_guest_what_a_member_has_ordered(house: cast.House) -> None:
    item = Item("svc_audit", answers=cast.filled(house, "svc_audit"))
    cast.order(house, "dana", item, method_id=None)
    assert audit(house, Guest("Somebody", "dana@acme.example")).number
    with pytest.raises(Refused, match="limit_reached"):
        cast.order(house, "lee", item, method_id=None)


def test_guests_are_offered_public_services_with_prices_and_no_others(house: cast.House) -> None:
    shown = {offer.service.id: offer for offer in offers(house.compiled, GUEST)}
    assert set(shown) == {service.id for service in house.compiled.services.values() if service.public}
    assert all(offer.orderable for offer in shown.values())
    assert shown["svc_banner"].minor == 39000
    assert shown["svc_audit"].free
    seen = {offer.service.id: offer for offer in cast.read(house, "vic", lambda viewer: offers(house.compiled, viewer))}
    assert seen["svc_banner"].minor is None
    assert seen["svc_banner"].reason is not None
    assert seen["svc_banner"].reason.code == "role"
    assert "svc_social" not in seen
