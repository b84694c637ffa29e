"""The desk's pages: the board, the list, one order, and what staff do with it."""

from __future__ import annotations

from typing import Any, cast, get_args
from uuid import UUID

from flask import jsonify, make_response, redirect, request
from flask.typing import ResponseReturnValue

from builder.desk import cards, shown, whose
from builder.desk.files import files_of_order
from builder.desk.inputs import (
    AssignmentInput,
    CancellationInput,
    ConfirmationInput,
    MoveInput,
    NoteInput,
    PaymentInput,
    read,
)
from builder.desk.place import VIEW_NAMES, Desk, able, desk_here, draw, name_of
from builder.desk.routes import at
from builder.desk.tasks import tasks_card
from builder.desk.threads import conversation
from commerce.clients.policies import may_manage_clients, reads_every_client
from commerce.clients.queries import client_names
from commerce.orders import actions, board, told
from commerce.orders.page import order_page
from commerce.orders.policies import reads_every_order, staff_may_move
from commerce.orders.queries import SEARCH_LENGTH, OrderRecord, Sort, View, access_order, list_orders
from commerce.payments.actions import confirm_transfer, reject_transfer
from foundation.db import db
from foundation.errors import NotFound, Refused
from foundation.web.components.paging import Keyset
from foundation.web.guards import clean_text, wants_json
from foundation.web.notices import Undo, tell
from foundation.web.routes import local_path, needs
from workspace.tasks.queries import tasks_of_order

SORTS = (("newest", "Newest first"), ("due", "By due date"), ("oldest", "Oldest first"))
PER_PAGE = 25
PER_COLUMN = 25
STALE = "This order changed in the meantime, so nothing was done."


def _layouts(here: Desk, at: str, person: str) -> list[tuple[str, str, bool]]:
    return [
        ("Board", here.board_of(assignee=person), at == "board"),
        ("List", here.orders(assignee=person), at == "list"),
    ]


@at("/", "GET")
@needs("order.read")
def show_board() -> ResponseReturnValue:
    """Orders by status, one pipeline at a time."""
    here = desk_here()
    pipelines = here.compiled.pipelines
    chosen = clean_text(request.args.get("pipeline", ""), "pipeline", most=100) or next(iter(pipelines), "")
    pipeline = pipelines.get(chosen)
    if pipeline is None:
        raise NotFound("This portal has no such pipeline.")
    chosen_person = clean_text(request.args.get("assignee", ""), "assignee", most=100)
    columns = board.board(here.viewer, pipeline, assignee=whose.asked(chosen_person, here), per_column=PER_COLUMN)

    def address(pipeline_id: str, person: str) -> str:
        return here.board_of(pipeline=pipeline_id if pipeline_id != next(iter(pipelines)) else "", assignee=person)

    nothing = not any(one.count for one in columns)
    return draw(
        "board.html",
        "Board",
        at="board",
        summary=cards.summary(columns, here.formats),
        columns=[
            cards.column(one, pipeline, here, whose=chosen_person)
            for one in columns
            if one.status.kind not in told.CLOSED
        ],
        shut=[cards.shut(one, here, whose=chosen_person) for one in columns if one.status.kind in told.CLOSED],
        pipelines=[(one.name, address(one.id, chosen_person), one.id == chosen) for one in pipelines.values()]
        if len(pipelines) > 1
        else [],
        layouts=_layouts(here, "board", chosen_person),
        people=whose.links(here, chosen_person, lambda person: address(chosen, person)),
        assign_to=able(here),
        here=address(chosen, chosen_person),
        nothing=nothing and not chosen_person,
        invite_url=f"{here.clients}/new" if may_manage_clients(here.viewer) else "",
    )


