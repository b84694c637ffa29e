"""Telling people: the entry of the bell, what open pages hear, and the letter, all in the present transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from foundation import clock, realtime
from foundation.db import execute, row, rows, uuid7
from foundation.errors import NotFound, Refused
from foundation.events.record import Recorded
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled
from words import speaking
from words.language import ENGLISH
from workspace.notifications import links, queries
from workspace.notifications.kinds import BELL, EMAIL, Kind, kind_of, kinds_for, side_of
from workspace.notifications.queries import chosen

STALE = timedelta(days=3)
"""News that are older ring nothing: their entry is read already, and no letter is written."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One person and what they are told. ``letter`` writes the mail for this person, where there is one at once; ``seq`` is how far in the thread
    ``thread_id`` the news goes."""

    viewer: Viewer
    kind: Kind
    subject: str
    parts: Mapping[str, Any]
    letter: Callable[[Telling], None] | None = None
    thread_id: UUID | None = None
    seq: int | None = None

    @property
    def recipient(self) -> str:
        return self.viewer.actor


def language_of(viewer: Viewer, compiled: Compiled) -> str:
    """The language somebody is written to in: members in theirs, staff in English, as at the desk."""
    return ENGLISH if viewer.kind == "staff" else compiled.spoken(viewer.locale)


def announce(recorded: Recorded, tellings: Sequence[Telling], compiled: Compiled) -> None:
    """Tell each person once, where the portal tells it and they want to be told: the bell in their pages, a letter, both or neither."""
    tellings = list({telling.recipient: telling for telling in reversed(tellings)}.values())
    wanted = chosen([(one.recipient, one.kind) for one in tellings], compiled)
    stale = clock.now() - recorded.at > STALE
    fresh = _ring(recorded, [one for one in tellings if wanted[one.recipient, one.kind.id, BELL]], read=stale)
    if not stale:
        for recipient, notification_id in fresh.items():
            realtime.publish((_room(recipient),), "notification.added", id=notification_id)
        for telling in tellings:
            if telling.letter is not None and wanted[telling.recipient, telling.kind.id, EMAIL]:
                with speaking(language_of(telling.viewer, compiled)):
                    telling.letter(telling)


_ENTRIES = """
insert into notifications as n (tenant_id, id, recipient, kind, subject, parts, gathers, thread_id, seq, event_id, at, read_at)
select %(tenant)s, t.id, t.recipient, t.kind, t.subject, t.parts, t.gathers, t.thread_id, t.seq, %(event)s, %(at)s, %(read)s
from jsonb_to_recordset(%(tellings)s::jsonb)
    as t(id uuid, recipient text, kind text, subject text, parts jsonb, gathers boolean, thread_id uuid, seq bigint)
where t.gathers = %(gather)s and not exists (select 1 from notifications d where d.tenant_id = %(tenant)s
    and d.recipient = t.recipient and d.event_id = %(event)s)
order by t.recipient
"""
# What was seen in its thread begins anew: who has read three messages is told of the fourth, not of four.
_GATHERED = (
    _ENTRIES
    + f"""on conflict (tenant_id, recipient, kind, subject) where gathers and read_at is null do update set
    count = case when {queries.SEEN} then 1 else n.count + 1 end,
    at = excluded.at, parts = excluded.parts, seq = greatest(n.seq, excluded.seq), event_id = excluded.event_id
returning new.recipient, new.id"""
)
_SINGLE = (
    _ENTRIES
    + """on conflict (tenant_id, recipient, event_id) do nothing
