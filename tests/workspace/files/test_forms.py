"""A plain form with files goes through the front whole, although it is larger than any other request may be."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder

from foundation.settings import settings
from portico import apps, asgi
from portico.assets import Assets
from tests.cast import Site
from tests.workspace.files import samples

BIG = samples.picture("PNG", 900, 600, compress_level=0)


@pytest.mark.usefixtures("disk")
def test_a_form_with_files_may_be_larger_than_others(portal: Flask, north: Site, tmp_path: Path) -> None:
    buyer = north.companies["acme"].people["buyer"]
    front = asgi.Front(apps.app_for, settings(), Assets(tmp_path))
    assert len(BIG) > settings().max_body

    def post(path: str) -> int:
        builder = EnvironBuilder(method="POST", data={"_csrf": buyer.token(portal), "next": "/"})
        builder.files.add_file("file", io.BytesIO(BIG), "big.png")
        environ = builder.get_environ()
        body = environ["wsgi.input"].read()
        headers = [(b"host", north.host.encode()), (b"cookie", buyer.headers["Cookie"].encode())]
        headers += [(b"content-type", environ["CONTENT_TYPE"].encode()), (b"content-length", str(len(body)).encode())]
        scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b""}
        sent, messages = (
            [],
            [
                {"type": "http.request", "body": body[at : at + 65_536], "more_body": at + 65_536 < len(body)}
                for at in range(0, len(body), 65_536)
            ],
        )

        async def receive():
            return messages.pop(0) if messages else await asyncio.Event().wait()

        async def send(message):
            sent.append(message)

        asyncio.run(front({**scope, "headers": headers, "client": ("10.0.0.9", 1)}, receive, send))
        return sent[0]["status"]

    assert post("/files") == 303
    assert post("/account/name") == 413
