"""Nonsense from outside: each piece of it gets a 4xx with a stable code and a pointer, or is taken for the harmless text it is. Never a 500."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from foundation.settings import settings
from foundation.web import PorticoApp
from tests import cast
from tests.cast import GUEST, Person, ask
from tests.contract.policy import (
    BUILDER,
    NEVER,
    OK,
    PORTAL,
    PROVEN,
    House,
    Places,
    Row,
    builder_people,
    filled,
    portal_people,
)

REFUSALS = {400, 401, 403, 404, 405, 409, 410, 413, 414, 415, 422, 429}
HARMLESS = {200, 204, 301, 302, 303, 308}

LONE_SURROGATE = "\ud800"
NASTY: dict[str, str] = {
    "nul": "\0",
    "nul inside": "a\0b",
    "lone surrogate": LONE_SURROGATE,
    "huge": "x" * 150_000,
    "negative": "-1",
    "zero": "0",
    "very many": "9" * 40,
    "exponent": "1e400",
    "not a number": "NaN",
    "infinite": "-Infinity",
    "superscript": "²",
    "other digits": "١٢٣",
    "markup": "<script>alert(1)</script>",
    "formats": "%s%(tenant)s{0}{{ 1 }}%%",
    "quotes": "' or '1'='1' --\\",
    "turned": "\u202egnp.exe",
    "empty": "",
    "json": '{"$ne": null}',
    "path": "../../../../etc/passwd",
    "pictures": "🏴‍☠️" * 40,
}
SINGLY = ("nul", "huge", "very many", "superscript")
ASKING = ("/t/<slug>", "/sign-in", "/p/<slug>/desk/", "/p/<slug>/desk/orders", "/mailbox/<place>")
"""Routes that read parameters; the others are sent a few of them all the same."""

PARAMETERS = ("view", "status", "q", "sort", "cursor", "page", "pipeline", "before", "next", "email")


def encoded(cursor: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(cursor).encode()).decode().rstrip("=")


ID = "019a0000-0000-7000-8000-000000000000"
CURSORS = [
    "a",
    "====",
    "%%%",
    "é",
    "A" * 390,
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    base64.urlsafe_b64encode(b"[" * 200).decode(),
    *(
        encoded(one)
        for one in (
            None,
            7,
            [],
            {},
            ["newest"],
            ["newest", 0, "2026-01-01T00:00:00+00:00"],
            ["newest", 2, "2026-01-01T00:00:00+00:00", ID],
            ["newest", 0, "2026-01-01T00:00:00", ID],
            ["newest", 0, "0001-01-01T00:00:00+23:59", ID],
            ["newest", 0, "9999-12-31T23:59:59.999999-23:59", ID],
            ["newest", 0, 5, ID],
            ["newest", 0, None, ID],
            ["newest", 0, "2026-01-01T00:00:00+00:00", "no id"],
            ["newest", 0, "2026-01-01T00:00:00+00:00", 7],
            ["newest", [], "2026-01-01T00:00:00+00:00", ID],
            ["due", 0, 10**30, ID],
            ["due", 0, True, ID],
            ["due", 0, 1.5, ID],
            ["due", 0, float("nan"), ID],
            ["due", 0, "\0", ID],
            ["newest", 0, "\ud800", ID],
            ["newest", 0, "2026-01-01T00:00:00+00:00", "\0"],
        )
    ),
]


class Failures(logging.Handler):
    """Collects what the app logs as its own defect."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(logging.Formatter().format(record)[-800:])


@pytest.fixture(autouse=True)
def failures() -> Iterator[Failures]:
    """No request of a test may be noted as a failure of ours, whatever its answer was."""
    handler = Failures()
    logger = logging.getLogger("portico.request")
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)
    assert handler.seen == []


def allowed(each: Row) -> str:
    """Somebody whom the row lets in."""
    names = [*each.answers, "owner" if each in BUILDER else "buyer"]
    return next((name for name in names if each.answers.get(name, each.rest) == OK), names[-1])


