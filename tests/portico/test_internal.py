"""The internal port tells the proxy which hosts may have a certificate, and nobody outside anything."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from foundation.db import transaction
from foundation.domains import actions
from foundation.domains.proof import Proof
from foundation.identity import staff
from foundation.identity.viewer import Viewer
from foundation.tenancy import Scope, entered
from foundation.tenancy.actions import create_portal, new_portal_scopes
from portico.internal import Internal

Ask = Callable[..., int]


@pytest.fixture
def ask(database: str) -> Iterator[Ask]:
    """``ask("/livez")`` → the status, from a real socket."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    internal = Internal(listening, lambda: database, lambda: True, "portals.example.com")
    internal.start()

    def send(path: str, **headers: str) -> int:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                assert answer.read() == b""
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    yield send
    internal.stop()


@pytest.fixture
def owner(database: str) -> tuple[Scope, Viewer]:
    assert database
    live, test = new_portal_scopes("north", "North")
    with entered(test), transaction():
        create_portal(live, test)
        person = staff.create_staff("olga@north.example", "Olga", None)
        staff.give_seat(person, live.portal_id, owner=True)
    return live, Viewer(kind="staff", staff_id=person, name="Olga", owner=True)


def test_only_hosts_that_are_served_may_have_a_certificate(ask: Ask, owner: tuple[Scope, Viewer]) -> None:
    live, olga = owner

    def allowed(host: str) -> int:
        return ask(f"/tls-ask?domain={quote(host)}")

    with entered(live), transaction():
        for host in ("proven.kestrel.test", "claimed.kestrel.test", "gone.kestrel.test"):
            actions.claim(olga, host)
        for host in ("proven.kestrel.test", "gone.kestrel.test"):
            actions.prove(olga, host, Proof("proven"))
        actions.remove(olga, "gone.kestrel.test")
    served = ("portals.example.com", "app.portals.example.com", "north.portals.example.com")
    served += ("north--main.portals.example.com", "proven.kestrel.test", "PROVEN.kestrel.test.")
    assert {host: allowed(host) for host in served} == dict.fromkeys(served, 200)
    others = ("", "kestrel.test", "claimed.kestrel.test", "gone.kestrel.test", "south.portals.example.com", "evil.test")
    others += (
        "north--other.portals.example.com",
        "a.north.portals.example.com",
        "127.0.0.1",
        "x' or '1'='1",
        "\0",
        "é.test",
    )
    assert {host: allowed(host) for host in others} == dict.fromkeys(others, 404)
    assert ask("/tls-ask") == 404


def test_nothing_is_told_through_a_proxy(ask: Ask) -> None:
    for path in ("/livez", "/readyz", "/tls-ask?domain=app.portals.example.com"):
        assert ask(path) == 200
        assert ask(path, **{"X-Forwarded-For": "203.0.113.9"}) == 404
    assert ask("/") == 404
