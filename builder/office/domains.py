"""The address of a portal: hosts of the seller's own, proven, preferred and given up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, g, make_response, redirect, request
from flask.typing import ResponseReturnValue

from builder.gate import entry, require_scope
from builder.office.domains_told import Told, told
from builder.office.slots import address_slots, obeyed_slot
from builder.pages import draw
from foundation import clock
from foundation.domains import actions, names, proof, queries
from foundation.errors import NotFound, Refused
from foundation.formats import Formats
from foundation.identity import limits
from foundation.settings import settings
from foundation.tenancy import current_scope
from foundation.web import notices
from foundation.web.guards import clean_text, wants_json
from foundation.web.routes import SEAT, needs, viewer, waits

domains = Blueprint("domains", __name__, url_prefix="/p/<slug>/office/domains")

CHECKS_A_HOST = 30


@domains.url_value_preprocessor
def _enter(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    slug = (values or {}).pop("slug", None)
    g.slug = slug
    require_scope(slug, None)


def _root() -> str:
    return f"/p/{g.slug}/office/domains"


def _target() -> str:
    """The portal's own host, which a host of the seller's points at."""
    return f"{g.slug}.{settings().base_domain}"


def _page(typed: str = "", error: str = "", status: int = 200) -> ResponseReturnValue:
    formats = Formats.at(clock.real_now(), "UTC", "en")
    known = queries.list_domains(viewer())
    person = entry().person
    cards: list[Told] = [told(one, _root(), _target(), formats) for one in known]
    return make_response(
        draw(
            "domains.html",
            "Address",
            portal=current_scope().portal_name,
            desk_url=f"/p/{g.slug}/desk/",
            own_host=settings().origin(_target()).partition("://")[2],
            own_url=settings().origin(_target()),
            own_primary=not any(one.primary for one in known),
            slots=address_slots(known, settings().origin(_target()).partition("://")[2]),
            slots_url=f"{_root()}/slots",
            domains=cards,
            confirmed=person is not None and person.confirmed,
            add_url=_root(),
            primary_url=f"{_root()}/primary",
            typed=typed,
            error=error,
        ),
        status,
    )


@domains.get("")
@needs(SEAT)
def show() -> ResponseReturnValue:
    """Every address of the portal, and what is left to do for each."""
    return _page()


@domains.post("")
@needs(SEAT)
def add() -> ResponseReturnValue:
    """Claim a host."""
    typed = clean_text(request.form.get("host", ""), "host", most=500)
    try:
        made = actions.claim(viewer(), typed)
    except Refused as refused:
        if refused.status not in (409, 422) or wants_json():
            raise
        return _page(typed, refused.message, refused.status)
    notices.tell(f"{names.shown(made.host)} was added. Now prove that it is yours.")
    return redirect(_root(), 303)


@domains.post("/<host>/check")
@needs(SEAT)
@waits
def check(host: str) -> ResponseReturnValue:
    """Ask the DNS now."""
    known = queries.access_domain(viewer(), host)
    limits.spend("domain_check", host, CHECKS_A_HOST, timedelta(minutes=15))
    answer = proof.look_up(known.host, known.token, target=_target())
    after = actions.prove(viewer(), host, answer)
    if known.verified_at is None and after.verified_at is not None:
        notices.tell(f"{names.shown(host)} is yours: the portal is served there from now on.")
    elif answer.state == "proven":
        notices.tell(f"The proof of {names.shown(host)} is in place.")
    else:
        notices.tell(f"The proof of {names.shown(host)} was not found. See below what is missing.", "info")
    return redirect(_root(), 303)


@domains.post("/primary")
@needs(SEAT)
def make_primary() -> ResponseReturnValue:
    """Choose what links in letters begin with; without a host it is the portal's address on the platform."""
    host = clean_text(request.form.get("host", ""), "host", most=500) or None
    # Where the live document says which slot links begin with, choosing a host is binding that slot.
    if slot := obeyed_slot():
        actions.bind_address(viewer(), slot, host, obeyed=True)
    else:
        actions.make_primary(viewer(), host)
    notices.tell(f"Links in letters begin with {names.shown(host or _target())} from now on.")
    return redirect(_root(), 303)


@domains.post("/slots/<slot>")
@needs(SEAT)
def bind(slot: str) -> ResponseReturnValue:
    """Choose what a slot of the document stands for in the live portal; without a host it is the portal's address on the platform."""
    host = clean_text(request.form.get("host", ""), "host", most=500) or None
    queries.require_owner(viewer())
    known = {one.id: one for one in address_slots(queries.list_domains(viewer()), _target())}
    if slot not in known:
        raise NotFound("No document of this portal names that slot for its address.")
    one = known[slot]
    actions.bind_address(viewer(), slot, host, obeyed=one.obeyed)
    chosen = names.shown(host or _target())
    notices.tell(
        f"Links in letters begin with {chosen} from now on."
        if one.obeyed
        else f"“{one.label}” is {chosen}. Links begin with it once this is published."
    )
    return redirect(_root(), 303)


@domains.post("/<host>/removal")
@needs(SEAT)
def remove(host: str) -> ResponseReturnValue:
    """Give a host up, at once."""
    actions.remove(viewer(), host)
    notices.tell(f"{names.shown(host)} was removed and serves nothing any more.")
    return redirect(_root(), 303)
