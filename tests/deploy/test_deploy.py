"""What `deploy/README.md` promises, on the real files: TLS for hosts that are served and for no other, two web processes, streams, updates."""

from __future__ import annotations

import http.client
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.deploy.conftest import BASE, DEPLOY, Deployment
from tests.deploy.prepare import CLAIMED, PROVEN

APP = f"app.{BASE}"


def test_a_proven_domain_is_served_over_https(deployment: Deployment) -> None:
    answer = deployment.get(PROVEN, "/sign-in")
    assert answer.status == 200
    assert "North" in answer.body and "Portico" not in answer.body
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert answer.cookies and all(
        cookie.startswith("__Host-") and "; Secure" in cookie and "; HttpOnly" in cookie for cookie in answer.cookies
    )
    for host in (APP, f"north.{BASE}", f"north--main.{BASE}"):
        assert deployment.get(host, "/sign-in").status == 200, host


@pytest.mark.parametrize("host", [CLAIMED, "nobody.kestrel.test", f"south.{BASE}", f"north--other.{BASE}"])
def test_any_other_host_is_refused_at_the_handshake(deployment: Deployment, host: str) -> None:
    with pytest.raises(ssl.SSLError):
        deployment.get(host)
    assert deployment.get(PROVEN, "/sign-in").status == 200


def test_plain_http_leads_to_https(deployment: Deployment) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", deployment.port("HTTP_PORT"), timeout=10)
    connection.request("GET", "/services?a=1", headers={"Host": PROVEN})
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 308
    assert answer.headers["Location"] == f"https://{PROVEN}:{deployment.port('HTTPS_PORT')}/services?a=1"


def test_ask_is_not_public(deployment: Deployment) -> None:
    question = f"/tls-ask?domain={PROVEN}"
    internal = f"http://127.0.0.1:{deployment.port('WEB_1_INTERNAL')}{question}"
    assert urllib.request.urlopen(internal, timeout=5).status == 200
    assert urllib.request.urlopen(f"http://127.0.0.1:{deployment.port('ASK_PORT')}{question}", timeout=5).status == 200
    for host in (APP, PROVEN, f"north.{BASE}"):
        answer = deployment.get(host, question)
        assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (404, "text/html"), host
        assert deployment.get(host, "/readyz").status == 404
    # Nor does the proxy's own address lead anywhere else.
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{deployment.port('ASK_PORT')}/readyz", timeout=5)
    assert refused.value.code == 404


def test_who_asks_is_whom_caddy_saw(deployment: Deployment) -> None:
    """A header of one's own changes neither the address that budgets are counted by nor the scheme."""
    answer = deployment.get(PROVEN, "/sign-in", **{"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"})
    assert answer.status == 200 and "strict-transport-security" in answer.headers


@contextmanager
def asking(deployment: Deployment) -> Iterator[list[str]]:
    """Requests, one after another in two threads, for as long as the block runs: what was not answered well."""
    failed: list[str] = []
    answered = [0]
    over = threading.Event()

    def ask(host: str) -> None:
        while not over.is_set():
            try:
                answer = deployment.get(host, "/sign-in")
                if answer.status != 200:
                    failed.append(f"{host} {answer.status}")
            except OSError as error:
                failed.append(f"{host} {error!r}")
            answered[0] += 1

    threads = [threading.Thread(target=ask, args=(host,)) for host in (PROVEN, APP)]
    for thread in threads:
        thread.start()
    try:
        yield failed
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert answered[0] > 20


@pytest.mark.parametrize("down", ["web-1", "web-2"])
def test_either_web_process_serves_alone(deployment: Deployment, down: str) -> None:
    other = "WEB_2_INTERNAL" if down == "web-1" else "WEB_1_INTERNAL"
    mine = "WEB_1_INTERNAL" if down == "web-1" else "WEB_2_INTERNAL"
    assert "stopped" in deployment.control("stop", down)
    assert not deployment.ready(mine) and deployment.ready(other)
    for _ in range(5):
        assert deployment.get(PROVEN, "/sign-in").status == 200
    assert "started" in deployment.control("start", down)
    deployment.wait_for(lambda: deployment.ready(mine))


def test_a_killed_web_process_comes_back_and_the_portal_was_there_all_the_time(deployment: Deployment) -> None:
    first = int(deployment.control("pid", "web-1"))
    os.kill(first, signal.SIGKILL)
    for _ in range(10):
        assert deployment.get(PROVEN, "/sign-in").status == 200
    deployment.wait_for(lambda: deployment.control("pid", "web-1").strip() not in ("0", str(first)))
    deployment.wait_for(lambda: deployment.ready("WEB_1_INTERNAL"))


def test_an_update_fails_no_request(deployment: Deployment) -> None:
    with asking(deployment) as failed:
        done = subprocess.run(
            [str(DEPLOY / "restart")],
            env={**deployment.environ, "SUPERVISORCTL": str(Path(sys.executable).parent / "supervisorctl")},
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert failed == []


def test_a_worker_runs_jobs(deployment: Deployment) -> None:
    assert deployment.control("status", "worker").split()[1] == "RUNNING"


def test_a_stream_passes_through_as_it_comes(deployment: Deployment) -> None:
    connection = deployment.connect(PROVEN)
    cookie = f"__Host-portico_member={deployment.about['session']}"
    connection.request(
        "GET",
        "/-/events",
        headers={"Host": f"{PROVEN}:{deployment.port('HTTPS_PORT')}", "Cookie": cookie, "Accept": "text/event-stream"},
    )
    answer = connection.getresponse()
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, "text/event-stream")
    deployment.script("tests.deploy.prepare", json.dumps(deployment.about))
    deadline = time.monotonic() + 20
    seen = ""
    while "order.changed" not in seen and time.monotonic() < deadline:
        seen += answer.readline().decode()
    connection.close()
    assert "order.changed" in seen
