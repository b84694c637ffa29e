"""From a changed draft to the live portal and back: told in sentences, published, seen by a guest, rolled back, undone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from e2e import looks
from e2e.people import BUILDER, MIA, PORTAL, sign_in

if TYPE_CHECKING:
    from e2e.conftest import Server, Watched

STUDIO = "/p/northlight/sandbox/main/studio"
_SAVE = """
import json, os, secrets, sys
from foundation import db
from foundation.db import transaction, value
from foundation.revisions.actions import edit_draft, put_back
from foundation.revisions.log import Author
from foundation.tenancy import entered
from foundation.tenancy.hosts import scope_of
from portico.kinds import discover_kinds

discover_kinds()
db.configure(os.environ["DATABASE_URL"], role="worker")
scope = scope_of("northlight", "main")
with entered(scope), transaction():
    mia = Author("system", "Mia Brandt")
    # Other stories build in this sandbox, too: this one begins at what is live.
    put_back(mia, key=secrets.token_hex(8))
    edit_draft(mia, json.load(sys.stdin), base=value("select number from drafts"), key=secrets.token_hex(8))
"""


def save(server: Server, *edits: dict[str, Any]) -> None:
    """The draft is what is live with these edits, saved as the studio saves them."""
    subprocess.run(
        [sys.executable, "-c", _SAVE], input=json.dumps(edits), text=True, env=server.environ, check=True, timeout=60
    )


@pytest.mark.usefixtures("demo")
def test_what_is_told_is_published_and_taken_back(
    server: Server, watched: Watched, looked: Callable[[Page], None]
) -> None:
    save(
        server,
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
    save(
        server,
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
        save(
            server,
            {"op": "set", "ptr": "/services/svc_banner/price", "value": "prc_banner"},
            {"op": "set", "ptr": "/tabs/tab_home/label", "value": "Home"},
        )
