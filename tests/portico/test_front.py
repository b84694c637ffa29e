"""The ASGI front: hosts, environment, pools, bodies, streams and assets, spoken to as a server would."""

import asyncio
import gzip
import itertools
import json

import pytest

from foundation.settings import load
from portico import asgi
from portico.asgi import Front
from portico.assets import Assets

KEY = "a key for tests that guards nothing at all"


class Rig:
    """A front over one WSGI app for every host below .localhost, and a client that sends raw ASGI."""

    def __init__(self, app, directory, **environ):
        chosen = load({"SECRET_KEY": KEY, "DATABASE_URL": "postgresql://nowhere", "PORT": "8080", **environ})
        self.asked = []

        def app_for(host):
            self.asked.append(host)
            return app if host.endswith(".localhost") and host != "unknown.localhost" else None

        self.front = Front(app_for, chosen, Assets(directory))

    def get(
        self,
        path="/",
        *,
        method="GET",
        host="acme.localhost:8080",
        headers=(),
        body=(b"",),
        client="10.0.0.9",
        whole=True,
    ):
        """``whole``: the body ends with its last piece; else the sender keeps quiet after it."""
        hosts = [host] if isinstance(host, (str, bytes)) else host
        sent = [(b"host", h if isinstance(h, bytes) else h.encode()) for h in hosts]
        sent += [(name.encode(), value.encode()) for name, value in headers]
        raw, _, query = path.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": raw,
            "raw_path": raw.encode("latin-1"),
            "query_string": query.encode(),
            "headers": sent,
            "scheme": "http",
            "client": (client, 1),
            "http_version": "1.1",
        }
        last = len(body) if whole else 0
        return asyncio.run(self._speak(scope, enumerate(body, 1), last))

    async def _speak(self, scope, pieces, last):
        sent = []

        async def receive():
            for number, piece in pieces:
                await asyncio.sleep(0)
                return {"type": "http.request", "body": piece, "more_body": number != last}
            return await asyncio.Event().wait()

        async def send(message):
            sent.append(message)

        await self.front(scope, receive, send)
        return Answer(sent)


class Answer:
    def __init__(self, sent):
        self.sent = sent
        self.status = sent[0]["status"]
        self.headers = dict(sent[0]["headers"])
        self.raw_headers = sent[0]["headers"]
        self.body = b"".join(message["body"] for message in sent[1:])
        self.environ = json.loads(self.body) if self.headers.get(b"x-shown") else None


