"""Sending files and fetching them. The bytes themselves go through the front, by ticket."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from commerce.orders.queries import list_orders
from foundation import clock
from foundation.errors import Refused
from foundation.web.components.paging import Keyset
from foundation.web.guards import clean_text, read_json, wants_json
from foundation.web.notices import tell
from foundation.web.routes import PUBLIC, SIGNED_IN, local_path, needs, sign_in_first, waits
from foundation.web.sent_files import posted_files, posted_ids, thumb_answer, ticket_answer
from portal_config.compiled import Tab
from runtime import engines
from runtime.account.views import address
from runtime.files.folders import folders_of_tab
from runtime.files.shown import ADDRESSES, upload
from runtime.pages.portal import Portal, draw, portal
from words import say, say_many, unsaid
from workspace.files import actions, policies, queries
from workspace.files.budgets import allowance
from workspace.files.moving import move_to_folder
from workspace.files.queries import FileRecord
from workspace.files.schemas import read_upload, told
from workspace.files.shown import KIND_NAMES, by_order, folder_name, shown

files = Blueprint("files", __name__)


SORTS = (
    ("newest", unsaid("Newest first")),
    ("oldest", unsaid("Oldest first")),
    ("name", unsaid("By name")),
    ("size", unsaid("Largest first")),
)
VIEWS = {"newest": unsaid("All files"), "order": unsaid("By order")}
ORDERS = 100
"""Orders that are offered to choose from."""


def _told(file: FileRecord) -> dict[str, Any]:
    return told(file, ADDRESSES.file(file), url_for("files.thumb", file_id=file.id))


def _orders(here: Portal) -> list[tuple[str, str]]:
    """Number and words of the newest orders this person reads; none for somebody who reads no orders."""
    if not here.viewer.may("order.read"):
        return []
    found = list_orders(here.viewer, limit=ORDERS).orders
    return [(order.number, f"{order.title}, {order.number}") for order in found]


@engines.tab("files")
def files_tab(tab: Tab) -> ResponseReturnValue:
    """Every file this person may read; what narrows and sorts the list is in the address."""
    here = portal()
    names = ("view", "q", "kind", "order", "folder", "sort", "cursor")
    asked = {name: clean_text(request.args.get(name, ""), name, most=400) for name in names}
    first = str(tab.settings.get("first", "newest"))
    view = asked["view"] or first
    if view not in VIEWS:
        raise Refused("bad_view", "There is no such list.", pointer="view", status=400)
    listed = folders_of_tab(here, tab)
    sort = "order" if view == "order" else asked["sort"] or "newest"
    page = queries.list_files(
        here.viewer,
        order=asked["order"],
        kind=asked["kind"],
        folders=listed.narrowed(asked["folder"]),
        search=asked["q"][: queries.SEARCH_LENGTH],
        sort=cast(queries.Sort, sort),
        cursor=asked["cursor"] or None,
        limit=int(tab.settings.get("page_size", 25)),
    )
    path = url_for("pages.tab", slug=tab.slug)
    kept = {**asked, "view": view if view != first else "", "cursor": ""}
    here_again = Keyset(path, 0, query=kept).url()
    rows = shown(page.files, here.viewer, ADDRESSES, clock.now(), here.compiled.folders)
    narrowed = bool(asked["q"] or asked["kind"] or asked["order"])
    whole = policies.may_add_to_client(here.viewer)
    orders = _orders(here)
    into = listed.into(here, whole=whole, of_orders=bool(orders))
    return draw(
        "files.html",
        tab.label,
        current=tab.id,
        rows=rows,
        groups=by_order(rows) if view == "order" else [(None, rows)],
        grouped=view == "order",
        views=[
            (say(words), Keyset(path, 0, query={**kept, "view": name if name != first else ""}).url(), name == view)
            for name, words in VIEWS.items()
        ],
        asked=asked,
        hidden={"view": view} if view != first else {},
        kinds=[(kind, say(name)) for kind, name in KIND_NAMES.items()],
        orders=orders,
        sort=sort,
        sorts=[(sort, say(words)) for sort, words in SORTS],
        filter_url=path,
        back=here_again,
        paging=Keyset(path, len(rows), page.next, page.previous, kept),
        filtered=narrowed,
        clear_url=path,
        folders=listed.choices(asked["folder"], lambda folder: Keyset(path, 0, query={**kept, "folder": folder}).url()),
        places=into,
        into=listed.chosen(asked["folder"]),
        upload=upload(here_again) if into and (whole or orders or here.viewer.standing.folders.add) else None,
        beside_orders=whole or bool(here.viewer.standing.folders.add),
    )


@files.post("/files/uploads")
@needs(PUBLIC)
def begin() -> ResponseReturnValue:
    """Announce a file: where to put its bytes. Guests do where a public service asks for some."""
    here, asked = portal(), read_upload(read_json())
    allowed = allowance(here.compiled, address()) if here.viewer.is_guest else None
    if allowed is not None and not allowed.largest:
        raise sign_in_first()
    begun = actions.begin_upload(
        here.viewer,
        name=asked["name"],
        size=asked["size"],
        type=asked["type"],
        client_id=asked["client"],
        allowed=allowed,
    )
    return jsonify(ticket_answer(begun.id, begun.ticket)), 201


@files.post("/files/uploads/<uuid:upload_id>/complete")
@needs(PUBLIC)
@waits
def complete(upload_id: UUID) -> ResponseReturnValue:
    """All bytes were put: check them."""
    file = actions.complete_upload(portal().viewer, upload_id)
    return jsonify(_told(file))


@files.post("/files")
@needs(SIGNED_IN)
@waits
def add() -> ResponseReturnValue:
    """Put files beside an order, or beside all of them: those uploaded before, and those that come with this very form."""
    viewer = portal().viewer
    number = clean_text(request.form.get("order", ""), "order", most=100)
    folder = clean_text(request.form.get("folder", ""), "folder", most=100)
    if number:
        order_id, client_id, _ = queries.order_of(viewer, number)
        subject = f"order:{order_id}"
    else:
        if viewer.client_id is None or not (
            policies.may_add_to_client(viewer) or folder in viewer.standing.folders.add
        ):
            raise Refused("order_missing", "Say which order the files are for.", pointer="order")
        order_id, client_id, subject = None, viewer.client_id, f"client:{viewer.client_id}"
    ids = posted_ids("file_id")
    ids += [file.id for file in actions.store_uploads(viewer, posted_files("file"))]
    if not ids:
        raise Refused("file_missing", "Choose a file first.", pointer="file")
    added = actions.attach(viewer, ids, subject=subject, client_id=client_id, order_id=order_id, folder=folder)
    if wants_json():
        return jsonify([_told(file) for file in added]), 201
    tell(say_many("The file was added.", "{count} files were added.", len(added)))
    return redirect(local_path(request.form.get("next"), url_for("pages.home")), 303)


@files.get("/files/<uuid:file_id>")
@needs(SIGNED_IN)
def fetch(file_id: UUID) -> ResponseReturnValue:
    """A file: shown where a browser may show it, else stored. Each time the right is asked anew."""
    ticket = queries.download_ticket(portal().viewer, file_id, save="save" in request.args)
    return redirect(request.script_root + ticket.url, 303)


@files.get("/files/<uuid:file_id>/thumb")
@needs(PUBLIC)
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
    tell(say("“{file}” was removed.", file=gone.name))
    return redirect(local_path(request.form.get("next"), url_for("pages.home")), 303)


@files.post("/files/<uuid:file_id>/folder")
@needs(SIGNED_IN)
def move(file_id: UUID) -> ResponseReturnValue:
    """Put a file into another folder, or into none."""
    here = portal()
    folder = clean_text(request.form.get("folder", ""), "folder", most=100)
    moved = move_to_folder(here.viewer, [file_id], folder)
    if wants_json():
        return jsonify([_told(file) for file in moved])
    name = folder_name(here.compiled.folders, folder)
    for file in moved:
        words = say("“{file}” is in “{folder}” now.", file=file.name, folder=name) if name else ""
        tell(words or say("“{file}” is in no folder now.", file=file.name))
    return redirect(local_path(request.form.get("next"), url_for("pages.home")), 303)