def send(app: Flask, person: Person, host: str, path: str, **more: Any) -> TestResponse:
    with cast.undone():
        return ask(app, person, host, path, **more)


def check(response: TestResponse, what: str, *, refused: bool = False) -> None:
    """Neither a failure of ours nor, where ``refused``, anything but a refusal."""
    assert response.status_code in (REFUSALS if refused else REFUSALS | HARMLESS), f"{what}: {response.status_code}"


def unique(rows: tuple[Row, ...], method: str) -> list[Row]:
    """One row that lets somebody in for each route; the sandbox's desk is the live one's code and stands aside."""
    found: dict[str, Row] = {}
    for each in rows:
        people = {*each.answers.values(), each.rest}
        if each.method == method and (OK in people or each.rule == "/sign-in") and "/sandbox/" not in each.rule:
            found.setdefault(each.rule, each)
    return list(found.values())


def place(house: House, each: Row) -> tuple[PorticoApp, str, Person]:
    if each in BUILDER:
        return house.builder, cast.BUILDER_HOST, builder_people(house)[allowed(each)]
    return house.portal, house.north.host, portal_people(house)[allowed(each)]


READ = [*unique(PORTAL, "GET"), *unique(BUILDER, "GET")]
WRITE = [*unique(PORTAL, "POST"), *unique(BUILDER, "POST")]


def title(each: Row) -> str:
    return f"{'builder ' if each in BUILDER else ''}{each.rule}"


@pytest.mark.parametrize("each", READ, ids=title)
def test_parameters(house: House, places: Places, each: Row) -> None:
    app, host, person = place(house, each)
    path = filled(each.address, places)
    check(send(app, person, host, path), path)
    for name, nasty in NASTY.items():
        if each.rule not in ASKING and name not in (*SINGLY, "lone surrogate"):
            continue
        query = urlencode([(parameter, nasty) for parameter in PARAMETERS] + [(nasty, "1")], errors="surrogatepass")
        response = send(app, person, host, f"{path}?{query}")
        check(response, f"{path} with {name}")
        if "nul" in name:
            assert response.status_code == 400, f"{path} with {name}"


@pytest.mark.parametrize(
    "each", [each for each in (*READ, *WRITE) if "<" in each.rule], ids=lambda each: f"{each.method} {title(each)}"
)
def test_addresses(house: House, places: Places, each: Row) -> None:
    """Nonsense where an id, a number, a token or a slug stands: not there, or not understood."""
    app, host, person = place(house, each)
    parts = filled(each.address, places).split("/")
    holes = [position for position, part in enumerate(each.rule.split("/")) if part.startswith("<")]
    for name, nasty in NASTY.items():
        if name == "empty":
            continue
        for hole in holes:
            made = [*parts]
            made[hole] = quote(nasty[:3000], safe="", errors="surrogatepass")
            response = send(app, person, host, "/".join(made), method=each.method, form=each.form(places, person))
            check(response, f"{each.rule} with {name}", refused=not each.rule.startswith("/-/theme"))


@pytest.mark.parametrize("path", ["/t/orders", "/p/northside/desk/orders"])
def test_cursors(house: House, path: str) -> None:
    app, host, person = (
        (house.builder, cast.BUILDER_HOST, house.north.staff["owner"])
        if path.startswith("/p/")
        else (house.portal, house.north.host, house.north.companies["acme"].people["buyer"])
    )
    for sort in ("newest", "oldest", "due"):
        for cursor in CURSORS:
            asked = f"{path}?{urlencode({'sort': sort, 'cursor': cursor})}"
            response = send(app, person, host, asked, headers={"Accept": "application/json"})
            check(response, f"{sort} {cursor}")
            if response.status_code >= 400:
                problem(response, {"bad_cursor", "bad_text"})
    assert send(app, person, host, f"{path}?sort=due").status_code == 200
    for wrong in ({"view": "nothing"}, {"sort": "sideways"}):
        response = send(app, person, host, f"{path}?{urlencode(wrong)}", headers={"Accept": "application/json"})
        assert response.status_code == 400
        assert problem(response)["pointer"] == next(iter(wrong))


