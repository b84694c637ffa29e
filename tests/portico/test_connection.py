"""Connections of the web server on which more is sent than what is being answered."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import MutableMapping
from typing import Any

import pytest
import uvicorn

from portico.connection import Connection
from tests.portico.live import PATIENCE

ASKED = b"GET /stream HTTP/1.1\r\nHost: app.localhost\r\n\r\n"


@pytest.mark.parametrize("more", [b"", ASKED, ASKED * 3, b"\x00 no request\r\n\r\n"])
def test_a_stream_hears_that_its_reader_left_whatever_was_sent_behind_it(more: bytes) -> None:
    async def play() -> None:
        opened, left = asyncio.Event(), asyncio.Event()

        async def beat(send: Any) -> None:
            # While more waits behind what is answered, nothing is read: that the other side left is noticed by writing to it.
            while True:
                await asyncio.sleep(0.02)
                await send({"type": "http.response.body", "body": b"beat", "more_body": True})

        async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hello", "more_body": True})
            opened.set()
            beating = asyncio.create_task(beat(send))
            while (await receive())["type"] != "http.disconnect":
                pass
            left.set()
            beating.cancel()

        line = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(app, http=Connection, loop="uvloop", lifespan="off", log_config=None)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[line]))
        try:
            async with asyncio.timeout(PATIENCE):
                _, writer = await asyncio.open_connection(*line.getsockname())
                writer.write(ASKED)
                await opened.wait()
                writer.write(more)
                await writer.drain()
                await asyncio.sleep(0.05)
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
                await left.wait()
        finally:
            server.should_exit = server.force_exit = True
            await serving

    asyncio.run(play())
