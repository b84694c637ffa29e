"""Every route of both apps, through the front, with what nobody should send: never a fault of the server, never a trace, never raw text.

COUNT sets the number of requests, SEED repeats a run: `make fuzz`. What a request changes is undone.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text as sql

from foundation.db import db
from foundation.settings import settings
from foundation.web import PorticoApp
from portico import apps
from portico.asgi import Front
from portico.assets import Assets
from portico.versions import ROOT
from tests import cast
from tests.fuzz import hostile

COUNT = int(os.environ.get("COUNT") or "300")
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))


@dataclass
class Asked:
    """A request and its answer, as they would be told in a report."""

    number: int
    method: str
    target: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes
    status: int = 0
    answered: list[tuple[bytes, bytes]] = field(default_factory=list)
    text: bytes = b""

    def __str__(self) -> str:
        return f"#{self.number} {self.method} {self.target!r} {self.headers} {self.body[:600]!r} -> {self.status} {self.text[:300]!r}"


class Wild:
    """Knows what there is, and asks for it in ways it was not meant to be asked for."""

    def __init__(self, site: cast.Site, places: Mapping[str, list[str]]) -> None:
        self.site = site
        self.places = places
        self.front = Front(apps.app_for, settings(), Assets(ROOT / "assets" / "dist"))
        asked = {field.id for form in site.compiled.forms.values() for page in form.pages for field in page.fields}
        self.names = tuple(sorted({*hostile.field_names(), *asked}))
        members, staff = [*site.companies["acme"].people.values()], [*site.staff.values()]
        self.faces: list[tuple[PorticoApp, str, list[cast.Person], list[cast.Person]]] = [
            (apps.portal_app(), site.host, [*members, cast.GUEST], staff),
            (apps.portal_app(), site.host, [*members, cast.GUEST], staff),
            (apps.portal_app(), site.sandbox_host, [cast.GUEST], members),
            (apps.builder_app(), cast.BUILDER_HOST, staff, [*members, cast.GUEST]),
        ]

    def make(self, number: int, chooser: random.Random) -> tuple[str, Asked]:
        """A request, and the rule it is meant for."""
        app, host, known, strangers = chooser.choice(self.faces)
        person = chooser.choice(known if chooser.random() < 0.85 else strangers)
        rule = chooser.choice(list(app.url_map.iter_rules()))
        method = chooser.choice(sorted((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"}))
        if chooser.random() < 0.05:
            method = chooser.choice(["HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH", "BREW"])
        target = self._target(rule, chooser)
        if chooser.random() < 0.1:
            target = chooser.choice(hostile.PATHS)
        if chooser.random() < 0.35:
            target += (b"&" if b"?" in target else b"?") + hostile.encoded(self._fields(chooser))
        headers = [(name.lower().encode(), value.encode()) for name, value in person.headers.items()]
        headers.append((b"host", f"{host}:{cast.PORT}".encode()))
        body = b""
        if method not in ("GET", "HEAD", "OPTIONS"):
            body, kind = self._body(app, person, chooser)
            headers.append((b"content-type", kind))
        for _ in range(chooser.choice((0, 0, 1, 3))):
            headers.append(chooser.choice(hostile.HEADERS))
        return str(rule), Asked(number, method, target, headers, body)

    def _target(self, rule: Any, chooser: random.Random) -> bytes:
        filled = []
        for is_argument, part in rule._trace:
            if not is_argument:
                filled.append(part.removeprefix("|").encode())
            elif chooser.random() < 0.75:
                filled.append(quote(chooser.choice(self._known(str(rule), part)), safe="").encode())
            else:
                filled.append(hostile.quote_from_bytes(hostile.text(chooser)).encode())
        return b"".join(filled)

    def _known(self, rule: str, argument: str) -> list[str]:
        """What stands in the place of an argument, by the longest beginning of a rule that is known."""
        found = [
            begins
            for begins in self.places
            if rule.startswith(begins.partition(" ")[0]) and begins.endswith(f" {argument}")
        ]
        return self.places[max(found, key=len)] if found else ["x"]

    def _fields(self, chooser: random.Random) -> list[tuple[bytes, bytes]]:
        fields = [(chooser.choice(self.names).encode(), hostile.text(chooser)) for _ in range(chooser.randrange(1, 5))]
        if chooser.random() < 0.2:
            fields += fields
        if chooser.random() < 0.1:
            fields.append((hostile.text(chooser), hostile.text(chooser)))
        return fields

    def _body(self, app: PorticoApp, person: cast.Person, chooser: random.Random) -> tuple[bytes, bytes]:
        if chooser.random() < 0.15:
            return chooser.choice(hostile.BODIES), chooser.choice(hostile.TYPES)
        # A form that is right but for some of its fields gets furthest.
        fields = {name: value.encode() for name, value in self._order_form().items()}
        fields |= {
            "outcome": b"pay",
            "status": b"sts_doing",
            "note": b"A word",
            "email": person.email.encode() or b"gwen@guest.example",
        }
        for name, value in self._fields(chooser):
            fields[name.decode("latin-1")] = value
        if chooser.random() < 0.2:
            fields.pop(chooser.choice(list(fields)))
        sent = [(name.encode("latin-1"), value) for name, value in fields.items()]
        if chooser.random() < 0.95:
            sent.append((b"_csrf", person.token(app).encode()))
        if chooser.random() < 0.15:
            sent += self._fields(chooser)
        chooser.shuffle(sent)
        return hostile.encoded(sent), chooser.choice(hostile.TYPES) if chooser.random() < 0.05 else hostile.TYPES[0]

    def _order_form(self) -> dict[str, str]:
        return {
            "_key": "a-key-for-the-fuzz-that-is-long-enough-1234567890",
            **{name: values[0] for name, values in cast.BANNER.items()},
            "quantity": "2",
            "method": "pmt_card",
            **{f"accept_{text}": version for text, version in cast.terms(self.site.compiled).items()},
            "name": "Gwen Guest",
            "company": "Guest & Co",
        }

    def send(self, loop: asyncio.AbstractEventLoop, asked: Asked) -> None:
        path, _, query = asked.target.partition(b"?")
        scope = {
            "type": "http",
            "method": asked.method,
            "path": path.decode("latin-1"),
            "raw_path": path,
            "query_string": query,
            "headers": [*asked.headers, (b"content-length", str(len(asked.body)).encode())],
            "scheme": "http",
            "client": ("10.9.8.7", 1),
            "http_version": "1.1",
        }
        messages = [{"type": "http.request", "body": asked.body}]
        sent: list[Any] = []

        async def receive() -> Any:
            return messages.pop(0) if messages else await asyncio.Event().wait()

        async def keep(message: Any) -> None:
            sent.append(message)

        loop.run_until_complete(self.front(scope, receive, keep))
        asked.status, asked.answered = sent[0]["status"], sent[0]["headers"]
        asked.text = b"".join(message["body"] for message in sent[1:])


@pytest.fixture(scope="module")
def wild(_cloned: Any) -> Iterator[Wild]:
    apps.portal_app()
    cast.forget_everything()
    site = cast.make_site(
        "northside", "North Studio", {"owner": ("Olga Owner", True, ("rol_owner",)), "idle": ("Ida Idle", False, ())}
    )
    company = cast.add_company(site, "acme", "Acme Pumps")
    cast.add_orders(site, "acme")
    buyer = company.people["buyer"]
    sample = cast.add_company(site, "sample", "Sample Company", scope=site.sandbox)
    cast.add_orders(site, "sample", scope=site.sandbox)
    assert buyer.viewer is not None
    with site.at():
        thanks = cast.banner(site, buyer.viewer).confirmation
    yield Wild(
        site,
        {
            "/orders number": [*company.orders.values()],
            "/p/<slug>/desk number": [*company.orders.values()],
            "/p/<slug>/sandbox number": [*sample.orders.values()],
            "/pay token": [cast.payment_token(site, buyer, company.orders["submitted"])],
            "/checkout/thanks token": [thanks],
            "/sign-in/link token": [cast.sign_in_token(site, buyer)],
            "/sign-in/order token": [cast.guest_token(site)],
            "/invitation token": [cast.invitation(site, "acme", "nina@acme.example")],
            "/services slug": [service.slug for service in site.compiled.services.values()],
            "/t slug": [tab.slug for tab in site.compiled.tabs],
            "/pages slug": ["terms", "privacy"],
            "/p slug": ["northside"],
            "/-/theme name": [site.compiled.brand.css_hash.removeprefix("sha256:")[:16]],
            "/account member_id": [str(company.members["buyer"]), str(company.members["own"])],
            "/mailbox letter_id": [str(cast.letter(site))],
            "/mailbox place": ["northside", "northside--main"],
            "/p sandbox": ["main"],
        },
    )
    cast.forget_everything()
    _cloned.clean()


@pytest.fixture
def kept_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests are answered in full, what the database checks at a commit included, and leave nothing behind."""
    session: Any = db.session

    def check_and_undo() -> None:
        session.execute(sql("set constraints all immediate"))
        session.rollback()

    monkeypatch.setattr(session, "commit", check_and_undo, raising=False)


