"""The payment page, and the link a guest gets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commerce.checkout.subscribers import GUEST_PATH
from commerce.payments import capability
from foundation.db import transaction
from foundation.identity import tokens
from foundation.tenancy import entered
from tests.commerce import cast
from tests.storefront.test_checkout import CONTACT, TERMS, answers


@pytest.fixture
def ordered(house, browse):
    """A banner set that Dana ordered by card; her browser stands before the payment page."""
    page = browse(house, "dana").get("/services/banner")
    return page.send("/services/banner", **answers(house, "svc_banner"), **TERMS)


def test_a_member_pays(house, ordered, look):
    page = ordered.follow()
    number = look("select number from orders")[0][0]
    assert page.status == 200
    assert "Test payment. No money moves." in page.words
    assert number in page.words
    assert "EUR 390.00" in page.words
    paid = page.press("pay")
    assert paid.status == 303
    assert paid.location == f"/orders/{number}"
    assert look("select state, payment_state from orders") == [("confirmed", "paid")]
    assert look("select state, captured_minor from payments") == [("completed", 39000)]
    assert paid.follow().status == 200
    assert page.browser.get(ordered.location).location == f"/orders/{number}", "it cannot be paid twice"


def test_a_payment_pressed_twice_is_taken_once(ordered, look):
    page = ordered.follow()
    assert page.press("pay").status == page.press("pay").status == 303
    assert page.press("decline").status == 303
    assert look("select state, captured_minor, attempt from payments") == [("completed", 39000, 1)]


def test_declined_and_then_paid(ordered, look):
    declined = ordered.follow().press("decline").follow()
    assert "The payment was declined" in declined.words
    assert "Nothing was taken" in declined.words
    assert look("select state, payment_state from orders") == [("submitted", "unpaid")]
    again = declined.press("retry")
    assert again.location != ordered.location
    assert look("select attempt, state from payments order by attempt") == [(1, "failed"), (2, "checkout")]
    assert declined.press("retry").status == 303
    assert look("select count(*) from payments") == [(2,)], "the attempt that waits is taken up again"
    assert again.follow().press("pay").status == 303
    assert look("select state, payment_state from orders") == [("confirmed", "paid")]
    assert look("select attempt, state from payments order by attempt") == [(1, "failed"), (2, "completed")]


def test_an_old_page_s_button_leads_to_what_became_of_it(ordered):
    page = ordered.follow()
    page.press("decline")
    late = page.press("pay")
    assert late.location == ordered.location
    assert "declined" in late.follow().words


def test_from_the_order_to_its_payment(house, browse, ordered, look):
    number = look("select number from orders")[0][0]
    browser = ordered.browser
    assert browser.get(f"/orders/{number}/payment").location.startswith("/pay/")
    _, sent = browser.get("/account").form()
    assert browser.post(f"/orders/{number}/payment", {"_csrf": sent["_csrf"]}).follow().status == 200
    ordered.follow().press("decline")
    assert "declined" in browser.get(f"/orders/{number}/payment").follow().words
    assert browser.post(f"/orders/{number}/payment", {"_csrf": sent["_csrf"]}).follow().press("pay").status == 303
    refused = browser.post(f"/orders/{number}/payment", {"_csrf": sent["_csrf"]})
    assert refused.status == 409
    assert look("select count(*) from payments where state = 'completed'") == [(1,)]


def test_nobody_pays_for_another_client_s_order_from_its_page(house, browse, ordered, look):
    number = look("select number from orders")[0][0]
    for who in ("kim", "vic"):
        browser = browse(house, who)
        _, sent = browser.get("/account").form()
        expected = 404 if who == "kim" else 403
        assert browser.get(f"/orders/{number}/payment").status == expected
        assert browser.post(f"/orders/{number}/payment", {"_csrf": sent["_csrf"]}).status == expected
    assert browse(house).get(f"/orders/{number}/payment").location.startswith("/sign-in")


def test_whoever_holds_the_link_sees_number_title_and_amount_only(house, browse, ordered):
    page = browse(house).get(ordered.location)
    assert page.status == 200
    assert "EUR 390.00" in page.words
    for secret in ("Dana", "dana@", "Acme", "Words that answer", "/orders/"):
        assert secret not in page.text, secret
    assert page.response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.response.headers["Cache-Control"] == "no-store"
    other = browse(house, "kim").get(ordered.location)
    assert "Back to the order" not in other.words
    assert "Back to the order" in ordered.follow().words


def test_a_link_that_is_forged_foreign_or_late_is_not_there(house, browse, ordered, look, monkeypatch):
    payment_id = look("select id from payments")[0][0]
    stranger = cast.build("farwell")
    assert browse(stranger).get(ordered.location).status == 404
    with entered(stranger.live), transaction():
        foreign = capability.sign(payment_id)
    assert browse(stranger).get(f"/pay/{foreign}").status == 404
    assert browse(house).get(f"/pay/{foreign}").status == 404
    assert browse(house).get(ordered.location + "x").status == 404
    assert browse(house).get("/pay/nothing").status == 404
    monkeypatch.setattr(capability, "LIFETIME", timedelta(seconds=-1))
    with entered(house.live), transaction():
        late = capability.sign(payment_id)
    answer = browse(house).get(f"/pay/{late}", headers={"Accept": "application/json"})
    assert answer.status == 404
    assert answer.response.json["code"] == "payment_link_over"
    assert "Open the order to get a new one." in answer.response.json["title"]
    assert browse(house).get(ordered.location).status == 200


def test_what_is_no_answer_is_refused(ordered, look):
    page = ordered.follow()
    action, sent = next(form for form in page.forms() if form[0].startswith("/pay/"))
    assert page.browser.post(action, {**sent, "outcome": "take everything"}).status == 422
    assert look("select state from payments") == [("checkout",)]


def test_a_live_portal_of_a_real_seller_has_no_test_gateway(clean_caches, browse, look):
    house = cast.build("northlight", demo=False)
    cast.add_client(house, "Acme Industries", {"dana": "rol_buyer"})
    browser = browse(house, "dana")
    page = browser.get("/services/banner")
    assert page.form()[1]["method"] == ["pmt_bank"], "a card cannot be chosen"
    assert "pmt_card" not in page.text
    forced = page.send("/services/banner", **answers(house, "svc_banner"), **TERMS, method="pmt_card")
    assert forced.status == 409
    assert look("select count(*) from orders") == [(0,)]
    assert page.send("/services/banner", **answers(house, "svc_banner"), **TERMS).status == 303


def test_a_payment_page_closes_when_test_money_ends(house, browse, ordered, look, admin_dsn):
    import psycopg

    from foundation.tenancy.hosts import forget_hosts

    page = ordered.follow()
    with psycopg.connect(admin_dsn, options="-c search_path=portico") as connection:
        connection.execute("update tenants set demo = false where sandbox is null")
    forget_hosts()
    assert page.press("pay").status == 403
    assert page.browser.get(ordered.location).status == 403
    assert look("select state from payments") == [("checkout",)]


def test_a_guest_pays_and_opens_the_mailed_link(house, browse, look):
    browser = browse(house)
    placed = browser.get("/services/banner").send(
        "/services/banner", **answers(house, "svc_banner"), **CONTACT, **TERMS
    )
    paid = placed.follow().press("pay")
    assert paid.location.startswith("/checkout/thanks/")
    assert "It is paid." in paid.follow().words
    number, order_id, member_id = look("select number, id, member_id from orders")[0]
    with entered(house.live), transaction():
        secret = tokens.issue(
            "guest_order",
            CONTACT["email"],
            {"member": str(member_id), "order": str(order_id)},
            tokens.GUEST_ORDER,
        )
    shown = browser.get(f"{GUEST_PATH}{secret}")
    assert shown.status == 200
    assert CONTACT["email"] in shown.words
    assert look("select state from members where id = %s", member_id) == [("invited",)], "looking changes nothing"
    arrived = shown.send(GUEST_PATH)
    assert arrived.location == f"/orders/{number}"
    assert number in arrived.follow().words
    assert look("select state from members where id = %s", member_id) == [("active",)]
    assert browse(house).get(f"{GUEST_PATH}{secret}").status == 410