def fields_of(each: Row, places: Places, person: Person) -> dict[str, Any]:
    """The form a person would send, with every field any route knows."""
    known = {
        "note": "",
        "version": "1",
        "status": "sts_done",
        "reference": "",
        "next": "/",
        "outcome": "pay",
        "name": "A Name",
    }
    return (
        {**known, **each.form(places, person)}
        if "/desk/" not in each.rule
        else {"version": "1", **each.form(places, person)}
    )


@pytest.mark.parametrize("each", WRITE, ids=title)
def test_forms(house: House, places: Places, each: Row) -> None:
    app, host, person = place(house, each)
    path = filled(each.address, places)
    form = fields_of(each, places, person)
    tries: list[tuple[str, Mapping[str, Any]]] = [(name, dict.fromkeys(form, nasty)) for name, nasty in NASTY.items()]
    tries += [(f"{field} {name}", {**form, field: NASTY[name]}) for field in form for name in ("nul", "very many")]
    tries += [("unknown field", {**form, "\0": "x"}), ("nothing", {})]
    for name, sent in tries:
        body = urlencode({**sent, "_csrf": person.token(app)}, errors="surrogatepass")
        response = send(
            app, person, host, path, method="POST", data=body, content_type="application/x-www-form-urlencoded"
        )
        check(response, f"{path} with {name}", refused=name in ("nul", "nul inside", "unknown field"))


@pytest.mark.parametrize("each", WRITE, ids=title)
def test_a_refused_form_asked_for_as_json(house: House, places: Places, each: Row) -> None:
    """A form that is refused is drawn again for a person, and is a problem for a program; a field of it is pointed at."""
    app, host, person = place(house, each)
    path, form = filled(each.address, places), each.form(places, person)
    wrong = {name: "x" * 3_000 for name in form if name != "_key"} | {
        name: text for name, text in form.items() if name == "_key"
    }
    seen = []
    for accept in ("application/json", "text/html"):
        response = send(app, person, host, path, method="POST", form=wrong, headers={"Accept": accept})
        check(response, path)
        seen.append(response.status_code)
        if response.status_code >= 400 and accept == "application/json":
            problem(response)
    # The desk tells a program what came of it, where a person is sent on.
    assert seen[0] == seen[1] or max(seen) < 400, path


BODIES: dict[str, tuple[str, bytes]] = {
    "malformed": ("application/json", b'{"a": '),
    "no json": ("application/json", b"hello"),
    "empty": ("application/json", b""),
    "null": ("application/json", b"null"),
    "list": ("application/json", b"[1, 2]"),
    "text": ("application/json", b'"text"'),
    "nan": ("application/json", b'{"note": NaN, "status": NaN, "version": NaN}'),
    "infinity": ("application/json", b'{"version": -Infinity}'),
    "deep": ("application/json", b"[" * 100_000 + b"]" * 100_000),
    "deep inside": ("application/json", b'{"note": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}"),
    "many keys": ("application/json", json.dumps({f"k{n}": n for n in range(5_000)}).encode()),
    "nul": ("application/json", b'{"note": "a\\u0000b", "status": "\\u0000"}'),
    "nul key": ("application/json", b'{"\\u0000": 1}'),
    "surrogate": ("application/json", b'{"note": "\\ud800", "status": "\\ud800"}'),
    "surrogate key": ("application/json", b'{"\\udfff": 1}'),
    "no utf-8": ("application/json", b'{"note": "\xff\xfe"}'),
    "utf-16": ("application/json; charset=utf-16", '{"note": "x"}'.encode("utf-16")),
    "long number": ("application/json", b'{"version": ' + b"9" * 6_000 + b"}"),
    "exponent": ("application/json", b'{"version": 1e400, "note": 1e400}'),
    "wrong kinds": ("application/json", b'{"status": [], "note": {}, "version": "x", "reference": 7}'),
    "booleans": ("application/json", b'{"status": true, "note": false, "version": true}'),
    "plain": ("text/plain", b"status=sts_done"),
    "xml": (
        "application/xml",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    ),
    "no kind": ("", b"status=sts_done"),
    "odd kind": ("application/json; charset=nonsense; =;", b"{}"),
    "parts without end": ("multipart/form-data", b"--x\r\n"),
    "broken parts": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--"),
    "very many parts": (
        "multipart/form-data; boundary=x",
        b"".join(b'--x\r\nContent-Disposition: form-data; name="n%d"\r\n\r\n1\r\n' % n for n in range(2_000))
        + b"--x--",
    ),
    "a file": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="note"; filename="../../x\\0.exe"\r\n\r\nMZ\r\n--x--',
    ),
    "very many fields": ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(20_000))),
    "bad escapes": ("application/x-www-form-urlencoded", b"note=%zz%&status=%ff%fe&=&&"),
}


