"""Northlight as a demo portal, with Acme and Kestrel, and browsers for their people and for guests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from foundation.db import transaction
from foundation.identity import accounts
from foundation.revisions.queries import forget_pointers
from foundation.tenancy import entered
from foundation.tenancy.hosts import forget_hosts
from portico.apps import portal_app
from runtime.pages import fragments
from runtime.pages.portal import SESSION_COOKIE
from tests.commerce import cast


class _Form(HTMLParser):
    """What a browser would send of the forms that post."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self._inside = False
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("method", "").lower() == "post"
            if self._inside:
                self.forms.append((given.get("action", ""), {}))
            return
        if not self._inside:
            return
        sent = self.forms[-1][1]
        name = given.get("name", "")
        if tag == "input" and name:
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            sent.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "textarea" and name:
            sent.setdefault(name, []).append("")
            self._area = name
        elif tag == "select" and name:
            sent.setdefault(name, []).append("")
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            sent[self._select][-1] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, text: str) -> None:
        if self._area and self._inside:
            # The first line break of a textarea is not part of it.
            self.forms[-1][1][self._area][-1] += text.removeprefix("\n")


@dataclass
class Page:
    """An answer as a person sees it."""

    response: TestResponse
    browser: Browser

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def words(self) -> str:
        """What can be read, with single spaces."""
        plain = re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style).*?</\1>", "", self.text, flags=re.S))
        return " ".join(plain.replace("\u00a0", " ").replace("&#39;", "'").split())

    @property
    def location(self) -> str:
        return self.response.headers["Location"]

    def form(self, index: int = -1) -> tuple[str, dict[str, list[str]]]:
        parser = _Form()
        parser.feed(self.text)
        assert parser.forms, self.words
        return parser.forms[index]

    def forms(self) -> list[tuple[str, dict[str, list[str]]]]:
        parser = _Form()
        parser.feed(self.text)
        return parser.forms

    def send(self, _where: str | None = None, **fields: Any) -> Page:
        """Send the page's form (the one that goes to ``_where``) with some fields filled in; None leaves a field out."""
        action, sent = next(one for one in self.forms() if _where is None or one[0].startswith(_where))
        filled: dict[str, Any] = {**sent, **fields}
        return self.browser.post(action, {name: value for name, value in filled.items() if value is not None})

    def press(self, outcome: str) -> Page:
        """Press one of the buttons of the payment page."""
        action, sent = next(one for one in self.forms() if one[1].get("outcome") == [outcome])
        return self.browser.post(action, sent)

    def follow(self) -> Page:
        assert self.status in (302, 303), f"{self.status}: {self.words}"
        return self.browser.get(self.location)


@dataclass
class Browser:
    """A browser on one portal's host."""

    base: str
    client: FlaskClient = field(default_factory=lambda: portal_app().test_client())

    def get(self, path: str, **options: Any) -> Page:
        return Page(self.client.get(path, base_url=self.base, **options), self)

    def post(self, path: str, sent: Any, **options: Any) -> Page:
        return Page(self.client.post(path, data=sent, base_url=self.base, **options), self)


@pytest.fixture
def clean_caches(database: str) -> Iterator[None]:
    """Nothing kept of an earlier test's portals."""
    assert database
    forget_hosts()
    forget_pointers()
    fragments.forget()
    portal_app()
    yield
    forget_pointers()


@pytest.fixture
def house(clean_caches: None) -> cast.House:
    """Northlight with Acme and Kestrel."""
    return cast.northlight()


@pytest.fixture
def browse() -> Callable[..., Browser]:
    """``browse(house, "dana")`` is Dana's browser, signed in; ``browse(house)`` a guest's; ``sandbox=True`` on the sandbox host."""

    def open_browser(house: cast.House, who: str | None = None, *, sandbox: bool = False) -> Browser:
        scope = house.sandbox if sandbox else house.live
        browser = Browser(f"http://{scope.slug}{'--main' if sandbox else ''}.localhost")
        if who is not None:
            viewer = house.viewer(who)
            assert viewer.account_id is not None
            with entered(scope), transaction():
                secret = accounts.open_session(viewer.account_id, device="test", member_id=viewer.member_id)
            domain = browser.base.removeprefix("http://")
            browser.client.set_cookie(f"__Host-{SESSION_COOKIE}", secret, domain=domain, secure=True)
        return browser

    return open_browser


@pytest.fixture
def look(admin_dsn: str) -> Callable[..., list[tuple[Any, ...]]]:
    """``look(sql, *values)`` reads the database past every wall."""

    def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(admin_dsn, options="-c search_path=portico") as connection:
            return connection.execute(sql, values).fetchall()

    return ask
