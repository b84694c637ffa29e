"""Plain forms that bring files, for whoever runs no script: larger than any other request, kept on the disk on their way, only some at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from portico.bridge import Reply, Request, plain
from portico.places import Places, pieces

MOST = 20_000_000
"""The largest form that brings files, in bytes."""
CHECKOUTS = "/services/"
IN_MEMORY = 1_000_000
AT_ONCE = 8
"""Such forms that one process takes at a time."""
EACH = 3
"""Of these, how many from one address: nobody has signed in yet when they come."""
SILENCE = 30.0
LONGEST = 300.0
"""Seconds without a byte, and seconds in all, after which a form is given up."""

_CLOSE = (b"connection", b"close")


def brings_files(request: Request, usual: int) -> bool:
    """True for a form posted to where files are added, and for a checkout's that is larger than the ``usual`` bytes: only files make it so."""
    told = dict(request.headers)
    if request.method != "POST" or not told.get(b"content-type", b"").startswith(b"multipart/form-data"):
        return False
    size = told.get(b"content-length", b"")
    return request.path.endswith("/files") or (
        request.path.startswith(CHECKOUTS) and size.isdigit() and int(size) > usual
    )


class Forms:
    """Takes the bodies of such forms."""

    def __init__(self) -> None:
        self._places = Places()

    async def take(self, request: Request, receive: Callable[[], Awaitable[Any]]) -> BinaryIO | Reply | None:
        """The whole body, to be closed by whoever takes it; a refusal; None when the sender went away."""
        declared = next((value for name, value in request.headers if name == b"content-length"), b"0")
        too_big = plain(413, f"The form is larger than {MOST} bytes. Send fewer files at once.", _CLOSE)
        if not declared.isdigit() or int(declared) > MOST:
            return too_big
        with self._places.taken(request.client, most=AT_ONCE, each=EACH) as free:
            if not free:
                return plain(
                    503, "We are busy right now. Please try again in a moment.", (b"retry-after", b"5"), _CLOSE
                )
            body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - handed on
            whole: bool | None = False
            try:
                whole = await _fill(body, receive)
            except TimeoutError:
                return plain(408, "The form came too slowly, so it was given up. Try again with fewer files.", _CLOSE)
            finally:
                if not whole:
                    body.close()
            if whole is None:
                return None
            return cast(BinaryIO, body) if whole else too_big


async def _fill(body: SpooledTemporaryFile[bytes], receive: Callable[[], Awaitable[Any]]) -> bool | None:
    """Write down what comes. True: all of it; False: it is too much; None: the sender went away. Raises TimeoutError for a silent one."""
    async for message in pieces(receive, silence=SILENCE, longest=LONGEST):
        if message["type"] == "http.disconnect":
            return None
        body.write(message.get("body", b""))
        if body.tell() > MOST:
            return False
        if not message.get("more_body"):
            return True
    raise AssertionError("unreachable")
