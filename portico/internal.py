"""Health, and which hosts may have a certificate, on the loopback-only internal port, served by the supervisor.

The supervisor serves it, not a web worker: it outlives all of them, so the answer does not depend on which of
several workers was asked, and it alone knows that the whole is being stopped. `/livez` says that the supervisor
runs. `/readyz` says that requests would be served well: the database answers as the app role, its schema is the one
this code was written for, a web worker takes requests, and nobody asked us to stop. `/tls-ask?domain=…` is for the
proxy that fetches certificates: 200 for the platform's own hosts and for proven ones. What comes through a proxy
(`X-Forwarded-For`) is answered 404 whatever it asks, so nobody outside learns what is here. Every answer is empty.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg

from portico.versions import head, read_version


class Internal:
    """Answers on `listening`, an already bound socket. `ready` is asked for everything but the database."""

    def __init__(
        self, listening: socket.socket, database_url: Callable[[], str], ready: Callable[[], bool], base_domain: str
    ) -> None:
        class Answer(BaseHTTPRequestHandler):
            timeout = 5

            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                if "X-Forwarded-For" in self.headers:
                    status = 404
                elif asked.path == "/livez":
                    status = 200
                elif asked.path == "/readyz":
                    status = 200 if ready() and _database_is_right(database_url()) else 503
                elif asked.path == "/tls-ask":
                    host = parse_qs(asked.query).get("domain", [""])[0]
                    status = _may_have_a_certificate(host, base_domain, database_url())
                else:
                    status = 404
                self.send_response_only(status)
                self.send_header("Content-Length", "0")
                self.send_header("Cache-Control", "no-store")
                self.end_headers()

            def log_message(self, format: str, *arguments: Any) -> None:
                """Health checks are not worth a line."""

        self._server = ThreadingHTTPServer(listening.getsockname()[:2], Answer, bind_and_activate=False)
        self._server.socket.close()
        self._server.socket = listening
        self._server.daemon_threads = True
        listening.listen(64)

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.1,), name="internal", daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _database_is_right(dsn: str) -> bool:
    try:
        with psycopg.connect(dsn, connect_timeout=2, options="-c statement_timeout=2000") as connection:
            return read_version(connection) == head()
    except psycopg.Error:
        return False


_PORTALS = "SELECT 1 FROM portico.portals p JOIN portico.tenants t ON t.portal_id = p.id WHERE p.slug = %s AND t.sandbox IS NOT DISTINCT FROM %s"
_DOMAINS = "SELECT 1 FROM portico.domains WHERE host = %s AND verified_at IS NOT NULL"


def _may_have_a_certificate(host: str, base_domain: str, dsn: str) -> int:
    """200 for a host that is served, 404 for any other one, 503 when the database cannot say."""
    name = host.lower().removesuffix(".")
    if name in (base_domain, f"app.{base_domain}"):
        return 200
    if name.endswith(f".{base_domain}"):
        slug, _, sandbox = name[: -len(base_domain) - 1].partition("--")
        query, values = _PORTALS, [slug, sandbox or None]
    else:
        query, values = _DOMAINS, [name]
    try:
        with psycopg.connect(dsn, connect_timeout=2, options="-c statement_timeout=2000") as connection:
            return 200 if connection.execute(query, values).fetchone() else 404
    except (psycopg.DataError, ValueError, UnicodeError):
        return 404
    except psycopg.Error:
        return 503
