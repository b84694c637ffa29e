"""A seller says what people are told: a mail is switched off, published and not written; another subject is the one that arrives."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, Route, expect

from e2e import looks
from e2e.people import BUILDER, DANA, JONAS, MIA, PORTAL, sign_in
from e2e.test_publish_story import STUDIO

if TYPE_CHECKING:
    from e2e.conftest import Server, Watched

MOVED = "/notifications/ntf_client_order_moved"


def saved(page: Page) -> None:
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved")


def publish(page: Page, server: Server, *sentences: str) -> None:
    """Look at the changes, and make them live. Each process may keep to what was live before for not quite a second (`foundation.revisions.queries`)."""
    page.goto(server.address(BUILDER, f"{STUDIO}/changes"))
    for sentence in sentences:
        expect(page.get_by_text(sentence, exact=True)).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^Publish \d")).press("Enter")
    expect(page.get_by_role("heading", name="Nothing to publish")).to_be_visible()
    page.wait_for_timeout(1_000)


def notifications(page: Page, server: Server, at: str = MOVED) -> Any:
    """The mode with one row selected; the frame beside it."""
    page.goto(server.address(BUILDER, f"{STUDIO}/notifications?at={at}"))
    frame = page.frame_locator("[data-frame]")
    expect(frame.locator("#notifications")).to_be_visible()
    return frame


def moved(page: Page, server: Server, number: str, status: str) -> None:
    """Staff move an order on; whoever is told of it has been."""
    page.goto(server.address(BUILDER, f"/p/northlight/desk/orders/{number}"))
    page.get_by_role("button", name=status).first.click()
    expect(page.locator(".stepper [aria-current=step]")).to_contain_text(status)


@pytest.mark.usefixtures("demo")
def test_what_is_switched_off_is_told_to_nobody_and_a_subject_arrives(
    server: Server, watched: Watched, looked: Callable[[Page], None]
) -> None:
    number = server.ordered(DANA)
    server.drafted()
    mia, jonas, dana = watched.open(), watched.open(), watched.open()
    sign_in(mia, server, MIA, host=BUILDER)
    sign_in(jonas, server, JONAS, host=BUILDER)
    sign_in(dana, server, DANA)

    # The row, by keyboard alone; what is off is gone from what a member can choose.
    frame = notifications(mia, server, "")
    mia.locator("[data-row][tabindex='0']").press("Enter")
    expect(mia.get_by_role("heading", name="Order moved on")).to_be_visible()
    choice = frame.get_by_role("checkbox", name="By mail: your order moves on", exact=True)
    expect(choice).to_be_visible()
    mia.get_by_role("checkbox", name="By mail").press("Space")
    saved(mia)
    expect(choice).to_have_count(0)
    expect(mia.locator(f"[data-row='{MOVED}']")).to_contain_text("no mail")
    looked(mia)
    mia.get_by_role("button", name="Undo: Where people are told").click()
    expect(choice).to_be_visible()
    expect(mia.get_by_role("checkbox", name="By mail")).to_be_checked()
    mia.get_by_role("button", name="Redo: Where people are told").click()
    expect(choice).to_have_count(0)
    publish(mia, server, "Mail for “Order moved on” is switched off")

    # The bell rings, and no letter is written in the transaction that rang it.
    moved(jonas, server, number, "Planned")
    dana.goto(server.address(PORTAL, "/notifications"))
    expect(dana.get_by_role("link", name=re.compile("Planned")).first).to_be_visible(timeout=20_000)
    assert (
        server.rows(
            "select id from mail_outbox where strpos(subject, %(n)s) > 0 and strpos(subject, 'Planned') > 0", n=number
        )
        == []
    )
    dana.goto(server.address(PORTAL, "/account"))
    expect(dana.get_by_role("checkbox", name="Here: your order moves on", exact=True)).to_be_visible()
    expect(dana.get_by_role("checkbox", name="By mail: your order moves on", exact=True)).to_have_count(0)
    looked(dana)

    # On again, under a subject of the seller's own.
    notifications(mia, server)
    mia.get_by_role("checkbox", name="By mail").check()
    saved(mia)
    mia.get_by_role("textbox", name="Subject of the mail").fill("{{order.number}}: {{order.staus}}")
    unknown = mia.locator("[data-inspected]").get_by_text("“order.staus” is not known here and stays empty.")
    expect(unknown).to_be_visible()
    mia.get_by_role("textbox", name="Subject of the mail").fill(
        "{{user.first_name}}, {{order.number}} is {{order.status}}"
    )
    saved(mia)
    expect(unknown).to_have_count(0)
    publish(
        mia,
        server,
        "Mail for “Order moved on” is switched on",
        "Subject of the mail for “Order moved on” is now “{{user.first_name}}, {{order.number}} is {{order.status}}”",
    )
    moved(jonas, server, number, "In progress")
    mailed = server.mail_to(DANA, subject=f"{number} is In progress")
    assert mailed["subject"] == f"Dana, {number} is In progress"
    assert "moved Banner set on" in mailed["text"]

    # And as it was.
    notifications(mia, server)
    mia.get_by_role("button", name="Tell it as usual").press("Enter")
    expect(mia.get_by_role("textbox", name="Subject of the mail")).to_have_value("")
    saved(mia)
    publish(mia, server)


@pytest.mark.usefixtures("demo")
def test_on_a_phone_and_with_a_network_that_went(server: Server, watched: Watched) -> None:
    server.drafted()
    page = watched.open(phone=True)
    sign_in(page, server, MIA, host=BUILDER)
    page.goto(server.address(BUILDER, f"{STUDIO}/notifications"))
    page.get_by_role("button", name="Structure").click()
    page.locator("[data-row='/notifications/ntf_seller_order_placed']").click()
    expect(page.get_by_role("heading", name="New order")).to_be_visible()
    assert looks.too_small(page) == []

    # Two changes wait for the network; both bring the entry they are about, and it is made once.
    def away(route: Route) -> None:
        route.abort("internetdisconnected")

    watched.expect("net::ERR_INTERNET_DISCONNECTED")
    page.route("**/studio/edits", away)
    page.get_by_role("checkbox", name="On the bell").uncheck()
    page.get_by_role("checkbox", name="By mail").uncheck()
    expect(page.locator(".save-state")).to_have_attribute("data-state", "offline")
    page.unroute("**/studio/edits", away)
    saved(page)
    expect(page.locator("[data-row='/notifications/ntf_seller_order_placed'] .tag")).to_have_text("off")
    page.reload()
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("checkbox", name="On the bell")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="By mail")).not_to_be_checked()
    page.get_by_role("button", name="Tell it as usual").click()
    expect(page.get_by_role("checkbox", name="By mail")).to_be_checked()
    saved(page)
