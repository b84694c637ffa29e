"""A portal read in German says nothing of its own in English: every route for everybody who may knock, every letter, and parts that are kept."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from foundation.db import execute, rows
from tests import cast
from tests.cast import ask
from tests.contract.policy import PORTAL, House, Places, Row, discover, filled, portal_people
from tests.contract.test_letters import deliver_all
from words.catalogue import catalogue

GERMAN = {"Accept-Language": "de-AT, de;q=0.9, en;q=0.5"}
_PLACEHOLDER = re.compile(r"\{+[\w.]+\}+")
_SCRIPT_WORDS = re.compile(r"<meta name=\"portico-words\" content='[^']*'>")


@pytest.fixture(scope="module")
def house(_cloned: Any) -> Iterator[House]:
    """Northside speaks English and German, and its people chose German; Southside knows English only."""
    from portico import apps

    portal, builder = apps.portal_app(), apps.builder_app()
    cast.forget_everything()
    english = cast.document

    def both() -> dict[str, Any]:
        made = english()
        made["portal"]["locales"] = ["en", "de"]
        return made

    seats = {
        "owner": ("Olga Owner", True, ("rol_owner",)),
        "mover": ("Jonas Mover", False, ("rol_pm",)),
        "designer": ("Petra Designer", False, ("rol_design",)),
        "looker": ("Lena Looker", False, ("rol_looker",)),
        "idle": ("Ida Idle", False, ()),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cast, "document", both)
        north = cast.make_site("northside", "North Studio", seats)
    south = cast.make_site("southside", "South Studio", {"owner": ("Otto Other", True, ("rol_owner",))})
    for site, key, name in (
        (north, "acme", "Acme Pumps"),
        (north, "borg", "Borg Valves"),
        (south, "acme", "Acme Pumps"),
    ):
        cast.add_company(site, key, name, locale="de")
        cast.add_orders(site, key, quantity=2)
        company = site.companies[key]
        cast.file_of(site, company, company.people["buyer"], name=f"brief of {key}.png")
        cast.talk(site, key)
    yield House(portal, builder, north, south)
    cast.forget_everything()
    _cloned.clean()


@pytest.fixture(scope="module")
def places(house: House) -> Places:
    return discover(house)


@cache
def english_words() -> tuple[str, ...]:
    """Longer pieces of sentences that read differently in German, but for those that the seller's own texts hold too."""
    seller = json.dumps(cast.document(), ensure_ascii=False)
    found = set()
    german = catalogue("de")
    said = {key if isinstance(key, str) else key[1]: text for key, text in german.sentences.items()}
    for english, translated in [*said.items(), *((one, forms[0]) for one, forms in german.forms.items())]:
        for piece in _PLACEHOLDER.split(english):
            words = piece.strip(" .,:;")
            if len(words) >= 12 and " " in words and words not in translated and words not in seller:
                found.add(words)
    return tuple(sorted(found, key=len, reverse=True))


@cache
def _any_of_them() -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(words)}\b" for words in english_words()))


def english_in(text: str) -> set[str]:
    """What of the portal's own English words a page or letter says."""
    return set(_any_of_them().findall(html.unescape(_SCRIPT_WORDS.sub("", text))))


@pytest.mark.parametrize("each", PORTAL, ids=lambda each: each.title)
def test_no_page_says_english_words(house: House, places: Places, each: Row) -> None:
    found: dict[str, set[str]] = {}
    for name, person in portal_people(house).items():
        with cast.undone():
            sent = each.sent(house.portal, person, each.form(places, person), **GERMAN)
            sent["headers"] = {**sent.get("headers", {}), **GERMAN}
            response = ask(
                house.portal, person, house.north.host, filled(each.address, places), method=each.method, **sent
            )
        # Werkzeug's own page of a redirect is seen by nobody.
        if not 300 <= response.status_code < 400 and response.mimetype in (
            "text/html",
            "application/json",
            "application/problem+json",
        ):
            text = response.get_data(as_text=True)
            if english := english_in(text):
                found[name] = english
            if "<html" in text:
                assert '<html lang="de"' in text, name
    assert found == {}


def test_the_words_are_found_where_they_are_said(house: House) -> None:
    """The same pages of a portal that knows English only."""
    page = ask(house.portal, cast.GUEST, house.south.host, "/sign-in", headers=GERMAN).get_data(as_text=True)
    assert "Send me a sign-in link" in english_in(page) and '<html lang="en"' in page
    buyer = house.south.companies["acme"].people["buyer"]
    for path, words in (("/account", "Where you are signed in"), ("/nowhere", "There is nothing here")):
        assert words in english_in(ask(house.portal, buyer, house.south.host, path).get_data(as_text=True))
    assert len(english_words()) > 600


def test_letters_to_members_are_german_and_those_to_staff_english(house: House) -> None:
    cast.guest_token(house.north)
    cast.invitation(house.north, "acme", "nina@acme.example")
    form = {"email": house.north.companies["acme"].people["buyer"].email}
    ask(house.portal, cast.GUEST, house.north.host, "/sign-in", method="POST", form=form, headers=GERMAN)
    deliver_all(house)
    with house.north.at():
        letters = rows("select subject, to_email, text, html from mail_outbox order by id")
    staff = {one.email for one in house.north.staff.values()}
    told = [one for one in letters if one.to_email in staff]
    assert told and all("Answer in the portal" in one.text and 'lang="en"' in one.html for one in told)
    # Who has no account yet is written to in the portal's own language, as is who never chose one.
    chose = {person.email for company in house.north.companies.values() for person in company.people.values()}
    german = [one for one in letters if one.to_email in chose]
    assert {english for one in german for english in english_in(f"{one.subject} {one.text} {one.html}")} == set()
    subjects = " ".join(one.subject for one in german)
    assert [words for words in ("Ihre Bestellung NL-", "Bei North Studio anmelden") if words not in subjects] == [], (
        subjects
    )
    assert all('lang="de"' in one.html for one in german)


def test_a_kept_part_is_never_shown_in_another_language(house: House) -> None:
    """The same person, who chose no language, reads the same pages in both, in turn, on a warm cache."""
    buyer = house.north.companies["borg"].people["buyer"]
    with house.north.at():
        execute("update accounts set locale = null")
    paths = ["/", "/t/orders?view=all", "/t/files", "/t/chat", "/account", "/t/shop"]
    for path in paths * 2:
        pages = {
            language: ask(house.portal, buyer, house.north.host, path, headers={"Accept-Language": language}).get_data(
                as_text=True
            )
            for language in ("de", "en")
        }
        assert english_in(pages["de"]) == set(), path
        for german in ("Zum Inhalt springen", "Abmelden", "Ihr Konto"):
            assert german in pages["de"] and german not in pages["en"], (path, german)
        assert "Sign out" in pages["en"] and "Sign out" not in _SCRIPT_WORDS.sub("", pages["de"]), path
