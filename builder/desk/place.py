"""The desk of one tenant as a place: its addresses, its document, and the rail beside every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from flask import g, render_template

from builder import gate
from builder.addresses import studio_root
from builder.desk.shown import count_text
from builder.pages import MAILBOX, frame
from commerce.clients.policies import reads_every_client
from foundation import clock
from foundation.formats import Formats
from foundation.identity import staff
from foundation.identity.staff import Colleague
from foundation.identity.viewer import Viewer
from foundation.settings import settings
from foundation.tenancy import Scope, current_scope
from foundation.web.routes import viewer as present_viewer
from portal_config.compiled import Compiled
from workspace.inbox.queries import COUNT_LIMIT, Inbox, desk_counts, inbox

LEFT = "Somebody who left"
VIEW_NAMES = {"open": "Open", "waiting_for_you": "Not begun yet", "all": "All orders"}

COUNTS_FOLLOW = ("message.posted", "message.removed", "order.changed", "task.changed")
"""What changes the counts beside the navigation; reading does where it is one's own."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One request's view of a tenant's desk."""

    scope: Scope
    compiled: Compiled
    viewer: Viewer
    formats: Formats

    @property
    def root(self) -> str:
        """What every address of this desk starts with."""
        return desk_root(self.scope.slug, self.scope.sandbox)

    @property
    def board(self) -> str:
        return f"{self.root}/"

    def board_of(self, **query: str) -> str:
        """The board, narrowed by ``query``; empty values are left out."""
        kept = {name: value for name, value in query.items() if value}
        return self.board + (f"?{urlencode(kept)}" if kept else "")

    def orders(self, **query: str) -> str:
        """The list, narrowed by ``query``; empty values are left out."""
        kept = {name: value for name, value in query.items() if value}
        return f"{self.root}/orders" + (f"?{urlencode(kept)}" if kept else "")

    def inbox(self, **query: str) -> str:
        """The inbox; ``whose`` and ``open`` as its view reads them, empty values are left out."""
        kept = {name: value for name, value in query.items() if value}
        return f"{self.root}/inbox" + (f"?{urlencode(kept, safe=':')}" if kept else "")

    @property
    def clients(self) -> str:
        return f"{self.root}/clients"

    def client(self, client_id: UUID, part: str = "") -> str:
        """A client's page, or one of its parts (``members``, ``orders`` …)."""
        return f"{self.clients}/{client_id}" + (f"/{part}" if part else "")

    def notifications(self, part: str = "") -> str:
        """What this person was told here, or one of its parts (``latest``, ``read``, ``choices``, an entry's id)."""
        return f"{self.root}/notifications" + (f"/{part}" if part else "")

    def order(self, number: str, part: str = "") -> str:
        """An order's page, or one of its parts (``status``, ``note`` …)."""
        return f"{self.root}/orders/{quote(number, safe='')}" + (f"/{part}" if part else "")


def desk_root(slug: str, sandbox: str | None) -> str:
    """``/p/<slug>/desk`` or ``/p/<slug>/sandbox/<name>/desk``."""
    return f"/p/{slug}/sandbox/{sandbox}/desk" if sandbox else f"/p/{slug}/desk"


def desk_here() -> Desk:
    """The desk of the present request. Raises Refused ``unpublished``."""
    known: Desk | None = g.get("desk")
    if known is None:
        compiled = gate.published()
        known = g.desk = Desk(
            scope=current_scope(),
            compiled=compiled,
            viewer=present_viewer(),
            formats=Formats.at(clock.now(), compiled.timezone, compiled.locale),
        )
    return known


def people() -> tuple[Colleague, ...]:
    """Everybody with a seat in this portal, asked once a request."""
    known: tuple[Colleague, ...] | None = g.get("people")
    if known is None:
        known = g.people = staff.colleagues(current_scope().portal_id)
    return known


