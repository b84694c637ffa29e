"""A portal below a path: every address on every page stays below it, and so does every redirect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from tests import cast
from tests.cast import GUEST, Person
from tests.contract.policy import House

BELOW = "/~below"
SHARED = ("/-/assets/",)
"""The same file on every host, whoever asks."""

MOST = 80

_ADDRESS = re.compile(r'\b(?:href|action|formaction|src|data-[a-z-]*(?:url|stream))="([^"#][^"]*)"')
START = ("/", "/sign-in", "/sign-in/password", "/services", "/account", "/orders/nothing")


def addresses(page: str) -> Iterator[str]:
    """What the page leads to on its own host."""
    for found in _ADDRESS.findall(page):
        address = unescape(found)
        if address.startswith("/") and not address.startswith(SHARED):
            yield address


def walk(house: House, person: Person) -> tuple[set[str], set[str]]:
    """(pages seen, addresses that leave the path), from the first pages on."""
    client = house.portal.test_client(use_cookies=False)
    waiting, seen, left = [BELOW + path for path in START], set[str](), set[str]()
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(
            address.removeprefix(BELOW),
            base_url=f"http://{house.north.host}:{cast.PORT}{BELOW}",
            headers=person.headers,
        )
        found = list(addresses(answer.get_data(as_text=True))) if answer.mimetype == "text/html" else []
        found += [answer.location] if (answer.location or "").startswith("/") else []
        left |= {one for one in found if not one.startswith(f"{BELOW}/")}
        waiting += [one for one in found if one.startswith(f"{BELOW}/") and "/-/" not in one]
    return seen, left


def test_a_member_never_leaves_the_path(house: House) -> None:
    seen, left = walk(house, house.north.companies["acme"].people["buyer"])
    assert left == set()
    numbers = house.north.companies["acme"].orders.values()
    assert {f"{BELOW}/", f"{BELOW}/account", *(f"{BELOW}/orders/{number}" for number in numbers)} <= seen


def test_a_guest_never_leaves_the_path(house: House) -> None:
    seen, left = walk(house, GUEST)
    assert left == set()
    assert any(one.startswith(f"{BELOW}/services/") for one in seen)


def test_the_walk_sees_an_address_that_leaves() -> None:
    assert list(addresses('<a href="/orders/1">')) == ["/orders/1"]
    assert not list(addresses('<a href="/-/assets/x.css"><a href="#main"><a href="https://elsewhere.example/">'))
