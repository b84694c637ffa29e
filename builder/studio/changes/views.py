"""Changes: what publishing would do, and doing it. History: what was live, and going back to it."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue

import portal_config
from builder import gate
from builder.desk.place import people
from builder.gate import require_scope
from builder.studio.changes import shown
from builder.studio.changes.impact import NOTHING_MET, count
from builder.studio.changes.place import draw, live, root
from builder.studio.place import author
from foundation import clock
from foundation.bindings.queries import live_values
from foundation.db import savepoint
from foundation.errors import Forbidden, NotFound, Refused
from foundation.revisions import actions, history, publishing, taking
from foundation.tenancy import current_scope
from foundation.tenancy.hosts import scope_of
from foundation.web.guards import clean_text
from foundation.web.notices import Undo, tell
from foundation.web.routes import needs, viewer
from portal_config import DocumentRefused, upgrades
from portal_config.diff import diff
from portal_config.merge import merge
from portal_config.merge.merged import Choice

changes = Blueprint("changes", __name__, url_prefix="/p/<slug>/sandbox/<sandbox>/studio")

EDIT, PUBLISH = "portal.edit", "portal.publish"
NOTE = 300
PER_PAGE = 25
NOTHING, NOTHING_TO_TAKE = "nothing_to_publish", "nothing_to_take"
MOVED = ("head_moved", "draft_moved", "undecided", NOTHING, NOTHING_TO_TAKE)
"""Refusals that are no fault: what was looked at is not what is there any more."""


@changes.url_value_preprocessor
def _enter(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The sandbox was entered at the gate; the route must mean the same one."""
    if values is not None:
        require_scope(values.pop("slug", None), values.pop("sandbox", None))


@changes.get("/changes")
@needs(EDIT)
def show_changes() -> ResponseReturnValue:
    """The difference between draft and live in sentences, what is checked, and one button."""
    return _changes_page()


def _changes_page(refused: str = "", note: str = "", status: int = 200) -> ResponseReturnValue:
    draft, published = history.draft(), live()
    document = upgrades.read(draft.text)
    moved_on = _moved_on(draft)
    base = history.revision(draft.base)[1] if moved_on and not moved_on["rolled_back"] and draft.base else None
    began, now = upgrades.read(base) if base else {}, upgrades.read(published[1]) if published else {}
    merged = merge(began, document, now, sides=("the draft", moved_on["by"])) if moved_on and base else None
    compiled, overwritten = gate.document(), {}
    joined = merged is not None and not merged.conflicts
    if merged is not None and joined:
        # What goes live is the draft with what went live since: that is what is told and checked.
        document = merged.document
        compiled = portal_config.compile(document, strict=False)
    found = diff(now, document) if published else ()
    if published and moved_on and not joined:
        overwritten = shown.overwritten(base, published[1], found, moved_on["by"])
    errors = [each for each in compiled.refusals_where(live_values()) if each.severity == "error"]
    addresses = f"/p/{current_scope().slug}/office/domains"
    counts = count(found, scope_of(current_scope().slug), people())
    groups = shown.groups(found, counts, overwritten)
    taking = diff(began, now) if merged else ()
    page = draw(
        "studio/changes.html",
        "Changes",
        at="changes",
        number=draft.number,
        refused=refused,
        note=note,
        count=len(found),
        groups=groups,
        attention=sum(row.attention for _, _, rows in groups for row in rows),
        first=published is None,
        head=published[0].id if published else "",
        moved_on=moved_on,
        joined=joined,
        taking=len(taking),
        coming=shown.groups(taking, NOTHING_MET, {}) if joined else (),
        conflicts=shown.conflicts(merged) if merged else (),
        errors=shown.findings(errors, document, root(), addresses),
        warnings=shown.findings((each for each in compiled.findings if each.severity != "error"), document, root()),
        contrast=shown.readable(compiled.brand),
        earlier=[shown.revision(one, people(), root()) for one in history.history(limit=3)],
    )
    return make_response(page, status)