@at("/orders", "GET")
@needs("order.read")
def show_list() -> ResponseReturnValue:
    """Orders as a list; every choice is in the address."""
    here = desk_here()
    asked = {
        name: clean_text(request.args.get(name, ""), name, most=400)
        for name in ("view", "status", "client", "assignee", "q", "sort", "cursor")
    }
    view, sort = asked["view"] or "all", asked["sort"] or "newest"
    if view not in get_args(View):
        raise Refused("bad_view", "There is no such list.", pointer="view", status=400)
    if sort not in get_args(Sort):
        raise Refused("bad_sort", "Sort by newest, oldest or due.", pointer="sort", status=400)
    search = asked["q"][:SEARCH_LENGTH]
    client = _client(asked["client"])
    page = list_orders(
        here.viewer,
        view=cast(View, view),
        status=asked["status"] or None,
        client=client,
        assignee=whose.asked(asked["assignee"], here),
        search=search,
        sort=cast(Sort, sort),
        cursor=asked["cursor"] or None,
        limit=PER_PAGE,
    )
    kept = {name: asked[name] for name in ("view", "status", "client", "assignee", "sort")} | {"q": search}
    may_change = here.viewer.owner or here.viewer.may("order.move")
    statuses = [one for pipeline in here.compiled.pipelines.values() for one in pipeline.statuses]
    return draw(
        "orders.html",
        VIEW_NAMES[view],
        at="list",
        view=view,
        summary=[],
        layouts=_layouts(here, "list", asked["assignee"]),
        orders=[shown.row(order, here.order(order.number), name_of(order.assignee_id)) for order in page.orders],
        bulk={
            "moves_url": f"{here.orders()}/moves",
            "assignments_url": f"{here.orders()}/assignments",
            # What cannot be taken back is asked for on the order's page, one by one.
            "statuses": [(one.id, one.name) for one in statuses if one.kind != "cancelled"],
            "people": able(here),
            "back": here.orders(**kept, cursor=asked["cursor"]),
        }
        if may_change
        else None,
        q=search,
        status=asked["status"],
        statuses=[(one.id, one.name) for one in statuses],
        people=whose.ways(here, asked["assignee"]),
        client=asked["client"],
        clients=[(str(client_id), name) for client_id, name in client_names(here.viewer)]
        if reads_every_client(here.viewer)
        else [],
        sort=sort,
        sorts=SORTS,
        filter_url=here.orders(),
        hidden={"view": asked["view"]} if asked["view"] else {},
        paging=Keyset(here.orders(), len(page.orders), page.next, page.previous, kept),
        filtered=bool(search or asked["status"] or client or asked["assignee"]),
        clear_url=here.orders(view=asked["view"]),
    )


