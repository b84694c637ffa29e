"""What every app does around a view: permission, CSRF, cookies, notices, the second pool, refusals."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Response, make_response, request
from flask.testing import FlaskClient

from foundation import settings as settings_module
from foundation.errors import NotFound, Refused, TooMany
from foundation.identity.secrets import signed
from foundation.identity.viewer import GUEST, Viewer
from foundation.web import PorticoApp, cookies, guards, needs, notices, routes, waits
from foundation.web.csrf import csrf_token

BASE = "http://app.localhost"
STAFF = Viewer(kind="staff", name="Mia")
BUYER = Viewer(kind="member", name="Dana", permissions={"order.read": "company"})


@dataclasses.dataclass
class Stand:
    """An app with one view of each sort; ``viewer`` is who looks, ``ran`` what ran."""

    app: PorticoApp
    viewer: Viewer = GUEST
    ran: list[str] = dataclasses.field(default_factory=list)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()


@pytest.fixture
def stand(database: str) -> Stand:
    assert database
    made: Stand
    app = PorticoApp(
        "stand",
        session_cookie="portico_stand",
        scope_of=lambda environ: None,
        load_viewer=lambda: made.viewer,
        render_error=lambda status, code, message: f"{status} {code} {message}",
    )
    made = Stand(app)

    def view(name: str, permission: str | None, rule: str, methods: list[str], *marks: Callable[..., Any]) -> None:
        def run(**_: Any) -> Any:
            made.ran.append(name)
            return "ran"

        for mark in marks:
            run = mark(run)
        app.add_url_rule(rule, name, needs(permission)(run) if permission else run, methods=methods)

    view("public", "public", "/public", ["GET"])
    view("signed_in", "signed_in", "/signed-in", ["GET"])
    view("seat", "seat", "/seat", ["GET"])
    view("orders", "order.read", "/orders", ["GET"])
    view("unnamed", None, "/unnamed", ["GET"])
    view("write", "public", "/write", ["POST"])
    view("slow", "public", "/slow", ["GET", "POST"], waits)
    view("named", "public", "/named/<name>", ["GET"])

    @app.get("/form")
    @needs("public")
    def form() -> str:
        return csrf_token()

    @app.post("/tell")
    @needs("public")
    def tell() -> Response:
        notices.tell("Order <placed>.")
        return make_response("", int(request.args.get("status", "303")))

    @app.get("/told")
    @needs("public")
    def told() -> str:
        return json.dumps(notices.told())

    @app.post("/json")
    @needs("public")
    def read() -> str:
        return json.dumps(guards.read_json())

    @app.get("/refuse/<what>")
    @needs("public")
    def refuse(what: str) -> str:
        raise {
            "field": Refused("too_short", "Write more.", pointer="/name"),
            "missing": NotFound(),
            "often": TooMany("Wait.", retry_after=7),
            "broken": RuntimeError("secret inside"),
        }[what]

    return made


# Permissions


@pytest.mark.parametrize(
    ("path", "viewer", "status"),
    [
        ("/public", GUEST, 200),
        ("/signed-in", GUEST, 302),
        ("/signed-in", BUYER, 200),
        ("/signed-in", STAFF, 200),
        ("/seat", GUEST, 302),
        ("/seat", BUYER, 404),
        ("/seat", STAFF, 200),
        ("/orders", GUEST, 302),
        ("/orders", BUYER, 200),
        ("/orders", STAFF, 403),
    ],
)
def test_a_route_admits_whom_it_names(stand: Stand, path: str, viewer: Viewer, status: int) -> None:
    stand.viewer = viewer
    answer = stand.client.get(path, base_url=BASE)
    assert answer.status_code == status
    assert bool(stand.ran) == (status == 200), "the check runs before the view"


def test_a_guest_is_led_to_sign_in_and_back(stand: Stand) -> None:
    answer = stand.client.get("/orders?view=open&q=a", base_url=BASE)
    assert answer.headers["Location"] == "/sign-in?next=/orders%3Fview%3Dopen%26q%3Da"
    program = stand.client.get("/orders", base_url=BASE, headers={"Accept": "application/json"})
    assert program.status_code == 401 and program.json is not None and program.json["code"] == "sign_in_first"


def test_a_route_that_names_nothing_is_answered_by_nobody(stand: Stand) -> None:
    assert stand.client.get("/unnamed", base_url=BASE).status_code == 500
    assert stand.ran == []
    assert routes.policy_of(stand.app, "unnamed") is None
    assert routes.policy_of(stand.app, "orders") == "order.read"


# The second pool


def test_a_view_that_waits_hands_itself_over_before_it_runs(stand: Stand) -> None:
    client = stand.client
    token = client.get("/form", base_url=BASE).text
    first = client.post("/slow", base_url=BASE, data={"_csrf": token}, environ_overrides={"portico.pool": "page"})
    assert (first.status_code, first.headers[routes.HANDOVER], stand.ran) == (204, "waiting", [])
    second = client.post("/slow", base_url=BASE, data={"_csrf": token}, environ_overrides={"portico.pool": "waiting"})
    assert (second.status_code, routes.HANDOVER in second.headers, stand.ran) == (200, False, ["slow"])


def test_only_writing_waits_and_only_where_it_is_marked(stand: Stand) -> None:
    client = stand.client
    token = client.get("/form", base_url=BASE).text
    page = {"portico.pool": "page"}
    assert client.get("/slow", base_url=BASE, environ_overrides=page).status_code == 200
    assert client.post("/write", base_url=BASE, data={"_csrf": token}, environ_overrides=page).status_code == 200
    assert stand.ran == ["slow", "write"]


def test_a_forged_request_is_refused_before_it_is_handed_over(stand: Stand) -> None:
    answer = stand.client.post("/slow", base_url=BASE, environ_overrides={"portico.pool": "page"})
    assert refused_by_csrf(answer) and stand.ran == []
    assert routes.HANDOVER not in answer.headers


# CSRF


def session_of(client: FlaskClient, secret: str) -> None:
    client.set_cookie("__Host-portico_stand", secret, domain="app.localhost", secure=False)


def refused_by_csrf(answer: Any) -> bool:
    return answer.status_code in (400, 403) and "form_expired" in answer.text


def test_a_form_comes_back_from_its_own_session_only(stand: Stand) -> None:
    client = stand.client
    session_of(client, "session-one")
    token = client.get("/form", base_url=BASE).text
    assert token == signed("csrf", "session-one")
    assert client.post("/write", base_url=BASE, data={"_csrf": token}).status_code == 200
    assert client.post("/write", base_url=BASE, headers={"X-CSRF-Token": token}).status_code == 200
    session_of(client, "session-two")
    assert refused_by_csrf(client.post("/write", base_url=BASE, data={"_csrf": token}))
    assert stand.ran == ["write", "write"]


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "é" * 64])
def test_a_token_that_was_not_made_here_is_refused(stand: Stand, token: str) -> None:
    client = stand.client
    session_of(client, "session-one")
    assert refused_by_csrf(client.post("/write", base_url=BASE, data={"_csrf": token}))
    assert refused_by_csrf(client.post("/write", base_url=BASE))
    assert stand.ran == []


def test_a_visitor_is_given_a_visit_with_the_form(stand: Stand) -> None:
    client = stand.client
    answer = client.get("/form", base_url=BASE)
    cookie = answer.headers["Set-Cookie"]
    assert re.match(r"__Host-portico_visit=[\w-]{40,}; Secure; HttpOnly; Path=/; SameSite=Lax\Z", cookie)
    assert client.post("/write", base_url=BASE, data={"_csrf": answer.text}).status_code == 200
    assert refused_by_csrf(stand.client.post("/write", base_url=BASE, data={"_csrf": answer.text}))
    assert "Set-Cookie" not in stand.client.get("/public", base_url=BASE).headers, "no cookie where no form was shown"


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"Origin": "http://app.localhost"}, True),
        ({"Origin": "http://APP.localhost"}, True),
        ({"Origin": "http://northlight.localhost"}, False),
        ({"Origin": "http://app.localhost.elsewhere.example"}, False),
        ({"Origin": "http://app.localhost:9"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://[::1"}, False),
        ({"Origin": ""}, False),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://elsewhere.example"}, False),
    ],
)
def test_a_foreign_page_cannot_send_a_form_even_with_its_token(
    stand: Stand, headers: dict[str, str], passes: bool
) -> None:
    client = stand.client
    token = client.get("/form", base_url=BASE).text
    answer = client.post("/write", base_url=BASE, data={"_csrf": token}, headers=headers)
    assert (answer.status_code == 200) == passes
    assert refused_by_csrf(answer) == (not passes)
    assert client.get("/public", base_url=BASE, headers=headers).status_code == 200, "reading changes nothing"


# Cookies


@pytest.mark.parametrize(
    ("base", "insecure", "name", "secure"),
    [
        ("http://app.localhost:8080", True, "__Host-thing", True),
        ("http://localhost", True, "__Host-thing", True),
        ("https://portal.example.com", True, "__Host-thing", True),
        ("http://portal.example.com", True, "thing", False),
        ("http://portal.example.com", False, "__Host-thing", True),
        ("http://notlocalhost", True, "thing", False),
        ("http://localhost.example.com", True, "thing", False),
    ],
)
def test_a_cookie_is_bound_to_its_host_wherever_a_browser_keeps_such_a_one(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, base: str, insecure: bool, name: str, secure: bool
) -> None:
    chosen = dataclasses.replace(settings_module.settings(), insecure_http=insecure)
    monkeypatch.setattr(cookies, "settings", lambda: chosen)
    with stand.app.test_request_context("/", base_url=base):
        response = Response()
        cookies.write(response, "thing", "v", max_age=60)
        written = response.headers["Set-Cookie"]
    assert written.startswith(f"{name}=v;") and ("Secure" in written) == secure
    assert "HttpOnly" in written and "SameSite=Lax" in written and "Path=/" in written and "Domain" not in written
    with stand.app.test_request_context("/", base_url=base, headers={"Cookie": f"{name}=v"}):
        assert cookies.read("thing") == "v"
    other = "thing" if name.startswith("__Host-") else "__Host-thing"
    with stand.app.test_request_context("/", base_url=base, headers={"Cookie": f"{other}=v"}):
        assert cookies.read("thing") is None, "the other name could have been set by a neighbour"


def test_a_dropped_cookie_is_gone(stand: Stand) -> None:
    with stand.app.test_request_context("/", base_url=BASE):
        response = Response()
        cookies.drop(response, "thing")
    assert re.search(r"__Host-thing=;.*(Max-Age=0|1970)", response.headers["Set-Cookie"])


# Notices


def test_what_happened_is_told_once(stand: Stand) -> None:
    client = stand.client
    token = client.get("/form", base_url=BASE).text
    client.post("/tell", base_url=BASE, data={"_csrf": token})
    assert json.loads(client.get("/told", base_url=BASE).text) == [["ok", "Order <placed>.", None, []]]
    assert json.loads(client.get("/told", base_url=BASE).text) == []


def test_what_did_not_happen_is_not_told(stand: Stand) -> None:
    client = stand.client
    token = client.get("/form", base_url=BASE).text
    client.post("/tell?status=422", base_url=BASE, data={"_csrf": token})
    assert json.loads(client.get("/told", base_url=BASE).text) == []


@pytest.mark.parametrize("value", ["x", "W1siIiwieCJdXQ.forged.signature", '[["ok","Pay here"]]'])
def test_a_notice_that_was_not_ours_is_not_shown(stand: Stand, value: str) -> None:
    client = stand.client
    client.set_cookie("__Host-portico_notice", value, domain="app.localhost")
    assert json.loads(client.get("/told", base_url=BASE).text) == []


def test_a_notice_is_told_soon_or_never(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    client = stand.client
    token = client.get("/form", base_url=BASE).text
    client.post("/tell", base_url=BASE, data={"_csrf": token})
    monkeypatch.setattr(notices, "SECONDS", -1)
    assert json.loads(client.get("/told", base_url=BASE).text) == []


# Refusals and bodies


def test_a_refusal_is_a_page_for_people_and_a_problem_for_programs(stand: Stand) -> None:
    page = stand.client.get("/refuse/field", base_url=BASE, headers={"Accept": "text/html"})
    assert (page.status_code, page.text) == (422, "422 too_short Write more.")
    problem = stand.client.get("/refuse/field", base_url=BASE, headers={"Accept": "application/json"})
    assert problem.mimetype == "application/problem+json"
    assert problem.json is not None
    told = {key: problem.json[key] for key in ("status", "code", "title", "pointer")}
    assert told == {"status": 422, "code": "too_short", "title": "Write more.", "pointer": "/name"}
    assert problem.json["request_id"] == problem.headers["X-Request-Id"]


def test_every_way_to_fail_has_an_answer(stand: Stand) -> None:
    client = stand.client
    assert client.get("/refuse/missing", base_url=BASE).status_code == 404
    often = client.get("/refuse/often", base_url=BASE)
    assert (often.status_code, often.headers["Retry-After"]) == (429, "7")
    broken = client.get("/refuse/broken", base_url=BASE)
    assert broken.status_code == 500 and "secret inside" not in broken.text
    wrong = client.get("/write", base_url=BASE)
    assert wrong.status_code == 405 and "POST" in wrong.headers["Allow"]
    assert client.get("/nowhere", base_url=BASE).status_code == 404
    for answer in (broken, wrong, often):
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/public?q=%00", "/public?%00=1", "/named/a%00b", "/public?q=%ED%A0%80"])
def test_addresses_hold_only_what_can_be_stored(stand: Stand, path: str) -> None:
    answer = stand.client.get(path, base_url=BASE)
    assert answer.status_code in (200, 400)
    assert answer.status_code == 400 or "%ED" in path, (
        "undecodable bytes become a replacement sign before they reach a view"
    )
    assert stand.client.get("/named/a-b?q=x", base_url=BASE).status_code == 200


def test_json_is_asked_for_by_its_name(stand: Stand) -> None:
    client = stand.client
    token = {"X-CSRF-Token": client.get("/form", base_url=BASE).text}
    good = client.post("/json", base_url=BASE, json={"a": 1}, headers=token)
    assert (good.status_code, good.text) == (200, '{"a": 1}')
    plain = client.post("/json", base_url=BASE, data="{}", content_type="text/plain", headers=token)
    assert (plain.status_code, "json_expected" in plain.text) == (415, True)
    broken = client.post("/json", base_url=BASE, data="{", content_type="application/json", headers=token)
    assert broken.status_code == 400 and broken.json is not None and broken.json["code"] == "bad_json"


def test_a_body_has_a_largest(stand: Stand) -> None:
    client = stand.client
    token = {"X-CSRF-Token": client.get("/form", base_url=BASE).text}
    limit = stand.app.config["MAX_CONTENT_LENGTH"]
    kept = json.dumps(["x" * 1000] * (limit // 2000))
    assert (
        client.post("/json", base_url=BASE, data=kept, content_type="application/json", headers=token).status_code
        == 200
    )
    huge = b"[" + b" " * limit + b"]"
    assert (
        client.post("/json", base_url=BASE, data=huge, content_type="application/json", headers=token).status_code
        == 413
    )
