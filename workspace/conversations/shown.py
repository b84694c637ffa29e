"""A conversation as ``components/thread.html`` draws it: everything written out, in the order it is read. Both faces use these."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from markupsafe import Markup

from commerce.orders.page import HistoryEntry
from commerce.orders.told import tell
from foundation import clock
from foundation.formats import Formats, hue, initials
from foundation.identity.viewer import Viewer
from portal_config.compiled import Pipeline
from words import language, say, say_many
from workspace.conversations import policies, texts
from workspace.conversations.lists import ThreadSummary
from workspace.conversations.queries import Message, Read, ThreadPage
from workspace.files.actions import MOST_AT_ONCE
from workspace.files.policies import may_add
from workspace.files.queries import FileRecord, files_of
from workspace.files.shown import Addresses

TOGETHER = timedelta(minutes=5)
"""Messages of one person within this time stand under one name."""
NAMED = 3
"""How many readers are named before they are counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a thread. ``kind``: ``day``, ``new``, ``event`` or ``message``. ``text`` is the day's or the event's; ``note`` what somebody left
    with an event."""

    kind: str
    text: str = ""
    day: str = ""
    note: str = ""
    time: str = ""
    at: str = ""
    message: MessageShown | None = None


@dataclass(frozen=True, slots=True)
class MessageShown:
    """A message. ``joined``: it stands under the name above it. ``left``: for how many seconds it may still be changed, 0
    for never."""

    id: UUID
    seq: int
    name: str
    initials: str
    hue: str
    house: str
    time: str
    at: str
    html: Markup
    text: str
    internal: bool
    edited: bool
    removed: bool
    joined: bool
    mine: bool
    left: int
    url: str
    files: Sequence[Attached] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """A thread on a page. ``url`` is where its addresses begin; ``back`` is where a form without script returns to. ``people`` names who may be
    typing, as JSON. ``told``: up to which number the order's history is told; ``last``: the latest message's number. ``about``: words and address of
    what the thread is about, where the page does not show it."""

    id: UUID
    url: str
    back: str
    title: str
    me: str
    me_name: str
    body: Markup
    faces: tuple[tuple[str, str], ...]
    seen: str
    read_to: int
    last: int
    told: int
    unread: int
    earlier: str
    later: bool
    may_write: bool
    notes: bool
    placeholder: str
    key: str
    people: str
    empty: str
    most: int = texts.LENGTH
    most_files: int = MOST_AT_ONCE
    files_api: str = ""
    files_most: int = 0
    client: str = ""
    about: tuple[str, str] | None = None


Draw = Callable[[Line], str]
"""Draws one line with the face's own templates (``thread_line`` of ``components/thread.html``)."""


def conversation(
    page: ThreadPage,
    viewer: Viewer,
    formats: Formats,
    *,
    url: str,
    back: str,
    house: str,
    draw: Draw,
    files: Mapping[str, Sequence[Attached]] | None = None,
    title: str = "",
    about: tuple[str, str] | None = None,
    files_api: str = "",
    files_most: int = 0,
) -> Conversation:
    """A thread as ``viewer`` sees it. ``house`` is the seller's name, which stands beside its people; ``files`` maps ``message:<id>`` to what is
    attached, each as (file, its address, that of its small picture or None); ``files_api`` is where one is announced, with at most ``files_most``
    bytes."""
    thread = page.thread
    others = say("the team") if viewer.kind == "member" else thread.client_name
    people = {read.person: read.name for read in page.reads} | {one.author: one.author_name for one in page.messages}
    people.pop(viewer.actor, None)
    faces = dict.fromkeys(one.author_name for one in page.messages if one.removed_at is None)
    return Conversation(
        id=thread.id,
        url=url,
        back=back,
        title=title or say("Conversation"),
        me=viewer.actor,
        me_name=viewer.name,
        body=lines(page, viewer, formats, url=url, house=house, draw=draw, files=files, divider=True),
        faces=tuple((name, hue(name)) for name in list(faces)[-4:]),
        seen=seen(page),
        read_to=page.read_to,
        last=page.messages[-1].seq if page.messages else page.thread.last,
        told=page.history[-1].seq if page.history else 0,
        unread=page.unread,
        earlier=f"{url}?before={page.messages[0].seq}" if page.earlier else "",
        later=page.later,
        may_write=page.may_write,
        notes=page.may_write and viewer.kind == "staff",
        placeholder=say("Write to {others}", others=others),
        key=secrets.token_urlsafe(18),
        people=json.dumps(people),
        empty=say("Nobody has written yet. Ask about this order, or send what is needed for it.")
        if thread.kind == "order"
        else say("Nobody has written yet. What is not about one order has its place here."),
        client=str(thread.client_id),
        about=about,
        files_api=files_api if page.may_write and may_add(viewer) else "",
        files_most=files_most,
    )


