"""What the letters say: one sentence, one button, where the order stands, and what somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from commerce.orders.frozen import frozen_texts
from commerce.orders.told import line_of
from foundation import clock, mail, revisions
from foundation.events.record import Recorded
from foundation.formats import Formats, initials
from foundation.identity.viewer import Viewer
from portal_config import thaw_pipeline
from portal_config.compiled import Compiled, Pipeline
from portal_config.texts import fill
from words import say, say_many, unsaid
from workspace.notifications import links
from workspace.notifications.actions import Telling
from workspace.notifications.audience import OrderFacts, ThreadFacts
from workspace.notifications.kinds import side_of

ANSWER = unsaid("Answer in the portal: mail to this address is not read.")
TITLE_LENGTH = 80
SUBJECT_LENGTH = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
QUOTED = 5
LONGEST_QUOTE = 600


@dataclass(frozen=True, slots=True)
class Said:
    """A message as a letter needs it; ``seq`` and ``open_seq`` are its places in both countings."""

    id: UUID
    seq: int
    open_seq: int
    author: str
    author_name: str
    side: str
    text: str
    files: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote. ``note`` stands beside the name: a role, a time."""

    text: str
    by: str
    note: str = ""

    @property
    def letters(self) -> str:
        return initials(self.by)


def send(
    telling: Telling, compiled: Compiled, *, key: str, subject: str, about: Mapping[str, str], **context: Any
) -> None:
    """Write a letter to one person, with the way to get fewer of them. ``about`` holds what the seller's own subject may name."""
    viewer = telling.viewer
    # No signing in for whoever wants less mail: what the address ends stands on its page, and from there the way to all choices.
    ending = links.ending_url(telling.recipient, telling.kind, side_of(viewer))
    mail.send(
        to=viewer.email,
        to_name=viewer.name,
        template="notice",
        subject=_own_subject(telling, compiled, about) or subject,
        context={
            "reason": say(ANSWER),
            "fewer": ending,
            **context,
        },
        key=f"{key}:{telling.recipient}",
        brand=mail.brand_of(compiled),
        unsubscribe=ending,
    )


def _own_subject(telling: Telling, compiled: Compiled, about: Mapping[str, str]) -> str:
    """The seller's subject for this kind of news, filled in for one person, on one line; empty where there is none or nothing of it is left."""
    viewer, news = telling.viewer, telling.kind.news
    if viewer.kind == "member" and compiled.spoken(viewer.locale) != (compiled.language or compiled.locale):
        compiled = revisions.compiled(revisions.pointer(), compiled.spoken(viewer.locale))
    changed = compiled.notification(news.side, news.kind)
    if changed is None or not changed.subject:
        return ""
    person = {
        "user.first_name": viewer.first_name,
        "user.name": viewer.name,
        "user.email": viewer.email,
        "portal.name": compiled.name,
    }
    known = {path: text for path, text in {**about, **person}.items() if path in news.paths}
    filled = _CONTROL.sub(" ", fill(changed.subject, known))
    return short(" ".join(filled.split()), SUBJECT_LENGTH)


def about_order(order: OrderFacts, actor: str = "", status: str = "") -> dict[str, str]:
    """What subjects may name of an order; ``status`` is one it had reached, in words."""
    return {
        "actor.name": actor,
        "client.name": order.client_name,
        "order.number": order.number,
        "order.service": order.title,
        "order.status": status or order.status_name,
    }


