"""What happens to a portal's domains. A host serves from the moment it is proven until it is given up, or its proof has been gone for three days."""

from __future__ import annotations

import secrets
from datetime import timedelta

from psycopg.errors import UniqueViolation

from foundation import audit, clock, mail
from foundation.bindings.actions import bind, release
from foundation.bindings.queries import live_values
from foundation.db import execute, row, rows, savepoint, value
from foundation.domains.names import clean_host, shown
from foundation.domains.proof import Proof
from foundation.domains.queries import Domain, access_domain, require_owner
from foundation.errors import NotFound, Refused
from foundation.identity.viewer import SYSTEM, Viewer
from foundation.settings import settings
from foundation.tenancy import current_scope
from foundation.tenancy.hosts import forget_hosts

MOST = 10
GRACE = timedelta(days=3)
QUARANTINE = timedelta(days=30)


def claim(viewer: Viewer, text: str) -> Domain:
    """Note a host for the entered portal, with a token of its own to be put into the DNS; it serves nothing before ``prove``. Claiming it again changes
    nothing. Anybody may claim any host: only the proof counts.

    Raises Forbidden, Refused ``bad_host``, ``host_is_address``, ``host_not_public``, ``host_is_ours``, ``host_taken``, ``too_many_hosts``.
    """
    require_owner(viewer)
    host = clean_host(text)
    portal = current_scope().portal_id
    _free(host)
    known = value("select count(*) from domains where portal_id = %(portal)s and removed_at is null", portal=portal)
    if known >= MOST:
        raise Refused("too_many_hosts", f"A portal has at most {MOST} addresses. Remove one first.", pointer="host")
    fresh = row(
        'insert into domains (host, portal_id, token, "primary", created_at) values (%(host)s, %(portal)s, %(token)s, false, %(at)s)'
        " on conflict (portal_id, host) do update set token = excluded.token, created_at = excluded.created_at,"
        " removed_at = null, checked_at = null, finding = '', lost_since = null where domains.removed_at is not null returning 1",
        host=host,
        portal=portal,
        token=f"portico-{secrets.token_urlsafe(24)}",
        at=clock.real_now(),
    )
    if fresh is not None:
        audit.record_portal("domain.claim", f"domain:{host}", viewer.actor)
    return access_domain(viewer, host)


def prove(viewer: Viewer, host: str, proof: Proof) -> Domain:
    """Take what the DNS says about a claimed host: proven, it serves the live portal from now on.

    Raises Forbidden, NotFound, Refused ``address_unconfirmed`` for an owner whose own address is not confirmed, ``host_taken``, ``host_held``.
    """
    require_owner(viewer)
    access_domain(viewer, host)
    if not value("select confirmed_at is not null from staff where id = %(id)s", id=viewer.staff_id):
        raise Refused(
            "address_unconfirmed",
            "Confirm your own e-mail address first: we sent you a letter when you signed up.",
            pointer="host",
            status=409,
        )
    note(host, proof, actor=viewer.actor)
    return access_domain(viewer, host)


def note(host: str, proof: Proof, *, actor: str = SYSTEM) -> None:
    """The same without a person, for the daily look. An answer that cannot be had changes nothing but the date; a proof that is gone ends the
    service after three days, and keeps the host from others for thirty more. Raises NotFound, Refused ``host_taken``, ``host_held``."""
    portal, at = current_scope().portal_id, clock.real_now()
    found = row(
        "select verified_at, lost_since from domains where portal_id = %(portal)s and host = %(host)s and removed_at is null for update",
        portal=portal,
        host=host,
    )
    if found is None:
        raise NotFound()
    if proof.state == "proven":
        _serve(host, proof, first=found.verified_at is None, actor=actor)
        return
    lost = found.lost_since
    if found.verified_at is not None and proof.state in ("missing", "wrong"):
        lost = lost or at
        if lost <= at - GRACE:
            _stop(host, proof, actor)
            return
        if found.lost_since is None:
            _tell_owners(
                f"{shown(host)}: the proof is gone",
                f"The record that proves that {shown(host)} is yours is no longer in the DNS. Put it back within three days, "
                "or the portal stops being served there.",
            )
    execute(
        "update domains set checked_at = %(at)s, finding = %(finding)s, lost_since = %(lost)s"
        " where portal_id = %(portal)s and host = %(host)s",
        at=at,
        finding=_finding(proof),
        lost=lost,
        portal=portal,
        host=host,
    )


def make_primary(viewer: Viewer, host: str | None) -> None:
    """Let links in letters begin with this proven host, or with the portal's address on the platform (None).

    Raises Forbidden, NotFound, Refused ``host_unproven``.
    """
    _require_proven(viewer, host)
    _prefer(host, viewer.actor)


def bind_address(viewer: Viewer, slot: str, host: str | None, *, obeyed: bool) -> None:
    """Let a slot of the kind ``domain`` stand for this proven host, or for the portal's address on the platform (None); the live tenant is entered.
    ``obeyed``: the live document's links begin with it, so they do from now on.

    Raises Forbidden, NotFound, Refused ``host_unproven``.
    """
    _require_proven(viewer, host)
    before = live_values().get(slot)
    bind(slot, host or "")
    audit.record("binding.set", f"slot:{slot}", viewer.actor, before={"value": before}, after={"value": host or ""})
    if obeyed:
        _prefer(host, viewer.actor)