def lines(
    page: ThreadPage,
    viewer: Viewer,
    formats: Formats,
    *,
    url: str,
    house: str,
    draw: Draw,
    files: Mapping[str, Sequence[Attached]] | None = None,
    divider: bool = False,
) -> Markup:
    """The lines of a page of a thread, drawn: days, what was said, what happened in between. ``divider``: say where the new part begins."""
    # What goes on from an earlier page stands under its last name and day; what goes before one ends at its first.
    goes_on = page.context is not None and (not page.messages or page.context.seq < page.messages[0].seq)
    before = page.context if goes_on else None
    day: date | None = formats.on(before.at) if before else None
    new = divider and page.unread > 0
    now, may_write, me = clock.now(), policies.may_write(viewer), viewer.actor
    place = _place((draw, viewer.kind, language(), formats.locale, formats.timezone, url, house))
    made: list[str] = []
    for one in _merged(page):
        on = formats.on(one.at)
        if on != day:
            day, before = on, None
            made.append(_drawn(draw, Line("day", text=formats.near(day), day=day.isoformat())))
        if isinstance(one, HistoryEntry):
            made.append(_drawn(draw, _event(one, page.pipeline, formats)))
            before = None
            continue
        mine = one.author == me
        if new and one.seq > page.read_to and not mine:
            new, before = False, None
            made.append(_drawn(draw, Line("new")))
        joined = _joins(one, before)
        before = one
        # What is final looks the same each time: it is drawn once. Files may still change, and so may one's own fresh words.
        final = not one.files and not (mine and may_write and now < policies.changeable_until(one.at))
        key = (place, one.seq, one.edited_at, one.removed_at, mine, joined)
        html = _kept.get(key) if final else None
        if html is None:
            said = message_shown(one, viewer, formats, url=url, house=house, joined=joined, now=now, files=files)
            html = draw(Line("message", message=said))
            if final:
                _keep(key, html)
        made.append(html)
    return Markup("".join(made))  # noqa: S704 - each was drawn by a template with autoescape


def lines_told(
    page: ThreadPage,
    viewer: Viewer,
    formats: Formats,
    *,
    before: int | None,
    url: str,
    house: str,
    draw: Draw,
    files: Mapping[str, Sequence[Attached]],
) -> dict[str, Any]:
    """What ``components/thread_lines.html`` brings to an open page: ``lines_page`` drawn, and how to go on from there."""
    return {
        "lines": lines(page, viewer, formats, url=url, house=house, draw=draw, files=files),
        "seen": seen(page) if before is None else None,
        "before": page.messages[0].seq if page.earlier else None,
        "later": page.later,
        "told": page.history[-1].seq if page.history and before is None else None,
        "formats": formats,
    }


_KEPT = 10_000
_kept: dict[tuple[Any, ...], str] = {}
_places: dict[tuple[Any, ...], object] = {}


def _place(seen: tuple[Any, ...]) -> object:
    """One object for each thread as somebody sees it: a key made of it is quick to look up."""
    if len(_places) >= _KEPT:
        _places.clear()
    return _places.setdefault(seen, object())


def _drawn(draw: Draw, line: Line) -> str:
    """A line that is nothing but its words, drawn once."""
    key = (draw, line, language())
    html = _kept.get(key)
    if html is None:
        html = draw(line)
        _keep(key, html)
    return html