def faults(asked: Asked) -> list[str]:
    """What is wrong with the answer."""
    found = []
    # The front of this trial keeps no streams open, and says so.
    if asked.status >= 500 and not (asked.status == 503 and asked.text.startswith(b"Live updates are away")):
        found.append("a fault of the server")
    if b"Traceback (most recent call last)" in asked.text or b'File "/' in asked.text:
        found.append("a trace")
    if hostile.MARK.encode() in asked.text and b"html" in dict(asked.answered).get(b"content-type", b""):
        found.append("unescaped text")
    for name, value in asked.answered:
        if b"\r" in value or b"\n" in value or b"\0" in value:
            found.append(f"a broken header {name!r}")
        if name == b"location" and value.partition(b"?")[0].startswith(
            (b"//", b"http://evil", b"https://evil", b"javascript:")
        ):
            found.append(f"a redirect to {value!r}")
    return found


def test_no_request_breaks_a_route(wild: Wild, kept_clean: None, capfd: pytest.CaptureFixture[str]) -> None:
    with capfd.disabled():
        print(f"\nfuzz of routes: SEED={SEED} COUNT={COUNT}", flush=True)
    chooser = random.Random(SEED)
    loop = asyncio.new_event_loop()
    reached: Counter[str] = Counter()
    statuses: Counter[int] = Counter()
    broken = []
    for number in range(COUNT):
        rule, asked = wild.make(number, random.Random(chooser.randrange(2**60)))
        wild.send(loop, asked)
        reached[rule] += 1
        statuses[asked.status] += 1
        wrong = faults(asked)
        if wrong:
            broken.append(f"{', '.join(wrong)}: {asked}")
    loop.close()
    with capfd.disabled():
        print(f"  {len(reached)} routes, answers {dict(sorted(statuses.items()))}", flush=True)
    assert not broken, f"SEED={SEED}\n" + "\n\n".join(broken[:12])
    # The control: many requests got through to what they asked for, and many were refused.
    assert statuses[200] + statuses[302] + statuses[303] > COUNT / 10
    assert statuses[400] + statuses[404] + statuses[422] > COUNT / 10


@pytest.mark.parametrize("origin", [b"http://[", b"http://[::1", b"\xff://\xff", b"null", b""])
def test_a_malformed_origin_is_a_foreign_one(wild: Wild, kept_clean: None, origin: bytes) -> None:
    """It was a fault of the server once. The control: without it, the same form is taken."""
    person = wild.site.companies["acme"].people["buyer"]
    headers = [(name.lower().encode(), value.encode()) for name, value in person.headers.items()]
    headers += [(b"host", f"{wild.site.host}:{cast.PORT}".encode()), (b"content-type", hostile.TYPES[0])]
    body = hostile.encoded([(b"name", b"Another Name"), (b"_csrf", person.token(apps.portal_app()).encode())])
    loop = asyncio.new_event_loop()
    for extra, status in (([(b"origin", origin)], 403), ([], 302)):
        asked = Asked(0, "POST", b"/account/name", [*headers, *extra], body)
        wild.send(loop, asked)
        assert asked.status == status, str(asked)
    loop.close()
