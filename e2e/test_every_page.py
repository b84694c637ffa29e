"""Every page of the demo on a phone, by keyboard, in light and in dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from e2e import looks, people
from e2e.people import BUILDER, DANA, FIONA, LEE, MIA, PORTAL

GUEST_PAGES = (
    "/services",
    "/services/articles",
    "/services/audit",
    "/pages/terms",
    "/pages/free-audit",
    "/sign-in",
    "/sign-in/password",
)
BUYER_PAGES = (
    "/",
    "/t/shop",
    "/services/social",
    "/t/orders",
    "/t/orders?view=all&sort=due",
    "/t/orders?view=all&q=no-such-order",
    "/t/work",
    "/orders/NL-2026-0002",
    "/orders/NL-2026-0005",
    "/orders/NL-2026-0007",
    "/orders/NL-2026-0012/payment",
    "/account",
)
STAFF_PAGES = (
    "/",
    "/p/northlight/desk/inbox",
    "/p/northlight/desk/inbox?whose=all",
    "/p/northlight/desk/",
    "/p/northlight/desk/?assignee=mine",
    "/p/northlight/desk/tasks",
    "/p/northlight/desk/tasks?whose=all",
    "/p/northlight/desk/clients",
    "/p/northlight/desk/clients?q=no-such-client",
    "/p/northlight/desk/clients/new",
    "/p/northlight/desk/orders",
    "/p/northlight/desk/orders?q=no-such-order",
    "/p/northlight/desk/orders/NL-2026-0002",
    "/p/northlight/desk/orders/NL-2026-0005",
    "/p/northlight/desk/orders/NL-2026-0008",
    "/mailbox/northlight",
)


def _held(page: Page, address: str, axe) -> list[str]:
    """A page on a phone: nothing too small for a finger, and what every page is held to."""
    page.goto(address)
    found = looks.faults(page, axe) + [f"too small: {each}" for each in looks.too_small(page)]
    return [f"{address}: {fault}" for fault in found]


@pytest.mark.parametrize(
    ("who", "host", "paths"),
    [
        (None, PORTAL, GUEST_PAGES),
        (DANA, PORTAL, BUYER_PAGES),
        (LEE, PORTAL, ("/", "/t/billing")),
        (FIONA, PORTAL, ("/", "/t/orders?view=waiting_for_you")),
        (MIA, BUILDER, STAFF_PAGES),
    ],
    ids=["guest", "buyer", "approver", "finance", "staff"],
)
def test_on_a_phone(server, cast, watched, axe, who, host, paths):
    page = watched.open(phone=True)
    if who:
        people.sign_in(page, server, who, host=host)
    found = [fault for path in paths for fault in _held(page, server.address(host, path), axe)]
    assert not found, "\n".join(found)


def _tab_to(page: Page, name: str, *, most: int = 60) -> list[str]:
    """Press Tab until the control called `name` has the focus; what was passed on the way."""
    passed: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        words = page.evaluate(
            "() => { const e = document.activeElement; return (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || e.id || e.tagName).trim(); }"
        )
        passed.append(words)
        if name in words:
            return passed
    raise AssertionError(f"{name!r} is not reached by Tab: {passed}")


def test_by_keyboard_alone(server, cast, watched):
    """The skip link comes first and works; Tab reaches what matters in the order it is read; Escape closes what is open."""
    page = watched.open()
    page.goto(server.address(PORTAL, "/sign-in/password"))
    expect(page.locator("#email")).to_be_focused()
    page.keyboard.type(DANA)
    page.keyboard.press("Tab")
    page.keyboard.type(people.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hello Dana")).to_be_visible()

    assert _tab_to(page, "Skip to content") == ["Skip to content"]
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    assert _tab_to(page, "New order")[0] == "New order"
    page.keyboard.press("Enter")
    expect(page).to_have_url(server.address(PORTAL, "/t/shop"))

    page.goto(server.address(PORTAL, "/services/articles"))
    passed = _tab_to(page, "Keep for later")
    asked = ["How many articles?", "Topics or keywords", "English", "German", "Next"]
    places = [next(index for index, words in enumerate(passed) if label in words) for label in asked]
    assert places == sorted(places)

    page.locator("details.account summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out").first).to_be_hidden()
    expect(page.locator("details.account summary").first).to_be_focused()

    waiting = server.rows(
        "SELECT o.number FROM orders o JOIN clients c ON c.tenant_id = o.tenant_id AND c.id = o.client_id"
        " WHERE c.name = 'Acme Industries' AND o.status = 'sts_review' ORDER BY o.number LIMIT 1"
    )[0]["number"]
    page.goto(server.address(PORTAL, f"/orders/{waiting}"))
    passed = _tab_to(page, "Approve")
    assert passed[0] == "Skip to content"


def test_menus_of_the_desk_open_inside_a_phone(server, cast, watched):
    """Both stand at the foot of the rail on a wide page and at the top of a narrow one; the link to where one is stays in sight."""
    page = watched.open(phone=True)
    people.sign_in(page, server, MIA, host=BUILDER)
    page.goto(server.address(BUILDER, "/p/northlight/desk/clients"))
    expect(page.locator(".rail [aria-current]")).to_be_in_viewport(ratio=1)
    page.locator(".rail-foot .account > summary").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    page.locator(".bell > summary").click()
    expect(page.get_by_role("link", name="All notifications")).to_be_in_viewport(ratio=1)


def test_light_and_dark_are_chosen_and_kept(server, cast, watched):
    page = watched.open()
    people.sign_in(page, server, DANA)
    ground = "getComputedStyle(document.querySelector('.portal-main')).backgroundColor"
    light = page.evaluate(ground)
    page.locator("details.account summary").first.click()
    page.get_by_role("button", name="Dark").first.click()
    assert page.evaluate(ground) != light
    page.goto(server.address(PORTAL, "/t/orders"))
    assert page.evaluate(ground) != light
    page.locator("details.account summary").first.click()
    page.get_by_role("button", name="Light").first.click()
    page.reload()
    assert page.evaluate(ground) == light


def test_a_filter_is_in_the_address_and_can_be_cleared(server, cast, watched):
    page = watched.open()
    people.sign_in(page, server, DANA)
    page.goto(server.address(PORTAL, "/t/orders?view=all"))
    page.get_by_label("Status").select_option("sts_off")
    expect(page).to_have_url(re.compile(r"status=sts_off"))
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("searchbox").fill("zzz")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No order matches")).to_be_visible()
    page.get_by_role("link", name="Show all orders").click()
    assert page.locator("tbody tr").count() >= 12
