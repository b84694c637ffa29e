"""Writing a draft: edits with undo and redo, and going back to what is live. ``publishing`` makes it live."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import portal_config
from foundation import clock, realtime
from foundation.db import execute, row, value
from foundation.errors import Refused
from foundation.revisions import log
from foundation.revisions.log import Author, Operation, Step
from foundation.revisions.queries import Unpublished, compile_draft, draft_document, pointer_of
from foundation.revisions.rebase import StaleDraft, rebased, since, who
from foundation.tenancy import Scope, current_scope
from portal_config import DocumentRefused, Finding, upgrades
from portal_config.diff import diff
from portal_config.edits import Edit, EditRefused, apply_all, asked, meeting, replacing

MOST_EDITS = 200
"""Edits in one save."""
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft after a save. ``applied`` are the edits as they were applied (empty: nothing changed), ``findings`` all that it may not be published with now, ``undo``
    and ``redo`` what comes next for this author."""

    number: int
    applied: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    undo: Step | None
    redo: Step | None


class Draft(NamedTuple):
    """A draft that is held: its number, its content with the digest, and the number its log begins at."""

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
    draft = locked_draft()
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
    return save_edits(author, draft, wanted, around, intent=intent, label=label, key=key, newer=newer)


def undo(author: Author, *, step: int | None = None) -> Saved:
    """Undo the author's last step, as a new save. ``step``: the one that was meant, so that a repeated request does nothing more.

    Raises Refused ``nothing_to_undo``, and 409 ``undo_blocked`` when a later change by somebody else depends on it.
    """
    draft = locked_draft()
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
    draft = locked_draft()
    found = log.to_redo(author.actor)
    mine = [each for each in found if each.undone]
    if not mine or (step is not None and step != mine[0].step):
        if step is not None:
            return _saved(draft, (), *log.steps(author.actor))
        raise Refused("nothing_to_redo", "There is nothing to redo.", status=409)
    _check_later(mine, [each for each in found if not each.undone], author, "redo")
    return _turned(author, draft, mine, undone=False)


def take_back(author: Author, change: str, *, base: int, key: str) -> Saved:
    """Take one change out of the draft, so that it is as in the live portal there: ``change`` is the key of a change in the difference between live and draft. It
    can be undone like any edit.

    Raises Refused ``change_gone`` (409) when the difference no longer holds it, and what ``edit_draft`` raises.
    """
    draft = locked_draft()
    around = log.around(author.actor, base=base, key=key)
    if any(each.key == key for each in around):
        return _saved(draft, (), *log.steps(author.actor))
    found = next((each for each in diff(_live_document(), draft.document) if each.key == change), None)
    if found is None:
        raise Refused("change_gone", "This change is no longer there. Look at the difference again.", status=409)
    label = f"Take back: {found.sentence}"
    return save_edits(author, draft, found.back, around, intent="", label=label, key=key)


def put_back(author: Author, *, key: str) -> Saved:
    """Make the draft what is live: everything that is not published is taken out of it, as one step that can be undone."""
    draft = locked_draft()
    around = log.around(author.actor, base=draft.number, key=key)
    if any(each.key == key for each in around):
        return _saved(draft, (), *log.steps(author.actor))
    edit = replacing(draft.document, _live_document())
    execute(
        "update drafts set base_revision_id = (select revision_id from heads) where sandbox_id = %(sandbox)s",
        sandbox=current_scope().tenant_id,
    )
    edits = [edit] if edit else []
    return save_edits(author, draft, edits, around, intent="", label="Draft set to what is live", key=key)


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


def locked_draft() -> Draft:
    """The entered sandbox's draft, held until the transaction ends. Its text is canonical: we wrote it. Raises
    Refused ``live_is_never_edited``, Unpublished, DocumentRefused ``version_unknown``."""
    scope = _sandbox()
    found = row(
        "select number, document, hash, logged_from from drafts where sandbox_id = %(sandbox)s for update",
        sandbox=scope.tenant_id,
    )
    if found is None:
        raise Unpublished("this sandbox has no draft")
    document, was, now = upgrades.upgrade(json.loads(found.document))
    digest = found.hash if found.hash and was == now else portal_config.digest(document)
    return Draft(found.number, document, digest, found.logged_from)


def saved_again(draft: Draft, author: Author) -> Saved:
    """The answer to a request that was answered before."""
    return _saved(draft, (), *log.steps(author.actor))


def save_edits(
    author: Author,
    draft: Draft,
    edits: Sequence[Edit],
    around: Sequence[Operation],
    *,
    intent: str,
    label: str,
    key: str,
    newer: Sequence[Operation] = (),
) -> Saved:
    """Apply edits to a draft that is held and save them as one operation. ``around`` is the log there. Raises Refused as ``edit_draft`` does."""
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
    saved = Draft(number, changed.document, digest, draft.logged_from)
    return _saved(saved, changed.edits, Step(step, label[:200]), None)


def _asked(edits: Sequence[Any], key: str) -> list[Edit]:
    if not key or len(key) > LONGEST_KEY:
        raise Refused("key_missing", "A save carries a key of its own.", pointer="key")
    if not edits or len(edits) > MOST_EDITS:
        raise Refused("edits_count", f"A save holds 1 to {MOST_EDITS} edits.", pointer="edits")
    try:
        return [asked(each) for each in edits]
    except EditRefused as refused:
        raise Refused(refused.code, refused.message, pointer=refused.ptr) from refused


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


def _write(draft: Draft, number: int, text: str, digest: str, author: Author) -> None:
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


def _saved(draft: Draft, applied: Sequence[Edit], undo: Step | None, redo: Step | None) -> Saved:
    key = pointer_of("draft", current_scope().tenant_id, draft.number, draft.hash).key
    made = compile_draft(key, draft.hash, draft.document)
    return Saved(draft.number, tuple(applied), made.refusals, undo, redo)


def _turned(author: Author, draft: Draft, operations: Sequence[Operation], *, undone: bool) -> Saved:
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
    return _saved(Draft(number, document, digest, draft.logged_from), applied, *log.steps(author.actor))


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


def _live_document() -> dict[str, Any]:
    text = value("select r.document from heads h join revisions r on r.id = h.revision_id")
    if text is None:
        raise Refused("unpublished", "Nothing has been published yet, so there is nothing to go back to.", status=409)
    return upgrades.read(text)