@pytest.mark.parametrize("each", WRITE, ids=title)
def test_bodies(house: House, places: Places, each: Row) -> None:
    """Every kind of body, with the right token in its header, asked for as JSON: what is refused is a problem with a code."""
    app, host, person = place(house, each)
    path = filled(each.address, places)
    for name, (kind, body) in BODIES.items():
        response = send(
            app,
            person,
            host,
            path,
            method="POST",
            data=body,
            content_type=kind,
            headers={"X-CSRF-Token": person.token(app), "Accept": "application/json"},
        )
        check(response, f"{path} with {name}")
        if response.status_code >= 400:
            problem(response)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("malformed", "bad_json"),
        ("no json", "bad_json"),
        ("nan", "bad_json"),
        ("infinity", "bad_json"),
        ("deep", "json_too_deep"),
        ("deep inside", "json_too_deep"),
        ("many keys", "json_too_large"),
        ("nul", "bad_text"),
        ("nul key", "bad_text"),
        ("surrogate", "bad_text"),
        ("surrogate key", "bad_text"),
        ("no utf-8", "bad_json"),
        ("long number", "bad_json"),
        ("list", "bad_input"),
        ("text", "bad_input"),
        ("wrong kinds", "bad_input"),
    ],
)
def test_json_is_refused_with_its_own_code(house: House, name: str, code: str) -> None:
    """Where JSON is taken at all (the desk's moves), each fault has its code; the positive control moves the order."""
    number, owner = house.north.companies["acme"].orders["review"], house.north.staff["owner"]
    address = f"/p/northside/desk/orders/{number}/status"

    def post(body: bytes) -> TestResponse:
        return send(
            house.builder,
            owner,
            cast.BUILDER_HOST,
            address,
            method="POST",
            data=body,
            content_type="application/json",
            headers={"X-CSRF-Token": owner.token(house.builder), "Accept": "application/json"},
        )

    told = problem(post(BODIES[name][1]), {code})
    assert told["status"] in (400, 422)
    if name == "surrogate":
        assert told["pointer"] == "/note"
    if name == "wrong kinds":
        assert told["pointer"] in ("/status", "/note", "/version", "/reference")
    done = post(b'{"status": "sts_done"}')
    assert (done.status_code, done.get_json()["status"]) == (200, "sts_done")


def test_oversized_bodies(house: House, places: Places) -> None:
    limit = settings().max_body
    for each in WRITE:
        app, host, person = place(house, each)
        for kind in ("application/x-www-form-urlencoded", "application/json", "text/plain"):
            response = send(
                app,
                person,
                host,
                filled(each.address, places),
                method="POST",
                data=b"note=" + b"x" * limit,
                content_type=kind,
                headers={"X-CSRF-Token": person.token(app), "Accept": "application/json"},
            )
            assert response.status_code in (403, 413, 415, 204), f"{each.title} {kind}: {response.status_code}"
            if kind == "application/x-www-form-urlencoded":
                assert response.status_code == 413, f"{each.title}: {response.status_code}"


