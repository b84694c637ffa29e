"""Sending files and fetching them. The bytes themselves go through the front, by ticket."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.errors import Refused
from foundation.web.guards import clean_text, read_json, wants_json
from foundation.web.notices import tell
from foundation.web.routes import SIGNED_IN, local_path, needs, waits
from foundation.web.sent_files import posted_files, posted_ids, thumb_answer, ticket_answer
from runtime.pages.portal import portal
from workspace.files import actions, policies, queries
from workspace.files.queries import FileRecord
from workspace.files.schemas import read_upload, told

files = Blueprint("files", __name__)


def file_url(file: FileRecord) -> str:
    return url_for("files.fetch", file_id=file.id)


def thumb_url(file: FileRecord) -> str | None:
    """Where its small picture is, or None for a file that has none."""
    return url_for("files.thumb", file_id=file.id) if file.thumb else None


@files.post("/files/uploads")
@needs(SIGNED_IN)
def begin() -> ResponseReturnValue:
    """Announce a file: where to put its bytes."""
    asked = read_upload(read_json())
    upload = actions.begin_upload(
        portal().viewer, name=asked["name"], size=asked["size"], type=asked["type"], client_id=asked["client"]
    )
    return jsonify(ticket_answer(upload.id, upload.ticket)), 201


@files.post("/files/uploads/<uuid:upload_id>/complete")
@needs(SIGNED_IN)
@waits
def complete(upload_id: UUID) -> ResponseReturnValue:
    """All bytes were put: check them."""
    file = actions.complete_upload(portal().viewer, upload_id)
    return jsonify(told(file, file_url(file), url_for("files.thumb", file_id=file.id)))


@files.post("/files")
@needs(SIGNED_IN)
@waits
def add() -> ResponseReturnValue:
    """Put files beside an order, or beside all of them: those uploaded before, and those that come with this very form."""
    viewer = portal().viewer
    number = clean_text(request.form.get("order", ""), "order", most=100)
    if number:
        order_id, client_id, _ = queries.order_of(viewer, number)
        subject = f"order:{order_id}"
    else:
        if not policies.may_add_to_client(viewer) or viewer.client_id is None:
            raise Refused("order_missing", "Say which order the files are for.", pointer="order")
        order_id, client_id, subject = None, viewer.client_id, f"client:{viewer.client_id}"
    ids = posted_ids("file_id")
    ids += [actions.store_upload(viewer, name=name, stream=stream).id for name, stream in posted_files("file")]
    if not ids:
        raise Refused("file_missing", "Choose a file first.", pointer="file")
    added = actions.attach(viewer, ids, subject=subject, client_id=client_id, order_id=order_id)
    if wants_json():
        return jsonify([told(file, file_url(file), url_for("files.thumb", file_id=file.id)) for file in added]), 201
    tell("The file was added." if len(added) == 1 else f"{len(added)} files were added.")
    return redirect(local_path(request.form.get("next"), url_for("pages.home")), 303)


@files.get("/files/<uuid:file_id>")
@needs(SIGNED_IN)
def fetch(file_id: UUID) -> ResponseReturnValue:
    """A file: shown where a browser may show it, else stored. Each time the right is asked anew."""
    ticket = queries.download_ticket(portal().viewer, file_id, save="save" in request.args)
    return redirect(request.script_root + ticket.url, 303)


@files.get("/files/<uuid:file_id>/thumb")
@needs(SIGNED_IN)
def thumb(file_id: UUID) -> Response:
    """The small picture of a picture."""
    content, tag = queries.read_thumb(portal().viewer, file_id)
    return thumb_answer(make_response(content), tag)


@files.post("/files/<uuid:file_id>/removal")
@needs(SIGNED_IN)
def removal(file_id: UUID) -> ResponseReturnValue:
    """Take a file away."""
    gone = actions.remove(portal().viewer, file_id)
    if wants_json():
        return jsonify(id=str(gone.id), state=gone.state)
    tell(f"“{gone.name}” was removed.")
    return redirect(local_path(request.form.get("next"), url_for("pages.home")), 303)