def _moved_on(draft: history.Draft) -> dict[str, Any] | None:
    """What happened to the live portal since the draft began, when something did."""
    published = live()
    if published is None or draft.base == published[0].number:
        return None
    one = published[0]
    return {
        "rolled_back": one.kind == "rollback",
        "to": one.restores,
        "number": one.number,
        "by": shown.who(one.author, one.author_name, people()),
        "at": one.created_at,
    }


@changes.post("/changes/publication")
@needs(PUBLISH)
def publish() -> ResponseReturnValue:
    """Publish the draft that was looked at over the live portal that was looked at; ``joined``: together with what went live since it began."""
    note = clean_text(request.form.get("note", ""), "note", most=NOTE)
    draft, head = _number(request.form.get("draft", "")), _head()
    try:
        if request.form.get("joined"):
            if not viewer().may(EDIT):
                raise Forbidden("Your role does not change this draft.")
            with savepoint():
                pointer = taking.publish_joined(author(), draft=draft, head=head, note=note, key=_once("join"))
        else:
            pointer = publishing.publish(author=author(), note=note, expected_head=head, expected_draft=draft)
    except DocumentRefused:
        return _changes_page("Something has to be mended before this can go live.", note, 422)
    except Refused as refused:
        if refused.code not in MOVED:
            raise
        return _changes_page(refused.message, note, 409) if refused.code != NOTHING else _nothing(refused)
    tell(f"Published. Live is revision {pointer.number} now.")
    return redirect(f"{root()}/changes", 303)


@changes.post("/changes/taken-over")
@needs(EDIT)
def take_over() -> ResponseReturnValue:
    """Merge what went live since into the draft."""
    number, head = _number(request.form.get("draft", "")), _head()
    draft, published = history.draft(), live()
    if draft.base is None or published is None:
        raise NotFound("Nothing went live since this draft began.")
    asked = merge(*map(upgrades.read, (history.revision(draft.base)[1], draft.text, published[1]))).conflicts
    chosen = [request.form.get(f"choice-{place}", "") for place in range(len(asked))]
    choices: dict[str, Choice] = {
        each.ptr: "mine" if choice == "mine" else "live"
        for each, choice in zip(asked, chosen, strict=True)
        if choice in ("mine", "live")
    }
    try:
        saved = taking.take_over(author(), choices, draft=number, head=head, key=_once("take-over"))
    except Refused as refused:
        return _nothing(refused) if refused.code == NOTHING_TO_TAKE else _changes_page(refused.message, status=409)
    undo = Undo(f"{root()}/changes/undo", (("step", str(saved.undo.number)),)) if saved.undo else None
    tell("Taken over. The draft begins at what is live now.", undo=undo)
    return redirect(f"{root()}/changes", 303)


@changes.post("/changes/taken-back")
@needs(EDIT)
def take_back() -> ResponseReturnValue:
    """Take one change out of the draft."""
    key = clean_text(request.form.get("change", ""), "change", most=1_200)
    try:
        saved = actions.take_back(
            author(), key, base=_number(request.form.get("draft", "")), key=_once(f"take-back:{key}")
        )
    except Refused as refused:
        return _nothing(refused) if refused.code == "change_gone" else _changes_page(refused.message, status=409)
    undo = Undo(f"{root()}/changes/undo", (("step", str(saved.undo.number)),)) if saved.undo else None
    tell("Taken back.", undo=undo)
    return redirect(f"{root()}/changes", 303)


@changes.post("/changes/put-back")
@needs(EDIT)
def put_back() -> ResponseReturnValue:
    """Make the draft what is live."""
    saved = actions.put_back(author(), key=_once("put-back"))
    undo = Undo(f"{root()}/changes/undo", (("step", str(saved.undo.number)),)) if saved.undo else None
    tell("The draft is what is live again.", undo=undo)
    return redirect(f"{root()}/changes", 303)


@changes.post("/changes/undo")
@needs(EDIT)
def undo() -> ResponseReturnValue:
    """Undo a step that was done on these pages."""
    try:
        actions.undo(author(), step=_number(request.form.get("step", "")))
    except Refused as refused:
        return _changes_page(refused.message, status=409)
    tell("Undone.")
    return redirect(f"{root()}/changes", 303)