def _client(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Refused("bad_client", "There is no such client.", pointer="client", status=400) from None


@at("/orders/<number>", "GET")
@needs("order.read")
def show_order(number: str) -> ResponseReturnValue:
    """One order with everything around it."""
    return _order(number)


def _order(number: str, *, refused: Refused | None = None, note: str = "") -> str:
    here = desk_here()
    page = order_page(here.viewer, number)
    record = page.order
    first = page.lines[0] if len(page.lines) == 1 else None
    moves = [shown.move_shown(status) for status in page.moves]
    cancels = any(status.kind == "cancelled" for status in page.moves)
    may_write = staff_may_move(here.viewer, record.assignee_id)
    return draw(
        "order.html",
        f"{record.title}, {record.number}",
        back_url=here.board,
        back_label="Board",
        refused=(STALE if refused.code == "stale" else refused.message) if refused else "",
        order={
            "number": record.number,
            "title": record.title,
            "version": record.version,
            "status_id": record.status,
            "status_kind": record.status_kind,
            "status_name": record.status_name,
            "client_name": page.client_name,
            "client_url": here.client(record.client_id)
            if reads_every_client(here.viewer)
            else here.orders(client=str(record.client_id)),
            "ordered_by": record.contact_name,
            "email": record.contact_email,
            "placed_at": record.placed_at,
            "due": record.due_at,
            "po_number": record.po_number,
            "note": record.note,
            "quantity_text": told.quantity_text(first) if first and first.quantity != 1 else "",
            "currency": record.currency,
            "net_minor": record.net_minor,
        },
        statuses=page.pipeline.statuses,
        step_notes=told.step_notes(page, here.formats),
        lines=told.priced(page.lines, page.order.currency, here.formats.locale),
        payment=shown.payment(
            page,
            here.compiled,
            confirm_url=here.order(record.number, "payment") if may_write else None,
            reject_url=here.order(record.number, "payment/rejection") if may_write else None,
        ),
        answers=told.answers(page.lines, here.formats.locale, unseen=True),
        history=told.history(page),
        files=files_of_order(here, record),
        talk=conversation(here, record.id, back=here.order(record.number), order=page),
        tasks_card=tasks_card(tasks_of_order(here.viewer, record.id), here, order=record.number, plans=may_write),
        move_url=here.order(record.number, "status"),
        moves=moves,
        assignee=name_of(record.assignee_id),
        assign_url=here.order(record.number, "assignment") if page.may_assign else None,
        assign_to=able(here) if page.may_assign else [],
        assignee_id=str(record.assignee_id or ""),
        note_url=here.order(record.number, "note") if may_write else None,
        note=note,
        cancel_url=here.order(record.number, "cancellation") if page.may_cancel and not cancels else None,
        confirm_url=here.order(record.number, "confirmation") if may_write and record.state == "submitted" else None,
    )


def _refused_here(number: str, refused: Refused, note: str = "") -> ResponseReturnValue:
    """Say on the order's own page, as it is now, why something could not be done; a script is told as JSON."""
    if refused.status == 404 or wants_json():
        raise refused
    db.session.rollback()
    return make_response(_order(number, refused=refused, note=note), refused.status)


@at("/orders/<number>/status", "POST")
@needs("order.move")
def move(number: str) -> ResponseReturnValue:
    """Move an order to another status of its pipeline."""
    here = desk_here()
    try:
        posted = read(MoveInput)
        moved = actions.move_status(
            here.viewer, number, posted["status"], note=posted["note"], expected_version=posted["version"]
        )
    except Refused as refused:
        return _refused_here(number, refused)
    if wants_json():
        return jsonify(_told(moved))
    tell(f"{moved.number} is now: {moved.status_name}.")
    return redirect(here.order(moved.number), 303)


@at("/orders/<number>/assignment", "POST")
@needs("order.move")
def assign(number: str) -> ResponseReturnValue:
    """Say whose work an order is."""
    here = desk_here()
    try:
        posted = read(AssignmentInput)
        before = access_order(here.viewer, number).assignee_id
        assigned = actions.assign(here.viewer, number, posted["assignee"])
    except Refused as refused:
        return _refused_here(number, refused)
    if wants_json():
        return jsonify(_told(assigned))
    back = local_path(posted["back"], here.order(number))
    if before != assigned.assignee_id:
        undo = Undo(here.order(number, "assignment"), (("assignee", str(before or "")), ("back", back)))
        name = name_of(assigned.assignee_id)
        still = reads_every_order(here.viewer) or assigned.assignee_id == here.viewer.staff_id
        tell(f"{number} is {name}’s now." if name else f"{number} is nobody’s now.", undo=undo if still else None)
        if not still:
            return redirect(here.board, 303)
    return redirect(back, 303)


@at("/orders/<number>/note", "POST")
@needs("order.move")
def note(number: str) -> ResponseReturnValue:
    """Add a note to the order's history."""
    here = desk_here()
    try:
        actions.add_note(here.viewer, number, read(NoteInput)["note"])
    except Refused as refused:
        return _refused_here(number, refused, request.form.get("note", ""))
    return _done(here, number, "The note was added.")


@at("/orders/<number>/payment", "POST")
@needs("order.move")
def payment(number: str) -> ResponseReturnValue:
    """Note that a bank transfer has come in."""
    here = desk_here()
    try:
        confirm_transfer(here.viewer, number, reference=read(PaymentInput)["reference"])
    except Refused as refused:
        return _refused_here(number, refused)
    return _done(here, number, "The order is marked as paid.")


@at("/orders/<number>/payment/rejection", "POST")
@needs("order.move")
def rejection(number: str) -> ResponseReturnValue:
    """Note that an announced transfer did not come in."""
    here = desk_here()
    try:
        reject_transfer(here.viewer, number)
    except Refused as refused:
        return _refused_here(number, refused)
    return _done(here, number, "The order is unpaid again and waits for a new transfer.")


@at("/orders/<number>/cancellation", "POST")
@needs("order.move")
def cancellation(number: str) -> ResponseReturnValue:
    """End an order on which no work has begun."""
    here = desk_here()
    try:
        posted = read(CancellationInput)
        actions.cancel(here.viewer, number, note=posted["note"], expected_version=posted["version"])
    except Refused as refused:
        return _refused_here(number, refused)
    return _done(here, number, "The order was cancelled.")


@at("/orders/<number>/confirmation", "POST")
@needs("order.move")
def confirmation(number: str) -> ResponseReturnValue:
    """Begin without waiting for the payment."""
    here = desk_here()
    try:
        actions.confirm(here.viewer, number, expected_version=read(ConfirmationInput)["version"])
    except Refused as refused:
        return _refused_here(number, refused)
    return _done(here, number, "The order is confirmed. It is not paid yet.")


def _done(here: Desk, number: str, sentence: str) -> ResponseReturnValue:
    if wants_json():
        return jsonify(_told(access_order(here.viewer, number)))
    tell(sentence)
    return redirect(here.order(number), 303)


def _told(order: OrderRecord) -> dict[str, Any]:
    return {
        "number": order.number,
        "version": order.version,
        "state": order.state,
        "status": order.status,
        "status_name": order.status_name,
        "status_kind": order.status_kind,
        "payment_state": order.payment_state,
        "assignee": str(order.assignee_id) if order.assignee_id else None,
    }
