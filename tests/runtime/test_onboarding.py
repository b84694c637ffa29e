"""What a new member is welcomed with, over HTTP: for whom, ticked by what, hidden and brought back, and what it costs."""

from __future__ import annotations

import re
from typing import Any

import pytest

import portal_config
from commerce.clients.viewer import viewer_of_member
from foundation.db import execute, statements, transaction
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from foundation.revisions.queries import draft_document, forget_pointers
from foundation.tenancy import entered
from workspace.conversations import actions as threads

FRAME = "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"


def page_of(member, path: str = "/") -> str:
    return member.get(path).get_data(as_text=True)


def steps(page: str) -> dict[str, bool]:
    """Step → whether it is done, as the page says."""
    return {
        found[1]: bool(found[2]) for found in re.finditer(r'<li id="(chk_\w+)" class="first-step( finished)?"', page)
    }


@pytest.fixture
def change(northlight):
    """Publish the portal with another onboarding."""

    def changed(**values: Any) -> None:
        with entered(northlight.sandbox), transaction():
            number, text = draft_document()
            document = portal_config.load(text)
            made = {**document["onboarding"], **values}
            document["onboarding"] = {name: value for name, value in made.items() if value is not None}
            save_draft(document, base=number, author="system")
            publish(author="system")
        forget_pointers()

    return changed


def test_every_role_has_its_own(browser) -> None:
    dana, lee, fiona, vic = (page_of(browser(who)) for who in ("dana", "lee", "fiona", "vic"))
    assert list(steps(dana)) == ["chk_work", "chk_hello", "chk_order", "chk_logo"]
    assert steps(lee) == {"chk_work": False, "chk_hello": False, "chk_team": True}
    assert list(steps(fiona)) == ["chk_bank"] and list(steps(vic)) == ["chk_work"]
    assert "What we make" in dana and "What we make" not in vic and "Paying us" in fiona
    for page in (dana, lee, fiona, vic):
        assert "First steps with Northlight" in page and "look after Acme Industries" in page and "How we work" in page
    assert 'href="/pages/free-audit"' in dana and 'href="/t/billing"' in fiona


def test_it_stands_on_the_first_dashboard_only(browser, change, northlight) -> None:
    dana = browser("dana")
    assert 'id="first-steps"' in page_of(dana, "/t/home")
    assert 'id="first-steps"' not in page_of(dana, "/t/orders")
    with entered(northlight.sandbox), transaction():
        number, text = draft_document()
        document = portal_config.load(text)
        document["tabs"]["tab_more"] = {"type": "dashboard", "label": "More", "dashboards": ["dsh_default"]}
        save_draft(document, base=number, author="system")
        publish(author="system")
    forget_pointers()
    assert 'id="first-steps"' not in page_of(dana, "/t/more") and 'id="first-steps"' in page_of(dana)


def test_what_happened_ticks_itself_and_the_rest_is_ticked(browser, northlight) -> None:
    dana, fiona = browser("dana"), browser("fiona")
    assert "0 of 4 done" in page_of(dana)
    answer = dana.post("/first-steps/chk_work/done", {}, page="/")
    assert answer.status_code == 303 and answer.location == "/#first-steps"
    dana.post("/first-steps/chk_work/done", {}, page="/")
    assert steps(page_of(dana)) == {"chk_work": True, "chk_hello": False, "chk_order": False, "chk_logo": False}
    with entered(northlight.live), transaction():
        dana_viewer = viewer_of_member(northlight.members["dana"], northlight.compiled)
        threads.post_message(dana_viewer, northlight.acme, text="Hello", key="k")
    page = page_of(dana)
    assert "2 of 4 done" in page and steps(page)["chk_hello"] and "/first-steps/chk_hello" not in page
    assert dana.post("/first-steps/chk_work/open", {}, page="/").status_code == 303
    assert not steps(page_of(dana))["chk_work"]
    # Nobody ticks what is worked out, what is another role's, or what is not there.
    for member, step in ((dana, "chk_hello"), (dana, "chk_bank"), (dana, "chk_none"), (fiona, "chk_work")):
        assert member.post(f"/first-steps/{step}/done", {}, page="/").status_code == 404
    assert fiona.post("/first-steps/chk_bank/done", {}, page="/").status_code == 303
    assert not any(steps(page_of(browser("vic"))).values()), "what one member ticks is no other's"


