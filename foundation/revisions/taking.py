"""Taking over what went live since a draft began: a three-way merge into the draft, as one step that can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from foundation.db import execute, row
from foundation.errors import Refused
from foundation.revisions import log
from foundation.revisions.actions import Saved, locked_draft, save_edits, saved_again
from foundation.revisions.log import Author
from foundation.revisions.publishing import publish
from foundation.revisions.queries import Pointer
from foundation.tenancy import current_scope
from portal_config import upgrades
from portal_config.edits import replacing
from portal_config.merge import merge, resolve
from portal_config.merge.merged import Choice


def take_over(author: Author, choices: Mapping[str, Choice], *, draft: int, head: UUID | None, key: str) -> Saved:
    """Merge what is live into the entered sandbox's draft. From then on the draft begins at what is live. ``choices``: pointer of each conflict → “mine” or
    “live”; ``draft`` and ``head`` are what was looked at.

    Raises Refused ``draft_moved`` and ``head_moved`` where that is not what is there any more, ``undecided`` when a conflict has no choice,
    ``nothing_to_take`` when the draft begins at what is live already; DocumentRefused ``version_unknown``.
    """
    held = locked_draft()
    around = log.around(author.actor, base=held.number, key=key)
    if any(each.key == key for each in around):
        return saved_again(held, author)
    if held.number != draft:
        raise Refused("draft_moved", "The draft changed in the meantime. Look at the difference again.", status=409)
    found = row(
        "select h.revision_id as head, live.document as live, base.id as base, base.document as began from drafts d"
        " join heads h on h.portal_id = d.portal_id join revisions live on live.portal_id = h.portal_id and live.id = h.revision_id"
        " join revisions base on base.portal_id = d.portal_id and base.id = d.base_revision_id"
        " where d.sandbox_id = %(sandbox)s for update of h",
        sandbox=current_scope().tenant_id,
    )
    if found is None or found.base == found.head:
        raise Refused("nothing_to_take", "The draft has everything that is live.", status=409)
    if found.head != head:
        raise Refused("head_moved", "Somebody published in the meantime. Look at the difference again.", status=409)
    merged = resolve(merge(upgrades.read(found.began), held.document, upgrades.read(found.live)), choices)
    if merged.conflicts:
        raise Refused("undecided", "Choose for each of them what it is to be.", status=409)
    execute(
        "update drafts set base_revision_id = %(head)s where sandbox_id = %(sandbox)s",
        head=found.head,
        sandbox=current_scope().tenant_id,
    )
    edit = replacing(held.document, merged.document)
    return save_edits(author, held, [edit] if edit else [], around, intent="", label="What is live taken over", key=key)


def publish_joined(author: Author, *, draft: int, head: UUID | None, note: str = "", key: str) -> Pointer:
    """Publish the draft together with what went live since it began: taken over, checked and made live in one transaction. Only where neither side has
    decided what the other has.

    Raises what ``take_over`` raises (``undecided`` where there is something to choose) and what ``publishing.publish`` raises; the draft is as it was then once
    the transaction, or its savepoint, is undone.
    """
    saved = take_over(author, {}, draft=draft, head=head, key=key)
    return publish(author=author, note=note, expected_head=head, expected_draft=saved.number)