def show(environ, start_response):
    """Answers with what it was given."""
    shown = {key: value for key, value in environ.items() if isinstance(value, str)}
    shown["body"] = environ["wsgi.input"].read().decode("latin-1")
    body = json.dumps(shown).encode()
    start_response("200 OK", [("X-Shown", "1"), ("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def rig(tmp_path):
    return Rig(show, tmp_path)


def test_the_environment_of_a_plain_request(rig):
    environ = rig.get("/orders/7?page=2", headers=[("accept", "text/html"), ("x-thing", "1"), ("x-thing", "2")]).environ
    assert environ["REQUEST_METHOD"] == "GET"
    assert environ["PATH_INFO"] == "/orders/7"
    assert environ["QUERY_STRING"] == "page=2"
    assert environ["HTTP_ACCEPT"] == "text/html"
    assert environ["HTTP_X_THING"] == "1,2"
    assert environ["HTTP_HOST"] == "acme.localhost:8080"
    assert environ["SERVER_PORT"] == "8080"
    assert environ["portico.host"] == "acme.localhost"
    assert environ["portico.pool"] == "page"


def test_cookies_sent_apart_are_joined_with_semicolons(rig):
    environ = rig.get(headers=[("cookie", "a=1"), ("cookie", "b=2")]).environ
    assert environ["HTTP_COOKIE"] == "a=1; b=2"


def test_path_bytes_arrive_as_latin_1(rig):
    environ = rig.get("/caf%C3%A9").environ
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/café"


SECRET = "p4ss-" * 8 + "abc"


@pytest.mark.parametrize(
    ("path", "rest"),
    [
        (f"/~{SECRET}/orders/7?page=2", "/orders/7"),
        (f"/%7E{SECRET}/orders/7?page=2", "/orders/7"),
        (f"/~{SECRET}", "/"),
        (f"/~{SECRET}/", "/"),
        (f"/~{SECRET}//x", "//x"),
    ],
)
def test_a_pass_is_moved_out_of_the_path(rig, path, rest):
    environ = rig.get(path).environ
    assert environ["PATH_INFO"] == rest
    assert environ["SCRIPT_NAME"] == f"/~{SECRET}"
    assert environ["portico.pass"] == SECRET
    told = {key: value for key, value in environ.items() if SECRET in value}
    assert told.keys() == {"SCRIPT_NAME", "portico.pass"}


@pytest.mark.parametrize("path", ["/~short/orders", f"/~{SECRET}x/orders", f"/x/~{SECRET}/orders", "/~"])
def test_what_is_no_pass_stays_a_path(rig, path):
    environ = rig.get(path).environ
    assert (environ["PATH_INFO"], environ["SCRIPT_NAME"]) == (path, "")
    assert "portico.pass" not in environ


def test_the_builder_takes_no_pass(rig):
    environ = rig.get(f"/~{SECRET}/orders", host="app.localhost:8080").environ
    assert environ["SCRIPT_NAME"] == "" and "portico.pass" not in environ


def test_the_body_arrives_whole(rig):
    environ = rig.get(method="POST", body=(b"one ", b"two"), headers=[("content-type", "text/plain")]).environ
    assert environ["body"] == "one two"
    assert environ["CONTENT_LENGTH"] == "7"
    assert environ["CONTENT_TYPE"] == "text/plain"


@pytest.mark.parametrize(
    "host",
    [
        "a b.localhost",
        "",
        "acme.localhost evil",
        "acme.localhost:port",
        "acme..localhost",
        "a/b",
        b"caf\xe9.localhost",
        "a@b",
    ],
)
def test_a_malformed_host_is_refused(rig, host):
    assert rig.get(host=host).status == 400
    assert rig.asked == []


def test_several_hosts_or_none_are_refused(rig):
    assert rig.get(host=["acme.localhost", "acme.localhost"]).status == 400
    assert rig.get(host=[]).status == 400
    assert rig.get(host=["acme.localhost"]).status == 200


def test_a_host_is_compared_in_lower_case_without_its_last_dot(rig):
    assert rig.get(host="ACME.LocalHost.:8080").environ["portico.host"] == "acme.localhost"


def test_an_unknown_host_is_a_plain_404_without_a_cookie(rig):
    answer = rig.get(host="unknown.localhost")
    assert answer.status == 404
    assert answer.headers[b"content-type"] == b"text/plain; charset=utf-8"
    assert b"set-cookie" not in answer.headers
    assert rig.get(host="known.localhost").status == 200


def test_a_nul_in_the_path_is_refused(rig):
    assert rig.get("/a%00b").status == 400
    assert rig.get("/a%20b").status == 200


def test_the_bare_domain_leads_to_the_builder(rig):
    answer = rig.get("/p/acme?x=1", host="localhost:8080")
    assert answer.status == 308
    assert answer.headers[b"location"] == b"http://app.localhost:8080/p/acme?x=1"


def test_forwarded_headers_of_strangers_are_dropped(rig):
    environ = rig.get(
        headers=[
            ("x-forwarded-for", "1.2.3.4"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "evil.test"),
            ("x_forwarded_for", "1.2.3.4"),
            ("forwarded", "for=1.2.3.4"),
            ("proxy", "http://evil.test"),
        ]
    ).environ
    assert environ["REMOTE_ADDR"] == "10.0.0.9"
    assert not [key for key in environ if "FORWARDED" in key or key == "HTTP_PROXY"]


def test_a_trusted_proxy_says_who_asks_and_how(tmp_path):
    rig = Rig(show, tmp_path, TRUSTED_PROXIES="10.0.0.0/8")
    sent = [("x-forwarded-for", "6.6.6.6, 203.0.113.5, 10.1.1.1"), ("x-forwarded-proto", "https")]
    environ = rig.get(headers=sent, host="acme.localhost").environ
    assert environ["REMOTE_ADDR"] == "203.0.113.5"  # what stands left of it, the sender may have made up
    assert environ["SERVER_PORT"] == "443"
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert rig.get(headers=sent, client="192.0.2.1").environ["REMOTE_ADDR"] == "192.0.2.1"


def test_a_body_over_the_limit_is_refused_whether_announced_or_not(tmp_path):
    rig = Rig(show, tmp_path, MAX_BODY="1024")
    assert rig.get(method="POST", headers=[("content-length", "1025")]).status == 413
    assert rig.get(method="POST", body=(b"x" * 600, b"x" * 600)).status == 413
    assert rig.asked == []
    assert rig.get(method="POST", headers=[("content-length", "1024")], body=(b"x" * 1024,)).status == 200


@pytest.mark.parametrize("sent", [[], [b"a"], itertools.repeat(b"a")], ids=["nothing", "a beginning", "drops"])
def test_a_body_that_does_not_come_is_given_up(rig, monkeypatch, sent):
    monkeypatch.setattr(asgi, "ARRIVAL_SECONDS", 0.01)
    refused = rig.get(method="POST", body=sent, whole=False)
    assert (refused.status, refused.headers[b"connection"]) == (408, b"close")
    assert rig.asked == []
    assert rig.get(method="POST", body=(b"a", b"b")).environ["body"] == "ab"


def test_head_has_headers_and_no_body(tmp_path):
    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "5")])
        return [b"hello"]

    answer = Rig(app, tmp_path).get(method="HEAD")
    assert answer.headers[b"content-length"] == b"5"
    assert answer.body == b""