def test_it_is_hidden_for_oneself_and_brought_back(browser) -> None:
    dana, vic = browser("dana"), browser("vic")
    assert "Show them again" not in page_of(dana, "/account")
    assert dana.post("/first-steps/hidden", {}, page="/").status_code == 303
    page = page_of(dana)
    assert 'id="first-steps"' not in page and "The first steps are hidden" in page and "Undo" in page
    assert 'id="first-steps"' in page_of(vic) and "Show them again" in page_of(dana, "/account")
    assert dana.post("/first-steps/shown", {}, page="/account").status_code == 303
    assert 'id="first-steps"' in page_of(dana) and "Show them again" not in page_of(dana, "/account")


def test_whoever_is_through_is_told_once(browser) -> None:
    fiona = browser("fiona")
    fiona.post("/first-steps/chk_bank/done", {}, page="/")
    background = fiona.get("/", headers={"X-Portico-Background": "1"}).get_data(as_text=True)
    assert "That is everything, Fiona" in background, "a page that draws itself anew uses it up for nobody"
    assert "That is everything, Fiona" in page_of(fiona)
    assert 'id="first-steps"' not in page_of(fiona)
    fiona.post("/first-steps/shown", {}, page="/account")
    for _ in range(2):
        page = page_of(fiona)
        assert "1 of 1 done" in page and "That is everything" not in page, "brought back, it stays"


def test_it_stays_where_the_seller_wants_it_to(browser, change) -> None:
    change(hide_when_done=False)
    fiona = browser("fiona")
    fiona.post("/first-steps/chk_bank/done", {}, page="/")
    for _ in range(2):
        assert "1 of 1 done" in page_of(fiona)


def test_none_where_nothing_is_left_to_show_or_the_role_is_not_welcomed(browser, change) -> None:
    change(see={"roles": ["rol_buyer"]})
    dana, vic = browser("dana"), browser("vic")
    assert 'id="first-steps"' in page_of(dana) and 'id="first-steps"' not in page_of(vic)
    assert vic.post("/first-steps/chk_work/done", {}, page="/account").status_code == 404
    assert vic.get("/first-steps/film").status_code == 404 and dana.get("/first-steps/film").status_code == 200
    only = {"crd_services": {"title": "Ours", "to": "tab_shop"}}
    change(see=None, text="", video=None, card_order=["crd_services"], cards=only, checklist_order=[], checklist={})
    assert "Ours" in page_of(dana) and 'id="first-steps"' not in page_of(vic), "a card that leads nowhere is none"


def test_only_the_page_with_the_film_admits_it_and_nothing_asks_for_it(browser, change) -> None:
    dana = browser("dana")
    answer = dana.get("/")
    assert f"frame-src 'self' {FRAME}" in answer.headers["Content-Security-Policy"]
    page = answer.get_data(as_text=True)
    assert "<iframe" not in page and page.count("youtube-nocookie") == 1 and 'href="/first-steps/film"' in page
    film = dana.get("/first-steps/film")
    assert f'<iframe src="{FRAME}?' in film.get_data(as_text=True)
    assert film.headers["Content-Security-Policy"].endswith(f"frame-src 'self' {FRAME}")
    for other in ("/t/orders", "/account"):
        assert dana.get(other).headers["Content-Security-Policy"].endswith("frame-src 'self'")
    change(video={"url": "https://vimeo.com/76979871", "title": "Ours", "see": {"roles": ["rol_viewer"]}})
    assert dana.get("/").headers["Content-Security-Policy"].endswith("frame-src 'self'")
    assert dana.get("/first-steps/film").status_code == 404
    seen = browser("vic").get("/").headers["Content-Security-Policy"]
    assert seen.endswith("frame-src 'self' https://player.vimeo.com/video/76979871")


def test_it_costs_one_statement_while_it_is_shown_and_none_after(browser, northlight) -> None:
    dana, vic = browser("dana"), browser("vic")

    def sent_by(member) -> list[str]:
        member.get("/")
        with statements() as sent:
            assert member.get("/").status_code == 200
        return sent

    assert len(sent_by(dana)) == 3 and "thread_reads" in sent_by(dana)[-1]
    assert len(sent_by(vic)) == 2, "what only the member knows comes with the viewer"
    dana.post("/first-steps/hidden", {}, page="/")
    assert len(sent_by(dana)) == 2


def test_a_change_is_seen_at_once_though_figures_are_kept(browser, northlight) -> None:
    dana, phone = browser("dana"), browser("dana")
    assert 'id="first-steps"' in page_of(phone)
    dana.post("/first-steps/hidden", {}, page="/")
    assert 'id="first-steps"' not in page_of(phone)
    with entered(northlight.live), transaction():
        assert execute("update member_onboardings set hidden_at = hidden_at") == 1
    with entered(northlight.sandbox), transaction():
        assert execute("update member_onboardings set hidden_at = hidden_at") == 0, "live and sandbox are apart"
