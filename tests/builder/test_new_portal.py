"""A new portal: live, published, with its owner's seat and a sandbox in which something has happened."""

from __future__ import annotations

import importlib.resources
from collections.abc import Callable
from typing import Any

import pytest

import portal_config
from builder.office import starters
from foundation import clock, revisions
from foundation.db import row, rows, transaction, value
from foundation.identity import limits
from foundation.revisions.queries import forget_pointers
from foundation.tenancy import entered, unscoped
from foundation.tenancy.hosts import scope_of
from portico.kinds import discover_kinds
from tests.builder.conftest import Browser

FORM = {
    "starter": "agency",
    "portal": "Müller & Söhne",
    "accent": "brick",
    "currency": "USD",
    "timezone": "Europe/Oslo",
}


@pytest.fixture
def otto(browser: Callable[..., Browser], stranger: Any) -> Browser:
    assert stranger
    return browser("otto@farwell.example")


def made(slug: str) -> Any:
    live, test = scope_of(slug), scope_of(slug, "main")
    assert live is not None and test is not None
    forget_pointers()
    return live, test


def test_it_stands_whole(otto: Browser) -> None:
    answer = otto.post("/portals/new", FORM)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/p/mueller-and-soehne/sandbox/main/studio/pages")
    live, test = made("mueller-and-soehne")
    assert (live.portal_name, live.mode, live.demo, test.mode) == ("Müller & Söhne", "live", False, "sandbox")
    with entered(live), transaction():
        compiled = revisions.compiled(revisions.pointer(max_age=0))
        assert value("select count(*) from orders") == 0
        assert value("select count(*) from revisions") == 1
        audited = [one.action for one in rows("select action from portal_audit")]
    assert (compiled.name, compiled.timezone, compiled.brand.mark) == ("Müller & Söhne", "Europe/Oslo", "M")
    assert compiled.prices["prc_onepager"].currency == "USD"
    assert sorted(audited) == ["portal.open", "portal.publish"]
    with entered(test), transaction():
        assert abs((clock.now() - clock.real_now()).total_seconds()) < 5
        statuses = rows("select status_kind, count(*) as n from orders group by 1")
        assert {one.status_kind for one in statuses} == {"open", "active", "waiting_client", "done"}
        assert [one.name for one in rows("select name from clients order by name")] == [
            "Brightwater Foods",
            "Oakline Interiors",
        ]
        assert value("select count(distinct date(placed_at)) from orders") > 5
        assert value("select max(placed_at) from orders") <= clock.now()
        first = row("select number from orders order by placed_at limit 1")
        assert first is not None and first.number.startswith("TEST-MS-")
    assert "Brightwater Foods" in otto.look("/p/mueller-and-soehne/sandbox/main/studio/pages")
    assert 'href="/p/mueller-and-soehne/desk/inbox"' in otto.look("/")


@pytest.mark.parametrize("starter", [one.key for one in starters.STARTERS])
def test_every_starter_opens(otto: Browser, starter: str) -> None:
    answer = otto.post("/portals/new", FORM | {"starter": starter, "slug": "own-address", "accent": ""})
    assert answer.headers["Location"] == "/p/own-address/sandbox/main/studio/pages"
    _, test = made("own-address")
    with entered(test), transaction():
        assert value("select count(*) from orders") >= 4
        assert value("select count(*) from clients") == 2


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"portal": ""}, 422, "Enter a name"),
        ({"portal": "…", "slug": ""}, 422, "Use 3 to 40 small letters"),
        ({"slug": "northlight"}, 409, "taken"),
        ({"slug": "admin"}, 409, "kept for the platform"),
        ({"slug": "a--b"}, 422, "Use 3 to 40"),
        ({"slug": "../../x"}, 422, "Use 3 to 40"),
        ({"starter": "none"}, 422, "Choose one of the starter portals."),
        ({"accent": "octarine"}, 422, "Choose a colour"),
        ({"currency": "JPY"}, 422, "Choose a currency"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(
    otto: Browser, change: dict[str, str], status: int, sentence: str
) -> None:
    before = platform("select count(*) from portals")
    answer = otto.post("/portals/new", FORM | change)
    assert answer.status_code == status
    assert sentence in answer.get_data(as_text=True)
    assert platform("select count(*) from portals") == before
    assert otto.post("/portals/new", FORM).status_code == 303


def test_a_name_cannot_break_out_of_the_document(otto: Browser) -> None:
    name = '"},"x":{"y":"\\'
    assert otto.post("/portals/new", FORM | {"portal": name, "slug": "quoted"}).status_code == 303
    live, _ = made("quoted")
    with entered(live), transaction():
        assert revisions.compiled(revisions.pointer(max_age=0)).name == name


def test_an_unknown_time_zone_is_left_alone(otto: Browser) -> None:
    assert otto.post("/portals/new", FORM | {"timezone": "../etc/passwd", "slug": "zoned"}).status_code == 303
    live, _ = made("zoned")
    with entered(live), transaction():
        assert revisions.compiled(revisions.pointer(max_age=0)).timezone == "Etc/UTC"


def test_portals_are_counted(otto: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PORTALS_PER_SELLER", 1)
    assert otto.post("/portals/new", FORM | {"starter": "small"}).status_code == 303
    assert otto.post("/portals/new", FORM | {"starter": "small"}).status_code == 429


def test_the_address_is_told_while_it_is_typed(otto: Browser) -> None:
    def ask(**question: str) -> Any:
        answer = otto.get("/portals/address", query_string=question)
        assert answer.status_code == 200
        return answer.get_json()

    assert ask(name="Halden Packaging") == {"slug": "halden-packaging", "free": True, "words": "This address is free."}
    assert ask(name="Northlight")["slug"] == "northlight-2"
    assert ask(name="Admin")["slug"] == "admin-2"
    assert ask(name="漢字") == {"slug": "", "free": False, "words": ""}
    assert ask(slug="northlight")["free"] is False
    assert ask(slug="Farwell-Two") == {"slug": "farwell-two", "free": True, "words": "This address is free."}


def test_every_starter_checks_without_a_finding() -> None:
    discover_kinds()
    for one in starters.STARTERS:
        text = (importlib.resources.files("builder") / "library" / f"{one.key}.json").read_bytes()
        assert portal_config.check(portal_config.load(text)) == [], one.key
        own = starters.document_for(one, name="Ångström <b>AB</b>", email="a@b.example", slug="a-b")
        assert portal_config.check(own) == [], one.key
        told = portal_config.dump(own)
        assert starters.STAND_IN not in told and "northlight" not in told.lower()
        assert {one.accent} <= {accent.key for accent in starters.ACCENTS}


def platform(sql: str) -> Any:
    with unscoped("test"), transaction():
        return value(sql)
