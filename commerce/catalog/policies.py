"""Who is shown a service, who reads its price, who may order it. Being shown a service never grants ordering it."""

from __future__ import annotations

from foundation.identity.viewer import Viewer
from portal_config.compiled import Service
from words import say

ORDER = "order.create"
PRICE = "price.read"


def shown(service: Service, viewer: Viewer) -> bool:
    """Guests are shown public services, members and guests those that admit them, staff all that can be shown."""
    if service.broken is not None or service.archived:
        return False
    if viewer.kind == "staff":
        return True
    return (viewer.kind == "member" or service.public) and viewer.sees(service.see)


def reads_prices(viewer: Viewer) -> bool:
    """Prices of public services are public; members need ``price.read``, but for those of a pending client, who are guests still."""
    if viewer.kind == "member":
        return viewer.may(PRICE) or viewer.client_state == "pending"
    return True


def refusal(service: Service, viewer: Viewer) -> tuple[str, str] | None:
    """Code and sentence of why the viewer's place does not let them order the service, or None."""
    if viewer.kind == "staff":
        return ("staff", say("Staff do not order for themselves. Sign in as a member of a client to order."))
    if viewer.kind == "guest":
        return None if service.public else ("sign_in", say("Sign in to order this service."))
    if viewer.client_state == "suspended":
        return ("client_suspended", say("Your company's access is suspended, so nothing can be ordered. Contact us."))
    if viewer.client_state == "pending":
        return (
            None
            if service.public
            else ("client_pending", say("Your company has not been approved yet. We will be in touch."))
        )
    if viewer.client_state != "approved":
        return ("client_closed", say("Your company's access is closed."))
    return None if viewer.may(ORDER) else ("role", say("Your role does not allow ordering. Ask a colleague who may."))
