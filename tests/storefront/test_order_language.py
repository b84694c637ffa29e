"""Ordering in another language of the portal: letters follow it where none was chosen, and what several are called is kept in it."""

from __future__ import annotations

import json

import pytest

from commerce.checkout.actions import open_guest_link
from foundation.db import transaction, value
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from foundation.revisions.queries import draft_document, forget_pointers
from foundation.tenancy import entered
from tests.commerce import cast
from tests.storefront.test_checkout import CONTACT, TERMS, answers

GERMAN = {"Accept-Language": "de"}


@pytest.fixture
def bilingual(house: cast.House) -> cast.House:
    """The portal speaks German, too."""
    with entered(house.sandbox), transaction():
        number, text = draft_document()
        document = json.loads(text)
        document["portal"]["locales"] = ["en", "de"]
        document["prices"]["prc_banner"] |= {"unit": "word", "units": "words"}
        document["texts"] = {"de": {"prc_banner.unit": "Wort", "prc_banner.units": "Wörter"}}
        save_draft(document, base=number, author="system")
        publish(author="system")
    forget_pointers()
    return house


def kept(house: cast.House, email: str) -> object:
    with entered(house.live), transaction():
        return value("select locale from accounts where email = %(email)s", email=email)


def ordered(browser, house: cast.House, headers: dict[str, str], **contact: str) -> None:
    page = browser.get("/services/audit", headers=headers)
    sent = {**page.form()[1], **answers(house, "svc_audit"), **contact, **TERMS}
    assert browser.post("/services/audit", sent, headers=headers).status == 303


@pytest.mark.parametrize(("headers", "locale"), [(GERMAN, "de"), ({"Accept-Language": "en"}, None)])
def test_a_guest_who_proves_the_address_keeps_the_language_of_the_order(bilingual, browse, headers, locale) -> None:
    ordered(browse(bilingual), bilingual, headers, **CONTACT)
    letter = cast.letters(bilingual, CONTACT["email"])[-1]
    assert ("Ihre Bestellung" in letter.subject) is (locale == "de")
    assert kept(bilingual, CONTACT["email"]) is None
    with entered(bilingual.live), transaction():
        open_guest_link(cast.link_in(letter, "/sign-in/order/"))
    assert kept(bilingual, CONTACT["email"]) == locale


def test_a_member_without_a_language_keeps_that_of_the_order(bilingual, browse) -> None:
    ordered(browse(bilingual, "kim"), bilingual, {"Accept-Language": "en"})
    assert kept(bilingual, "kim@kestrel.example") is None
    ordered(browse(bilingual, "dana"), bilingual, GERMAN)
    assert kept(bilingual, "dana@acme.example") == "de"


@pytest.mark.parametrize(("headers", "words"), [(GERMAN, "3 Wörter"), ({"Accept-Language": "en"}, "3 words")])
def test_an_order_says_many_in_the_language_it_was_placed_in(bilingual, browse, look, headers, words) -> None:
    dana = browse(bilingual, "dana")
    page = dana.get("/services/banner", headers=headers)
    sent = {**page.form()[1], **answers(bilingual, "svc_banner"), **TERMS, "quantity": "3", "method": "pmt_bank"}
    placed = dana.post("/services/banner", sent, headers=headers)
    assert placed.status == 303, placed.words
    one, many = ("Wort", "Wörter") if "Wörter" in words else ("word", "words")
    assert look("select unit, units from order_lines") == [(one, many)]
    assert words in dana.get(placed.location, headers=headers).words


def test_packages_that_count_different_things_name_none_of_them(bilingual, browse) -> None:
    asked = "How many (each is one {})?"
    for units, label in ((("word", "word"), asked.format("word")), (("word", "page"), "How many?")):
        with entered(bilingual.sandbox), transaction():
            number, text = draft_document()
            document = json.loads(text)
            for price, unit in zip(
                ("prc_story_text", "prc_story_full", "prc_story_film"), (*units, units[0]), strict=True
            ):
                amount = document["prices"][price]["money"]
                document["prices"][price] = {"model": "per_unit", "unit": unit, "money": amount}
            document["services"]["svc_story"]["quantity"] = {"min": 1, "max": 20}
            save_draft(document, base=number, author="system")
            publish(author="system")
        forget_pointers()
        assert label in browse(bilingual).get("/services/story").words
