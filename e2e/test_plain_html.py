"""The same without any script: what works, works by links and forms alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e import people
from e2e.people import BUILDER, JONAS, PORTAL
from e2e.prepare import PLAIN


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_a_member_signs_in_orders_and_pays_and_staff_moves_it(server, cast, plain):
    plain.goto(server.address(PORTAL))
    plain.get_by_role("link", name="Sign in").first.click()
    plain.get_by_role("link", name="Use password instead").click()
    plain.locator("#email").fill(PLAIN.email)
    plain.get_by_label("Password", exact=True).fill(people.PASSWORD)
    plain.get_by_role("button", name="Sign in").click()
    expect(plain.get_by_role("heading", name="Hello Pia")).to_be_visible()
    plain.get_by_role("navigation", name="Tabs", exact=True).get_by_role("link", name="Services").click()
    plain.get_by_role("link", name="Order SEO articles").click()

    # The server says what is missing, at the top and at each field, and keeps what was typed.
    plain.get_by_label("How many articles?").fill("3")
    plain.get_by_role("button", name="Next").last.click()
    summary = plain.get_by_role("alert")
    expect(summary).to_contain_text("Please look at this again")
    assert summary.get_by_role("link").count() == 2, summary.inner_text()
    expect(plain.get_by_label("How many articles?")).to_have_value("3")
    expect(plain.locator(".grand dd")).to_contain_text("720.00")
    summary.get_by_role("link").first.click()
    assert plain.url.endswith("#fld_topics")
    people.fill_articles(plain)
    plain.get_by_role("button", name="Place order").last.click()

    expect(plain).to_have_url(re.compile(r"/pay/"))
    number = people.number_on(plain)
    plain.get_by_role("button", name=re.compile("^Pay EUR")).click()
    expect(plain).to_have_url(server.address(PORTAL, f"/orders/{number}"))
    assert people.history(plain)[:2] == ["Order confirmed", "Paid"]
    plain.get_by_role("navigation", name="Tabs", exact=True).get_by_role("link", name="Orders").click()
    plain.locator("input[name=q]").fill(number)
    plain.get_by_role("button", name="Search").click()
    expect(plain.get_by_role("row", name=re.compile(number))).to_be_visible()
    people.sign_out(plain)

    # Staff move it from the board's menu, then write a note in what is a dialog elsewhere.
    people.sign_in(plain, server, JONAS, host=BUILDER)
    plain.goto(server.address(BUILDER, "/p/northlight/desk/"))
    ticket = people.ticket(plain, number)
    ticket.locator("summary").click()
    ticket.get_by_role("button", name="In progress").click()
    plain.goto(server.address(BUILDER, f"/p/northlight/desk/orders/{number}"))
    expect(plain.locator(".stepper [aria-current=step]")).to_contain_text("In progress")
    plain.locator("#move textarea").fill("Draft one")
    plain.get_by_role("button", name="Waiting for your review").click()
    expect(plain.locator(".timeline")).to_contain_text("Draft one")
    plain.locator("summary", has_text="Add note").click()
    plain.locator("#note-new").fill("Called Pia about the third topic.")
    plain.get_by_role("button", name="Add note").click()
    expect(plain.locator(".timeline")).to_contain_text("Called Pia about the third topic.")
