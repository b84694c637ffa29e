"""Writing the document: edits of a draft with undo and redo, and revisions, which compile before they are live."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import portal_config
from foundation import audit, clock, realtime
from foundation.db import execute, row, uuid7, value
from foundation.errors import NotFound, Refused
from foundation.events import record
from foundation.revisions import log
from foundation.revisions.events import RevisionPublished
from foundation.revisions.log import Author, Operation, Step
from foundation.revisions.queries import Pointer, Unpublished, draft_document, keep, pointer_of
from foundation.revisions.rebase import StaleDraft, rebased, since, who
from foundation.tenancy import Scope, current_scope
from portal_config import DocumentRefused, Finding
from portal_config.diff import diff
from portal_config.edits import Edit, EditRefused, apply_all, asked, meeting, replacing

MOST_EDITS = 200
"""Edits in one save."""
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft after a save. ``applied`` are the edits as they were applied (empty: nothing changed), ``findings`` all that is wrong with the draft now, ``undo``
    and ``redo`` what comes next for this author."""

    number: int
    applied: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    undo: Step | None
    redo: Step | None


class _Draft(NamedTuple):
    number: int
    document: dict[str, Any]
    hash: str
    logged_from: int


def edit_draft(
    author: Author, edits: Sequence[Any], *, base: int, intent: str = "", label: str = "", key: str
) -> Saved:
    """Apply edits to the entered sandbox's draft and save it: all of them or none.

    ``base`` is the number the author saw. Where others saved since, the edits go on top of theirs as long as none touches what they touched. ``intent`` names
    what is being done (``rename:tab_home``): saves with one intent, less than 0.6 s apart, are undone as one step; ``label`` names the step for people. ``key`` makes a
    repeated request the same save.

    Raises Refused with the code of the edit that cannot be applied (and 409 ``part_removed`` for a part that is gone), StaleDraft when somebody else changed the same
    thing, Refused ``too_large``, Unpublished when there is no draft.
    """
    wanted = _asked(edits, key)
    draft = _locked_draft()
    around = log.around(author.actor, base=base, key=key)
    known = next((each for each in around if each.key == key), None)
    if known is not None:
        return _saved(draft, known.edits, *log.steps(author.actor))
    newer = since(around, base)
    try:
        if base != draft.number:
            if base > draft.number or base < draft.logged_from:
                raise StaleDraft(draft.number)
            wanted = rebased(draft.document, wanted, newer, draft.number, author)
    except EditRefused as refused:
        raise _refusal(refused, newer, draft.number, author) from refused
    return _saved_edits(author, draft, wanted, around, intent=intent, label=label, key=key, newer=newer)


def _saved_edits(
    author: Author,
    draft: _Draft,
    edits: Sequence[Edit],
    around: Sequence[Operation],
    *,
    intent: str,
    label: str,
    key: str,
    newer: Sequence[Operation] = (),
) -> Saved:
    """Apply edits and save them as one operation."""
    try:
        changed = apply_all(draft.document, edits)
    except EditRefused as refused:
        raise _refusal(refused, newer, draft.number, author) from refused
    text = _text(changed.document)
    digest = portal_config.digest_text(text)
    if digest == draft.hash:
        return _saved(draft, (), *log.steps(author.actor))
    last = next((each for each in reversed(around) if each.author == author.actor), None)
    number = draft.number + 1
    _write(draft, number, text, digest, author)
    step = log.add(
        author,
        number,
        edits=changed.edits,
        inverse=changed.inverse,
        intent=intent[:200],
        label=label[:200],
        key=key,
        last=last,
    )
    saved = _Draft(number, changed.document, digest, draft.logged_from)
    return _saved(saved, changed.edits, Step(step, label[:200]), None)


