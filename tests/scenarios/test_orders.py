"""Business stories from first click to delivery, over HTTP, on the real database, with both sides looking at their own pages."""

from __future__ import annotations

from typing import Any

from tests.builder.conftest import version_on
from tests.commerce import cast

TERMS = {"accept_leg_terms": "2026-10"}
DESK = "/p/northlight/desk"


def typed(house: cast.House, service: str, **given: Any) -> dict[str, list[str]]:
    return {key: list(values) for key, values in cast.filled(house, service, **given).items()}


def test_a_guest_becomes_a_client_by_ordering(house, browse, desk, look) -> None:
    """Gina finds the public catalogue, orders the free audit, and is at home in the portal from the first mail on."""
    gina = browse(house)
    page = gina.get("/services/audit")
    contact = {"name": "Gina Hart", "company": "Hart Pumps", "email": "gina@hart.example"}
    thanks = page.send("/services/audit", **typed(house, "svc_audit"), **contact, **TERMS).follow()
    number = look("select number from orders")[0][0]
    assert number in thanks.words

    jonas = desk("jonas")
    assert "Hart Pumps" in jonas.look(f"{DESK}/")
    shown = jonas.look(f"{DESK}/orders/{number}")
    assert "gina@hart.example" in shown
    moved = {"status": "sts_doing", "note": "We start on Monday.", "version": version_on(shown)}
    assert jonas.post(f"{DESK}/orders/{number}/status", moved).status_code == 303

    cast.deliver_later(house)
    link = "/sign-in/order/" + cast.link_in(cast.letters(house, "gina@hart.example")[-1], "/sign-in/order/")
    assert gina.get("/t/orders").status == 302, "not signed in yet"
    order = gina.get(link).send(link).follow()
    assert number in order.words
    assert "In progress" in order.words
    assert "We start on Monday." in order.words
    assert gina.get("/account").status == 200
    assert look(
        "select c.state, m.state from clients c join members m on m.client_id = c.id where m.email = %s",
        contact["email"],
    ) == [("pending", "active")]
    assert browse(house, "kim").get(f"/orders/{number}").status == 404, "and nobody else's"


def test_a_declined_payment_is_tried_again_and_work_begins_only_then(house, browse, desk, look) -> None:
    dana = browse(house, "dana")
    placed = dana.get("/services/onepager").send(
        "/services/onepager", **typed(house, "svc_onepager"), **TERMS, po_number="4711", method="pmt_card"
    )
    assert placed.location.startswith("/pay/")
    declined = placed.follow().press("decline")
    number = look("select number from orders")[0][0]
    assert look("select state, payment_state from orders") == [("submitted", "unpaid")]

    jonas = desk("jonas")
    shown = jonas.look(f"{DESK}/orders/{number}")
    early = jonas.post(f"{DESK}/orders/{number}/status", {"status": "sts_doing", "version": version_on(shown)})
    assert early.status_code == 409, "an order that waits for its payment is not begun"

    waiting = dana.get(f"/orders/{number}").words
    assert waiting.index("The payment was declined") < waiting.index("What was ordered"), (
        "what is to be done comes first"
    )
    again = declined.follow() if declined.status in (302, 303) else declined
    paying = again.press("retry").follow()
    assert paying.press("pay").follow().status == 200
    assert look("select state, payment_state from orders") == [("confirmed", "paid")]
    shown = jonas.look(f"{DESK}/orders/{number}")
    begun = jonas.post(f"{DESK}/orders/{number}/status", {"status": "sts_doing", "version": version_on(shown)})
    assert begun.status_code == 303
    done = dana.get(f"/orders/{number}").words
    assert "Payment declined" in done
    assert "The payment was declined" not in done


def test_a_delivery_goes_back_once_and_is_then_approved(house, browse, desk, look) -> None:
    """The approver asks for a change, the studio delivers again, the order ends as delivered for everybody."""
    number = cast.order(house, "dana", cast.banners(house), method_id="pmt_bank").number
    jonas, lee, fiona = desk("jonas"), browse(house, "lee"), browse(house, "fiona")

    def staff_moves(status: str, note: str = "") -> None:
        shown = jonas.look(f"{DESK}/orders/{number}")
        moved = {"status": status, "note": note, "version": version_on(shown)}
        assert jonas.post(f"{DESK}/orders/{number}/status", moved).status_code == 303

    staff_moves("sts_doing")
    staff_moves("sts_review", "Six sizes are ready.")
    page = lee.get(f"/orders/{number}")
    assert "Six sizes are ready." in page.words
    asked = page.send(f"/orders/{number}/status", status="sts_doing", note="The pump may be larger.")
    assert asked.status == 303
    assert "The pump may be larger." in jonas.look(f"{DESK}/orders/{number}")
    staff_moves("sts_review", "It is 20 % larger now.")
    looking = fiona.get(f"/orders/{number}")
    assert "Approve" not in looking.words, "finance looks on"
    approved = lee.get(f"/orders/{number}").send(f"/orders/{number}/status", status="sts_done", note="")
    assert approved.status == 303
    assert look("select state, status, payment_state from orders") == [("completed", "sts_done", "unpaid")]

    told = fiona.get(f"/orders/{number}").send(f"/orders/{number}/transfer")
    assert told.status == 303
    assert "Transfer announced" in jonas.look(f"{DESK}/orders/{number}")
    assert jonas.post(f"{DESK}/orders/{number}/payment").status_code == 303
    assert look("select payment_state from orders") == [("paid",)]
    assert "Everything is paid" in fiona.get("/").words