@pytest.mark.parametrize("each", WRITE, ids=title)
def test_forgery(house: House, places: Places, each: Row) -> None:
    """Without the token, with somebody else's, or from another site nothing is taken. The positive control carries its own."""
    app, host, person = place(house, each)
    path, form = filled(each.address, places), each.form(places, person)
    if each.rule in PROVEN:
        answer = send(app, person, host, path, method="POST", headers={"Origin": "https://mail.example"})
        assert answer.status_code == (404 if each.address in NEVER else 200)
        return
    for token in ("", "0" * 64, Person("stranger").token(app), "é\0"):
        body = urlencode({**form, "_csrf": token})
        response = send(
            app, person, host, path, method="POST", data=body, content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code in (400, 403), f"{path} with the token {token!r}: {response.status_code}"
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        sent = each.sent(app, person, form, **headers)
        assert send(app, person, host, path, method="POST", **sent).status_code == 403, headers
    fine = {"Origin": f"http://{host}:{cast.PORT}", "Sec-Fetch-Site": "same-origin"}
    sent = each.sent(app, person, form, **fine)
    assert send(app, person, host, path, method="POST", **sent).status_code < 400 or each.rest == "wrong"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "POST", "GET"])
def test_methods(house: House, places: Places, method: str) -> None:
    for each in (*READ, *WRITE):
        app, host, person = place(house, each)
        known = {one.method for one in (PORTAL if each in PORTAL else BUILDER) if one.rule == each.rule}
        if method in known:
            continue
        response = send(
            app,
            person,
            host,
            filled(each.address, places),
            method=method,
            headers={"X-CSRF-Token": person.token(app), "Accept": "application/json"},
        )
        assert response.status_code in (404, 405), f"{method} {each.rule}: {response.status_code}"
        problem(response)


def test_odd_cookies_and_headers(house: House) -> None:
    """Sessions that never were, broken notices, absurd headers: a stranger, never a failure."""
    for cookie in ("", "\0", "a" * 4_000, "..", "é", '"', "%00", "null"):
        raw = "; ".join(
            f"__Host-{name}={cookie}" for name in ("portico_member", "portico_staff", "portico_visit", "portico_notice")
        )
        header = (raw + f"; portico_mode={cookie}").encode().decode("latin-1")
        for app, host, path in (
            (house.portal, house.north.host, "/account"),
            (house.portal, house.north.host, "/services"),
            (house.builder, cast.BUILDER_HOST, "/"),
            (house.builder, cast.BUILDER_HOST, "/sign-in"),
        ):
            if "\0" in header:
                continue
            check(send(app, GUEST, host, path, headers={"Cookie": header}), f"{path} with the cookie {cookie!r}")
    for headers in (
        {"Accept": "*/*;q=nonsense"},
        {"Accept": "," * 500},
        {"Accept-Language": "x" * 5_000},
        {"User-Agent": "\x7f" * 300},
        {"Content-Length": "-1"},
        {"Range": "bytes=9-1"},
        {"If-None-Match": "\\"},
        {"X-Forwarded-Host": "evil.example"},
    ):
        response = send(house.portal, GUEST, house.north.host, "/services", headers=headers)
        check(response, str(headers))
        assert "evil.example" not in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "/\tx", "javascript:alert(1)", "evil"]
)
def test_nobody_is_sent_to_another_site(house: House, target: str) -> None:
    buyer, owner = house.north.companies["acme"].people["buyer"], house.north.staff["owner"]
    query = urlencode({"next": target})
    for app, host, person in ((house.portal, house.north.host, buyer), (house.builder, cast.BUILDER_HOST, owner)):
        response = send(app, person, host, f"/sign-in?{query}")
        assert (response.status_code, response.headers["Location"]) == (302, "/")
        assert send(app, person, host, "/sign-in?next=/account").headers["Location"] == "/account"
    form = {"email": buyer.email, "password": cast.PASSWORD, "next": target}
    assert (
        send(house.portal, GUEST, house.north.host, "/sign-in/password", method="POST", form=form).headers["Location"]
        == "/"
    )


