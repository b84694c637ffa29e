"""The page about a portal's address."""

from __future__ import annotations

import re
from collections.abc import Callable

from foundation.tenancy.hosts import resolve
from tests.builder.conftest import Browser
from tests.commerce import cast
from tests.nameserver import NameServer

PAGE = "/p/northlight/office/domains"
HOST = "kunden.xn--mller-kva.test"


def test_from_a_name_to_a_served_portal_and_back(mia: Browser, names: NameServer, house: cast.House) -> None:
    assert "Add a domain of your own" in mia.look(PAGE)
    assert mia.post(PAGE, {"host": "Kunden.Müller.test"}).status_code == 303
    page = mia.look(PAGE)
    assert "kunden.müller.test" in page and "Waiting for proof" in page
    assert f"_portico.{HOST}" in page and "northlight.localhost" in page
    token = re.search(r"<code[^>]*>(portico-[\w-]+)</code>", page)
    assert token is not None

    assert mia.post(f"{PAGE}/{HOST}/check").status_code == 303
    assert "There is no such TXT record yet." in mia.look(PAGE)
    names.text(f"_portico.{HOST}", "google-site-verification=1")
    mia.post(f"{PAGE}/{HOST}/check")
    assert "google-site-verification=1" in mia.look(PAGE)
    assert resolve(HOST) is None
    assert mia.post(f"{PAGE}/primary", {"host": HOST}).status_code == 409

    names.text(f"_portico.{HOST}", token.group(1))
    mia.post(f"{PAGE}/{HOST}/check")
    page = mia.look(PAGE)
    assert "is yours: the portal is served there from now on." in page and ">Live<" in page
    found = resolve(HOST)
    assert found is not None and found.tenant_id == house.live.tenant_id

    assert mia.post(f"{PAGE}/primary", {"host": HOST}).status_code == 303
    assert "Links in letters begin with kunden.müller.test" in mia.look(PAGE)
    assert mia.post(f"{PAGE}/{HOST}/removal").status_code == 303
    assert resolve(HOST) is None
    assert mia.post(f"{PAGE}/{HOST}/removal").status_code == 404


def test_a_host_that_cannot_be_had_is_told_at_the_field(
    mia: Browser, browser: Callable[..., Browser], stranger: cast.House, names: NameServer
) -> None:
    otto = browser("otto@farwell.example")
    theirs = "/p/farwell/office/domains"
    otto.post(theirs, {"host": "portal.shared.test"})
    token = re.search(r"<code[^>]*>(portico-[\w-]+)</code>", otto.look(theirs))
    assert token is not None
    names.text("_portico.portal.shared.test", token.group(1))
    otto.post(f"{theirs}/portal.shared.test/check")
    for host, status, sentence in (
        ("portal.shared.test", 409, "belongs to another portal"),
        ("10.0.0.1", 422, "not an IP address"),
        ("app.localhost", 422, "belongs to the platform"),
        ("nothing", 422, "Enter the name of a host"),
    ):
        answer = mia.post(PAGE, {"host": host})
        assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (status, True), host
        assert f'value="{host}"' in answer.get_data(as_text=True)
    assert mia.post(f"{PAGE}/portal.shared.test/check").status_code == 404
    assert mia.post(f"{PAGE}/portal.shared.test/removal").status_code == 404
    assert resolve("portal.shared.test") is not None


def test_who_does_not_own_the_portal_does_not_see_the_page(jonas: Browser, mia: Browser) -> None:
    assert jonas.get(PAGE).status_code == 403
    assert jonas.post(PAGE, {"host": "portal.kestrel.test"}).status_code == 403
    assert f'href="{PAGE}"' not in jonas.look("/")
    assert f'href="{PAGE}"' in mia.look("/")
