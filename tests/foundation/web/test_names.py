"""Hosts, slugs and ids: the names everything is found by."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest

from foundation.db import uuid7
from foundation.tenancy import hosts
from foundation.tenancy.hosts import RESERVED, SANDBOX, is_slug, normalised


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("northlight.localhost", "northlight.localhost"),
        ("Northlight.LOCALHOST", "northlight.localhost"),
        ("northlight.localhost:8080", "northlight.localhost"),
        ("northlight.localhost.", "northlight.localhost"),
        ("northlight.localhost.:8080", "northlight.localhost"),
        (" northlight.localhost ", "northlight.localhost"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example:443", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("portal。example", "portal.example"),
        ("127.0.0.1:80", "127.0.0.1"),
    ],
)
def test_a_host_has_one_name(host: str, name: str) -> None:
    assert normalised(host) == name


@pytest.mark.parametrize(
    "host",
    [
        "", ".", "..", ":80", "a..b", ".northlight.localhost", "northlight.localhost..", "[::1]", "[::1]:80", "::1", "a b",
        "a/b", "a_b.localhost", "user@northlight.localhost", "northlight.localhost#", "northlight.localhost\0", "a:80:80",
        "x" * 64 + ".localhost", "<script>", "northlight.localhost, elsewhere.example", "é" * 70,
    ],
)  # fmt: skip
def test_what_is_no_host_name_has_none(host: str) -> None:
    assert normalised(host) == ""


def test_junk_reaches_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(hosts, "_look_up", lambda name: asked.append(name))
    hosts.forget_hosts()
    assert hosts.resolve("a..b") is None and asked == []
    assert hosts.resolve("Unknown.localhost:80") is None and asked == ["unknown.localhost"]
    assert hosts.resolve("unknown.localhost") is None and asked == ["unknown.localhost"], "asked once a second"
    hosts.forget_hosts()


@pytest.mark.parametrize("slug", ["abc", "north-light", "n0rth", "123", "a" * 40, "a-b-c"])
def test_a_slug(slug: str) -> None:
    assert is_slug(slug)


@pytest.mark.parametrize(
    "slug",
    [
        "", "ab", "a" * 41, "North", "north_light", "-north", "north-", "north--light", "nörth", "north.light", "a b", "abc\n",
        "xn--abc", *sorted(RESERVED),
    ],
)  # fmt: skip
def test_no_slug(slug: str) -> None:
    assert not is_slug(slug)


def test_the_builders_own_hosts_are_reserved() -> None:
    assert {"app", "api", "www", "mail", "admin", "static", "assets", "localhost"} <= RESERVED


@pytest.mark.parametrize(
    ("name", "fits"), [("main", True), ("ab", True), ("a" * 16, True), ("a", False), ("a" * 17, False)]
)
def test_names_of_sandboxes(name: str, fits: bool) -> None:
    assert bool(SANDBOX.fullmatch(name)) == fits
    assert (
        not SANDBOX.fullmatch(f"-{name}") and not SANDBOX.fullmatch(f"{name}-") and not SANDBOX.fullmatch(name.upper())
    )


def test_ids_follow_one_another() -> None:
    made = [uuid7() for _ in range(5_000)]
    assert made == sorted(made) and len(set(made)) == len(made)
    assert [str(one) for one in made] == sorted(str(one) for one in made), (
        "also as text, as indexes and cursors sort them"
    )
    assert {one.version for one in made} == {7} and {one.variant for one in made} == {"specified in RFC 4122"}


def test_ids_of_several_threads_are_never_the_same() -> None:
    made: list[list[UUID]] = [[] for _ in range(4)]
    threads = [threading.Thread(target=lambda own=own: own.extend(uuid7() for _ in range(2_000))) for own in made]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(own == sorted(own) for own in made)
    assert len({one for own in made for one in own}) == 8_000
