"""Somebody who is not known orders; somebody who is known orders without signing in."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from e2e import people
from e2e.people import BUILDER, MIA, PORTAL
from e2e.prepare import KNOWN


def test_a_guest_orders_what_is_free_and_comes_back_by_the_mailed_link(server, cast, watched, looked):
    guest = watched.open()
    guest.goto(server.address(PORTAL, "/services"))
    expect(guest.get_by_role("link", name="Order LinkedIn posts")).to_have_count(0)
    looked(guest)
    guest.get_by_role("link", name=re.compile("Free content audit$")).last.click()
    looked(guest)
    guest.get_by_role("button", name="Order for free").last.click()
    expect(guest.get_by_label("Your name")).to_be_focused()
    looked(guest)
    people.fill_audit(guest, name="Greta Gast", email="greta@guest.example", company="Gast Pumps")
    guest.get_by_role("button", name="Order for free").last.click()

    expect(guest.get_by_role("heading", name="Thank you, your order is in")).to_be_visible()
    number = people.number_on(guest)
    # Whoever sees this page learns no address from it.
    expect(guest.locator("main")).to_contain_text("g…@g….example")
    expect(guest.locator("main")).not_to_contain_text("greta@guest.example")
    looked(guest)
    # What is seen without the link is that it was ordered, nothing more.
    answer = guest.goto(server.address(PORTAL, f"/orders/{number}"))
    assert answer is not None and answer.request.redirected_from is not None
    expect(guest).to_have_url(re.compile(r"/sign-in"))

    guest.goto(server.link_in_mail_to("greta@guest.example", subject=number))
    expect(guest.get_by_role("heading", name="See your order")).to_be_visible()
    looked(guest)
    guest.get_by_role("button", name="Sign in and see the order").click()
    expect(guest).to_have_url(server.address(PORTAL, f"/orders/{number}"))
    expect(guest.locator("main")).to_contain_text("https://www.guest.example")
    looked(guest)

    # The link is used up, here and for anybody else.
    other = watched.open()
    answer = other.goto(server.link_in_mail_to("greta@guest.example", subject=number))
    assert answer is not None and answer.status == 410
    looked(other)

    # Staff see the new company among the orders.
    staff = watched.open(dark=True)
    people.sign_in(staff, server, MIA, host=BUILDER)
    staff.goto(server.address(BUILDER, "/p/northlight/desk/orders"))
    expect(staff.get_by_role("row", name=re.compile(number))).to_contain_text("Gast Pumps")
    looked(staff)
    staff.get_by_role("link", name="Free content audit").first.click()
    expect(staff.locator("main")).to_contain_text(number)
    looked(staff)


def test_a_known_address_is_neither_told_nor_joined_before_the_link_was_opened(server, cast, watched):
    stranger, nora = watched.open(), watched.open()

    def ordered(email: str) -> tuple[str, str]:
        stranger.goto(server.address(PORTAL, "/services/audit"))
        people.fill_audit(stranger, name="N. Halden", email=email, company="Elsewhere Ltd")
        stranger.get_by_role("button", name="Order for free").last.click()
        expect(stranger.get_by_role("heading", name="Thank you, your order is in")).to_be_visible()
        number = people.number_on(stranger)
        shown = stranger.locator("body").inner_text().replace(number, "#")
        return number, re.sub(r"\S…@\S….example", "@", shown)

    number, told = ordered(KNOWN.email)
    _, control = ordered("nobody-known@elsewhere.example")
    assert told == control

    company = "SELECT c.name FROM orders o JOIN clients c ON c.id = o.client_id WHERE o.number = %(n)s"
    assert server.rows(company, n=number) == [{"name": "Elsewhere Ltd"}]
    people.sign_in(nora, server, KNOWN.email)
    nora.goto(server.address(PORTAL, "/t/orders?view=all"))
    expect(nora.get_by_text("No orders here yet")).to_be_visible()

    nora.goto(server.link_in_mail_to(KNOWN.email, subject=number))
    nora.get_by_role("button", name="Sign in and see the order").click()
    expect(nora).to_have_url(server.address(PORTAL, f"/orders/{number}"))
    assert server.rows(company, n=number) == [{"name": KNOWN.company}]
    nora.goto(server.address(PORTAL, "/t/orders?view=all"))
    expect(nora.get_by_role("row", name=re.compile(number))).to_be_visible()
