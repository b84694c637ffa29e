"""One connection of the web server. Every request under way on it hears that the other side is gone, also when more were sent behind it."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle


class Connection(HttpToolsProtocol):
    """uvicorn's own tells the newest request alone. One that is still answered before it would then write to a closed socket, which uvloop refuses with an
    error in the log, and an event stream would never learn that nobody reads it."""

    running: RequestResponseCycle | None = None

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self.running = cycle
        super()._start_asgi_task(cycle, app)

    def send_400_response(self, msg: str) -> None:
        super().send_400_response(msg)
        self._gone()

    def eof_received(self) -> None:
        super().eof_received()
        self._gone()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._gone()
        self.running = None

    def _gone(self) -> None:
        """What is under way sends nothing more, and is woken if it waits for the other side."""
        cycle = self.running
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