def follow(host: str | None, actor: str) -> None:
    """Let links begin with the host that a slot of what just went live stands for (empty: the portal's own address, None: nothing is bound). One whose
    proof is gone is passed over."""
    portal = current_scope().portal_id
    if host is None or host == (
        value('select host from domains where portal_id = %(portal)s and "primary"', portal=portal) or ""
    ):
        return
    serves = value(
        "select verified_at is not null from domains where portal_id = %(portal)s and host = %(host)s",
        portal=portal,
        host=host,
    )
    if not host or serves:
        _prefer(host or None, actor)


def _require_proven(viewer: Viewer, host: str | None) -> None:
    """Raises Forbidden, NotFound, Refused ``host_unproven``."""
    require_owner(viewer)
    if host is not None and access_domain(viewer, host).verified_at is None:
        raise Refused("host_unproven", "Prove that the address is yours first.", pointer="host", status=409)


def _prefer(host: str | None, actor: str) -> None:
    portal = current_scope().portal_id
    execute('update domains set "primary" = false where portal_id = %(portal)s and "primary"', portal=portal)
    if host is not None:
        execute(
            'update domains set "primary" = true where portal_id = %(portal)s and host = %(host)s',
            portal=portal,
            host=host,
        )
    audit.record_portal("domain.primary", f"domain:{host or ''}", actor)
    forget_hosts()


def remove(viewer: Viewer, host: str) -> None:
    """Give a host up: it serves nothing within a second, no slot stands for it, and if it was proven no other portal can take it over for thirty days.
    The live tenant is entered.

    Raises Forbidden, NotFound.
    """
    known = access_domain(viewer, host)
    at = clock.real_now()
    execute(
        'update domains set removed_at = %(at)s, verified_at = null, lost_since = null, "primary" = false,'
        " held_until = case when verified_at is not null then %(until)s else held_until end"
        " where portal_id = %(portal)s and host = %(host)s",
        at=at,
        until=at + QUARANTINE,
        portal=current_scope().portal_id,
        host=host,
    )
    release(host)
    audit.record_portal(
        "domain.remove", f"domain:{host}", viewer.actor, before={"proven": known.verified_at is not None}
    )
    forget_hosts()


def _free(host: str) -> None:
    """Raises Refused ``host_taken`` when another portal serves the host, ``host_held`` while it is kept for who served it last."""
    portal, at = current_scope().portal_id, clock.real_now()
    other = row(
        "select verified_at is not null as serves, held_until from domains where host = %(host)s and portal_id <> %(portal)s"
        " and (verified_at is not null or held_until > %(at)s) order by serves desc limit 1",
        host=host,
        portal=portal,
        at=at,
    )
    if other is None:
        return
    if other.serves:
        raise Refused("host_taken", "This address belongs to another portal.", pointer="host", status=409)
    raise Refused(
        "host_held",
        "This address was another portal's until recently. It can be proven again after "
        f"{other.held_until.day} {other.held_until:%B %Y}.",
        pointer="host",
        status=409,
    )


def _serve(host: str, proof: Proof, *, first: bool, actor: str) -> None:
    portal, at = current_scope().portal_id, clock.real_now()
    if first:
        _free(host)
    try:
        with savepoint():
            execute(
                "update domains set verified_at = coalesce(verified_at, %(at)s), checked_at = %(at)s, finding = %(finding)s,"
                " lost_since = null, held_until = null where portal_id = %(portal)s and host = %(host)s",
                at=at,
                finding=_finding(proof),
                portal=portal,
                host=host,
            )
    except UniqueViolation:
        raise Refused("host_taken", "This address belongs to another portal.", pointer="host", status=409) from None
    if first:
        audit.record_portal("domain.prove", f"domain:{host}", actor)
        forget_hosts()


def _stop(host: str, proof: Proof, actor: str) -> None:
    at = clock.real_now()
    execute(
        'update domains set verified_at = null, "primary" = false, checked_at = %(at)s, finding = %(finding)s,'
        " held_until = %(until)s where portal_id = %(portal)s and host = %(host)s",
        at=at,
        finding=_finding(proof),
        until=at + QUARANTINE,
        portal=current_scope().portal_id,
        host=host,
    )
    audit.record_portal("domain.stop", f"domain:{host}", actor, after={"finding": proof.state})
    _tell_owners(
        f"{shown(host)} is no longer served",
        f"The record that proves that {shown(host)} is yours has been missing for three days, so the portal is not served there any more. "
        "It still works on its own address. Put the record back and check again to bring it back.",
    )
    forget_hosts()


def _finding(proof: Proof) -> str:
    if proof.state == "wrong":
        return f"wrong {proof.found}"
    if proof.state == "proven":
        return "elsewhere" if proof.points_here is False else ""
    return proof.state


def _tell_owners(subject: str, sentence: str) -> None:
    scope = current_scope()
    owners = rows(
        "select s.email, s.name from seats x join staff s on s.id = x.staff_id"
        " where x.portal_id = %(portal)s and x.owner and s.state = 'active' order by s.id",
        portal=scope.portal_id,
    )
    page = settings().origin(settings().builder_host) + f"/p/{scope.slug}/office/domains"
    for owner in owners:
        mail.send_to_staff(
            to=owner.email,
            to_name=owner.name,
            template="notice",
            subject=subject,
            context={
                "title": subject,
                "paragraphs": [sentence],
                "button": {"label": "Look at the address", "url": page},
            },
        )
