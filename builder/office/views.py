"""Staff sign in and out, and choose a portal."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from builder.addresses import studio_root
from builder.gate import SESSION_COOKIE, entry
from builder.pages import draw
from foundation.errors import Refused
from foundation.identity import staff
from foundation.identity.staff import SeatAt
from foundation.tenancy.hosts import origin
from foundation.web import cookies
from foundation.web.guards import clean_text, shown_again, wants_json
from foundation.web.routes import PUBLIC, SIGNED_IN, local_path, needs, waits

office = Blueprint("office", __name__)

SESSION_SECONDS = int(staff.STAFF_SESSION.total_seconds())
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


def device() -> str:
    """The browser's name, as far as it tells."""
    agent = request.headers.get("User-Agent", "")
    return next((name for sign, name in BROWSERS if sign in agent), "Unknown browser")


@office.get("/sign-in")
@needs(PUBLIC)
def sign_in() -> ResponseReturnValue:
    target = local_path(request.args.get("next"))
    if entry().person is not None:
        return redirect(target)
    return draw("sign_in.html", "Sign in", email="", errors={}, action_url="/sign-in", next=target)


@office.post("/sign-in")
@needs(PUBLIC)
@waits
def sign_in_with_password() -> ResponseReturnValue:
    """Open a session. The answer to a failure is the same whether or not the address is known."""
    email = clean_text(request.form.get("email", ""), "email", most=500)
    target = local_path(request.form.get("next"))
    try:
        secret = staff.sign_in_staff(
            email, request.form.get("password", "")[:1000], address=request.remote_addr or "", device=device()
        )
    except Refused as refused:
        if refused.status not in (422, 429) or wants_json():
            raise
        errors = {refused.pointer if refused.pointer in ("email", "password") else "": refused.message}
        page = draw("sign_in.html", "Sign in", email=email, errors=errors, action_url="/sign-in", next=target)
        return shown_again(page, refused)
    response = make_response(redirect(target, 303))
    cookies.write(response, SESSION_COOKIE, secret, max_age=SESSION_SECONDS)
    return response


@office.post("/sign-out")
@needs(PUBLIC)
def sign_out() -> Response:
    person = entry().person
    if person is not None:
        staff.close_staff_session(person.session_hash)
    response = make_response(redirect("/sign-in", 303))
    cookies.drop(response, SESSION_COOKIE)
    return response


@dataclass(frozen=True, slots=True)
class PortalCard:
    """One portal of the list: the way to its desk, to its sandboxes' desks, to its studio for whoever owns it, and to the portal itself."""

    name: str
    mark: str
    host: str
    url: str
    site_url: str
    role: str
    sandboxes: tuple[tuple[str, str], ...]
    address_url: str
    studio_url: str


def _card(seat: SeatAt) -> PortalCard:
    site = origin(seat.slug, None)
    return PortalCard(
        name=seat.portal_name,
        mark=seat.portal_name[:1].upper(),
        host=site.partition("://")[2],
        url=f"/p/{seat.slug}/desk/inbox",
        site_url=site,
        role="Owner" if seat.owner else "",
        sandboxes=tuple((f"Sandbox {name}", f"/p/{seat.slug}/sandbox/{name}/desk/") for name in seat.sandboxes),
        address_url=f"/p/{seat.slug}/office/domains" if seat.owner else "",
        studio_url=f"{studio_root(seat.slug, seat.sandboxes[0])}/pages" if seat.owner and seat.sandboxes else "",
    )


@office.get("/")
@needs(SIGNED_IN)
def portals() -> ResponseReturnValue:
    """Every portal this person has a seat in. Also with one it is the switchboard between the desk, its sandboxes and the portal."""
    return draw("portals.html", "Your portals", portals=[_card(seat) for seat in entry().seats])