def problem(response: TestResponse, codes: set[str] | None = None) -> dict[str, Any]:
    """The refusal as a problem: stable code, a sentence, a pointer, the request's id (RFC 9457)."""
    assert response.mimetype == "application/problem+json", (
        response.status_code,
        response.mimetype,
        response.data[:200],
    )
    told = response.get_json()
    assert told["status"] == response.status_code
    assert told["code"].replace("_", "").isalnum() and told["code"] == told["code"].lower()
    assert isinstance(told["pointer"], str)
    assert told["title"].endswith((".", "?")), told["title"]
    assert len(told["request_id"]) == 16
    assert "Traceback" not in response.get_data(as_text=True)
    if codes is not None:
        assert told["code"] in codes, told
    return dict(told)


def test_refusals_are_pages_for_people_and_problems_for_programs(house: House) -> None:
    buyer = house.north.companies["acme"].people["buyer"]
    for accept, kind in (
        ("text/html", "text/html"),
        ("application/json", "application/problem+json"),
        ("*/*", "text/html"),
    ):
        response = send(house.portal, buyer, house.north.host, "/orders/nothing", headers={"Accept": accept})
        assert (response.status_code, response.mimetype) == (404, kind)
    assert (
        problem(send(house.portal, GUEST, house.north.host, "/account", headers={"Accept": "application/json"}))["code"]
        == "sign_in_first"
    )


# Hosts: through the front, as a request comes in.


def knock(house: House, host: str, path: str = "/services", method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """One request through the ASGI front with the real apps behind it."""
    from portico import apps
    from portico.asgi import Front
    from portico.assets import Assets
    from portico.versions import ROOT

    assert house
    front = Front(apps.app_for, settings(), Assets(ROOT / "assets" / "dist"))
    told: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def tell(message: Any) -> None:
        told.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", host.encode("latin-1")), (b"accept", b"text/html")],
        "client": ("127.0.0.1", 9),
        "scheme": "http",
    }

    async def once() -> None:
        await front(scope, receive, tell)

    try:
        asyncio.run(once())
    finally:
        for pool in front._pools.values():
            pool.shutdown(wait=True)
    headers = {name.decode(): value.decode() for name, value in told[0]["headers"]}
    return told[0]["status"], headers, b"".join(message.get("body", b"") for message in told[1:])


@pytest.mark.parametrize(
    "host",
    [
        "nobody.localhost",
        "northside--none.localhost:8080",
        "northside--main--main.localhost",
        "-northside.localhost",
        "evil.example",
        "northside.localhost.evil.example",
        "x.northside.localhost",
        "app.evil.example",
        "127.0.0.1",
        "[::1]",
    ],
)
@pytest.mark.parametrize("path", ["/", "/services", "/sign-in", "/-/theme/x.css", "/nothing"])
def test_an_unknown_host(house: House, host: str, path: str) -> None:
    status, headers, body = knock(house, host, path)
    assert status == 404
    assert headers["content-type"].startswith("text/plain")
    assert "set-cookie" not in headers
    assert len(body) < 100
    assert b"<" not in body


@pytest.mark.parametrize(
    "host",
    [
        "a.portal.test evil",
        "",
        "north_side.localhost/x",
        "northside.localhost\r\nx: y",
        "é.localhost",
        "northside.localhost:99999999",
    ],
)
def test_a_malformed_host(house: House, host: str) -> None:
    status, headers, _ = knock(house, host)
    assert status in (400, 404)
    assert "set-cookie" not in headers


@pytest.mark.parametrize(
    "host", ["northside.localhost", "northside.localhost:8080", "NORTHSIDE.LocalHost", "northside.localhost."]
)
def test_a_known_host(house: House, host: str) -> None:
    status, headers, body = knock(house, host)
    assert status == 200
    assert headers["content-type"].startswith("text/html")
    assert b"North Studio" in body