returning new.recipient, new.id"""
)


def _ring(recorded: Recorded, tellings: Sequence[Telling], *, read: bool) -> dict[str, UUID]:
    """Write the entries: recipient → id of each that is new or has grown."""
    made: dict[str, UUID] = {}
    for gather, statement in ((False, _SINGLE), (True, _GATHERED)):
        entries = [
            {
                "id": str(uuid7()),
                "recipient": one.recipient,
                "kind": one.kind.id,
                "subject": one.subject,
                "parts": dict(one.parts),
                "gathers": one.kind.gathers,
                "thread_id": str(one.thread_id) if one.thread_id else None,
                "seq": one.seq,
            }
            for one in tellings
            if one.kind.gathers is gather
        ]
        if not entries:
            continue
        for found in rows(
            statement,
            tenant=current_scope().tenant_id,
            event=recorded.id,
            at=recorded.at,
            read=recorded.at if read else None,
            tellings=json.dumps(entries),
            gather=gather,
        ):
            made[found.recipient] = found.id
    return made


def open_notification(viewer: Viewer, notification_id: UUID) -> tuple[str, str]:
    """Note that the viewer has seen an entry of theirs: its kind and subject, for where it leads. Raises NotFound."""
    found = row(
        "update notifications n set read_at = coalesce(n.read_at, %(at)s) where n.tenant_id = %(tenant)s and n.id = %(id)s"
        " and n.recipient = %(recipient)s returning new.kind, new.subject, old.read_at is null as fresh",
        tenant=current_scope().tenant_id,
        id=notification_id,
        recipient=viewer.actor,
        at=clock.now(),
    )
    if found is None:
        raise NotFound()
    if found.fresh:
        realtime.publish((_room(viewer.actor),), "notification.read", id=notification_id)
    return found.kind, found.subject


def mark_all_read(viewer: Viewer) -> int:
    """Note that the viewer has seen every entry there is: how many were unread."""
    seen = execute(
        "update notifications set read_at = %(at)s where tenant_id = %(tenant)s and recipient = %(recipient)s and read_at is null",
        tenant=current_scope().tenant_id,
        recipient=viewer.actor,
        at=clock.now(),
    )
    if seen:
        realtime.publish((_room(viewer.actor),), "notification.read", count=seen)
    return seen


def note_letter(thread_id: UUID, recipients: Mapping[str, int]) -> None:
    """Note how far letters have told people of a thread: recipient → number, in that person's counting."""
    execute(
        "insert into thread_letters (tenant_id, thread_id, recipient, seq, at) select %(tenant)s, %(thread)s, p.key, p.value::bigint, %(at)s"
        " from jsonb_each_text(%(recipients)s::jsonb) p order by p.key"
        " on conflict (tenant_id, thread_id, recipient) do update set seq = greatest(thread_letters.seq, excluded.seq), at = excluded.at",
        tenant=current_scope().tenant_id,
        thread=thread_id,
        recipients=json.dumps(dict(recipients)),
        at=clock.now(),
    )


def choose(viewer: Viewer, wanted: Collection[tuple[str, str]], compiled: Compiled) -> None:
    """Save what the viewer wants: every (kind, channel) that is on; all others they are offered are off. What the seller switched off meanwhile keeps what
    they chose of it before. Raises Refused ``unknown_choice``."""
    kinds = kinds_for(viewer)
    if set(wanted) - {(kind.id, channel) for kind in kinds for channel in kind.news.channels}:
        raise Refused("unknown_choice", "Choose from the list.", pointer="notifications")
    offered = [(kind.id, channel) for kind in kinds for channel in kind.channels(compiled)]
    _save(viewer.actor, {choice: choice in wanted for choice in offered})


def end_mails(token: str) -> Kind:
    """Switch mails of one kind off for whom the signed address names, and say which. Repeating it changes nothing. Raises NotFound."""
    ending = links.read_ending(token)
    _save(ending.recipient, {(ending.kind.id, EMAIL): False})
    return ending.kind


def _save(recipient: str, choices: Mapping[tuple[str, str], bool]) -> None:
    execute(
        "insert into notification_choices (tenant_id, recipient, kind, channel, enabled) select %(tenant)s, %(recipient)s, c.kind, c.channel, c.enabled"
        " from jsonb_to_recordset(%(choices)s::jsonb) as c(kind text, channel text, enabled boolean)"
        " on conflict (tenant_id, recipient, kind, channel) do update set enabled = excluded.enabled",
        tenant=current_scope().tenant_id,
        recipient=recipient,
        choices=json.dumps(
            [{"kind": kind, "channel": channel, "enabled": on} for (kind, channel), on in sorted(choices.items())]
        ),
    )


def _room(recipient: str) -> str:
    side, _, identity = recipient.partition(":")
    return realtime.staff_room(identity) if side == "staff" else realtime.member_room(identity)


def kind_for(viewer: Viewer, name: str) -> Kind:
    """The kind of this name on the viewer's side."""
    return kind_of(side_of(viewer), name)
