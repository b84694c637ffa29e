"""What a form may know while it is answered: the moment, the person, the client."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from commerce.checkout.lookups import lookups_of
from commerce.orders.queries import orders_of_client
from form_schemas import FormContext
from foundation import clock
from foundation.identity.viewer import Viewer
from portal_config.compiled import Compiled
from portal_config.expressions import Value


def form_context(document: Compiled, viewer: Viewer, locale: str) -> FormContext:
    """The context of a form of ``document`` for this viewer. What needs the database is asked only where a rule of the document names it."""
    context = FormContext(
        now=clock.now(),
        today=clock.today(document.timezone),
        locale=locale,
        legal=document.legal,
        calendar=document.calendar,
        currency=document.currency,
        zone=document.timezone,
    )
    known: dict[str, Value] = {
        "user.signed_in": viewer.kind == "member",
        "user.roles": frozenset(viewer.roles),
        "client.name": viewer.client_name or None,
    }
    known = {name: value for name, value in known.items() if name in document.contexts}
    if viewer.client_id is not None and "client.orders" in document.contexts:
        known["client.orders"] = Decimal(orders_of_client(viewer.client_id))
    return replace(context, known=known, lookups=lookups_of(viewer))