def name_of(staff_id: UUID | None) -> str:
    """What a colleague is called; ``Somebody who left`` for one without a seat any more, empty for nobody."""
    if staff_id is None:
        return ""
    return next((one.name for one in people() if one.id == staff_id), LEFT)


def able(here: Desk) -> list[tuple[str, str]]:
    """(id, name) of those an order can be given to: whose seat reads orders. The viewer comes first."""
    found = [
        one
        for one in people()
        if one.owner or "order.read" in here.compiled.permissions(_seller_roles(here, one.roles))
    ]
    found.sort(key=lambda one: one.id != here.viewer.staff_id)
    return [(str(one.id), one.name) for one in found]


def _seller_roles(here: Desk, roles: tuple[str, ...]) -> frozenset[str]:
    known = here.compiled.roles
    return frozenset(role for role in roles if role in known and known[role].side == "seller")


def waiting() -> Inbox:
    """What waits for the viewer and for everybody, asked once a request."""
    known: Inbox | None = g.get("inbox")
    if known is None:
        here = desk_here()
        known = g.inbox = inbox(here.viewer, today=here.formats.today)
    return known


def draw(template: str, title: str, *, at: str = "", view: str = "", **context: Any) -> str:
    """Render a page of the desk. ``at`` is ``inbox``, ``board``, ``list``, ``tasks`` or ``clients``, ``view`` the list that is shown."""
    here = desk_here()
    return render_template(template, **{**frame(title), **_rail(here, at, view), **context})


def _rail(here: Desk, at: str, view: str) -> Mapping[str, Any]:
    scope, entered = here.scope, gate.entry()
    numbers = waiting().counts if "inbox" in g else desk_counts(here.viewer, today=here.formats.today)
    seat = entered.seat
    sandboxes = seat.sandboxes if seat else ()
    mailbox = f"{MAILBOX}/{scope.slug}" + (f"--{scope.sandbox}" if scope.sandbox else "")
    return {
        "portal": {"name": scope.portal_name},
        "portals": [
            (one.portal_name, f"{desk_root(one.slug, None)}/", one.portal_id == scope.portal_id)
            for one in entered.seats
        ],
        "desks": [
            ("Live portal", f"{desk_root(scope.slug, None)}/", scope.sandbox is None),
            *((f"Sandbox {name}", f"{desk_root(scope.slug, name)}/", scope.sandbox == name) for name in sandboxes),
        ],
        "nav": [
            (
                "Inbox",
                "mail",
                here.inbox(),
                at == "inbox",
                count_text(numbers.inbox, COUNT_LIMIT) if numbers.inbox else None,
            ),
            ("Board", "board", here.board, at == "board", count_text(numbers.orders, COUNT_LIMIT)),
            (
                "My tasks",
                "task",
                f"{here.root}/tasks",
                at == "tasks",
                count_text(numbers.tasks, COUNT_LIMIT) if numbers.tasks else None,
            ),
            *([("Clients", "users", here.clients, at == "clients", None)] if reads_every_client(here.viewer) else []),
        ],
        "counts_follow": (*COUNTS_FOLLOW, f"thread.read#{here.viewer.actor}"),
        "board_url": here.board,
        "views": [(words, here.orders(view=name), at == "list" and name == view) for name, words in VIEW_NAMES.items()],
        "urls": {
            "portals": "/",
            "sign_out": "/sign-out",
            "site": scope.origin,
            "studio": f"{studio_root(scope.slug, scope.sandbox or sandboxes[0])}/pages"
            if sandboxes and here.viewer.may("portal.edit")
            else None,
            "mailbox": mailbox if settings().development else None,
        },
        "bell": {
            "count": numbers.beside.get("news", 0),
            "list_url": here.notifications(),
            "latest_url": here.notifications("latest"),
            "choices_url": here.notifications("choices"),
        },
        "sandbox": {"draft": gate.pointer().number} if scope.mode == "sandbox" else None,
        "formats": here.formats,
    }
