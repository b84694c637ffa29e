"""Live moved on while a draft was built: what meets nothing is published together, what meets is chosen, by keyboard and either way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from e2e.people import BUILDER, MIA, sign_in
from e2e.test_publish_story import STUDIO

if TYPE_CHECKING:
    from e2e.conftest import Server, Watched

LIVE = "select r.number, r.document::json #>> '{tabs,tab_work,label}' as work, r.document::json #>> '{tabs,tab_orders,label}' as orders from heads h join revisions r on r.id = h.revision_id join portals p on p.id = h.portal_id where p.slug = 'northlight'"


def renamed(tab: str, label: str) -> dict[str, Any]:
    return {"op": "set", "ptr": f"/tabs/{tab}/label", "value": label}


@pytest.fixture
def live(server: Server, demo: None) -> Iterator[dict[str, Any]]:
    """What is live when the story begins, and again when it ends."""
    [found] = server.rows(LIVE)
    yield found
    server.drafted(live=[renamed("tab_work", found["work"]), renamed("tab_orders", found["orders"])])
    server.drafted()


def review(page: Page, server: Server) -> None:
    sign_in(page, server, MIA, host=BUILDER)
    page.goto(server.address(BUILDER, f"{STUDIO}/changes"))


def by_keyboard(page: Page, name: str) -> None:
    """Reach a button with the tab key and press it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement?.innerText?.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard does not reach “{name}”")


def test_what_meets_nothing_goes_live_together_with_one_press(
    server: Server, watched: Watched, looked: Callable[[Page], None], live: dict[str, Any]
) -> None:
    server.drafted(renamed("tab_work", "Our way"), live=[renamed("tab_orders", "Your orders")])
    page, phone = watched.open(), watched.open(width=390, height=844, phone=True, dark=True)
    review(page, server)
    expect(page.get_by_role("heading", name="Publish 1 change")).to_be_visible()
    expect(page.get_by_role("heading", name="1 change went live since")).to_be_visible()
    since = page.get_by_role("region", name="1 change went live since")
    expect(since).to_contain_text(f"“{live['orders']}” renamed to “Your orders”")
    expect(page.get_by_text("Joined with the change that went live since.")).to_be_visible()
    looked(page)
    review(phone, server)
    looked(phone)

    by_keyboard(page, "Publish 1 change")
    expect(page.get_by_role("heading", name="Nothing to publish")).to_be_visible()
    [now] = server.rows(LIVE)
    assert (now["work"], now["orders"], now["number"]) == ("Our way", "Your orders", live["number"] + 2)


@pytest.mark.parametrize(
    ("choice", "steps", "label"),
    [("Keep what the draft has", 1, "Our way"), ("Take what is live", 2, "The work")],
)
def test_what_both_changed_is_chosen_with_the_keyboard(
    server: Server,
    watched: Watched,
    looked: Callable[[Page], None],
    live: dict[str, Any],
    choice: str,
    steps: int,
    label: str,
) -> None:
    server.drafted(
        renamed("tab_work", "Our way"), live=[renamed("tab_work", "The work"), renamed("tab_orders", "Your orders")]
    )
    page = watched.open()
    review(page, server)
    since = page.get_by_role("region", name="2 changes went live since")
    expect(since).to_contain_text("One of them meets what you changed.")
    question = since.get_by_role("group", name=re.compile("name of the tab: the draft chose “Our way”"))
    looked(page)

    # Nothing is chosen for anybody, and nothing is taken over before it is.
    expect(question.get_by_role("radio", checked=True)).to_have_count(0)
    since.get_by_role("button", name="Take over 2 changes").press("Enter")
    expect(page.get_by_role("heading", name="2 changes went live since")).to_be_visible()
    radio = question.get_by_role("radio", name=re.compile(f"^{choice}"))
    question.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    for _ in range(steps - 1):
        page.keyboard.press("ArrowDown")
    expect(radio).to_be_checked()
    by_keyboard(page, "Take over 2 changes")
    expect(page.get_by_text("Taken over. The draft begins at what is live now.")).to_be_visible()
    heading = "Publish 1 change" if label == "Our way" else "Nothing to publish"
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_text("Live has moved on")).to_have_count(0)
    looked(page)
    page.get_by_role("button", name="Undo", exact=True).press("Enter")
    expect(page.get_by_text("Undone.")).to_be_visible()
    [now] = server.rows(LIVE)
    assert (now["work"], now["orders"]) == ("The work", "Your orders"), "nothing was published"
