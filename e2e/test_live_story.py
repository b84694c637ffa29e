"""What happens while pages are open: seen on the other side without a reload, and whatever somebody is in the middle of stays."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from e2e import people
from e2e.people import BUILDER, JONAS, LEE, PORTAL

BOARD = "/p/northlight/desk/"
STAYED = "window.stayed === true"


def _number(page: Page) -> str:
    """An order of Acme's that has not been begun."""
    ticket = page.locator("[data-column=sts_new] [data-ticket]").filter(has_text="Acme Industries").first
    return ticket.get_attribute("data-ticket") or ""


def _stays(page: Page) -> None:
    """Mark the page, so that a reload would be seen, and wait until it listens."""
    page.evaluate("window.stayed = true")
    expect(page.locator("html")).to_have_attribute("data-listening", "live")


def _move(page: Page, to: str) -> None:
    page.get_by_role("button", name=f"Move to “{to}”").click()
    expect(page.get_by_text("is now:")).to_be_visible()


@pytest.fixture
def desk(server, cast, watched) -> Page:
    # One on which no work has begun: other stories share the board and move what stands there.
    server.ordered(people.DANA)
    page = watched.open()
    people.sign_in(page, server, JONAS, host=BUILDER)
    page.goto(server.address(BUILDER, BOARD))
    return page


@pytest.fixture
def buyer(server, cast, watched) -> Page:
    page = watched.open()
    people.sign_in(page, server, LEE)
    return page


def test_a_move_is_seen_by_everybody_who_looks(server, desk: Page, buyer: Page, looked) -> None:
    number = _number(desk)
    order = server.address(PORTAL, f"/orders/{number}")
    buyer.goto(order)
    dashboard, orders = buyer.context.new_page(), buyer.context.new_page()
    dashboard.goto(server.address(PORTAL))
    orders.goto(server.address(PORTAL, "/t/orders?q=" + number))
    worker = desk.context.new_page()
    worker.goto(server.address(BUILDER, f"{BOARD}orders/{number}"))
    for page in (desk, buyer, dashboard, orders):
        page.bring_to_front()
        _stays(page)
    buyer.bring_to_front()
    buyer.evaluate("window.scrollTo(0, 150)")
    note = worker.get_by_label("Note", exact=False).first
    note.fill("We begin on Monday")
    _move(worker, "Planned")
    now = buyer.locator("main .stepper [aria-current]")
    expect(now).to_contain_text("Planned")
    expect(buyer.locator("p.note", has_text="We begin on Monday")).to_be_visible()
    assert buyer.evaluate(STAYED)
    assert buyer.evaluate("scrollY") == 150
    for page, place in (
        (orders, orders.get_by_role("row").filter(has_text=number)),
        (desk, desk.locator(f"[data-column=sts_todo] [data-ticket={number}]")),
    ):
        page.bring_to_front()
        expect(place).to_be_visible()
        assert page.evaluate(STAYED)
    expect(orders.get_by_role("row").filter(has_text=number)).to_contain_text("Planned")
    assert desk.locator(f"[data-ticket={number}]").get_attribute("draggable") == "true"
    looked(buyer)


def test_what_somebody_writes_is_not_touched(server, desk: Page, watched) -> None:
    number = _number(desk)
    page = f"{BOARD}orders/{number}"
    desk.goto(server.address(BUILDER, page))
    other = watched.open()
    people.sign_in(other, server, people.MIA, host=BUILDER)
    other.goto(server.address(BUILDER, page))
    _stays(desk)
    note = desk.get_by_label("Note", exact=False).first
    note.press_sequentially("Half a sen")
    _move(other, "Planned")
    note.press_sequentially("tence")
    desk.locator("h1").click()
    expect(desk.locator("main .stepper [aria-current]")).to_contain_text("Planned")
    expect(note).to_have_value("Half a sentence")
    assert desk.evaluate(STAYED)
    # What the form would send is the order as it is now.
    desk.get_by_role("button", name=re.compile("Move to “In progress”|Move to “In design”|Move to ")).first.click()
    expect(desk.get_by_text("is now:")).to_be_visible()


def test_one_of_a_persons_tabs_listens_for_all_and_another_takes_over(server, buyer: Page, watched) -> None:
    first = buyer
    first.goto(server.address(PORTAL, "/t/orders"))
    _stays(first)
    second = buyer.context.new_page()
    asked: list[str] = []
    second.on("request", lambda request: asked.append(request.url) if "/-/events" in request.url else None)
    second.goto(server.address(PORTAL))
    _stays(second)
    assert asked == []
    with second.expect_request(lambda request: "/-/events" in request.url):
        first.close()
    expect(second.locator("html")).to_have_attribute("data-listening", "live")


def test_who_is_away_for_a_moment_is_told_and_catches_up(server, desk: Page, buyer: Page, watched) -> None:
    watched.expect("ERR_")
    watched.expect("503")
    number = _number(desk)
    buyer.goto(server.address(PORTAL, f"/orders/{number}"))
    _stays(buyer)
    buyer.context.set_offline(True)
    expect(buyer.get_by_text("Offline, trying again")).to_be_visible()
    desk.goto(server.address(BUILDER, f"{BOARD}orders/{number}"))
    _move(desk, "Planned")
    buyer.context.set_offline(False)
    expect(buyer.locator("main .stepper [aria-current]")).to_contain_text("Planned", timeout=20_000)
    expect(buyer.get_by_text("Offline, trying again")).to_be_hidden()
    assert buyer.evaluate(STAYED)


def test_an_open_page_says_that_the_session_is_over(server, buyer: Page, watched) -> None:
    buyer.goto(server.address(PORTAL, "/t/orders"))
    _stays(buyer)
    other = buyer.context.new_page()
    other.goto(server.address(PORTAL))
    people.sign_out(other)
    buyer.bring_to_front()
    expect(buyer.get_by_text("You are signed out.")).to_be_visible(timeout=20_000)
    buyer.get_by_role("button", name="Sign in again").click()
    expect(buyer).to_have_url(re.compile(r"/sign-in"))