@changes.get("/history")
@needs(EDIT)
def show_history() -> ResponseReturnValue:
    """Every revision, newest first."""
    before = _number(request.args.get("before", "")) if request.args.get("before") else None
    found = history.history(before=before, limit=PER_PAGE + 1)
    published = live()
    previous = found[1].number if before is None and len(found) > 1 else None
    recent = published is not None and clock.real_now() - published[0].created_at < shown.UNDO_FOR
    return draw(
        "studio/history.html",
        "History",
        at="history",
        number=history.draft().number,
        revisions=[shown.revision(one, people(), root()) for one in found[:PER_PAGE]],
        older=f"{root()}/history?before={found[PER_PAGE - 1].number}" if len(found) > PER_PAGE else "",
        newest=before is None,
        undo_to=previous if recent else None,
        head=published[0].id if published else "",
    )


@changes.get("/history/<int:number>")
@needs(EDIT)
def show_revision(number: int) -> ResponseReturnValue:
    """One revision: its difference to the one before, and what going back to it would do."""
    return _revision_page(number)


def _revision_page(number: int, refused: str = "", note: str = "", status: int = 200) -> ResponseReturnValue:
    one, text = history.revision(_fits(number))
    published = live()
    if published is None:
        raise NotFound("There is no such revision.")
    before = _before(number)
    did = diff(upgrades.read(before), upgrades.read(text)) if before else ()
    back = diff(upgrades.read(published[1]), upgrades.read(text)) if not one.live else ()
    counts = count(back, scope_of(current_scope().slug), people())
    page = draw(
        "studio/revision.html",
        f"Revision {number}",
        at="history",
        number=history.draft().number,
        refused=refused,
        note=note,
        one=shown.revision(one, people(), root()),
        did=shown.groups(did, NOTHING_MET, {}),
        did_count=shown.changes_text(len(did)),
        back=shown.groups(back, counts, {}),
        back_count=len(back),
        same=not one.live and one.hash == published[0].hash,
        head=published[0].id,
    )
    return make_response(page, status)


def _before(number: int) -> str | None:
    """The document of the revision before, or None for the first."""
    earlier = history.history(before=number, limit=1)
    return history.revision(earlier[0].number)[1] if earlier else None


@changes.post("/history/<int:number>/rollback")
@needs(PUBLISH)
def roll_back(number: int) -> ResponseReturnValue:
    """Make the content of a revision live again."""
    note = clean_text(request.form.get("note", ""), "note", most=NOTE)
    was = live()
    try:
        pointer = publishing.rollback(author=author(), number=_fits(number), note=note, expected_head=_head())
    except DocumentRefused as refused:
        return _revision_page(
            number, f"This revision cannot go live any more: {refused.findings[0].message}", note, 422
        )
    except Refused as refused:
        if refused.code not in MOVED:
            raise
        return _revision_page(number, refused.message, note, 409) if refused.code != NOTHING else _nothing(refused)
    fields = (("head", pointer.key.partition(":")[2]),)
    undo = Undo(f"{root()}/history/{was[0].number}/rollback", fields) if was else None
    tell(f"Live is as revision {number} was. Your draft has not changed.", undo=undo)
    return redirect(f"{root()}/changes", 303)


def _nothing(refused: Refused) -> ResponseReturnValue:
    """There was nothing left to do: say so on the page as it is now."""
    tell(refused.message, "info")
    return redirect(f"{root()}/changes", 303)


def _head() -> UUID | None:
    """The live revision that was looked at; None when there was none."""
    text = request.form.get("head", "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Refused(
            "bad_head", "This form is not complete. Load the page again.", pointer="head", status=400
        ) from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Refused("bad_number", "This form is not complete. Load the page again.", pointer="draft", status=400)
    return int(text)


def _fits(number: int) -> int:
    if number > 2_147_483_647:
        raise NotFound("There is no such revision.")
    return number


def _once(what: str) -> str:
    """A key for what a form does, so that sending it twice does it once."""
    return f"{_number(request.form.get('draft', ''))}:{hashlib.sha256(what.encode()).hexdigest()}"
