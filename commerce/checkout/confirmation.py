"""The page that says thank you: reached by a signed token, so that a guest sees it without signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from foundation import clock
from foundation.db import row
from foundation.errors import NotFound
from foundation.settings import settings
from foundation.tenancy import current_scope

LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the page says: minor units of ``currency``; ``by_guest`` when the order waits for its mailed link to be opened."""

    number: str
    title: str
    contact_email: str
    state: str
    payment_state: str
    payment_method: str
    currency: str
    gross_minor: int
    by_guest: bool


def sign(order_id: UUID) -> str:
    """The text for ``/checkout/thanks/<token>``. It lasts 24 hours of real time."""
    until = int((clock.real_now() + LIFETIME).timestamp())
    return _signer().dumps([current_scope().tenant_id.hex, order_id.hex, until])


def confirmation(token: str) -> Confirmation:
    """What a token's page says. Raises NotFound for one that is forged, expired or another tenant's."""
    try:
        tenant, order, until = _signer().loads(token)
        tenant_id, order_id, live = UUID(tenant), UUID(order), until >= clock.real_now().timestamp()
    except (BadData, ValueError, TypeError, AttributeError):
        raise NotFound() from None
    if not live or tenant_id != current_scope().tenant_id:
        raise NotFound()
    found = row(
        "select o.number, o.title, o.contact_email, o.state, o.payment_state, o.payment_method, o.currency, o.gross_minor,"
        " o.placed_by = 'guest' as by_guest from orders o where o.tenant_id = %(tenant)s and o.id = %(id)s",
        tenant=tenant_id,
        id=order_id,
    )
    if found is None:
        raise NotFound()
    return Confirmation(*found)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="portico.confirmation")
