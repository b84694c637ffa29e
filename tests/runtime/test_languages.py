"""A portal of several languages: each person reads the seller's words in theirs, as far as they are translated."""

from __future__ import annotations

import json

import pytest

import portal_config
from foundation.db import transaction, value
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from foundation.revisions.queries import draft_document, forget_pointers
from foundation.tenancy import entered
from tests.runtime.conftest import PASSWORD


@pytest.fixture
def translated(northlight) -> None:
    """The portal speaks German too; its tab of orders has a German name."""
    with entered(northlight.sandbox), transaction():
        number, text = draft_document()
        document = json.loads(text)
        document["portal"]["locales"] = ["en", "de"]
        document["texts"] = {"de": {"tab_orders.label": "Aufträge"}}
        save_draft(portal_config.load(json.dumps(document)), base=number, author="system")
        publish(author="system")
    forget_pointers()


def home(browser, who: str, asked: str) -> str:
    return str(browser(who).get("/", headers={"Accept-Language": asked}).get_data(as_text=True))


def test_the_browser_is_asked_among_the_portals_languages(translated, browser) -> None:
    german = home(browser, "dana", "fr, de-AT;q=0.8")
    assert "Aufträge" in german and 'lang="de"' in german
    for asked in ("en", "fr", ""):
        page = home(browser, "dana", asked)
        assert "Aufträge" not in page and "Orders" in page and 'lang="en"' in page, asked


def test_what_a_person_chose_comes_before_the_browser(translated, browser) -> None:
    dana = browser("dana")
    page = dana.get("/account").get_data(as_text=True)
    assert all(f">{name}</option>" in page for name in ("English", "Deutsch", "As my browser asks"))
    assert dana.post("/account/language", {"language": "de"}, page="/account").status_code == 302
    assert "Aufträge" in home(browser, "dana", "en")
    assert "Aufträge" not in home(browser, "lee", "en")
    assert dana.post("/account/language", {"language": ""}, page="/account").status_code == 302
    assert "Aufträge" not in home(browser, "dana", "en")


def test_only_a_language_of_the_portal_can_be_chosen(translated, northlight, browser) -> None:
    dana = browser("dana")
    assert dana.post("/account/language", {"language": "fr"}, page="/account").status_code == 422
    with entered(northlight.live), transaction():
        assert value("select locale from accounts where email = 'dana@acme.example'") is None


def test_a_portal_of_one_language_asks_nobody(northlight, browser) -> None:
    page = home(browser, "dana", "de")
    assert 'lang="en"' in page and "Orders" in page
    assert 'name="language"' not in browser("dana").get("/account").get_data(as_text=True)


def chosen(northlight, email: str = "dana@acme.example"):
    with entered(northlight.live), transaction():
        return value("select locale from accounts where email = %(email)s", email=email)


GERMAN = {"Accept-Language": "de-AT, de;q=0.9, en;q=0.5"}


def test_who_comes_in_in_another_language_is_written_to_in_it(translated, northlight, browser) -> None:
    """The first time only: nobody's own choice is changed, and who reads the portal's own language stays with it."""
    lee = browser("lee")
    assert lee.get("/").status_code == 200
    assert chosen(northlight, "lee@acme.example") is None, "nothing to remember: they read the portal's own"

    guest = browser()
    wrong = guest.post("/sign-in/password", {"email": "dana@acme.example", "password": "no"}, headers=GERMAN)
    assert (wrong.status_code, chosen(northlight)) == (422, None), "nobody else says it for them"
    sent = {"email": "dana@acme.example", "password": PASSWORD}
    assert guest.post("/sign-in/password", sent, headers=GERMAN).status_code == 302
    assert chosen(northlight) == "de"
    assert "Aufträge" in home(browser, "dana", "en"), "and reads on in it"

    for own in ("en", ""):
        dana = browser("dana")
        assert dana.post("/account/language", {"language": own}, page="/account").status_code == 302
        assert browser().post("/sign-in/password", sent, headers=GERMAN).status_code == 302
        assert chosen(northlight) == own, "a choice stays, “as my browser asks” too"


def test_a_portal_of_one_language_remembers_none(northlight, browser) -> None:
    sent = {"email": "dana@acme.example", "password": PASSWORD}
    assert browser().post("/sign-in/password", sent, headers=GERMAN).status_code == 302
    assert chosen(northlight) is None
