"""The checklist and the timeline on a first page, over HTTP."""

from __future__ import annotations

from foundation.db import transaction
from foundation.tenancy import entered
from workspace.conversations import actions as threads


def test_the_list_ticks_itself_and_is_put_away_with_a_way_back(browser, northlight) -> None:
    dana = browser("dana")
    page = dana.get("/").get_data(as_text=True)
    assert (
        "To begin with" in page and ">0 of 2<" in page and "Say hello" in page and "Invite your colleagues" not in page
    )
    assert "Invite your colleagues" in browser("lee").get("/").get_data(as_text=True)
    dana.post(f"/messages/{northlight.acme}", {"text": "Hello", "key": "k"}, page=f"/messages/{northlight.acme}")
    assert ">1 of 2<" in dana.get("/").get_data(as_text=True)
    assert "Put it away" in dana.get("/checklist/wdg_first/away").get_data(as_text=True)
    assert dana.post("/checklist/wdg_first/away", {}).status_code == 303
    page = dana.get("/").get_data(as_text=True)
    assert ">1 of 2<" not in page and "Show it again" in page and '<div class="full"></div>' not in page
    assert dana.post("/checklist/wdg_first/shown", {}, page="/account").status_code == 303
    assert ">1 of 2<" in dana.get("/").get_data(as_text=True)
    assert dana.get("/checklist/wdg_hi/away").status_code == 404
    assert browser().get("/checklist/wdg_first/away").status_code == 302


def test_what_happened_stands_on_the_first_page_and_leads_on(browser, northlight) -> None:
    with entered(northlight.live), transaction():
        threads.post_message(northlight.owner, northlight.acme, text="Good to have you", key="k")
    page = browser("dana").get("/").get_data(as_text=True)
    assert "What happened" in page and "Mia Brandt" in page and f'href="/messages/{northlight.acme}"' in page