def test_a_failing_app_is_a_500_that_tells_nothing(tmp_path):
    def app(environ, start_response):
        raise RuntimeError("secret")

    answer = Rig(app, tmp_path).get()
    assert answer.status == 500
    assert b"secret" not in answer.body


class Pieces:
    """A body in pieces that remembers being closed."""

    def __init__(self, *pieces, fail=False):
        self.pieces = iter(pieces)
        self.closed = 0
        self.fail = fail

    def __iter__(self):
        return self

    def __next__(self):
        if self.fail:
            raise RuntimeError("broken")
        return next(self.pieces)

    def close(self):
        self.closed += 1


@pytest.mark.parametrize("count", [1, 40])
def test_bodies_small_and_big_arrive_whole_and_are_closed(tmp_path, count):
    body = Pieces(*[b"x" * 65_536] * count)

    def app(environ, start_response):
        start_response("200 OK", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return body

    answer = Rig(app, tmp_path).get()
    assert len(answer.body) == 65_536 * count
    assert body.closed == 1
    assert [value for name, value in answer.raw_headers if name == b"set-cookie"] == [b"a=1", b"b=2"]
    # The big one is not collected first: what was held at once stays below the whole.
    assert max(len(message["body"]) for message in answer.sent[1:]) <= 600_000


def test_a_body_that_breaks_is_closed(tmp_path):
    body = Pieces(fail=True)

    def app(environ, start_response):
        start_response("200 OK", [])
        return body

    assert Rig(app, tmp_path).get().status == 500
    assert body.closed == 1


def test_a_view_that_waits_runs_again_in_the_second_pool(tmp_path):
    import threading

    seen = []

    def app(environ, start_response):
        seen.append(
            (environ["portico.pool"], threading.current_thread().name.split("_")[0], environ["wsgi.input"].read())
        )
        if environ["portico.pool"] == "page":
            start_response("200 OK", [("X-Portico-Handover", "waiting")])
            return []
        start_response("201 Created", [])
        return [b"done"]

    answer = Rig(app, tmp_path).get(method="POST", body=(b"amount=5",))
    assert (answer.status, answer.body) == (201, b"done")
    assert seen == [("page", "page", b"amount=5"), ("waiting", "waiting", b"amount=5")]
    assert b"x-portico-handover" not in answer.headers


def test_handing_over_twice_is_a_fault(tmp_path):
    def app(environ, start_response):
        start_response("200 OK", [("X-Portico-Handover", "waiting")])
        return []

    answer = Rig(app, tmp_path).get()
    assert answer.status == 500
    assert b"x-portico-handover" not in answer.headers


@pytest.fixture
def built(tmp_path):
    (tmp_path / "manifest.json").write_text('{"portal.css": "portal-abc.css"}')
    (tmp_path / "portal-abc.css").write_text("a{color:red}" * 100)
    (tmp_path / "mark-abc.png").write_bytes(b"\x89PNG")
    (tmp_path / "notes.py").write_text("secret")
    return Rig(show, tmp_path)


def test_assets_are_kept_for_a_year(built):
    answer = built.get("/-/assets/portal-abc.css")
    assert answer.status == 200
    assert answer.body == b"a{color:red}" * 100
    assert answer.headers[b"content-type"] == b"text/css; charset=utf-8"
    assert answer.headers[b"cache-control"] == b"public, max-age=31536000, immutable"
    again = built.get("/-/assets/portal-abc.css", headers=[("if-none-match", answer.headers[b"etag"].decode())])
    assert (again.status, again.body) == (304, b"")


def test_assets_are_compressed_for_those_who_ask(built):
    answer = built.get("/-/assets/portal-abc.css", headers=[("accept-encoding", "br, gzip")])
    assert answer.headers[b"content-encoding"] == b"gzip"
    assert gzip.decompress(answer.body) == b"a{color:red}" * 100
    refused = built.get("/-/assets/portal-abc.css", headers=[("accept-encoding", "gzip;q=0")])
    assert b"content-encoding" not in refused.headers
    picture = built.get("/-/assets/mark-abc.png", headers=[("accept-encoding", "gzip")])
    assert (picture.body, picture.headers[b"content-type"]) == (b"\x89PNG", b"image/png")


@pytest.mark.parametrize(
    "path", ["../secret_key", "..%2fsecret_key", "/etc/passwd", "notes.py", "manifest.json", "", "none.css"]
)
def test_nothing_but_built_files_is_an_asset(built, path):
    assert built.get("/-/assets/" + path).status == 404


def test_assets_are_for_known_hosts_and_for_reading(built):
    assert built.get("/-/assets/portal-abc.css", host="unknown.localhost").status == 404
    assert built.get("/-/assets/portal-abc.css", method="POST").status == 405
    head = built.get("/-/assets/portal-abc.css", method="HEAD")
    assert (head.status, head.body, head.headers[b"content-length"]) == (200, b"", b"1200")


def test_a_new_build_is_seen(built, tmp_path):
    import os

    assert built.get("/-/assets/portal-new.css").status == 404
    (tmp_path / "portal-new.css").write_text("b{}")
    os.utime(tmp_path / "manifest.json", ns=(1, 1))
    assert built.get("/-/assets/portal-new.css").status == 200


FORM = ("content-type", "multipart/form-data; boundary=x")


def test_a_form_that_brings_files_may_be_larger_than_any_other(tmp_path):
    rig = Rig(show, tmp_path, MAX_BODY="2000")
    body = (b"a" * 1500, b"b" * 1500)
    answer = rig.get("/files", method="POST", headers=[FORM], body=body)
    assert (answer.status, answer.environ["body"], answer.environ["CONTENT_LENGTH"]) == (
        200,
        "a" * 1500 + "b" * 1500,
        "3000",
    )
    for path, headers in (
        ("/orders", [FORM]),
        ("/files", [("content-type", "application/json")]),
        ("/files/x", [FORM]),
    ):
        assert rig.get(path, method="POST", headers=headers, body=body).status == 413


def test_a_checkout_may_bring_files_and_takes_their_place_only_then(tmp_path, monkeypatch):
    from portico import forms

    rig = Rig(show, tmp_path, MAX_BODY="2000")
    body, told = (b"a" * 1500, b"b" * 1500), ("content-length", "3000")
    assert rig.get("/services/story", method="POST", headers=[FORM, told], body=body).status == 200
    for path, headers in (
        ("/services/story", [told]),
        ("/service", [FORM, told]),
        ("/services/story", [FORM, ("content-length", "many")]),
    ):
        assert rig.get(path, method="POST", headers=headers, body=body).status == 413
    monkeypatch.setattr(forms, "AT_ONCE", 0)
    assert rig.get("/services/story", method="POST", headers=[FORM, told], body=body).status == 503
    small = rig.get("/services/story", method="POST", headers=[FORM, ("content-length", "1")], body=(b"a",))
    assert small.status == 200, "who brings no files waits for nobody who does"


def test_a_form_with_files_ends_somewhere_and_few_come_at_once(tmp_path, monkeypatch):
    from portico import forms

    rig = Rig(show, tmp_path, MAX_BODY="2000")
    monkeypatch.setattr(forms, "MOST", 4000)
    answer = rig.get("/files", method="POST", headers=[FORM], body=(b"a" * 2500, b"b" * 2500))
    assert (answer.status, answer.headers[b"connection"]) == (413, b"close")
    assert rig.get("/files", method="POST", headers=[FORM, ("content-length", "5000")]).status == 413
    monkeypatch.setattr(forms, "AT_ONCE", 0)
    assert rig.get("/files", method="POST", headers=[FORM], body=(b"a",)).status == 503
