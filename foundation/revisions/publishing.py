"""Publishing a draft, and going back to an earlier revision: what is live compiles strictly, and a revision never changes."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

import portal_config
from foundation import audit, clock, realtime
from foundation.bindings.queries import live_values
from foundation.db import execute, row, uuid7
from foundation.domains.actions import follow
from foundation.errors import NotFound, Refused
from foundation.events import record
from foundation.revisions.actions import locked_draft
from foundation.revisions.events import RevisionPublished
from foundation.revisions.log import Author
from foundation.revisions.queries import Pointer, pointer_of
from foundation.tenancy import current_scope
from portal_config import upgrades
from portal_config.diff import diff


class _Head(NamedTuple):
    id: UUID
    number: int
    hash: str = ""
    document: str = ""


def publish(
    *,
    author: Author | str,
    note: str = "",
    expected_head: UUID | None = None,
    expected_draft: int | None = None,
) -> Pointer:
    """Publish the entered sandbox's draft: check it strictly, write a revision, move the head, one transaction guarded by the live head. Pages that are open keep
    working: they ask for the head anew within a second.

    Links begin with the address that the document's slot of it stands for. Raises DocumentRefused with findings when the draft does not check or that slot is
    not bound (what is live stays live), Refused ``head_moved`` when another publish
    came first, ``draft_moved`` when the draft is not the one that was looked at, ``nothing_to_publish``.
    """
    draft = locked_draft()
    if expected_draft is not None and draft.number != expected_draft:
        raise Refused("draft_moved", "The draft changed in the meantime. Look at the difference again.", status=409)
    head = _locked_head(expected_head)
    bound = live_values()
    compiled = portal_config.compile(draft.document, strict=True, bound=bound)
    changes = len(diff(upgrades.read(head.document), draft.document)) if head else 0
    if head and head.hash == draft.hash and expected_draft is not None:
        raise Refused("nothing_to_publish", "The draft is what is live already.", status=409)
    made = _new_revision(head, draft.document, draft.hash, author=author, kind="publish", note=note, changes=changes)
    execute(
        "update drafts set base_revision_id = %(id)s where sandbox_id = %(sandbox)s",
        id=made.id,
        sandbox=current_scope().tenant_id,
    )
    follow(bound.get(compiled.domains.primary or ""), _actor(author))
    return pointer_of("revision", made.id, made.number)


def rollback(*, author: Author, number: int, note: str = "", expected_head: UUID | None = None) -> Pointer:
    """Publish the content of an earlier revision again, as a new revision. No order is touched, and drafts stay as they are.

    Raises NotFound for a revision that is not there, DocumentRefused when it no longer checks, Refused ``head_moved`` as ``publish``, ``nothing_to_publish``.
    """
    head = _locked_head(expected_head)
    wanted = row(
        "select number, document, hash, coalesce(restores, number) as origin from revisions where number = %(number)s",
        number=number,
    )
    if wanted is None or head is None:
        raise NotFound("There is no such revision.")
    if wanted.hash == head.hash:
        raise Refused("nothing_to_publish", "The live portal has this content already.", status=409)
    document = upgrades.read(wanted.document)
    compiled = portal_config.compile(document, strict=True)
    changes = len(diff(upgrades.read(head.document), document))
    made = _new_revision(
        head,
        document,
        portal_config.digest(document),
        author=author,
        kind="rollback",
        note=note,
        changes=changes,
        restores=wanted.origin,
    )
    follow(live_values().get(compiled.domains.primary or ""), author.actor)
    return pointer_of("revision", made.id, made.number)


def republish(document: dict[str, Any], *, kind: str, note: str, expected_head: UUID) -> UUID:
    """Make a document live that says the same as the one that is, as a new revision by nobody; its id. Raises DocumentRefused when it does not check,
    Refused ``head_moved``."""
    head = _locked_head(expected_head)
    portal_config.compile(document, strict=True)
    made = _new_revision(
        head, document, portal_config.digest(document), author="system", kind=kind, note=note, changes=0
    )
    return made.id


def _locked_head(expected: UUID | None) -> _Head | None:
    """The live head, held until the transaction ends. Raises Refused ``head_moved``."""
    found = row(
        "select h.revision_id, r.number, r.hash, r.document from heads h join revisions r on r.id = h.revision_id for update of h"
    )
    if expected is not None and (found is None or found.revision_id != expected):
        raise Refused("head_moved", "Somebody published in the meantime. Look at the difference again.", status=409)
    return _Head(*found) if found else None


def _new_revision(
    head: _Head | None,
    document: dict[str, Any],
    digest: str,
    *,
    author: Author | str,
    kind: str,
    note: str,
    changes: int,
    restores: int | None = None,
) -> _Head:
    actor, name = _actor(author), author.name if isinstance(author, Author) else ""
    scope, at, made = current_scope(), clock.real_now(), _Head(uuid7(), (head.number if head else 0) + 1)
    execute(
        "insert into revisions (portal_id, id, number, kind, document, hash, author, author_name, note, changes, restores, created_at)"
        " values (%(portal)s, %(id)s, %(number)s, %(kind)s, %(document)s, %(hash)s, %(author)s, %(name)s, %(note)s, %(changes)s,"
        " %(restores)s, %(at)s)",
        portal=scope.portal_id,
        id=made.id,
        number=made.number,
        kind=kind,
        document=portal_config.dump(document),
        hash=digest,
        author=actor,
        name=name,
        note=note,
        changes=changes,
        restores=restores,
        at=at,
    )
    execute(
        "insert into heads (portal_id, revision_id, moved_at) values (%(portal)s, %(id)s, %(at)s)"
        " on conflict (portal_id) do update set revision_id = excluded.revision_id, moved_at = excluded.moved_at",
        portal=scope.portal_id,
        id=made.id,
        at=at,
    )
    audit.record_portal(
        f"portal.{kind}",
        f"revision:{made.id}",
        actor,
        {"revision": head.number if head else None},
        {"revision": made.number},
    )
    record(RevisionPublished(subject=f"revision:{made.id}", actor=actor, number=made.number, hash=digest))
    if scope.mode == "sandbox":
        realtime.publish([realtime.DRAFT], "revision.published", number=made.number)
    return made


def _actor(author: Author | str) -> str:
    return author.actor if isinstance(author, Author) else author
