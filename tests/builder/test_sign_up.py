"""A seller signs up, confirms the address, forgets the password and finds a way back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from foundation.db import row, rows, transaction, value
from foundation.identity import limits
from foundation.identity.sign_up import TERMS_VERSION
from foundation.tenancy import unscoped
from tests.builder.conftest import PASSWORD, Browser

NORA = {
    "name": "Nora Halden",
    "email": "Nora@Halden.example",
    "password": "copper kettle orbit",
    "terms": TERMS_VERSION,
}


def platform(sql: str, **values: Any) -> Any:
    with unscoped("test"), transaction():
        return value(sql, **values)


def letters() -> list[Any]:
    with unscoped("test"), transaction():
        return rows("select to_email, subject, text from staff_outbox order by id")


def link(containing: str) -> str:
    """The path of the newest letter's link that contains ``containing``."""
    found = re.search(rf"http://app\.localhost(?::\d+)?({containing}\S+)", letters()[-1].text)
    assert found is not None
    return found.group(1)


@pytest.fixture
def nobody(browser: Callable[..., Browser]) -> Browser:
    made = browser()
    made.read_token("/sign-up")
    return made


def test_a_seller_signs_up_and_is_in(nobody: Browser) -> None:
    answer = nobody.post("/sign-up", NORA)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/portals/new")
    assert "Which portal is closest to yours?" in nobody.look("/portals/new")
    with unscoped("test"), transaction():
        found = row("select * from staff where email = 'nora@halden.example'")
    assert found is not None
    assert (found.name, found.confirmed_at, found.terms_version) == ("Nora Halden", None, TERMS_VERSION)
    assert found.terms_accepted_at is not None
    assert NORA["password"] not in found.password_hash
    assert [(one.to_email, one.subject) for one in letters()] == [("nora@halden.example", "Confirm your address")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "Enter your name"),
        ({"name": "x" * 121}, "Enter your name"),
        ({"email": "nora@"}, "Enter an e-mail address"),
        ({"email": "nora@halden.example\r\nBcc: all@halden.example"}, "Enter an e-mail address"),
        ({"password": "short"}, "Use at least 10 characters."),
        ({"password": "Nora Halden 1"}, "easy to guess"),
        ({"terms": ""}, "Accept the terms"),
        ({"terms": "2020-01"}, "Accept the terms"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(nobody: Browser, change: dict[str, str], sentence: str) -> None:
    answer = nobody.post("/sign-up", NORA | change)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert sentence in page and NORA["password"] not in page
    assert platform("select count(*) from staff where email like '%%halden.example'") == 0
    assert letters() == []
    assert nobody.post("/sign-up", NORA).status_code == 303


def test_a_known_address_gets_a_letter_and_nobody_gets_in(nobody: Browser) -> None:
    taken = NORA | {"email": "mia@northlight.example"}
    answer = nobody.post("/sign-up", taken)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "Look into your mail" in page and "already" not in page
    assert "portico_staff" not in "".join(answer.headers.getlist("Set-Cookie"))
    assert [(one.to_email, one.subject) for one in letters()] == [
        ("mia@northlight.example", "You have an account on Portico already")
    ]
    assert platform("select name from staff where email = 'mia@northlight.example'") == "Mia Brandt"
    # Whoever knows the password is the same person, who sent the form twice or forgot that they were here before.
    again = nobody.post("/sign-up", taken | {"password": PASSWORD})
    assert (again.status_code, again.headers["Location"]) == (303, "/portals/new")
    assert platform("select count(*) from staff where email = 'mia@northlight.example'") == 1


def test_sign_ups_are_counted(nobody: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SIGN_UP_PER_ADDRESS", 2)
    for number in range(2):
        assert nobody.post("/sign-up", NORA | {"email": f"n{number}@halden.example", "terms": ""}).status_code == 422
    held = nobody.post("/sign-up", NORA)
    assert held.status_code == 429 and int(held.headers["Retry-After"]) > 0
    monkeypatch.setattr(limits, "SIGN_UP_PER_ADDRESS", 3 + 1)
    assert nobody.post("/sign-up", NORA).status_code == 303


def test_the_address_is_confirmed_by_a_button_and_once(nobody: Browser) -> None:
    nobody.post("/sign-up", NORA)
    nobody.read_token("/portals/new")
    assert "Please confirm your address." in nobody.look("/")
    first = link("/confirm/")
    assert "Is this your address?" in nobody.look(first)
    assert platform("select confirmed_at from staff where email = 'nora@halden.example'") is None
    assert nobody.post("/confirmation-letter", {"next": "/"}).status_code == 303
    second = link("/confirm/")
    assert first != second
    # The newer letter takes the older one's place.
    assert nobody.get(first).status_code == 410
    assert nobody.post(second).headers["Location"] == "/"
    assert platform("select confirmed_at from staff where email = 'nora@halden.example'") is not None
    assert nobody.post(second).status_code == 410
    page = nobody.look("/")
    assert "nora@halden.example is confirmed." in page and "Please confirm your address." not in page
    assert nobody.post("/confirmation-letter").status_code == 303
    assert len(letters()) == 2


def test_a_new_password_ends_every_session_and_signs_in(nobody: Browser, mia: Browser) -> None:
    known = nobody.post("/sign-in/forgotten", {"email": "mia@northlight.example"})
    unknown = nobody.post("/sign-in/forgotten", {"email": "mia@northlight.exampl2"})
    assert known.status_code == unknown.status_code == 200
    assert known.get_data(as_text=True) == unknown.get_data(as_text=True).replace(".exampl2", ".example")
    assert [one.to_email for one in letters()] == ["mia@northlight.example"]
    path = link("/sign-in/reset/")
    assert nobody.post(path, {"password": "short"}).status_code == 422
    assert mia.get("/").status_code == 200
    answer = nobody.post(path, {"password": "velvet harbour sixty pencils"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert nobody.get("/").status_code == 200
    assert mia.get("/").status_code == 302
    assert nobody.post(path, {"password": "another harbour sixty pencils"}).status_code in (403, 410)
    assert nobody.get(path).status_code == 410


def test_the_meter_judges_as_the_form_does(nobody: Browser) -> None:
    def score(password: str, about: str = "") -> int:
        answer = nobody.post("/sign-up/strength", {"password": password, "about": about})
        assert answer.status_code == 200
        return int(answer.get_json()["score"])

    assert score("short") == 0
    assert score("passwordpassword") < 3
    assert score("copper kettle orbit") >= 3
    assert score("Nora Halden 1", "Nora Halden") < 3
