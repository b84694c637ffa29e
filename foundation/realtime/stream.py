"""One open stream: what waits to be sent, and a writer that exists only while something does.

An idle stream is a coroutine of the server that waits for the other side to go away, and this object.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from foundation.realtime import cursor
from foundation.realtime.grant import Grant

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

WAITING = 256
"""Messages a slow reader may fall behind; then the stream ends, and the reader comes back with its cursor."""

BEAT = b"event: beat\ndata: 1\n\n"


class Stream:
    """A reader. ``live``: it has read what was told before it came; until then ``behind`` notes that more was told meanwhile."""

    __slots__ = (
        "__weakref__",
        "_ending",
        "_queue",
        "_send",
        "_writer",
        "behind",
        "ended",
        "grant",
        "live",
        "positions",
    )

    def __init__(self, grant: Grant) -> None:
        self.grant = grant
        self.positions = grant.positions
        self.live = False
        self.behind = False
        self.ended = False
        self._ending = False
        self._queue: list[bytes] | None = None
        self._send: Send | None = None
        self._writer: asyncio.Task[None] | None = None

    @property
    def cursor(self) -> str:
        return cursor.written({room: seq for room, seq in self.positions.items() if seq is not None})

    def tell(self, room: str, seq: int, body: bytes) -> None:
        """Send what was told in ``room`` under ``seq``, unless it was sent before."""
        before = self.positions[room]
        if before is not None and seq <= before:
            return
        self.positions[room] = seq
        self.push(b"id: %s\ndata: %s\n\n" % (self.cursor.encode(), body))

    def control(self, name: str) -> None:
        """Send a word about the stream itself: ``hello`` with where it begins, ``reload`` when too much was missed to be told one by one."""
        self.push(b"id: %s\nevent: %s\ndata: 1\n\n" % (self.cursor.encode(), name.encode()))

    def beat(self) -> None:
        """A sign of life, when nothing else is on its way."""
        if self._queue is None and self._writer is None:
            self.push(BEAT)

    def push(self, chunk: bytes) -> None:
        """Put it in line; the stream of a reader who is too slow ends instead."""
        if self._ending:
            return
        if self._queue is None:
            self._queue = []
        if self.live and len(self._queue) >= WAITING:
            self.end()
            return
        self._queue.append(chunk)
        self._wake()

    def arrive(self) -> None:
        """The reader has read what was told before it came. However much that was, it counts as one message in line."""
        self.live = True
        if self._queue:
            self._queue = [b"".join(self._queue)]

    def open(self, send: Send) -> None:
        """Begin to send; what was put in line before goes first."""
        self._send = send
        self._wake()

    def end(self) -> None:
        """Send nothing more but the end. The browser comes back and is asked again."""
        if not self._ending:
            self._ending = True
            self._queue = None
            self._wake()

    def close(self) -> None:
        """The other side is gone."""
        self._ending = self.ended = True
        self._queue = None
        if self._writer is not None:
            self._writer.cancel()

    def _wake(self) -> None:
        if self._writer is None and self._send is not None:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        assert self._send is not None
        try:
            while self._queue:
                chunk, self._queue = b"".join(self._queue), None
                await self._send({"type": "http.response.body", "body": chunk, "more_body": True})
            if self._ending and not self.ended:
                # The server then tells the coroutine that waits for the other side that all is over.
                self.ended = True
                await self._send({"type": "http.response.body", "body": b""})
        except OSError:
            self._ending = self.ended = True
        finally:
            self._writer = None
