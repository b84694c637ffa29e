"""Places for what may take long to come: only some at once, and only some of them for one caller, who could else keep everybody out."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from foundation.identity.limits import network


class Places:
    """Those of one process."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    @contextmanager
    def taken(self, address: str, *, most: int, each: int) -> Iterator[bool]:
        """Hold a place for whoever calls from ``address`` while the block runs; False when ``most`` are held, or ``each`` by this caller."""
        who = network(address)
        if self._taken.total() >= most or self._taken[who] >= each:
            yield False
            return
        self._taken[who] += 1
        try:
            yield True
        finally:
            self._taken[who] -= 1
            self._taken += Counter()


async def pieces(receive: Callable[[], Awaitable[Any]], *, silence: float, longest: float) -> AsyncIterator[Any]:
    """The messages of a request as they come. Raises TimeoutError after ``silence`` seconds without one, and ``longest`` seconds after the first
    was waited for, however steadily they drip."""
    loop = asyncio.get_running_loop()
    end = loop.time() + longest
    while True:
        # Not wait_for: before Python 3.12 it forgets to end when something comes at the same moment.
        async with asyncio.timeout_at(min(loop.time() + silence, end)):
            message = await receive()
        yield message
        if loop.time() >= end:
            raise TimeoutError
