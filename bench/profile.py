"""Where the time of one page goes: ``python -m bench.profile dashboard`` runs it in this process under cProfile.

Pages: bare, dash4q, dashboard, cold (a dashboard with nothing kept), catalogue, list, page, thread, placing. ``COUNT`` (300) is how many are asked for.
"""

from __future__ import annotations

import asyncio
import cProfile
import os
import pstats
import re
import secrets
import sys
import time
from collections.abc import MutableMapping
from typing import Any

from bench import floors, generated, pages, publishing, stage

FLOORS = f"{floors.HOST_LABEL}.{stage.BASE_DOMAIN}"
PAGES = {
    "bare": lambda: pages.floors(FLOORS)[0],
    "dash4q": lambda: pages.floors(FLOORS)[1],
    "dashboard": pages.dashboard,
    "cold": lambda: pages.dashboard(cold=True),
    "catalogue": pages.catalogue,
    "list": pages.order_list,
    "page": pages.order_page,
    "thread": pages.thread_page,
}
BATCHES = 20
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class _Asked:
    """One ASGI exchange from the bytes of a request."""

    def __init__(self, request: bytes) -> None:
        head, _, self._body = request.partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        method, target, _ = first.split(b" ")
        path, _, query = target.partition(b"?")
        headers = [(name.lower(), value.strip()) for name, value in (line.split(b":", 1) for line in lines)]
        self.scope: MutableMapping[str, Any] = {
            "type": "http",
            "method": method.decode(),
            "path": path.decode(),
            "raw_path": path,
            "query_string": query,
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "scheme": "http",
            "http_version": "1.1",
        }
        self.status = 0
        self.body = b""

    async def receive(self) -> dict[str, Any]:
        return {"type": "http.request", "body": self._body, "more_body": False}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.body += message["body"]


class _Directly:
    """In place of a thread pool: runs in the caller's thread, where the profile is taken."""

    def submit(self, function: Any, *arguments: Any) -> Any:
        from concurrent.futures import Future

        future: Future[Any] = Future()
        future.set_result(function(*arguments))
        return future


async def _placing(front: Any) -> pages.Page:
    class Direct:
        async def ask(self, request: bytes) -> Any:
            asked = _Asked(request)
            await front(asked.scope, asked.receive, asked.send)
            return asked

    return await pages.placing(Direct())  # type: ignore[arg-type]


async def _profile(name: str, count: int) -> None:
    from portico import apps, asgi

    front = asgi.build()
    apps_for = floors.with_floors(apps.app_for, FLOORS, os.environ["DATABASE_URL"])
    front._app_for = apps_for
    front._pools = {"page": _Directly(), "waiting": _Directly()}  # type: ignore[dict-item]
    page = await _placing(front) if name == "placing" else PAGES[name]()

    async def ask(times: int) -> int:
        size = 0
        for _ in range(times):
            asked = _Asked(page.requests())
            await front(asked.scope, asked.receive, asked.send)
            assert asked.status == page.expected, (asked.status, asked.body[:500])
            size = len(asked.body)
        return size

    await ask(60)
    batches, size = [], 0
    for _ in range(BATCHES):
        began = time.process_time()
        size = await ask(count // BATCHES)
        batches.append((time.process_time() - began) / (count // BATCHES) * 1000)
    # The quickest: what else the machine did meanwhile is not the page's.
    plain = min(batches)
    profile = cProfile.Profile(time.thread_time)  # waiting for the database is not CPU
    profile.enable()
    await ask(count)
    profile.disable()
    sys.stdout.write(f"{name}: {plain:.3f} ms CPU a request without the profile, {size} bytes, {count} requests\n")
    chosen = pstats.Stats(profile, stream=sys.stdout).strip_dirs()
    for order in ("tottime", "cumulative"):
        chosen.sort_stats(order).print_stats(int(os.environ.get("LINES") or 45))


def main() -> int:
    """Profile the pages named on the command line."""
    place = stage.folder()
    name = f"profile_{secrets.token_hex(3)}"
    with stage.database_server(place) as server:
        if not stage.exists(server, stage.MADE):
            generated.make(server, place)
        stage.new_database(server, name, stage.MADE)
        try:
            os.environ |= stage.production(server, name, place)
            stage.refresh_sessions(server, name)
            for page in sys.argv[1:] or PAGES:
                asyncio.run(_profile(page, int(os.environ.get("COUNT") or 300)))
        finally:
            publishing.leave()
            stage.drop_database(server, name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
