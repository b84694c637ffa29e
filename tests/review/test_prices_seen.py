"""Nobody orders at a price they were not shown."""

from __future__ import annotations

import pytest

import portal_config
from foundation import revisions
from foundation.db import transaction
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from foundation.revisions.queries import forget_pointers
from foundation.tenancy import entered
from tests.commerce import cast

TERMS = {"accept_leg_terms": "2026-10"}


def raise_price(house: cast.House, minor: int) -> None:
    """Publish the document with another price of a banner set."""
    with entered(house.sandbox), transaction():
        number, text = revisions.queries.draft_document()
        document = portal_config.load(text)
        document["prices"]["prc_banner"]["money"][0] = minor
        save_draft(document, base=number, author="system")
        publish(author="system")
    forget_pointers()


@pytest.mark.parametrize("changed", [True, False])
def test_an_order_whose_price_changed_meanwhile_is_asked_for_again(house, browse, look, changed: bool) -> None:
    page = browse(house, "dana").get("/services/banner")
    raise_price(house, 99_000 if changed else 39_000)
    answers = {key: list(values) for key, values in cast.filled(house, "svc_banner").items()}
    sent = page.send("/services/banner", **answers, **TERMS, quantity="2")
    if not changed:
        assert sent.status == 303
        return
    assert sent.status == 409
    assert "price" in sent.words.lower()
    assert "990.00" in sent.words
    assert look("select count(*) from orders") == [(0,)]
    again = sent.send("/services/banner")
    assert again.status == 303, again.words
    assert look(
        "select l.unit_price::int, o.net_minor = l.net_minor from orders o join order_lines l on l.order_id = o.id"
    ) == [(99_000, True)]


def test_who_reads_no_prices_is_not_given_their_digest(house, browse) -> None:
    source = cast.document()
    source["roles"]["rol_buyer"]["can"].pop("price.read")
    blind = cast.build("blindfold", source=source)
    cast.add_client(blind, "Acme Industries", {"bo": "rol_buyer"})
    page = browse(blind, "bo").get("/services/banner")
    assert page.status == 200
    assert 'name="_price"' not in page.text
    assert 'name="_price"' in browse(house, "dana").get("/services/banner").text
    answers = {key: list(values) for key, values in cast.filled(blind, "svc_banner").items()}
    assert page.send("/services/banner", **answers, **TERMS, quantity="2").status == 303
