"""What a form may know while it is answered: the moment, the person, the client."""

from __future__ import annotations

from dataclasses import replace

from commerce.checkout.lookups import lookups_of
from commerce.clients.person import facts
from form_schemas import FormContext
from foundation import clock
from foundation.identity.viewer import Viewer
from portal_config.compiled import Compiled


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
    return replace(context, known=facts(viewer, document.contexts), lookups=lookups_of(viewer))
