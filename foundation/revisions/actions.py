"""Writing the document: a draft is saved as it is, a revision only when it compiles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import portal_config
from foundation import clock
from foundation.db import execute, row, uuid7, value
from foundation.errors import Refused
from foundation.events import record
from foundation.revisions.events import RevisionPublished
from foundation.revisions.queries import Pointer, draft_document, pointer_of
from foundation.tenancy import current_scope


class StaleDraft(Refused):
    """The draft was saved by somebody else since it was read; ``number`` is its present number."""

    def __init__(self, number: int) -> None:
        super().__init__("stale_draft", "Somebody else changed this draft. Load it again to see both.", status=409)
        self.number = number


def save_draft(document: dict[str, Any], *, base: int | None, author: str) -> int:
    """Save the entered sandbox's draft over number ``base`` (None: there is none yet); its new number. Errors in it do not matter here.

    Raises StaleDraft when the draft has moved on, DocumentRefused when it is no document at all.
    """
    scope = current_scope()
    if scope.mode != "sandbox":
        raise Refused(
            "live_is_never_edited", "Edit a sandbox and publish it; the live portal is never edited directly."
        )
    text = portal_config.dump(document)
    at = clock.real_now()
    if base is None:
        execute(
            "insert into drafts (portal_id, sandbox_id, number, base_revision_id, document, author, updated_at) values"
            " (%(portal)s, %(sandbox)s, 1, (select revision_id from heads), %(document)s, %(author)s, %(at)s)",
            portal=scope.portal_id,
            sandbox=scope.tenant_id,
            document=text,
            author=author,
            at=at,
        )
        return 1
    saved = value(
        "update drafts set number = number + 1, document = %(document)s, author = %(author)s, updated_at = %(at)s"
        " where sandbox_id = %(sandbox)s and number = %(base)s returning number",
        document=text,
        author=author,
        at=at,
        sandbox=scope.tenant_id,
        base=base,
    )
    if saved is None:
        raise StaleDraft(draft_document()[0])
    return int(saved)


def publish(*, author: str, note: str = "", expected_head: UUID | None = None) -> Pointer:
    """Publish the entered sandbox's draft: check it strictly, write a revision, move the head, one transaction guarded by the live head.

    Raises DocumentRefused with findings when the draft does not check (what is live stays live), Refused ``head_moved`` when another publish
    came first.
    """
    number, text = draft_document()
    document = portal_config.load(text)
    portal_config.compile(document, strict=True)
    scope = current_scope()
    head = row("select h.revision_id, r.number from heads h join revisions r on r.id = h.revision_id for update of h")
    if expected_head is not None and (head is None or head.revision_id != expected_head):
        raise Refused("head_moved", "Somebody published in the meantime. Look at the difference again.", status=409)
    at = clock.real_now()
    revision_id = uuid7()
    next_number = (head.number if head else 0) + 1
    execute(
        "insert into revisions (portal_id, id, number, kind, document, hash, author, note, created_at) values"
        " (%(portal)s, %(id)s, %(number)s, 'publish', %(document)s, %(hash)s, %(author)s, %(note)s, %(at)s)",
        portal=scope.portal_id,
        id=revision_id,
        number=next_number,
        document=text,
        hash=portal_config.digest(document),
        author=author,
        note=note,
        at=at,
    )
    execute(
        "insert into heads (portal_id, revision_id, moved_at) values (%(portal)s, %(id)s, %(at)s)"
        " on conflict (portal_id) do update set revision_id = excluded.revision_id, moved_at = excluded.moved_at",
        portal=scope.portal_id,
        id=revision_id,
        at=at,
    )
    execute(
        "update drafts set base_revision_id = %(id)s where sandbox_id = %(sandbox)s and number = %(number)s",
        id=revision_id,
        sandbox=scope.tenant_id,
        number=number,
    )
    record(
        RevisionPublished(
            subject=f"revision:{revision_id}", actor=author, number=next_number, hash=portal_config.digest(document)
        )
    )
    return pointer_of("revision", revision_id, next_number)
