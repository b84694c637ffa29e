"""Sending files as a browser's script does: announce, put, complete, add."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

from foundation.identity.secrets import hashed
from foundation.jobs import tasks
from foundation.storage import holder_of, storage
from foundation.tenancy import Scope, entered
from tests import cast
from tests.cast import Person, Site


class Sender:
    """One person at the portal, or at the desk of ``site`` when they are staff."""

    def __init__(self, app: Flask, site: Site, person: Person, *, scope: Scope | None = None) -> None:
        self.app, self.site, self.person = app, site, person
        self.scope = scope or site.live
        staff = person.realm == "portico_staff"
        self.host = cast.BUILDER_HOST if staff else site.host
        self.root = f"/p/{site.live.slug}/desk" if staff else ""

    def post(self, path: str, json: Any = None, **form: Any) -> TestResponse:
        """A script's request: JSON when there is some, else a form."""
        headers = {"Accept": "application/json", "X-CSRF-Token": self.person.token(self.app)}
        if json is not None:
            return cast.ask(
                self.app, self.person, self.host, self.root + path, method="POST", json=json, headers=headers
            )
        return cast.ask(
            self.app, self.person, self.host, self.root + path, method="POST", data=form or {"_": ""}, headers=headers
        )

    def get(self, path: str, **headers: str) -> TestResponse:
        return cast.ask(self.app, self.person, self.host, self.root + path, headers=headers)

    def begin(self, name: str, size: int, type: str = "", **more: Any) -> TestResponse:
        return self.post("/files/uploads", json={"name": name, "size": size, "type": type, **more})

    def put(self, told: dict[str, Any], content: bytes) -> None:
        """What the front does with the bytes."""
        with entered(self.scope):
            storage().receive(
                told["url"].rpartition("/")[2], io.BytesIO(content), told["headers"]["Content-Type"], self.holders
            )

    @property
    def holders(self) -> list[str]:
        return [holder_of(hashed(self.person.secret))] if self.person.secret else []

    def upload(self, name: str, content: bytes, type: str = "", **more: Any) -> dict[str, Any]:
        """Announce, put and complete; what the answer says."""
        begun = self.begin(name, len(content), type, **more)
        assert begun.status_code == 201, begun.json
        self.put(begun.json, content)
        done = self.post(f"/files/uploads/{begun.json['id']}/complete")
        assert done.status_code == 200, done.json
        return dict(done.json)

    def add(self, *files: dict[str, Any], **where: str) -> TestResponse:
        return self.post("/files", file_id=[file["id"] for file in files], **where)

    def fetched(self, file_id: str) -> tuple[bytes, str, str]:
        """Content, media type and disposition of a file, by its ticket."""
        answer = self.get(f"/files/{file_id}")
        assert answer.status_code == 303, answer.status_code
        with entered(self.scope):
            allowed = storage().download(answer.headers["Location"].split("/")[3], self.holders)
            with storage().open(allowed.key) as file:
                return file.read(), allowed.type, allowed.disposition


def run(site: Site, name: str, **arguments: Any) -> None:
    """Run a task in the live tenant as the worker does."""
    known = tasks[name]
    with entered(site.live):
        known.function(**arguments)


def state_of(site: Site, file_id: str) -> Any:
    """The stored row."""
    with site.at():
        return cast.row("select * from files where id = %(id)s", id=UUID(file_id))
