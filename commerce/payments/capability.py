"""A signed right to pay one payment without signing in: it names tenant and payment, and ends after a day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from foundation import clock
from foundation.errors import NotFound
from foundation.settings import settings
from foundation.tenancy import current_scope

LIFETIME = timedelta(hours=24)


def sign(payment_id: UUID) -> str:
    """The text for an address ``/pay/<token>`` on the entered tenant's host. It lasts 24 hours of real time."""
    until = int((clock.real_now() + LIFETIME).timestamp())
    return _signer().dumps([current_scope().tenant_id.hex, payment_id.hex, until])


def verify(token: str) -> UUID:
    """The payment a token is for. Raises NotFound for one that is forged, expired or another tenant's, the same for all three."""
    try:
        tenant, payment, until = _signer().loads(token)
        if UUID(tenant) != current_scope().tenant_id or until < clock.real_now().timestamp():
            raise _over()
        return UUID(payment)
    except (BadData, ValueError, TypeError, AttributeError):
        raise _over() from None


def _over() -> NotFound:
    return NotFound("This payment link is not valid any more. Open the order to get a new one.")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="portico.payment")
