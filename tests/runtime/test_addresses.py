"""One address for a host with and without ``www.``, and the menu of people who are not signed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

import portal_config
from foundation.db import execute, transaction
from foundation.revisions.actions import save_draft
from foundation.revisions.history import draft
from foundation.revisions.publishing import publish
from foundation.revisions.queries import forget_pointers
from foundation.tenancy import entered, unscoped
from foundation.tenancy.hosts import forget_hosts
from portico.apps import portal_app
from runtime.pages import fragments

SHORT, LONG = "portal.kestrel.test", "www.portal.kestrel.test"


def prove(portal: Any, *hosts: str) -> None:
    with unscoped("test"), transaction():
        for host in hosts:
            execute(
                'insert into domains (host, portal_id, token, "primary", created_at, verified_at)'
                " values (%(host)s, %(portal)s, %(host)s, false, now(), now())",
                host=host,
                portal=portal.live.portal_id,
            )
    forget_hosts()


@pytest.fixture
def published(northlight: Any) -> Callable[..., None]:
    """``published(domains={…}, pages={…})`` publishes Northlight with these in its document."""

    def change(**sections: Any) -> None:
        with entered(northlight.sandbox), transaction():
            document = portal_config.load(draft().text.encode())
            document["domains"] = sections.get("domains", {})
            document["pages"] |= sections.get("pages", {})
            save_draft(document, base=draft().number, author="system")
            publish(author="system")
        forget_pointers()
        fragments.forget()

    return change


def ask(host: str, path: str = "/pages/terms?from=mail", method: str = "GET"):
    return portal_app().test_client().open(path, method=method, base_url=f"http://{host}")


def test_www_leads_to_the_shorter_address(northlight: Any, published: Callable[..., None]) -> None:
    prove(northlight, SHORT, LONG)
    answer = ask(LONG)
    assert answer.status_code == 301 and answer.headers["Location"].partition("://")[2].startswith(SHORT)
    assert answer.headers["Location"].endswith("/pages/terms?from=mail")
    assert ask(SHORT).status_code == 200
    assert ask(LONG, "/-/healthz").status_code != 301
    assert ask(LONG, "/sign-in/password", "POST").status_code != 301, "what is posted is not sent on"
    published(domains={"redirect_www": False})
    assert ask(LONG).status_code == 200


def test_www_alone_stays_what_it_is(northlight: Any) -> None:
    prove(northlight, LONG)
    assert ask(LONG).status_code == 200


def guest_menu(browser: Any) -> list[str]:
    page = browser().get("/pages/terms").get_data(as_text=True)
    menu = re.search(r"<nav.*?</nav>", page, re.S)
    assert menu is not None
    return re.findall(r'href="/pages/([\w-]+)"', menu.group())


def test_the_menu_of_strangers_is_what_the_document_names(browser: Any, published: Callable[..., None]) -> None:
    pages = {
        f"pag_{name}": {"title": name.title(), "public": name != "inner", "sections": {}}
        for name in ("about", "press", "inner")
    }
    published(pages=pages)
    assert {"about", "press"} <= set(guest_menu(browser)) and "inner" not in guest_menu(browser)
    published(domains={"public_pages": ["pag_press", "pag_terms"]}, pages=pages)
    assert guest_menu(browser) == ["press", "terms"]
    assert browser().get("/pages/about").status_code == 200, "the others are open by their address"
