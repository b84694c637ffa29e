"""Health on the loopback-only internal port, served by the supervisor.

The supervisor serves it, not a web worker: it outlives all of them, so the answer does not depend on which of
several workers was asked, and it alone knows that the whole is being stopped. `/livez` says that the supervisor
runs. `/readyz` says that requests would be served well: the database answers as the app role, its schema is the one
this code was written for, a web worker takes requests, and nobody asked us to stop. Every answer is empty.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import psycopg

from portico.versions import head, read_version


class Internal:
    """Answers on `listening`, an already bound socket. `ready` is asked for everything but the database."""

    def __init__(self, listening: socket.socket, database_url: Callable[[], str], ready: Callable[[], bool]) -> None:
        class Answer(BaseHTTPRequestHandler):
            timeout = 5

            def do_GET(self) -> None:
                if self.path == "/livez":
                    status = 200
                elif self.path == "/readyz":
                    status = 200 if ready() and _database_is_right(database_url()) else 503
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
