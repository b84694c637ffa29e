"""People who talk over HTTP and listen over a stream while the system is killed under them. Each does what a browser does: sends a message again,
key and all, when the answer got lost; opens the stream again from where it was."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

PATIENCE = 60.0
LOST = (OSError, asyncio.IncompleteReadError, ValueError, IndexError)


@dataclass
class Talk:
    """What all share. ``said``: message id → when the answer came that it is there, in seconds of the monotonic clock."""

    port: int
    host: str
    said: dict[str, float] = field(default_factory=dict)
    repeated: int = 0

    @asynccontextmanager
    async def asked(
        self, person: Talker, method: str, path: str, body: bytes = b"", **headers: str
    ) -> AsyncIterator[tuple[int, asyncio.StreamReader]]:
        """Send a request on a connection of its own: the status, and a reader that stands after the head."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            lines = {
                "Host": f"{self.host}:{self.port}",
                "Cookie": f"__Host-portico_member={person.secret}",
                "X-Forwarded-For": person.address,
                "Content-Length": str(len(body)),
                **headers,
            }
            head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
            writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
            await writer.drain()
            status = int((await reader.readuntil(b"\r\n")).split()[1])
            while await reader.readuntil(b"\r\n") != b"\r\n":
                pass
            yield status, reader
        finally:
            writer.close()


@dataclass
class Heard:
    """A message somebody was told of: its number in the room, its id, and when."""

    seq: int
    message: str
    at: float


@dataclass(eq=False)
class Talker:
    """A member of a client, with the page of its conversation open."""

    talk: Talk
    number: int
    client: str
    secret: str
    csrf: str
    heard: list[Heard] = field(default_factory=list)
    mine: list[str] = field(default_factory=list)
    reloads: int = 0
    joined: asyncio.Event = field(default_factory=asyncio.Event)
    _cursor: str = ""

    @property
    def address(self) -> str:
        return f"10.1.{self.number // 250}.{self.number % 250 + 1}"

    async def say(self, count: int, pause: float, chooser: random.Random) -> None:
        """Say so many things, each until it is acknowledged."""
        for n in range(count):
            body = urlencode(
                {"_csrf": self.csrf, "key": secrets.token_urlsafe(24), "text": f"{self.number} says {n}"}
            ).encode()
            deadline = time.monotonic() + PATIENCE
            while (answer := await self._once(body)) is None:
                assert time.monotonic() < deadline, f"message {n} of {self.number} is not taken"
                self.talk.repeated += 1
                await asyncio.sleep(0.05 + chooser.random() * 0.2)
            self.talk.said[answer] = time.monotonic()
            self.mine.append(answer)
            await asyncio.sleep(chooser.random() * 2 * pause)

    async def _once(self, body: bytes) -> str | None:
        form = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
            "Connection": "close",
        }
        try:
            async with (
                asyncio.timeout(10),
                self.talk.asked(self, "POST", f"/messages/{self.client}", body, **form) as (status, reader),
            ):
                text = await reader.read()
                if status >= 500:
                    return None
                assert status == 200, (status, text[:400])
                return str(json.loads(text)["id"])
        except (*LOST, TimeoutError):
            return None

    async def listen(self) -> None:
        """Keep the stream open for ever, as a browser does: a pause after it was cut, then again from the last id."""
        retry = 1.0
        while True:
            path = "/-/events"
            more = {"Last-Event-ID": self._cursor} if self._cursor else {}
            try:
                async with self.talk.asked(self, "GET", path, Accept="text/event-stream", **more) as (status, reader):
                    while status == 200:
                        size = int(await reader.readuntil(b"\r\n"), 16)
                        chunk = await reader.readexactly(size + 2)
                        if not size:
                            break
                        for block in chunk[:-2].decode().split("\n\n"):
                            retry = self._take(block) or retry
            except LOST:
                pass
            await asyncio.sleep(retry)

    def _take(self, block: str) -> float | None:
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        self._cursor = fields.get("id", self._cursor)
        if fields.get("event") == "hello":
            self.joined.set()
        if fields.get("event") == "reload":
            self.reloads += 1
        if "event" not in fields and "data" in fields:
            told: dict[str, Any] = json.loads(fields["data"])
            if told["name"] == "message.posted":
                self.heard.append(Heard(told["seq"], told["body"]["message"], time.monotonic()))
        return int(fields["retry"]) / 1000 if "retry" in fields else None
