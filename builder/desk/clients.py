"""The seller's clients: the list, a new one, and the pages of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast, get_args
from uuid import UUID

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from builder.desk import shown
from builder.desk.client_groups import group_asked, groups_card
from builder.desk.client_notes import notes_of_client
from builder.desk.files import files_of_client
from builder.desk.happened import happened
from builder.desk.inputs import ClientInput, read
from builder.desk.place import Desk, desk_here, draw, name_of
from builder.desk.routes import at
from builder.desk.tasks import tasks_card
from builder.desk.threads import conversation
from commerce.clients import actions, joining
from commerce.clients.groups import clients_in_group
from commerce.clients.policies import MANAGE, may_manage_clients, may_write_notes
from commerce.clients.queries import ClientFacts, access_client
from commerce.clients.told import CLIENT_STATES, rights
from commerce.orders.clients import SEARCH_LENGTH, ClientRow, Sort, client_figures, client_list
from commerce.orders.queries import list_orders
from foundation.db import db
from foundation.errors import Refused
from foundation.identity.names import one_line
from foundation.web.components.paging import Keyset, Paging
from foundation.web.guards import clean_text, page_number, wants_json
from foundation.web.notices import Undo, tell
from foundation.web.routes import needs
from workspace.tasks.policies import may_plan_client
from workspace.tasks.queries import tasks_of_client

PER_PAGE = 50
FEW = 5
SORTS = (("name", "By name"), ("ordered", "Last order first"), ("newest", "Newest first"))
LOOKS = {"approved": "done", "pending": "waiting_client", "suspended": "late", "closed": "cancelled"}
PEOPLE_LENGTH = 10_000


@dataclass(frozen=True, slots=True)
class ClientShown:
    """A row of the list."""

    id: str
    name: str
    url: str
    number: str
    look: str
    state_label: str
    members: int
    open: str
    last_at: datetime | None
    last_title: str


def _row(client: ClientRow, here: Desk) -> ClientShown:
    return ClientShown(
        id=str(client.id),
        name=client.name,
        url=here.client(client.id),
        number=client.number or "",
        look=LOOKS[client.state],
        state_label=CLIENT_STATES[client.state],
        members=client.members,
        open=shown.count_text(client.open, 99),
        last_at=client.last_at,
        last_title=client.last_title or "",
    )


@at("/clients", "GET")
@needs("order.read")
def show_clients() -> ResponseReturnValue:
    """Every client; search, state, group, order and page are in the address."""
    here = desk_here()
    asked = {name: clean_text(request.args.get(name, ""), name, most=400) for name in ("q", "state", "group", "sort")}
    state, sort, search = asked["state"], asked["sort"] or "name", asked["q"][:SEARCH_LENGTH]
    if state not in ("", *LOOKS):
        raise Refused("bad_state", "There is no such state.", pointer="state", status=400)
    if sort not in get_args(Sort):
        raise Refused("bad_sort", "Sort by name, last order or newest.", pointer="sort", status=400)
    group = group_asked(here, asked["group"])
    among = clients_in_group(here.viewer, group, here.compiled) if group else None
    number = page_number(request.args.get("page"))
    found, more = client_list(
        here.viewer, search=search, state=state, among=among, sort=cast(Sort, sort), page=number, limit=PER_PAGE
    )
    return draw(
        "clients.html",
        "Clients",
        at="clients",
        clients=[_row(one, here) for one in found],
        may_manage=may_manage_clients(here.viewer),
        new_url=f"{here.root}/clients/new",
        q=search,
        state=state,
        states=[("", "Any state"), *((each, CLIENT_STATES[each]) for each in LOOKS)],
        group=asked["group"],
        groups=[("", "Any group"), *((one.id, one.name) for one in here.compiled.groups.values())],
        sort=sort,
        sorts=SORTS,
        filter_url=here.clients,
        paging=Paging(number, PER_PAGE, len(found), more, here.clients, query={**asked, "q": search}),
        filtered=bool(search or state or group or number > 1),
        clear_url=here.clients,
    )


@at("/clients/new", "GET")
@needs(MANAGE)
def new_client() -> ResponseReturnValue:
    """A company and its first people."""
    return _new_client({}, {})


def _new_client(typed: dict[str, Any], errors: dict[str, str]) -> str:
    here = desk_here()
    roles = [role for role in here.compiled.roles.values() if role.side == "client"]
    chosen = set(typed.get("roles") or ([roles[0].id] if roles else []))
    return draw(
        "client_new.html",
        "New client",
        at="clients",
        clients_url=here.clients,
        typed=typed,
        errors=errors,
        roles=[(role.id, role.name, rights(role), role.id in chosen) for role in roles],
    )


@at("/clients", "POST")
@needs(MANAGE)
def create_client() -> ResponseReturnValue:
    """Make the client and send the invitations. An address that is none keeps nobody from joining: it is told on the next page."""
    here = desk_here()
    roles = tuple(clean_text(role, "roles", most=100) for role in request.form.getlist("roles"))
    people = clean_text(request.form.get("addresses", ""), "addresses", most=PEOPLE_LENGTH)
    typed: dict[str, Any] = {"roles": roles, "addresses": people}
    try:
        posted = read(ClientInput, leave=("roles", "addresses"))
        typed |= posted
        client_id = actions.create_client(here.viewer, name=posted["name"], number=posted["number"])
        asked = (
            joining.invite_members(here.viewer, client_id, addresses=people, roles=roles, compiled=here.compiled)
            if people
            else None
        )
    except Refused as refused:
        if refused.status not in (400, 409, 422) or wants_json():
            raise
        db.session.rollback()
        typed |= {name: request.form.get(name, "") for name in ("name", "number")}
        return make_response(_new_client(typed, {refused.pointer: refused.message}), refused.status)
    tell(
        f"{one_line(posted['name'])} is a client now."
        + (f" {letters(len(asked.ready))}" if asked and asked.ready else "")
    )
    if asked and asked.left_out:
        tell_left_out([(one.text, one.message) for one in asked.left_out])
        return redirect(here.client(client_id, "members"), 303)
    return redirect(here.client(client_id), 303)


def letters(count: int) -> str:
    return "1 invitation is on its way." if count == 1 else f"{count} invitations are on their way."


def tell_left_out(left_out: list[tuple[str, str]]) -> None:
    count = len(left_out)
    words = "1 address was left out" if count == 1 else f"{count} addresses were left out"
    tell(words, "warn", details=left_out)


def frame_of(here: Desk, client: ClientFacts, part: str) -> dict[str, Any]:
    """The head that every page of a client has."""
    tabs = [
        ("", "Overview"),
        ("members", "Members"),
        ("orders", "Orders"),
        ("conversation", "Conversation"),
        ("files", "Files"),
    ]
    if not may_manage_clients(here.viewer):
        tabs = [tab for tab in tabs if tab[0] != "members"]
    return {
        "at": "clients",
        "client": {
            "id": str(client.id),
            "name": client.name,
            "number": client.number or "",
            "state": client.state,
            "look": LOOKS[client.state],
            "state_label": CLIENT_STATES[client.state],
            "created_at": client.created_at,
        },
        "clients_url": here.clients,
        "tabs": [(words, here.client(client.id, path), path == part, None) for path, words in tabs],
        "state_moves": _state_moves(here, client),
    }


def _state_moves(here: Desk, client: ClientFacts) -> list[tuple[str, str, str]]:
    if not may_manage_clients(here.viewer):
        return []
    return {
        "pending": [("Approve client", here.client(client.id, "approval"), "primary")],
        "approved": [("Suspend client", here.client(client.id, "suspension"), "")],
        "suspended": [("Lift suspension", here.client(client.id, "approval"), "primary")],
        "closed": [],
    }[client.state]


@at("/clients/<uuid:client_id>", "GET")
@needs("order.read")
def show_client(client_id: UUID) -> ResponseReturnValue:
    """What there is to know about a client: facts, money, open orders, tasks, notes."""
    return _client(client_id)


def _client(client_id: UUID, errors: dict[str, str] | None = None, typed: dict[str, str] | None = None) -> str:
    here = desk_here()
    client = access_client(here.viewer, client_id)
    figures = client_figures(here.viewer, client_id)
    orders = list_orders(here.viewer, view="open", client=client_id, sort="due", limit=FEW).orders
    may_note = may_write_notes(here.viewer)
    return draw(
        "client.html",
        client.name,
        **frame_of(here, client, ""),
        live="order.changed task.changed message.posted message.removed file.added file.moved file.removed",
        happenings=happened(here, client_id),
        figures=figures,
        owed_url=here.orders(client=str(client_id)),
        orders=[shown.row(order, here.order(order.number), name_of(order.assignee_id)) for order in orders],
        orders_url=here.client(client_id, "orders"),
        tasks_card=tasks_card(
            tasks_of_client(here.viewer, client_id), here, client=str(client_id), plans=may_plan_client(here.viewer)
        ),
        notes=notes_of_client(here, client_id),
        groups=groups_card(here, client),
        note_url=here.client(client_id, "notes") if may_note else "",
        edit_url=here.client(client_id, "details") if may_manage_clients(here.viewer) else "",
        errors=errors or {},
        typed=typed or {},
    )


@at("/clients/<uuid:client_id>/orders", "GET")
@needs("order.read")
def show_client_orders(client_id: UUID) -> ResponseReturnValue:
    """Every order of a client, newest first."""
    here = desk_here()
    client = access_client(here.viewer, client_id)
    cursor = clean_text(request.args.get("cursor", ""), "cursor", most=400)
    page = list_orders(here.viewer, client=client_id, cursor=cursor or None, limit=25)
    return draw(
        "client_orders.html",
        client.name,
        **frame_of(here, client, "orders"),
        orders=[shown.row(order, here.order(order.number), name_of(order.assignee_id)) for order in page.orders],
        paging=Keyset(here.client(client_id, "orders"), len(page.orders), page.next, page.previous),
    )


@at("/clients/<uuid:client_id>/conversation", "GET")
@needs("order.read")
def show_client_conversation(client_id: UUID) -> ResponseReturnValue:
    """What is said with a client as a whole, beside any order."""
    here = desk_here()
    client = access_client(here.viewer, client_id)
    return draw(
        "client_conversation.html",
        client.name,
        **frame_of(here, client, "conversation"),
        talk=conversation(here, client_id, back=here.client(client_id, "conversation")),
    )


@at("/clients/<uuid:client_id>/files", "GET")
@needs("order.read")
def show_client_files(client_id: UUID) -> ResponseReturnValue:
    """The files of a client, newest first, those of its orders among them."""
    here = desk_here()
    client = access_client(here.viewer, client_id)
    folder, cursor = (clean_text(request.args.get(name, ""), name, most=400) for name in ("folder", "cursor"))
    return draw(
        "client_files.html",
        client.name,
        **frame_of(here, client, "files"),
        files=files_of_client(here, client_id, folder=folder, cursor=cursor),
    )


@at("/clients/<uuid:client_id>/details", "POST")
@needs(MANAGE)
def change_client(client_id: UUID) -> ResponseReturnValue:
    """Another name or customer number."""
    here = desk_here()
    try:
        posted = read(ClientInput)
        actions.change_client(here.viewer, client_id, name=posted["name"], number=posted["number"])
    except Refused as refused:
        if refused.status not in (409, 422) or wants_json():
            raise
        db.session.rollback()
        typed = {name: request.form.get(name, "") for name in ("name", "number")}
        return make_response(_client(client_id, {refused.pointer: refused.message}, typed), refused.status)
    tell("The details were saved.")
    return redirect(here.client(client_id), 303)


@at("/clients/<uuid:client_id>/approval", "POST")
@needs(MANAGE)
def approve_client(client_id: UUID) -> ResponseReturnValue:
    """Approve a client that came as a guest, or lift a suspension."""
    here = desk_here()
    before = access_client(here.viewer, client_id)
    actions.approve_client(here.viewer, client_id)
    lifted = before.state == "suspended"
    undo = Undo(here.client(client_id, "suspension")) if lifted else None
    tell(f"{before.name} may order again." if lifted else f"{before.name} is approved.", undo=undo)
    return redirect(here.client(client_id), 303)


@at("/clients/<uuid:client_id>/suspension", "POST")
@needs(MANAGE)
def suspend_client(client_id: UUID) -> ResponseReturnValue:
    """Let a client read and pay, and no longer order."""
    here = desk_here()
    actions.suspend_client(here.viewer, client_id)
    name = access_client(here.viewer, client_id).name
    tell(f"{name} may read and pay, and cannot order.", undo=Undo(here.client(client_id, "approval")))
    return redirect(here.client(client_id), 303)
