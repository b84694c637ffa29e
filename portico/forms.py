"""Plain forms that bring files, for whoever runs no script: larger than any other request, kept on the disk on their way, only some at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from portico.bridge import Reply, Request, plain

MOST = 20_000_000
"""The largest form that brings files, in bytes."""
IN_MEMORY = 1_000_000
AT_ONCE = 8
"""Such forms that one process takes at a time."""

_CLOSE = (b"connection", b"close")


def brings_files(request: Request) -> bool:
    """True for a form posted to where files are added."""
    kind = next((value for name, value in request.headers if name == b"content-type"), b"")
    return request.method == "POST" and request.path.endswith("/files") and kind.startswith(b"multipart/form-data")


class Forms:
    """Takes the bodies of such forms."""

    def __init__(self) -> None:
        self._coming = 0

    async def take(self, request: Request, receive: Callable[[], Awaitable[Any]]) -> BinaryIO | Reply | None:
        """The whole body, to be closed by whoever takes it; a refusal; None when the sender went away."""
        declared = next((value for name, value in request.headers if name == b"content-length"), b"0")
        too_big = plain(413, f"The form is larger than {MOST} bytes. Send fewer files at once.", _CLOSE)
        if not declared.isdigit() or int(declared) > MOST:
            return too_big
        if self._coming >= AT_ONCE:
            return plain(503, "We are busy right now. Please try again in a moment.", (b"retry-after", b"5"), _CLOSE)
        self._coming += 1
        body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - handed on
        whole = False
        try:
            while not whole:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                body.write(message.get("body", b""))
                if body.tell() > MOST:
                    return too_big
                whole = not message.get("more_body")
            return cast(BinaryIO, body)
        finally:
            self._coming -= 1
            if not whole:
                body.close()
