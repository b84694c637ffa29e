"""Opening a portal: its tenants, its owner's seat, its document live and as a draft, and a sandbox in which something has happened already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import portal_config
from foundation import audit, realtime
from foundation.db import moved_into
from foundation.errors import Refused
from foundation.identity import limits, staff
from foundation.identity.names import one_line
from foundation.identity.viewer import Viewer
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from foundation.tenancy import Scope
from foundation.tenancy.actions import create_portal, new_portal_scopes
from foundation.tenancy.hosts import forget_hosts
from foundation.tenancy.slugs import SENTENCES, state_of
from portal_config.permissions import READY
from sandbox import history
from sandbox.story import History

NAME_LENGTH = 80
FIRST_NOTE = "First version"


@dataclass(frozen=True, slots=True)
class Opened:
    """A portal that stands: the live tenant and the sandbox ``main``, with its clock at now."""

    live: Scope
    sandbox: Scope


@dataclass(frozen=True, slots=True)
class Owner:
    """The staff person a new portal belongs to."""

    id: UUID
    name: str
    email: str


def open_portal(owner: Owner, *, name: str, slug: str, document: Mapping[str, Any], samples: History) -> Opened:
    """Make a portal in the present transaction, which has entered no tenant: published, with ``owner``'s seat, and ``samples`` played in its sandbox.

    ``document`` must check without an error. Sample people have no password; they sign in by the letters the sandbox keeps, or are looked at
    through the studio. Raises Refused ``name_missing``, ``bad_slug``, ``slug_taken``, ``slug_reserved``, DocumentRefused, TooMany.
    """
    limits.spend("portals", str(owner.id), limits.PORTALS_PER_SELLER, timedelta(days=1))
    title = clean_title(name)
    state = state_of(slug)
    if state != "free":
        status = 422 if state == "bad" else 409
        raise Refused(
            f"slug_{state}" if state != "bad" else "bad_slug", SENTENCES[state], pointer="slug", status=status
        )
    live, test = new_portal_scopes(slug, title, sandbox_behind=timedelta(days=samples.days + 1))
    actor = f"staff:{owner.id}"
    with moved_into(test):
        create_portal(live, test)
        staff.give_seat(owner.id, live.portal_id, owner=True)
        save_draft(dict(document), base=None, author=actor)
        publish(author=actor, note=FIRST_NOTE)
        audit.record_portal("portal.open", f"portal:{live.portal_id}", actor, after={"name": title, "slug": slug})
        compiled = portal_config.compile(dict(document), strict=True)
        played = history.play(samples, {"lead": _viewer(owner)}, compiled, lead="lead")
        realtime.tell_now()
    forget_hosts()
    return Opened(live, played.scope)


def clean_title(name: str) -> str:
    """A portal's name on one line. Raises Refused ``name_missing``."""
    title = one_line(name)
    if not title or len(title) > NAME_LENGTH:
        raise Refused("name_missing", f"Enter a name, with at most {NAME_LENGTH} characters.", pointer="portal")
    return title


def _viewer(owner: Owner) -> Viewer:
    return Viewer(
        kind="staff",
        staff_id=owner.id,
        name=owner.name,
        email=owner.email,
        permissions=dict.fromkeys(sorted(READY), "all"),
        owner=True,
    )