def order_moved(
    telling: Telling, order: OrderFacts, compiled: Compiled, recorded: Recorded, *, status: str, note: str, actor: str
) -> None:
    """An order reached ``status`` of its pipeline: in the words that fit what it means for whoever reads it."""
    pipeline = pipeline_of(order)
    reached = pipeline.status(status)
    kind, name = (reached.kind, reached.name) if reached else (order.status_kind, order.status_name)
    formats = formats_of(telling.viewer, compiled)
    title, aside = short(order.title), ""
    named = {"actor": actor, "title": title, "status": name}
    if telling.viewer.kind == "staff":
        heading = f"{actor} moved it to “{name}”" if kind != "cancelled" else f"{actor} cancelled it"
        text = f"{order.client_name} has an answer for you: {title} is now “{name}”."
        if kind == "cancelled":
            text = f"{order.client_name} does not want {title} any more. Work has not begun."
        label, aside = "Open the order", ""
    elif kind == "waiting_client":
        heading = f"{title}: {name}"
        until = order.status_due if order.status == status else None
        text = say("{actor} needs your word on {title}.", **named)
        if until is not None:
            text = say("{actor} needs your word on {title}. Please look by {day}.", **named, day=formats.date(until))  # type: ignore[arg-type]
        label, aside = say("Look and decide"), say("Approve or ask for changes, both take a minute.")
    elif kind == "done":
        heading, text = f"{title}: {name}", say("{title} is finished. Thank you for your order.", **named)
        label = say("See the result")
    elif kind == "cancelled":
        heading, text = (
            say("{title} was cancelled", **named),
            say("{actor} cancelled {title}. If you did not expect this, write to us in the order.", **named),
        )
        label = say("Open the order")
    else:
        heading, text = f"{title}: {name}", say("{actor} moved {title} on. It is now “{status}”.", **named)
        label = say("See where it stands")
    send(
        telling,
        compiled,
        key=f"order.status_changed:{recorded.id}",
        about=about_order(order, actor, name),
        subject=f"{order.number}: {heading}" if telling.viewer.kind == "staff" else f"{heading} ({order.number})",
        eyebrow=f"{order.number} · {title}"
        if telling.viewer.kind != "staff"
        else f"{order.client_name} · {order.number} · {title}",
        title=heading,
        paragraphs=[f"{hello(telling.viewer)} {text}"],
        button={"label": label, "url": links.order_url(telling.viewer, order.number), "aside": aside},
        steps=line_of(pipeline, status),
        quotes=[Quote(note, actor)] if note else [],
    )


def hello(viewer: Viewer) -> str:
    """How a letter begins."""
    return say("Hello {name},", name=viewer.first_name)


def order_placed(telling: Telling, order: OrderFacts, compiled: Compiled, recorded: Recorded, *, actor: str) -> None:
    """Somebody ordered: told to the seller's people and to colleagues who want to know."""
    viewer, title = telling.viewer, short(order.title)
    formats = formats_of(viewer, compiled)
    rows = [
        (say("Order"), order.number),
        (say("Service"), order.title),
        (say("Ordered by"), f"{actor}, {order.client_name}"),
    ]
    if (order.gross_minor and viewer.may("price.read")) or (order.gross_minor and viewer.owner):
        rows.append((say("Net total"), formats.money(order.gross_minor, order.currency)))
    if order.due is not None:
        rows.append((say("Due"), formats.date(order.due)))  # type: ignore[arg-type]
    staff = viewer.kind == "staff"
    named = {"actor": actor, "title": title, "company": order.client_name}
    send(
        telling,
        compiled,
        key=f"order.placed:{recorded.id}",
        about=about_order(order, actor),
        subject=f"New order {order.number}: {title}"
        if staff
        else say("{actor} ordered: {title} ({number})", **named, number=order.number),
        eyebrow=f"{order.client_name} · {order.number}" if staff else order.number,
        title=f"{order.client_name} ordered {title}" if staff else say("{actor} ordered {title}", **named),
        paragraphs=[
            f"Hello {viewer.first_name}, {actor} of {order.client_name} has just placed an order. It waits in “{order.status_name}”."
            if staff
            else f"{hello(viewer)} {say('{actor} has just placed an order for {company}.', **named)}"
        ],
        facts=rows,
        button={"label": say("Open the order"), "url": links.order_url(viewer, order.number)},
    )


def order_paid(telling: Telling, order: OrderFacts, compiled: Compiled, recorded: Recorded) -> None:
    """The money for an order is there."""
    viewer, title = telling.viewer, short(order.title)
    amount = formats_of(viewer, compiled).money(order.gross_minor, order.currency)
    shown = viewer.owner or viewer.may("price.read")
    send(
        telling,
        compiled,
        key=f"order.paid:{recorded.id}",
        about=about_order(order),
        subject=say("{title} is paid", title=order.number),
        eyebrow=f"{order.number} · {title}",
        title=say("{title} is paid", title=title),
        paragraphs=[
            f"{hello(viewer)} {say('the payment for {title} has arrived.', title=title)}"
            + (f" {say('It was {amount}.', amount=amount)}" if shown else "")
        ],
        button={"label": say("Open the order"), "url": links.order_url(viewer, order.number)},
    )


def order_assigned(telling: Telling, order: OrderFacts, compiled: Compiled, recorded: Recorded, *, actor: str) -> None:
    """An order is somebody's work now."""
    viewer, title = telling.viewer, short(order.title)
    due = f" It is due on {formats_of(viewer, compiled).date(order.due)}." if order.due is not None else ""  # type: ignore[arg-type]
    send(
        telling,
        compiled,
        key=f"order.assigned:{recorded.id}",
        about=about_order(order, actor),
        subject=f"{order.number} is yours: {title}",
        eyebrow=f"{order.client_name} · {order.number}",
        title=f"{title} is yours now",
        paragraphs=[f"Hello {viewer.first_name}, {actor} gave you this order of {order.client_name}.{due}"],
        button={"label": "Open the order", "url": links.order_url(viewer, order.number)},
        steps=line_of(pipeline_of(order), order.status),
    )