def _keep(key: tuple[Any, ...], html: str) -> None:
    if len(_kept) >= _KEPT:
        # Half of them, the oldest: threads that are read are drawn again at once.
        for old in list(_kept)[: _KEPT // 2]:
            _kept.pop(old, None)
    _kept[key] = html


def _joins(one: Message, before: Message | None) -> bool:
    """True for a message that stands under the name above it."""
    return (
        before is not None
        and one.removed_at is None
        and before.removed_at is None
        and before.author == one.author
        and before.internal == one.internal
        and one.at - before.at < TOGETHER
    )


Attached = tuple[FileRecord, str, str | None]
"""A file of a message with its address and that of its small picture."""


def files_in(viewer: Viewer, messages: Iterable[Message], addresses: Addresses) -> dict[str, list[Attached]]:
    """What is attached to messages that the viewer was given, by ``message:<id>``: one statement, none where nothing is."""
    found = files_of(viewer, [f"message:{one.id}" for one in messages if one.files and one.removed_at is None])
    return {
        subject: [(file, addresses.file(file), addresses.thumb(file)) for file in files]
        for subject, files in found.items()
    }


def message_shown(
    one: Message,
    viewer: Viewer,
    formats: Formats,
    *,
    url: str,
    house: str,
    joined: bool = False,
    now: datetime | None = None,
    files: Mapping[str, Sequence[Attached]] | None = None,
) -> MessageShown:
    """One message; ``joined``: it stands under the name above it."""
    removed, mine = one.removed_at is not None, one.author == viewer.actor
    left = (policies.changeable_until(one.at) - (now or clock.now())).total_seconds()
    changeable = mine and not removed and left > 0 and policies.may_write(viewer)
    return MessageShown(
        id=one.id,
        seq=one.seq,
        name=one.author_name,
        initials=initials(one.author_name),
        hue=hue(one.author_name),
        house=house if one.side == "seller" and viewer.kind == "member" else "",
        time=formats.time(one.at),
        at=one.at.isoformat(),
        html=texts.shown(one.text),
        text=one.text if changeable else "",
        internal=one.internal,
        edited=one.edited_at is not None and not removed,
        removed=removed,
        joined=joined,
        mine=mine,
        left=int(left) + 1 if changeable else 0,
        url=f"{url}/{one.id}",
        files=(files or {}).get(f"message:{one.id}", ()),
    )


def seen(page: ThreadPage) -> str:
    """``Read by Jonas, Lee`` for the latest message, as far as somebody else has; empty where nobody has."""
    # Where nothing was said since, the latest message is the one that was asked from.
    last = page.messages[-1] if page.messages else page.context
    if last is None or page.later or last.seq < page.thread.last:
        return ""
    return read_by(page.reads, last.seq, last.author)


def read_by(reads: Sequence[Read], seq: int, author: str) -> str:
    """Who has read up to ``seq``, in words."""
    names = [read.name.split(" ")[0] or read.name for read in reads if read.seq >= seq and read.person != author]
    if not names:
        return ""
    if len(names) <= NAMED:
        return say("Read by {names}", names=", ".join(names))
    return say("Read by {names} and {count} more", names=", ".join(names[:NAMED]), count=len(names) - NAMED)


def last_words(summary: ThreadSummary, viewer: Viewer) -> tuple[str, str]:
    """(who, what they said) for a list; nobody where it is no words but what somebody did, both empty where nothing was said."""
    if not summary.author:
        return "", ""
    mine = summary.author == viewer.actor
    who = say("You") if mine else summary.author_name.split(" ")[0]
    if summary.removed:
        return "", say("You took a message back") if mine else say("{who} took a message back", who=who)
    if not summary.text and mine:
        return "", say_many("You sent a file", "You sent {count} files", summary.files)
    if not summary.text:
        return "", say_many("{who} sent a file", "{who} sent {count} files", summary.files, who=who)
    return who, texts.first_line(summary.text)


def _merged(page: ThreadPage) -> list[Message | HistoryEntry]:
    """Messages and happenings by time. Happenings before the first message of a page belong to the page before it, if there is one."""
    from_, to = None, None
    if page.earlier and page.messages:
        from_ = page.messages[0].at
    if page.context is not None and page.messages and page.context.seq > page.messages[-1].seq:
        to = page.context.at
    if page.later and page.messages:
        to = page.messages[-1].at
    told = [one for one in page.history if (from_ is None or one.at >= from_) and (to is None or one.at < to)]
    made: list[Message | HistoryEntry] = []
    waiting = iter(told)
    coming = next(waiting, None)
    for message in page.messages:
        while coming is not None and coming.at <= message.at:
            made.append(coming)
            coming = next(waiting, None)
        made.append(message)
    while coming is not None:
        made.append(coming)
        coming = next(waiting, None)
    return made


def _event(entry: HistoryEntry, pipeline: Pipeline | None, formats: Formats) -> Line:
    assert pipeline is not None
    told = tell(entry, pipeline)
    if entry.kind == "moved":
        text = say("Moved to “{status}”", status=told.what)
        if told.by:
            text = say("{who} moved it to “{status}”", who=told.by, status=told.what)
    else:
        text = told.what
        if entry.kind in ("placed", "note") and told.by:
            text = say("{what} by {who}", what=told.what, who=told.by)
    return Line("event", text=text, note=told.note, time=formats.time(entry.at), at=entry.at.isoformat())
