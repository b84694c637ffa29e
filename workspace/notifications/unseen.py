"""What nobody has read for two minutes comes by mail: one letter with everything new in the thread, and no second one while the first is unanswered."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from foundation import clock, revisions, timers
from foundation.db import rows
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from foundation.timers import Due
from words import speaking
from workspace.notifications import letters
from workspace.notifications.actions import STALE, Telling, kind_for, language_of, note_letter
from workspace.notifications.audience import (
    members_of_thread,
    staff_of_thread,
    takes_part,
    thread_facts,
)
from workspace.notifications.kinds import EMAIL
from workspace.notifications.letters import Said
from workspace.notifications.queries import chosen

UNSEEN = "notifications.unseen"
PATIENCE = timedelta(minutes=2)
BETWEEN = timedelta(minutes=15)
"""Between two letters about one thread to somebody who has not looked since the first."""
LOOKED_AT = 50
"""Messages back from the latest that a letter may tell of."""


def watch(thread_id: UUID, message_id: str, at: datetime) -> None:
    """Look after this message two minutes after it was said, by the tenant's clock. Set in the message's own transaction."""
    timers.set(UNSEEN, f"thread:{thread_id}", at + PATIENCE, key=message_id)


@timers.handler(UNSEEN)
def look(due: Due) -> None:
    """Write to everybody who has something new in the thread, has not read it, and wants mail of it. Whoever was written to a moment ago and has not
    looked since is written to later, once."""
    thread = thread_facts(UUID(due.subject.removeprefix("thread:")))
    if thread is None:
        return
    now = clock.now()
    said = [one for one in _said(thread.id) if now - one.at <= STALE]
    if not said:
        return
    compiled = revisions.compiled(revisions.pointer())
    tellings = [
        Telling(one, kind_for(one, "message" if takes_part(one, thread) else "message_other"), thread.subject, {})
        for one in members_of_thread(thread, compiled)
    ] + [Telling(one, kind_for(one, "message"), thread.subject, {}) for one in staff_of_thread(thread, compiled)]
    wanted = chosen([(one.recipient, one.kind) for one in tellings], compiled)
    before = _letters(thread.id)
    told: dict[str, int] = {}
    later: datetime | None = None
    for telling in tellings:
        if not wanted[telling.recipient, telling.kind.id, EMAIL]:
            continue
        last, when = before.get(telling.recipient, (0, None))
        read = thread.read_to(telling.viewer)
        new = [one for one in said if _place(one, telling.viewer) > max(read, last) and _news(one, telling.viewer)]
        if not new:
            continue
        if when is not None and read < last and now - when < BETWEEN:
            later = max(later or when + BETWEEN, when + BETWEEN)
            continue
        with speaking(language_of(telling.viewer, compiled)):
            letters.messages(telling, thread, new, compiled)
        told[telling.recipient] = _place(new[-1], telling.viewer)
    if told:
        note_letter(thread.id, told)
    if later is not None:
        timers.set(UNSEEN, due.subject, later, key=f"{due.key.partition('+')[0]}+{int(later.timestamp())}")


def _place(said: Said, viewer: Viewer) -> int:
    return said.seq if viewer.kind == "staff" else said.open_seq


def _news(said: Said, viewer: Viewer) -> bool:
    """Nobody is written to about their own words, nor staff about each other's."""
    return said.author != viewer.actor and (viewer.kind != "staff" or said.side == "client")


def _said(thread_id: UUID) -> list[Said]:
    found = rows(
        "select id, seq, open_seq, author, author_name, side, text, files, at from messages where tenant_id = %(tenant)s"
        " and thread_id = %(thread)s and not internal and removed_at is null order by seq desc limit %(most)s",
        tenant=current_scope().tenant_id,
        thread=thread_id,
        most=LOOKED_AT,
    )
    return [Said(*one) for one in reversed(found)]


def _letters(thread_id: UUID) -> dict[str, tuple[int, datetime]]:
    """Recipient → how far the last letter told, and when it was written."""
    found = rows(
        "select recipient, seq, at from thread_letters where tenant_id = %(tenant)s and thread_id = %(thread)s",
        tenant=current_scope().tenant_id,
        thread=thread_id,
    )
    return {one.recipient: (one.seq, one.at) for one in found}