def undo(author: Author, *, step: int | None = None) -> Saved:
    """Undo the author's last step, as a new save. ``step``: the one that was meant, so that a repeated request does nothing more.

    Raises Refused ``nothing_to_undo``, and 409 ``undo_blocked`` when a later change by somebody else depends on it.
    """
    draft = _locked_draft()
    later = log.to_undo(author.actor)
    target = max((each.step for each in later if each.author == author.actor), default=None)
    if target is None or (step is not None and step != target):
        if step is not None:
            return _saved(draft, (), *log.steps(author.actor))
        raise Refused("nothing_to_undo", "There is nothing of yours to undo.", status=409)
    mine = [each for each in later if each.step == target]
    _check_later(mine, [each for each in later if each.step != target], author, "undo")
    return _turned(author, draft, mine[::-1], undone=True)


def redo(author: Author, *, step: int | None = None) -> Saved:
    """Do again what the author undid last, as a new save. Raises Refused ``nothing_to_redo``, and 409 ``redo_blocked`` as ``undo`` does."""
    draft = _locked_draft()
    found = log.to_redo(author.actor)
    mine = [each for each in found if each.undone]
    if not mine or (step is not None and step != mine[0].step):
        if step is not None:
            return _saved(draft, (), *log.steps(author.actor))
        raise Refused("nothing_to_redo", "There is nothing to redo.", status=409)
    _check_later(mine, [each for each in found if not each.undone], author, "redo")
    return _turned(author, draft, mine, undone=False)


def _asked(edits: Sequence[Any], key: str) -> list[Edit]:
    if not key or len(key) > LONGEST_KEY:
        raise Refused("key_missing", "A save carries a key of its own.", pointer="key")
    if not edits or len(edits) > MOST_EDITS:
        raise Refused("edits_count", f"A save holds 1 to {MOST_EDITS} edits.", pointer="edits")
    try:
        return [asked(each) for each in edits]
    except EditRefused as refused:
        raise Refused(refused.code, refused.message, pointer=refused.ptr) from refused


def _locked_draft() -> _Draft:
    """The entered sandbox's draft, held until the transaction ends. Its text is canonical: we wrote it."""
    scope = _sandbox()
    found = row(
        "select number, document, hash, logged_from from drafts where sandbox_id = %(sandbox)s for update",
        sandbox=scope.tenant_id,
    )
    if found is None:
        raise Unpublished("this sandbox has no draft")
    digest = found.hash or portal_config.digest_text(found.document)
    return _Draft(found.number, json.loads(found.document), digest, found.logged_from)


def _sandbox() -> Scope:
    scope = current_scope()
    if scope.mode != "sandbox":
        raise Refused(
            "live_is_never_edited", "Edit a sandbox and publish it; the live portal is never edited directly."
        )
    return scope


def _text(document: dict[str, Any]) -> str:
    try:
        text = portal_config.dump(document)
    except DocumentRefused as refused:
        raise _unstorable(refused) from refused
    if len(text.encode()) > portal_config.CANONICAL_BYTES:
        raise Refused("too_large", "The portal would be larger than 1 MB. Remove what is not used.", status=413)
    return text


def _unstorable(refused: DocumentRefused) -> Refused:
    first = refused.findings[0]
    return Refused(first.code, first.message, pointer=first.pointer)


def _write(draft: _Draft, number: int, text: str, digest: str, author: Author) -> None:
    scope = current_scope()
    floor = draft.logged_from
    if number % 100 == 0 and number - log.KEPT > floor:
        floor = number - log.KEPT
        log.forget(up_to=floor)
    execute(
        "update drafts set number = %(number)s, document = %(document)s, hash = %(hash)s, author = %(author)s, updated_at = %(at)s,"
        " logged_from = %(floor)s where sandbox_id = %(sandbox)s",
        number=number,
        document=text,
        hash=digest,
        author=author.actor,
        at=clock.real_now(),
        floor=floor,
        sandbox=scope.tenant_id,
    )
    realtime.publish([realtime.DRAFT], "draft.changed", number=number, author=author.actor)


def _saved(draft: _Draft, applied: Sequence[Edit], undo: Step | None, redo: Step | None) -> Saved:
    made = portal_config.compile(draft.document, strict=False)
    keep(pointer_of("draft", current_scope().tenant_id, draft.number, draft.hash).key, draft.hash, made)
    return Saved(draft.number, tuple(applied), made.findings, undo, redo)


