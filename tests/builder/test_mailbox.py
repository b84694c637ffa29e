"""The mailbox: every letter of my portals, while developing only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from builder.office import mailbox
from builder.office.mailbox import linked
from foundation import mail
from foundation.db import transaction
from foundation.settings import settings
from foundation.tenancy import Scope, entered
from tests.builder.conftest import Browser
from tests.commerce import cast


def write(scope: Scope, subject: str) -> UUID:
    """A letter of a tenant, written as rooms write them."""
    with entered(scope), transaction():
        mail.send(
            to="dana@acme.example",
            to_name="Dana Whitfield",
            template="notice",
            subject=subject,
            context={
                "title": subject,
                "paragraphs": ["Press the button, please."],
                "button": {"label": "Open", "url": "http://northlight.localhost:8080/sign-in/link/abc"},
                "closing": "Bye.",
            },
        )
        return mail.outbox()[0].id


def test_letters_stand_in_their_own_tenants_box(mia: Browser, house: cast.House) -> None:
    live = write(house.live, "From the live portal")
    tried = write(house.sandbox, "From the sandbox")
    assert mia.get("/mailbox").headers["Location"] == "/mailbox/northlight"
    page, sandbox = mia.look("/mailbox/northlight"), mia.look("/mailbox/northlight--main")
    assert "From the live portal" in page
    assert "From the sandbox" not in page
    assert "From the sandbox" in sandbox
    assert "From the live portal" not in sandbox
    assert mia.get(f"/mailbox/northlight/{tried}").status_code == 404
    assert mia.get(f"/mailbox/northlight/{tried}/html").status_code == 404
    opened = mia.look(f"/mailbox/northlight/{live}")
    assert "Dana Whitfield &lt;dana@acme.example&gt;" in opened
    assert '<a class="link" href="http://northlight.localhost:8080/sign-in/link/abc">' in opened
    assert mia.look(f"/mailbox/northlight--main/{tried}")


def test_the_letter_itself_is_framed_without_rights(mia: Browser, house: cast.House) -> None:
    letter = write(house.live, "Hello")
    page = mia.get(f"/mailbox/northlight/{letter}")
    assert page.headers["Content-Security-Policy"].endswith("frame-src 'self'")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert f'src="/mailbox/northlight/{letter}/html"' in page.get_data(as_text=True)
    html = mia.get(f"/mailbox/northlight/{letter}/html")
    assert html.mimetype == "text/html"
    assert html.headers["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
    )
    assert "Press the button, please." in html.get_data(as_text=True)


def test_only_my_portals_mail_is_there(
    browser: Callable[..., Browser], mia: Browser, house: cast.House, stranger: cast.House
) -> None:
    letter = write(house.live, "For Northlight only")
    otto = browser("otto@farwell.example")
    assert otto.get("/mailbox").headers["Location"] == "/mailbox/farwell"
    for path in ("/mailbox/northlight", f"/mailbox/northlight/{letter}", f"/mailbox/northlight/{letter}/html"):
        assert otto.get(path).status_code == 404
        assert mia.get(path).status_code == 200
    assert otto.get(f"/mailbox/farwell/{letter}").status_code == 404
    assert otto.get("/mailbox/nowhere").status_code == 404
    assert otto.get("/mailbox/farwell").status_code == 200
    guest = browser()
    assert guest.get("/mailbox/northlight").status_code == 302
    assert guest.get("/mailbox/nowhere").status_code == 302


def test_there_is_no_mailbox_in_production(mia: Browser, house: cast.House, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = write(house.live, "Secret")
    paths = ("/mailbox", "/mailbox/northlight", f"/mailbox/northlight/{letter}", f"/mailbox/northlight/{letter}/html")
    assert [mia.get(path).status_code for path in paths] == [302, 200, 200, 200]
    monkeypatch.setattr(mailbox, "settings", lambda: replace(settings(), development=False))
    assert [mia.get(path).status_code for path in paths] == [404, 404, 404, 404]


def test_older_letters_are_behind_a_link(mia: Browser, house: cast.House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "PER_PAGE", 2)
    for number in range(1, 4):
        write(house.live, f"Letter {number}")
    page = mia.look("/mailbox/northlight")
    assert "Letter 3" in page
    assert "Letter 1" not in page
    address = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    older = mia.look(address)
    assert "Letter 1" in older
    assert "Letter 2" not in older
    assert mia.get("/mailbox/northlight?before=nothing").status_code == 400
    assert mia.get(f"/mailbox/northlight?before={uuid4()}").status_code == 200


def test_addresses_in_a_text_become_links() -> None:
    assert linked("Go to https://a.example/x?y=1, or (http://b.example/z).") == [
        ("Go to ", None),
        ("https://a.example/x?y=1", "https://a.example/x?y=1"),
        (", or (", None),
        ("http://b.example/z", "http://b.example/z"),
        (").", None),
    ]
    assert linked("javascript:alert(1)") == [("javascript:alert(1)", None)]
    assert linked("") == []
