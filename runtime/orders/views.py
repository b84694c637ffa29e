"""The orders tab and one order's page."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from commerce.orders import actions, told
from commerce.orders.page import order_page
from commerce.orders.queries import Sort, View, list_orders
from commerce.payments.actions import announce_transfer
from foundation.errors import Refused
from foundation.web.components.paging import Keyset
from foundation.web.guards import clean_text
from foundation.web.notices import tell
from foundation.web.routes import SIGNED_IN, needs
from portal_config.compiled import Tab
from runtime import engines
from runtime.files.shown import files_of_order
from runtime.orders import shown
from runtime.pages.compose import visible_tabs
from runtime.pages.portal import Portal, draw, portal
from runtime.threads.views import conversation
from words import say, unsaid

orders = Blueprint("orders", __name__)

VIEW_NAMES = {
    "open": unsaid("Open"),
    "waiting_for_you": unsaid("Waiting for you"),
    "done": unsaid("Done"),
    "all": unsaid("All"),
}
SORTS = [("newest", unsaid("Newest first")), ("due", unsaid("By due date")), ("oldest", unsaid("Oldest first"))]
COLUMNS = {"status": "status", "due": "due", "requester": "ordered_by", "total": "total"}


def browse_url(here: Portal) -> str | None:
    """Where this person orders, or None where they may not."""
    if not here.viewer.may("order.create"):
        return None
    found = next((tab for tab in visible_tabs(here.compiled, here.viewer) if tab.type == "storefront"), None)
    return url_for("pages.tab", slug=found.slug) if found else None


def orders_url(here: Portal) -> str:
    """The orders tab, or the first page for somebody who has none."""
    found = next((tab for tab in visible_tabs(here.compiled, here.viewer) if tab.type == "orders"), None)
    return url_for("pages.tab", slug=found.slug) if found else url_for("pages.home")


@engines.tab("orders")
def orders_tab(tab: Tab) -> ResponseReturnValue:
    """The list with its views, filters and search, all of them in the address."""
    here = portal()
    views = [view for view in tab.settings.get("views", ("open", "waiting_for_you", "all")) if view in VIEW_NAMES]
    asked = {
        name: clean_text(request.args.get(name, ""), name, most=400)
        for name in ("view", "q", "status", "sort", "cursor")
    }
    view = asked["view"] or views[0]
    if view not in VIEW_NAMES:
        raise Refused("bad_view", "There is no such list.", pointer="view", status=400)
    sort = asked["sort"] or SORTS[0][0]
    status = asked["status"]
    page = list_orders(
        here.viewer,
        view=cast(View, view),
        status=status or None,
        search=asked["q"][:100],
        sort=cast(Sort, sort),
        cursor=asked["cursor"] or None,
        limit=int(tab.settings.get("page_size", 25)),
    )
    path = url_for("pages.tab", slug=tab.slug)
    prices = here.viewer.may("price.read")
    columns = [COLUMNS[name] for name in tab.settings.get("columns", COLUMNS) if name in COLUMNS]
    if not prices and "total" in columns:
        columns.remove("total")
    query = {"view": view if view != views[0] else "", "q": asked["q"], "status": status, "sort": asked["sort"]}
    return draw(
        "orders.html",
        tab.label,
        current=tab.id,
        views=[(say(VIEW_NAMES[one]), f"{path}?view={one}" if one != views[0] else path, one == view) for one in views],
        filter_url=path,
        hidden={"view": view} if view != views[0] else {},
        q=asked["q"],
        status=status,
        statuses=[(one.id, one.name) for pipeline in here.compiled.pipelines.values() for one in pipeline.statuses],
        sort=sort,
        sorts=[(one, say(words)) for one, words in SORTS],
        orders=[shown.order_row(order, here.compiled, prices=prices) for order in page.orders],
        columns=columns,
        paging=Keyset(path, len(page.orders), page.next, page.previous, query),
        filtered=bool(asked["q"] or status),
        clear_url=f"{path}?view={view}",
        view_name=say(VIEW_NAMES[view]),
        browse_url=browse_url(here),
    )


@orders.get("/orders/<number>")
@needs(SIGNED_IN)
def order(number: str) -> ResponseReturnValue:
    """One order. Somebody else's is not there."""
    return _order(number)


