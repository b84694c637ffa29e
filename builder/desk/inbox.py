"""The inbox: what waits, with the conversation it is about beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import redirect, request
from flask.typing import ResponseReturnValue

from builder.desk.place import Desk, desk_here, draw, name_of, waiting
from builder.desk.routes import at
from builder.desk.threads import conversation
from commerce.orders.policies import may_assign, staff_may_move
from foundation.errors import NotFound
from foundation.formats import Formats
from foundation.web.guards import clean_text
from foundation.web.live import in_background
from foundation.web.notices import Undo, tell
from foundation.web.routes import needs
from workspace.inbox import actions
from workspace.inbox.queries import Reason, Row
from workspace.tasks.actions import finish_task


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of the list. ``who`` wrote last, or is the client; ``company``: its picture is a company's; ``tags`` say why it waits."""

    item: str
    url: str
    who: str
    company: bool
    client: str
    at: datetime
    when: str
    subject: str
    peek: str
    tags: tuple[tuple[str, str], ...]
    waits: bool
    unread: int
    current: bool
    done_url: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What stands beside the list. ``about_url`` leads to the order or client; the addresses are empty where there is nothing to do."""

    item: str
    title: str
    number: str
    client: str
    client_url: str
    about_url: str
    assignee: str
    lines: tuple[tuple[str, str], ...]
    take_url: str
    paid_url: str
    task_url: str
    done_url: str
    read_url: str
    keep_url: str
    waits: bool


@at("/inbox", "GET")
@needs("order.read")
def show_inbox() -> ResponseReturnValue:
    """What waits for the viewer, or with ``?whose=all`` for anybody; ``?open=`` stands beside the list."""
    here = desk_here()
    every = clean_text(request.args.get("whose", ""), "whose", most=20) == "all"
    wanted = clean_text(request.args.get("open", ""), "open", most=100)
    if wanted and not in_background():
        # Before anything is read, so that the row and the figures show it.
        actions.opened(here.viewer, wanted)
    everything = waiting()
    shown = everything if every else everything.mine()
    row = everything.find(wanted) if wanted else None
    talk = (
        conversation(here, row.thread_id, back=_address(here, every=every, item=row.item)) if row is not None else None
    )
    return draw(
        "inbox.html",
        "Inbox",
        at="inbox",
        live="message.posted message.removed thread.read order.changed task.changed",
        rows=[_shown(one, here, every=every, current=row is not None and one.item == row.item) for one in shown.rows],
        waiting=shown.waiting,
        ways=[
            ("Mine", _address(here, every=False), not every),
            ("All", _address(here, every=True), every),
        ],
        opened=_opened(row, here) if row is not None else None,
        gone=bool(wanted) and row is None,
        talk=talk,
        here=_address(here, every=every, item=row.item if row else ""),
        list_url=_address(here, every=every),
        back=_address(here, every=every),
        every="all" if every else "",
        me=str(here.viewer.staff_id),
    )


def _address(here: Desk, *, every: bool, item: str = "") -> str:
    return here.inbox(whose="all" if every else "", open=item)


def _shown(row: Row, here: Desk, *, every: bool, current: bool) -> RowShown:
    said = row.thread if row.thread is not None and (row.unread or not row.reasons) else None
    about = row.task_title or row.title or "General"
    return RowShown(
        item=row.item,
        url=_address(here, every=every, item=row.item),
        who=said.author_name if said and said.author_name else row.client_name,
        company=not (said and said.author_name),
        client=row.client_name if said and said.author_name else row.number,
        at=row.at,
        # A task waits from a day on, not from an hour.
        when=here.formats.due(row.reasons[0].due).text if row.task_id else here.formats.moment(row.at),
        subject=about,
        peek=_peek(row, here.formats),
        tags=tuple(_tag(reason, here.formats) for reason in row.reasons),
        waits=row.waits,
        unread=row.unread,
        current=current,
        done_url=f"{here.root}/inbox/{row.item}/completion",
    )


def _peek(row: Row, formats: Formats) -> str:
    """The last words, or what waits."""
    said = row.thread
    if said is not None and (row.unread or not row.reasons):
        if said.removed:
            return "A message was taken back."
        if said.text:
            return ("Note: " if said.internal else "") + said.text
        return "1 file" if said.files == 1 else f"{said.files} files"
    return " ".join(_words(reason, row, formats) for reason in row.reasons)


def _tag(reason: Reason, formats: Formats) -> tuple[str, str]:
    late = reason.due is not None and reason.due < formats.today
    return {
        "new": ("New order", "accent"),
        "transfer": ("Transfer announced", "warn"),
        "overdue": ("Answer overdue", "bad"),
        "task": (("Task late", "bad") if late else ("Task due today", "warn")),
    }[reason.why]


def _words(reason: Reason, row: Row, formats: Formats) -> str:
    """A reason as a sentence."""
    if reason.why == "new":
        return f"Ordered {formats.date(reason.at)}" + (", nobody has it yet." if row.assignee_id is None else ".")
    if reason.why == "transfer":
        return f"{formats.money(reason.minor, reason.currency)} should arrive; confirm it when it has."
    if reason.why == "overdue":
        return f"The answer was due {formats.date(reason.at)}."
    return f"Due {formats.date(reason.due)}" + (f", for {row.title}." if row.number else ".")


def _opened(row: Row, here: Desk) -> Opened:
    whys = {reason.why for reason in row.reasons}
    about_order = row.order_id is not None
    moves = about_order and staff_may_move(here.viewer, row.assignee_id)
    base = f"{here.root}/inbox/{row.item}"
    return Opened(
        item=row.item,
        title=row.task_title or row.title or row.client_name,
        number=row.number,
        client=row.client_name,
        client_url=here.client(row.client_id),
        about_url=here.order(row.number) if about_order else here.client(row.client_id),
        assignee=name_of(row.assignee_id),
        lines=tuple((_tag(reason, here.formats)[1], _words(reason, row, here.formats)) for reason in row.reasons),
        take_url=here.order(row.number, "assignment")
        if "new" in whys and row.assignee_id is None and may_assign(here.viewer, None)
        else "",
        paid_url=here.order(row.number, "payment") if "transfer" in whys and moves else "",
        task_url=f"{here.root}/tasks/{row.task_id}/completion" if row.task_id else "",
        done_url=f"{base}/completion",
        read_url=f"{base}/reading" if row.unread or row.kept else "",
        keep_url="" if row.waits else f"{base}/keeping",
        waits=row.waits,
    )


@at("/inbox/<item>/completion", "POST")
@needs("order.read")
def put_away(item: str) -> ResponseReturnValue:
    """Done with it: the row is gone until something new happens; a task is ticked."""
    here = desk_here()
    back = _back(here)
    if item.startswith("task:"):
        task = finish_task(here.viewer, _task_id(item))
        undo = Undo(f"{here.root}/tasks/{task.id}/reopening", (("back", back),))
        tell(f"“{task.title}” is done.", undo=undo)
        return redirect(back, 303)
    actions.put_away(here.viewer, item)
    tell(
        "Done. It comes back when something new happens.",
        undo=Undo(f"{here.root}/inbox/{item}/return", (("whose", request.form.get("whose", "")),)),
    )
    return redirect(back, 303)


@at("/inbox/<item>/return", "POST")
@needs("order.read")
def put_back(item: str) -> ResponseReturnValue:
    here = desk_here()
    actions.forget(here.viewer, item)
    return redirect(_back(here), 303)


@at("/inbox/<item>/reading", "POST")
@needs("order.read")
def read_item(item: str) -> ResponseReturnValue:
    here = desk_here()
    actions.read(here.viewer, item)
    return redirect(_back(here), 303)


@at("/inbox/<item>/keeping", "POST")
@needs("order.read")
def keep_item(item: str) -> ResponseReturnValue:
    here = desk_here()
    actions.keep_unread(here.viewer, item)
    return redirect(_back(here), 303)


def _task_id(item: str) -> UUID:
    try:
        return UUID(item.removeprefix("task:"))
    except ValueError:
        raise NotFound() from None


def _back(here: Desk) -> str:
    """Mine or everybody's, as the form says; nowhere else."""
    return here.inbox(whose="all" if request.form.get("whose") == "all" else "", open=_open())


def _open() -> str:
    return clean_text(request.form.get("open", ""), "open", most=100)
