"""From a changed draft to the live portal and back: told in sentences, published, seen by a guest, rolled back, undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from e2e import looks
from e2e.people import BUILDER, MIA, PORTAL, sign_in

if TYPE_CHECKING:
    from e2e.conftest import Server, Watched

STUDIO = "/p/northlight/sandbox/main/studio"


@pytest.mark.usefixtures("demo")
def test_what_is_told_is_published_and_taken_back(
    server: Server, watched: Watched, looked: Callable[[Page], None]
) -> None:
    server.drafted(
        {"op": "set", "ptr": "/services/svc_audit/summary", "value": "Twelve findings in six days"},
        {"op": "set", "ptr": "/prices/prc_banner/money", "value": [42000, "EUR"]},
        {"op": "set", "ptr": "/tabs/tab_work/label", "value": "Our way"},
    )
    page, guest = watched.open(), watched.open()
    guest.goto(server.address(PORTAL, "/services"))
    expect(guest.get_by_text("Ten findings in five days").first).to_be_visible()
    sign_in(page, server, MIA, host=BUILDER)
    page.goto(server.address(BUILDER, f"{STUDIO}/changes"))
    expect(page.get_by_role("heading", name="Publish 3 changes")).to_be_visible()
    expect(page.get_by_text("“How we work” renamed to “Our way”", exact=True)).to_be_visible()
    expect(page.get_by_text("+7.7 %")).to_be_visible()
    looked(page)

    page.get_by_role("button", name="Take back: “How we work” renamed to “Our way”").press("Enter")
    expect(page.get_by_role("heading", name="Publish 2 changes")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Publish 3 changes")).to_be_visible()

    page.get_by_label("Note").fill("Autumn offers")
    page.get_by_role("button", name="Publish 3 changes").press("Enter")
    expect(page.get_by_role("heading", name="Nothing to publish")).to_be_visible()
    looked(page)
    guest.wait_for_timeout(1_000)
    guest.reload()
    expect(guest.get_by_text("Twelve findings in six days").first).to_be_visible()

    page.get_by_role("link", name="History", exact=True).click()
    looked(page)
    page.get_by_role("link", name="Autumn offers").click()
    expect(page.get_by_role("heading", name="What it changed")).to_be_visible()
    looked(page)
    page.goto(server.address(BUILDER, f"{STUDIO}/history/1"))
    expect(page.get_by_role("heading", name="Going back to it would change this")).to_be_visible()
    looked(page)
    page.get_by_label("Note").fill("Too early")
    page.get_by_role("button", name="Roll back 3 changes").click()
    expect(page.get_by_text("Live was rolled back to revision 1")).to_be_visible()
    expect(page.get_by_role("heading", name="Publish 3 changes")).to_be_visible()
    looked(page)
    guest.wait_for_timeout(1_000)
    guest.reload()
    expect(guest.get_by_text("Ten findings in five days").first).to_be_visible()

    page.get_by_role("button", name="Put the draft back too").click()
    expect(page.get_by_role("heading", name="Nothing to publish")).to_be_visible()


@pytest.mark.usefixtures("demo")
def test_errors_and_a_phone(server: Server, watched: Watched, axe: Callable[..., list[str]]) -> None:
    server.drafted(
        {"op": "set", "ptr": "/services/svc_banner/price"},
        {"op": "set", "ptr": "/tabs/tab_home/label", "value": "Start"},
    )
    page = watched.open(width=390, height=844, phone=True)
    sign_in(page, server, MIA, host=BUILDER)
    try:
        for path in ("/changes", "/history", "/history/1"):
            page.goto(server.address(BUILDER, STUDIO + path))
            if path == "/changes":
                expect(page.get_by_text("“Banner set”, price")).to_be_visible()
                expect(page.get_by_text("Mend the error above, then it can go live.")).to_be_visible()
            assert looks.faults(page, axe) + looks.too_small(page) == [], path
    finally:
        server.drafted()
