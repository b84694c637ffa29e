"""A new portal: choose what is closest, give it a name, an address and a colour."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, make_response, redirect, request
from flask.typing import ResponseReturnValue

from builder.gate import entry
from builder.office import starters
from builder.pages import draw, first_page
from foundation.errors import Refused
from foundation.identity import limits
from foundation.settings import settings
from foundation.tenancy import slugs
from foundation.web import notices
from foundation.web.guards import clean_text, wants_json
from foundation.web.routes import SIGNED_IN, needs, waits
from sandbox import actions

portals = Blueprint("new_portal", __name__)

FIELDS = ("portal", "slug", "starter", "accent", "currency")
SHOWN = ("portal", "slug", "currency")
"""Fields with a place for a sentence of their own."""


def _page(values: dict[str, str], errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    return make_response(
        draw(
            "new_portal.html",
            "New portal",
            starters=starters.STARTERS,
            accents=starters.ACCENTS,
            currencies=[(code, code) for code in starters.CURRENCIES],
            values=values,
            errors=errors,
            first=not entry().seats,
            base=settings().base_domain,
        ),
        status,
    )


@portals.get("/portals/new")
@needs(SIGNED_IN)
def form() -> ResponseReturnValue:
    return _page({"starter": starters.STARTERS[0].key, "accent": "blue", "currency": "EUR"}, {})


@portals.post("/portals/new")
@needs(SIGNED_IN)
@waits
def create() -> ResponseReturnValue:
    """Make the portal, live and in its sandbox, and go where it is built."""
    values: dict[str, str] = {
        name: clean_text(request.form.get(name, ""), name, most=500) for name in (*FIELDS, "timezone")
    }
    person = entry().person
    assert person is not None
    try:
        chosen = starters.starter(values["starter"])
        name = actions.clean_title(values["portal"])
        slug = values["slug"].lower() or slugs.suggest(name)
        document = starters.document_for(
            chosen,
            name=name,
            email=person.email,
            slug=slug,
            accent=values["accent"],
            currency=values["currency"] or "EUR",
            timezone=values["timezone"],
        )
        actions.open_portal(
            actions.Owner(person.id, person.name, person.email),
            name=name,
            slug=slug,
            document=document,
            samples=starters.samples(chosen),
        )
    except Refused as refused:
        if refused.status not in (409, 422, 429) or wants_json():
            raise
        pointer = refused.pointer if refused.pointer in SHOWN else ""
        return _page(values, {pointer: refused.message}, refused.status)
    notices.tell(f"{name} stands. Everything here is yours to change.")
    return redirect(first_page(slug), 303)


@portals.get("/portals/address")
@needs(SIGNED_IN)
def address() -> ResponseReturnValue:
    """For the form's script: a free address for ``name``, or whether ``slug`` can be had."""
    person = entry().person
    assert person is not None
    limits.spend("portal_address", str(person.id), limits.LOOKS_PER_VISITOR)
    asked = clean_text(request.args.get("slug", ""), "slug", most=200).lower()
    slug = asked or slugs.suggest(clean_text(request.args.get("name", ""), "name", most=200))
    state: Any = slugs.state_of(slug) if slug else "bad"
    return jsonify(slug=slug, free=state == "free", words=slugs.SENTENCES[state] if slug else "")