def _order(number: str) -> str:
    here = portal()
    page = order_page(here.viewer, number)
    record = page.order
    prices = here.viewer.may("price.read") or record.member_id == here.viewer.member_id
    first = page.lines[0]
    moves = [
        {
            "status_id": status.id,
            "label": _move_label(record.status_kind, status.kind, status.name),
            "look": shown.look(status),
            "asks": say("What should change?")
            if record.status_kind == "waiting_client" and status.kind == "active"
            else "",
        }
        for status in page.moves
    ]
    moves.sort(key=lambda move: move["look"] != "primary")
    tab = next((one for one in visible_tabs(here.compiled, here.viewer) if one.type == "orders"), None)
    talk = conversation(here, record.id, back=url_for("orders.order", number=record.number), order=page)
    return draw(
        "order.html",
        f"{record.title}, {record.number}",
        current=tab.id if tab else "",
        orders_url=orders_url(here),
        order={
            "number": record.number,
            "title": record.title,
            "status_id": record.status,
            "status_kind": record.status_kind,
            "placed_at": record.placed_at,
            "ordered_by": record.contact_name,
            "po_number": record.po_number,
            "due": record.status_due_at if record.status_kind == "waiting_client" else record.due_at,
            "quantity_text": told.quantity_text(first) if len(page.lines) == 1 and first.quantity != 1 else "",
            "currency": record.currency,
            "net_minor": record.net_minor if prices else None,
            "version": record.version,
        },
        statuses=page.pipeline.statuses,
        step_notes=told.step_notes(page, here.formats),
        lines=[
            {
                "label": line.label,
                "details": line.details,
                "quantity": line.quantity,
                "net_minor": line.net_minor,
            }
            for line in told.priced(page.lines, record.currency, here.formats.locale)
        ],
        payment=shown.payment(
            page,
            here.compiled,
            pay_url=url_for("checkout.payment.to_payment", number=record.number),
            announce_url=url_for("orders.announce", number=record.number),
            viewer=here.viewer,
            locale=here.formats.locale,
        ),
        answers=told.answers(page.lines, here.formats.locale),
        history=told.history(page),
        files=files_of_order(here, record),
        move_url=url_for("orders.move", number=record.number),
        cancel_url=url_for("orders.cancel", number=record.number) if page.may_cancel else None,
        moves=moves,
        # Who may only read sees a conversation once there is one.
        talk=talk if talk.may_write or talk.last else None,
    )


def _move_label(kind_now: str, kind_then: str, name: str) -> str:
    """What a client's move is called: an answer to what was asked, else the status's own name."""
    if kind_now == "waiting_client" and kind_then == "done":
        return say("Approve")
    if kind_now == "waiting_client" and kind_then == "active":
        return say("Ask for changes")
    return say("Move to “{status}”", status=name)


def _version(name: str = "version") -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@orders.post("/orders/<number>/status")
@needs(SIGNED_IN)
def move(number: str) -> ResponseReturnValue:
    """A move that the pipeline allows the client: approve, ask for changes."""
    note = clean_text(request.form.get("note", ""), "note", most=2000)
    actions.move_status(
        portal().viewer,
        number,
        clean_text(request.form.get("status", ""), most=100),
        note=note,
        expected_version=_version(),
    )
    tell(say("Thank you, your answer was noted."))
    return redirect(url_for("orders.order", number=number), 303)


@orders.post("/orders/<number>/cancellation")
@needs(SIGNED_IN)
def cancel(number: str) -> ResponseReturnValue:
    """Cancel an order that is not confirmed yet."""
    actions.cancel(portal().viewer, number, expected_version=_version())
    tell(say("The order was cancelled. Nothing will be charged."))
    return redirect(url_for("orders.order", number=number), 303)


@orders.post("/orders/<number>/transfer")
@needs(SIGNED_IN)
def announce(number: str) -> ResponseReturnValue:
    """Say that a transfer is on its way; it counts as paid once staff have seen it arrive."""
    announce_transfer(
        portal().viewer, number, reference=clean_text(request.form.get("reference", ""), "reference", most=140)
    )
    tell(say("Thank you. We look out for your transfer."))
    return redirect(url_for("orders.order", number=number), 303)