def _turned(author: Author, draft: _Draft, operations: Sequence[Operation], *, undone: bool) -> Saved:
    """Undo operations, or do them again, one after the other as one save."""
    document = draft.document
    done: list[tuple[Operation, Sequence[Edit], Sequence[Edit]]] = []
    applied: list[Edit] = []
    for operation in operations:
        try:
            changed = apply_all(document, operation.inverse if undone else operation.edits)
        except EditRefused as refused:
            verb = "undo" if undone else "redo"
            raise Refused(
                f"{verb}_blocked", f"This can no longer be {verb}ne. {refused.message}", pointer=refused.ptr, status=409
            ) from refused
        document = changed.document
        applied += changed.edits
        # The inverse of what was done just now is exact, whatever others did meanwhile.
        kept = (changed.inverse, operation.inverse) if undone else (operation.edits, changed.inverse)
        done.append((operation, *kept))
    text = _text(document)
    digest = portal_config.digest_text(text)
    number = draft.number + 1
    _write(draft, number, text, digest, author)
    log.mark(number, done, undone=undone)
    return _saved(_Draft(number, document, digest, draft.logged_from), applied, *log.steps(author.actor))


def _check_later(mine: Sequence[Operation], others: Sequence[Operation], author: Author, verb: str) -> None:
    """Refuse when something that holds came after one of ``mine`` and touched the same. The author's own steps are undone and done again in order."""
    for operation in mine:
        for other in others:
            if other.author == author.actor:
                continue
            if other.last_number > operation.last_number and meeting(operation.touched, other.touched):
                message = f"{who(other, author)} changed the same afterwards: {other.label or 'another edit'}."
                raise Refused(
                    f"{verb}_blocked", message, status=409, details={"author": other.author_name, "label": other.label}
                )


def _refusal(refused: EditRefused, newer: Sequence[Operation], number: int, author: Author) -> Refused:
    """An edit's refusal as the action's; a part that was removed is told with who removed it."""
    if refused.code != "part_removed":
        details = {"uses": list(refused.uses)} if refused.uses else None
        return Refused(refused.code, refused.message, pointer=refused.ptr, details=details)
    retired = {part for part in refused.ptr.split("/") if part}
    removal = next(
        (
            each
            for each in reversed(newer)
            if any(path[0] == "retired_ids" and path[-1] in retired for path in each.touched)
        ),
        None,
    )
    message = refused.message
    if removal is not None:
        message = f"{who(removal, author)} removed this in the meantime. Undo the removal to change it."
    by = removal.author_name if removal else ""
    return Refused("part_removed", message, pointer=refused.ptr, status=409, details={"number": number, "author": by})


def save_draft(document: dict[str, Any], *, base: int | None, author: str) -> int:
    """Save the entered sandbox's draft over number ``base`` (None: there is none yet); its new number. Errors in it do not matter here. The document is
    replaced as a whole, so nothing before it can be undone.

    Raises StaleDraft when the draft has moved on, DocumentRefused when it is no document at all.
    """
    scope = _sandbox()
    text = portal_config.dump(document)
    digest = portal_config.digest_text(text)
    at = clock.real_now()
    if base is None:
        execute(
            "insert into drafts (portal_id, sandbox_id, number, base_revision_id, document, hash, logged_from, author, updated_at) values"
            " (%(portal)s, %(sandbox)s, 1, (select revision_id from heads), %(document)s, %(hash)s, 1, %(author)s, %(at)s)",
            portal=scope.portal_id,
            sandbox=scope.tenant_id,
            document=text,
            hash=digest,
            author=author,
            at=at,
        )
        return 1
    saved = value(
        "update drafts set number = number + 1, logged_from = number + 1, document = %(document)s, hash = %(hash)s, author = %(author)s,"
        " updated_at = %(at)s where sandbox_id = %(sandbox)s and number = %(base)s returning number",
        document=text,
        hash=digest,
        author=author,
        at=at,
        sandbox=scope.tenant_id,
        base=base,
    )
    if saved is None:
        raise StaleDraft(draft_document()[0])
    log.forget(up_to=int(saved))
    realtime.publish([realtime.DRAFT], "draft.changed", number=int(saved), author=author)
    return int(saved)


