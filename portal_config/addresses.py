"""Where a portal is reached, and the slots whose values each environment binds for itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from portal_config.findings import Finding


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that the document names and does not hold. ``kind``: ``domain``, ``mail_sender``, ``payment_account``, ``webhook`` or ``secret``."""

    id: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Domains:
    """``primary``: the slot of the address that links begin with (None: the portal's own on the platform). ``public_pages``: what the menu of people who
    are not signed in shows, in order; none named: every public page."""

    primary: str | None = None
    redirect_www: bool = True
    public_pages: tuple[str, ...] = ()


def unbound(domains: Domains, env: Mapping[str, Slot], bound: Collection[str]) -> tuple[Finding, ...]:
    """What cannot be published while a slot that is obeyed has no value. ``bound``: the slots that have one where the document goes live."""
    slot = env.get(domains.primary or "")
    if slot is None or slot.id in bound:
        return ()
    message = f"Nothing is bound to “{slot.label or slot.id}” yet."
    fix = "Choose the address it stands for, or take it out."
    return (Finding("error", "/domains/primary", "slot_unbound", message, fix),)