def task_assigned(
    telling: Telling,
    compiled: Compiled,
    recorded: Recorded,
    *,
    title: str,
    actor: str,
    client: str,
    number: str,
    about: str,
    due: object,
    url: str,
) -> None:
    """A task is somebody's work now."""
    viewer = telling.viewer
    when = f" It is due on {formats_of(viewer, compiled).date(due)}." if due is not None else ""  # type: ignore[arg-type]
    send(
        telling,
        compiled,
        key=f"task.assigned:{recorded.id}",
        about={"actor.name": actor, "client.name": client, "task.title": title, "order.number": number},
        subject=f"A task for you: {short(title)}",
        eyebrow=about,
        title=short(title),
        paragraphs=[f"Hello {viewer.first_name}, {actor} gave you this task.{when}"],
        button={"label": "Open the task", "url": url},
    )


def messages(telling: Telling, thread: ThreadFacts, said: Sequence[Said], compiled: Compiled) -> None:
    """What is new in a conversation: who wrote, in their own words."""
    viewer, last = telling.viewer, said[-1]
    formats = formats_of(viewer, compiled)
    staff, order = viewer.kind == "staff", thread.order
    about = short(thread.about)
    where = (
        f"{about} ({order.number})" if order else (thread.client_name if staff else say("your company's conversation"))
    )
    count, named = len(said), {"author": last.author_name, "where": where}
    heading = say_many("{author} wrote to you", "{count} new messages", count, author=last.author_name)
    eyebrow = [thread.client_name if staff else "", order.number if order else "", about if order else ""]
    paragraphs = [f"{hello(viewer)} {_new_in(count, order is not None, staff, about)}"]
    if len(said) > QUOTED:
        paragraphs.append(say("The last {count} of them:", count=QUOTED))
    send(
        telling,
        compiled,
        key=f"message:{last.id}",
        about=about_order(order, last.author_name)
        if order
        else {"actor.name": last.author_name, "client.name": thread.client_name},
        subject=say_many("{author} wrote: {where}", "{count} new messages: {where}", count, **named),
        eyebrow=" · ".join(part for part in eyebrow if part),
        title=heading,
        paragraphs=paragraphs,
        quotes=[Quote(cut(one), one.author_name, formats.datetime(one.at)) for one in said[-QUOTED:]],
        button={"label": say("Answer"), "url": links.thread_url(viewer, thread.id, order.number if order else None)},
    )


def _new_in(count: int, order: bool, staff: bool, about: str) -> str:
    """What a letter about messages begins with."""
    if order:
        return say_many(
            "this is new in the conversation about {title}.",
            "these are new in the conversation about {title}.",
            count,
            title=about,
        )
    if staff:
        return f"{'this is' if count == 1 else 'these are'} new in the conversation with {about}."
    return say_many(
        "this is new in your company's conversation.", "these are new in your company's conversation.", count
    )


def cut(said: Said) -> str:
    """What somebody wrote, as much of it as a letter holds; files are only told of."""
    text = said.text if len(said.text) <= LONGEST_QUOTE else f"{said.text[:LONGEST_QUOTE].rstrip()}…"
    files = f"[{say_many('{count} file', '{count} files', said.files)}]" if said.files else ""
    return "\n".join(part for part in (text, files) if part)


def member_joined(
    telling: Telling, compiled: Compiled, recorded: Recorded, *, name: str, client: str, url: str
) -> None:
    """Somebody accepted an invitation."""
    send(
        telling,
        compiled,
        key=f"member.joined:{recorded.id}",
        about={"actor.name": name, "client.name": client},
        subject=say("{who} joined {company}", who=name, company=client),
        title=say("{who} joined {company}", who=name, company=client),
        paragraphs=[
            f"{hello(telling.viewer)} "
            + say("{who} accepted the invitation and can now use the portal for {company}.", who=name, company=client)
        ],
        button={"label": say("See who is in"), "url": url},
    )


def pipeline_of(order: OrderFacts) -> Pipeline:
    """The pipeline the order froze."""
    return thaw_pipeline(frozen_texts({order.pipeline_hash})[order.pipeline_hash])


def formats_of(viewer: Viewer, compiled: Compiled) -> Formats:
    """How figures and dates are written for somebody."""
    return Formats.at(clock.now(), compiled.timezone, compiled.spoken(viewer.locale))


def short(text: str, most: int = TITLE_LENGTH) -> str:
    """A title that fits into a subject."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
