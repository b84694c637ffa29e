"""Staff sign in on the builder's host, and see their portals."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from foundation.db import transaction, value
from foundation.identity import limits
from foundation.tenancy import unscoped
from tests.builder.conftest import PASSWORD, Browser
from tests.commerce import cast


def test_a_staff_person_signs_in_and_finds_desk_sandbox_and_portal(mia: Browser) -> None:
    page = mia.look("/")
    assert "Northlight" in page
    assert 'href="/p/northlight/desk/inbox"' in page
    assert 'href="/p/northlight/sandbox/main/desk/"' in page
    assert 'href="http://northlight.localhost' in page


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(browser: Callable[..., Browser]) -> None:
    nobody = browser()
    wrong = nobody.post("/sign-in", {"email": "mia@northlight.example", "password": "not this one at all"})
    unknown = nobody.post("/sign-in", {"email": "mia@northlight.exampl2", "password": "not this one at all"})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert wrong.get_data(as_text=True) == unknown.get_data(as_text=True).replace(".exampl2", ".example")
    assert "do not fit together" in wrong.get_data(as_text=True)
    assert "portico_staff" not in "".join(wrong.headers.getlist("Set-Cookie"))


def test_tries_are_counted_also_when_the_last_one_is_right(
    browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SIGN_IN_PER_ACCOUNT", 3)
    nobody = browser()
    for _ in range(3):
        assert nobody.post("/sign-in", {"email": "mia@northlight.example", "password": "wrong"}).status_code == 422
    held = nobody.post("/sign-in", {"email": "mia@northlight.example", "password": PASSWORD})
    assert held.status_code == 429
    assert int(held.headers["Retry-After"]) > 0
    other = nobody.post("/sign-in", {"email": "jonas@northlight.example", "password": PASSWORD})
    assert other.status_code == 303


def test_signing_out_ends_the_session(mia: Browser) -> None:
    with unscoped("test"), transaction():
        assert value("select count(*) from staff_sessions") == 1
    assert mia.post("/sign-out").status_code == 303
    assert mia.get("/").headers["Location"].startswith("/sign-in")
    with unscoped("test"), transaction():
        assert value("select count(*) from staff_sessions") == 0


def test_a_guest_is_asked_to_sign_in_and_comes_back(browser: Callable[..., Browser]) -> None:
    nobody = browser()
    asked = nobody.get("/p/northlight/desk/orders?view=open")
    assert asked.status_code == 302
    assert asked.headers["Location"] == "/sign-in?next=/p/northlight/desk/orders%3Fview%3Dopen"
    answer = nobody.post(
        "/sign-in",
        {"email": "mia@northlight.example", "password": PASSWORD, "next": "/p/northlight/desk/orders?view=open"},
    )
    assert answer.headers["Location"] == "/p/northlight/desk/orders?view=open"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_sign_in_leads_to_no_other_site(browser: Callable[..., Browser], target: str) -> None:
    answer = browser().post("/sign-in", {"email": "mia@northlight.example", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/"


def test_a_person_without_a_seat_is_told_so(
    browser: Callable[..., Browser], house: cast.House, stranger: cast.House
) -> None:
    page = browser("otto@farwell.example").look("/")
    assert "Farwell" in page
    assert "orthlight" not in page


def test_a_form_without_its_token_or_from_elsewhere_is_refused(mia: Browser) -> None:
    assert mia.post("/sign-out", token="").status_code == 403
    assert mia.post("/sign-out", token="0" * 64).status_code == 403
    foreign = mia.client.post(
        "/sign-out",
        data={"_csrf": mia.token},
        base_url="http://app.localhost",
        headers={"Origin": "http://northlight.localhost"},
    )
    assert foreign.status_code == 403
    cross = mia.client.post(
        "/sign-out",
        data={"_csrf": mia.token},
        base_url="http://app.localhost",
        headers={"Sec-Fetch-Site": "same-site"},
    )
    assert cross.status_code == 403
    assert mia.get("/").status_code == 200
    own = mia.client.post(
        "/sign-out",
        data={"_csrf": mia.token},
        base_url="http://app.localhost",
        headers={"Origin": "http://app.localhost", "Sec-Fetch-Site": "same-origin"},
    )
    assert own.status_code == 303
