"""What is asked for in each row: pages as browsers ask for them, and an order as a browser sends it."""

from __future__ import annotations

import itertools
import random
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.copies import NUMBER
from bench.generated import CROWD, ORDINARY, Place, secret
from bench.load import Broken, Connection, Requests, get, post

COLD = "X-Bench-Cold: 1"
CHECKOUT = "/services/banner"


@dataclass(frozen=True, slots=True)
class Page:
    """One row's requests. ``warm`` is sent once to each worker before a round: what a process keeps is there, as it is on a normal day."""

    name: str
    requests: Requests
    expected: int = 200
    warm: Sequence[bytes] = field(default=())


def in_turn(requests: Sequence[bytes]) -> Requests:
    """Each in turn, for ever."""
    return itertools.cycle(requests).__next__


def _cookie(place: Place, client: int) -> str:
    return f"Cookie: __Host-portico_member={secret(place, client)}"


def member_pages(place: Place, path: str, *more: str) -> list[bytes]:
    """The page for each buyer who has orders."""
    return [get(place.host, path, _cookie(place, client), *more) for client in range(place.with_orders)]


def order_pages(place: Place, *, count: int = 200) -> list[bytes]:
    """Pages of orders all over the portal's history, each asked for by its own buyer."""
    numbers = random.Random(7).sample(range(place.orders), min(count, place.orders))  # noqa: S311 - the same ones each run
    return [
        get(place.host, f"/orders/{NUMBER.format(index + 1)}", _cookie(place, index % place.with_orders))
        for index in numbers
    ]


def floors(host: str) -> tuple[Page, Page]:
    """The bare reply and the minimal page."""
    hello = [get(host, "/hello")]
    minimal = [get(host, f"/dash4q?token=token-{n}") for n in range(1, 21)]
    return Page("bare Flask reply", in_turn(hello), warm=hello), Page("dash4q", in_turn(minimal), warm=minimal)


def dashboard(place: Place = ORDINARY, *, cold: bool = False) -> Page:
    """The buyer's first page; ``cold``: every widget is asked and drawn anew, as after a change."""
    requests = member_pages(place, "/", COLD) if cold else member_pages(place, "/")
    name = "dashboard, nothing kept" if cold else "dashboard"
    return Page(name, in_turn(requests), warm=requests)


def catalogue() -> Page:
    """The public catalogue for a guest."""
    requests = [get(ORDINARY.host, "/services")]
    return Page("catalogue", in_turn(requests), warm=requests)


def order_list(place: Place = ORDINARY) -> Page:
    """The orders tab, its first page."""
    requests = member_pages(place, "/t/orders")
    return Page("order list", in_turn(requests), warm=requests)


def order_page(place: Place = ORDINARY) -> Page:
    """One order's page."""
    requests = order_pages(place)
    return Page("order page", in_turn(requests), warm=requests[:20])


def thread_page() -> Page:
    """The messages tab, with the conversation that has something new open: its latest 50 messages."""
    requests = member_pages(ORDINARY, "/t/chat")
    return Page("thread page", in_turn(requests), warm=requests)


def one_seller() -> Page:
    """The dashboard of one of the thousand portals."""
    requests = [front(CROWD[0])]
    return Page("dashboard, 1 tenant", in_turn(requests), warm=requests)


def all_sellers() -> Page:
    """The dashboards of all thousand portals, in a fixed mixed order."""
    requests = [front(place) for place in CROWD]
    random.Random(7).shuffle(requests)  # noqa: S311 - the same order each run
    return Page("dashboard, 1,000 tenants", in_turn(requests), warm=())


def front(place: Place) -> bytes:
    """A portal's first page for its only buyer."""
    return get(place.host, "/", _cookie(place, 0))


async def placing(connection: Connection) -> Page:
    """Orders, each under a key of its own, from the buyers kept for it. The form is read as a browser would. Raises Broken."""
    shapes: list[tuple[bytes, bytes]] = []
    for client in range(ORDINARY.with_orders, ORDINARY.clients):
        cookie = _cookie(ORDINARY, client)
        reply = await connection.ask(get(ORDINARY.host, CHECKOUT, cookie))
        text = reply.body.decode()
        hidden = dict(re.findall(r'<input type="hidden" name="(_csrf|_key)" value="([^"]+)"', text))
        accepted = dict(re.findall(r'name="(accept_[^"]+)"[^>]*?value="([^"]+)"', text))
        if reply.status != 200 or set(hidden) != {"_csrf", "_key"} or not accepted:
            raise Broken(
                f"the checkout page was answered with {reply.status} and holds no form that can be sent:\n{text[:800]}"
            )
        typed = {
            **hidden,
            **accepted,
            "quantity": "1",
            "method": "pmt_bank",
            "po_number": "4500118101",
            "fld_campaign": "Autumn service week",
            "fld_brief": "Plant managers should book the free inspection before the heating season starts.",
        }
        whole = post(ORDINARY.host, CHECKOUT, urlencode(typed).encode(), cookie)
        before, after = whole.split(hidden["_key"].encode())
        shapes.append((before, after))
    turns = itertools.cycle(shapes)

    # Fresh keys have the length of those in the form, so that nothing else of the request changes.
    def fresh() -> bytes:
        before, after = next(turns)
        return before + secrets.token_urlsafe(32).encode() + after

    return Page("placing an order", fresh, expected=303)
