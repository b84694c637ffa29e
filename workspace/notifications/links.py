"""Where letters lead, and the signed address that ends them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.settings import settings
from foundation.tenancy import current_scope
from workspace.notifications.kinds import Kind, kind_of

PATH = "/-/mail/"
"""Where letters are ended, on the tenant's host; the rest of the address is the token."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What a letter's address ends: mails of one kind to one person."""

    recipient: str
    kind: Kind


def desk_url(path: str = "") -> str:
    """An address on the desk of the entered tenant; ``path`` begins with a slash."""
    scope = current_scope()
    sandbox = f"/sandbox/{scope.sandbox}" if scope.sandbox else ""
    return f"{settings().origin(settings().builder_host)}/p/{scope.slug}{sandbox}/desk{path or '/'}"


def order_url(viewer: Viewer, number: str, part: str = "") -> str:
    """The order's page on the side where this person works."""
    path = f"/orders/{quote(number, safe='')}{part}"
    return desk_url(path) if viewer.kind == "staff" else f"{current_scope().origin}{path}"


def thread_url(viewer: Viewer, thread_id: UUID, number: str | None) -> str:
    """Where a conversation is read and answered: beside its order in the portal, by itself on the desk."""
    if viewer.kind == "staff":
        return desk_url(f"/threads/{thread_id}")
    return order_url(viewer, number, "#conversation") if number else f"{current_scope().origin}/messages/{thread_id}"


def choices_url(recipient: str) -> str:
    """Where this person chooses what they are told, once signed in."""
    if recipient.startswith("staff:"):
        return desk_url("/notifications/choices")
    return f"{current_scope().origin}/account#notifications"


def ending_url(recipient: str, kind: Kind, side: str) -> str:
    """The address that ends mails of ``kind`` to ``recipient`` by one POST, without signing in."""
    token = _signer().dumps([current_scope().tenant_id.hex, recipient, side, kind.id])
    return f"{current_scope().origin}{PATH}{token}"


def read_ending(token: str) -> Ending:
    """What an address ends. Raises NotFound for one that is forged or another tenant's."""
    try:
        tenant, recipient, side, name = _signer().loads(token)
        own = UUID(tenant) == current_scope().tenant_id
        kind = kind_of(str(side), str(name))
    except (BadData, ValueError, TypeError, AttributeError, KeyError):
        raise NotFound() from None
    if not own:
        raise NotFound()
    return Ending(str(recipient), kind)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="portico.unsubscribe")
