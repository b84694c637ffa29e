"""Slow senders: a form or an upload that drips is given up, and one caller never holds every place."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from portico import forms, tickets
from portico.bridge import Reply, Request, read_request
from portico.forms import Forms
from portico.places import Places
from tests.portico.test_tickets import CONTENT, COOKIE, Front, front

__all__ = ["front"]

FORM = (b"content-type", b"multipart/form-data; boundary=x")


def asked(client: str = "10.0.0.9") -> Request:
    scope = {"type": "http", "method": "POST", "path": "/files", "raw_path": b"/files", "query_string": b""}
    return read_request({**scope, "headers": [(b"host", b"alpha.localhost"), FORM], "client": (client, 1)}, ())


async def never() -> Any:
    await asyncio.Event().wait()


def dripping() -> Callable[[], Awaitable[Any]]:
    """A byte whenever somebody listens, without end."""

    async def receive() -> Any:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"a", "more_body": True}

    return receive


def at_once(body: bytes = b"ab") -> Callable[[], Awaitable[Any]]:
    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


@pytest.mark.parametrize(("limit", "sender"), [("SILENCE", never), ("LONGEST", dripping())])
def test_a_form_that_does_not_come_is_given_up(
    monkeypatch: pytest.MonkeyPatch, limit: str, sender: Callable[[], Awaitable[Any]]
) -> None:
    monkeypatch.setattr(forms, limit, 0.01)

    async def story() -> None:
        made = Forms()
        refused = await made.take(asked(), sender)
        assert isinstance(refused, Reply)
        assert (refused.status, refused.header(b"connection")) == (408, b"close")
        whole = await made.take(asked(), at_once())
        assert whole is not None and not isinstance(whole, Reply)
        with whole:
            whole.seek(0)
            assert whole.read() == b"ab"

    asyncio.run(story())


def test_one_caller_leaves_places_for_others() -> None:
    async def story() -> None:
        made = Forms()
        slow = [asyncio.create_task(made.take(asked(), never)) for _ in range(forms.EACH)]
        await asyncio.sleep(0)
        refused = await made.take(asked(), at_once())
        assert isinstance(refused, Reply)
        assert (refused.status, refused.header(b"retry-after")) == (503, b"5")
        other = await made.take(asked("10.0.0.10"), at_once())
        assert other is not None and not isinstance(other, Reply)
        other.close()
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        mine = await made.take(asked(), at_once())
        assert mine is not None and not isinstance(mine, Reply)
        mine.close()

    asyncio.run(story())


def test_an_upload_that_drips_is_given_up(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    def put() -> Request:
        url = front.put()
        scope = {"type": "http", "method": "PUT", "path": url, "raw_path": url.encode(), "query_string": b""}
        headers = [(b"host", b"alpha.localhost:8080"), (b"cookie", COOKIE[1].encode()), (b"content-type", b"image/png")]
        return read_request({**scope, "headers": headers, "client": ("10.0.0.9", 1)}, ())

    taken = asyncio.run(front.tickets.answer(put(), at_once(CONTENT)))
    assert taken is not None and taken.status == 204
    monkeypatch.setattr(tickets, "LONGEST", 0.01)
    given_up = asyncio.run(front.tickets.answer(put(), dripping()))
    assert given_up is not None and given_up.status == 408
    assert list((front.storage.root / "drafts").iterdir()) == []


def test_one_caller_does_not_take_every_upload(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "EACH", 0)
    refused = front.ask("PUT", front.put(), COOKIE, ("content-type", "image/png"), body=[CONTENT])
    assert (refused.status, refused.header(b"retry-after")) == (503, b"5")
    monkeypatch.setattr(tickets, "EACH", 1)
    assert front.ask("PUT", front.put(), COOKIE, ("content-type", "image/png"), body=[CONTENT]).status == 204


def test_a_network_of_ipv6_is_one_caller() -> None:
    places = Places()
    with places.taken("2001:db8::1", most=5, each=1) as first, places.taken("2001:db8::2", most=5, each=1) as second:
        assert (first, second) == (True, False)
        with places.taken("2001:db8:0:1::1", most=5, each=1) as other, places.taken("10.0.0.1", most=2, each=1) as late:
            assert (other, late) == (True, False)
    with places.taken("2001:db8::2", most=1, each=1) as again:
        assert again