def take_back(author: Author, change: str, *, base: int, key: str) -> Saved:
    """Take one change out of the draft, so that it is as in the live portal there: ``change`` is the key of a change in the difference between live and draft. It
    can be undone like any edit.

    Raises Refused ``change_gone`` (409) when the difference no longer holds it, and what ``edit_draft`` raises.
    """
    draft = _locked_draft()
    around = log.around(author.actor, base=base, key=key)
    if any(each.key == key for each in around):
        return _saved(draft, (), *log.steps(author.actor))
    found = next((each for each in diff(_live_document(), draft.document) if each.key == change), None)
    if found is None:
        raise Refused("change_gone", "This change is no longer there. Look at the difference again.", status=409)
    label = f"Take back: {found.sentence}"
    return _saved_edits(author, draft, found.back, around, intent="", label=label, key=key)


def put_back(author: Author, *, key: str) -> Saved:
    """Make the draft what is live: everything that is not published is taken out of it, as one step that can be undone."""
    draft = _locked_draft()
    around = log.around(author.actor, base=draft.number, key=key)
    if any(each.key == key for each in around):
        return _saved(draft, (), *log.steps(author.actor))
    edit = replacing(draft.document, _live_document())
    execute(
        "update drafts set base_revision_id = (select revision_id from heads) where sandbox_id = %(sandbox)s",
        sandbox=current_scope().tenant_id,
    )
    edits = [edit] if edit else []
    return _saved_edits(author, draft, edits, around, intent="", label="Draft set to what is live", key=key)


def publish(
    *,
    author: Author | str,
    note: str = "",
    expected_head: UUID | None = None,
    expected_draft: int | None = None,
) -> Pointer:
    """Publish the entered sandbox's draft: check it strictly, write a revision, move the head, one transaction guarded by the live head. Pages that are open keep
    working: they ask for the head anew within a second.

    Raises DocumentRefused with findings when the draft does not check (what is live stays live), Refused ``head_moved`` when another publish
    came first, ``draft_moved`` when the draft is not the one that was looked at, ``nothing_to_publish``.
    """
    draft = _locked_draft()
    if expected_draft is not None and draft.number != expected_draft:
        raise Refused("draft_moved", "The draft changed in the meantime. Look at the difference again.", status=409)
    head = _locked_head(expected_head)
    portal_config.compile(draft.document, strict=True)
    changes = len(diff(json.loads(head.document), draft.document)) if head else 0
    if head and head.hash == draft.hash and expected_draft is not None:
        raise Refused("nothing_to_publish", "The draft is what is live already.", status=409)
    made = _new_revision(head, draft.document, draft.hash, author=author, kind="publish", note=note, changes=changes)
    execute(
        "update drafts set base_revision_id = %(id)s where sandbox_id = %(sandbox)s",
        id=made.id,
        sandbox=current_scope().tenant_id,
    )
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
    document = json.loads(wanted.document)
    portal_config.compile(document, strict=True)
    changes = len(diff(json.loads(head.document), document))
    made = _new_revision(
        head, document, wanted.hash, author=author, kind="rollback", note=note, changes=changes, restores=wanted.origin
    )
    return pointer_of("revision", made.id, made.number)


class _Head(NamedTuple):
    id: UUID
    number: int
    hash: str = ""
    document: str = ""


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
    actor, name = author if isinstance(author, Author) else (author, "")
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


def _live_document() -> dict[str, Any]:
    text = value("select r.document from heads h join revisions r on r.id = h.revision_id")
    if text is None:
        raise Refused("unpublished", "Nothing has been published yet, so there is nothing to go back to.", status=409)
    found: dict[str, Any] = json.loads(text)
    return found
