"""Pages show what is so now, and stand when one part of them cannot."""

from __future__ import annotations

import logging
import re

from foundation.db import transaction
from foundation.tenancy import entered
from foundation.tenancy.actions import create_portal, new_portal_scopes
from tests.commerce import cast


def test_a_new_name_is_shown_at_once(house, browse) -> None:
    dana = browse(house, "dana")
    assert "Hello Dana" in dana.get("/").words
    token = re.search(r'name="_csrf" value="(\w+)"', dana.get("/account").text).group(1)
    assert dana.post("/account/name", {"_csrf": token, "name": "Danielle Whitfield"}).status == 302
    assert "Hello Danielle" in dana.get("/").words


def test_who_pays_without_reading_orders_has_a_first_page(clean_caches, browse) -> None:
    source = cast.document()
    source["roles"]["rol_finance"]["can"].pop("order.read")
    house = cast.build("northlight", source=source)
    cast.add_client(house, "Acme Industries", {"fiona": "rol_finance", "dana": "rol_buyer"})
    page = browse(house, "fiona").get("/")
    assert page.status == 200
    assert "Hello Fiona" in page.words
    assert "To pay" in page.words
    assert browse(house, "dana").get("/").status == 200


def test_a_portal_that_was_never_published_is_not_a_fault_of_ours(clean_caches, browse, caplog) -> None:
    live, sandbox = new_portal_scopes("unborn", "Unborn")
    with entered(sandbox), transaction():
        create_portal(live, sandbox)
    house = cast.House(live, sandbox, None, None, None, {}, {})  # type: ignore[arg-type]
    with caplog.at_level(logging.ERROR):
        for path in ("/", "/services", "/sign-in", "/orders/1"):
            page = browse(house).get(path)
            assert page.status in (302, 404), path
            assert page.status == 404 or path == "/orders/1"
    assert not caplog.records
