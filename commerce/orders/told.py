"""An order in words, the same for both sides: what was answered, how much was ordered, what happened and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commerce.orders.page import HistoryEntry, LineShown, OrderPage, PaymentShown, PriceLineShown
from commerce.pricing.labels import label_told, pieces
from form_schemas.submission import ShownAnswer
from form_schemas.submission import shown as shown_answers
from foundation.formats import Formats, money
from portal_config.compiled import Pipeline
from words import say, unsaid

CLOSED = ("done", "cancelled")
PAYMENTS = {
    "paid": unsaid("Paid"),
    "declined": unsaid("Payment declined"),
    "announced": unsaid("Transfer announced"),
    "rejected": unsaid("Transfer not received"),
}
STATES = {
    "confirmed": unsaid("Order confirmed"),
    "in_progress": unsaid("Order begun"),
    "cancelled": unsaid("Order cancelled"),
    "completed": unsaid("Order completed"),
}
NOTES = {"moved_to_client": unsaid("Taken over by the company of the person who ordered")}

PAYMENT_WORDS = {
    "completed": ("paid", unsaid("Paid")),
    "confirmed": ("paid", unsaid("Paid")),
    "failed": ("declined", unsaid("Declined")),
    "processing": ("processing", unsaid("Being checked")),
    "pending": ("due", unsaid("Waiting for the transfer")),
    "announced": ("processing", unsaid("Transfer announced")),
    "checkout": ("due", unsaid("Not paid yet")),
    "void": ("void", unsaid("Not needed any more")),
    "invalid": ("void", unsaid("Not needed any more")),
    "rejected": ("declined", unsaid("Not received")),
}
"""State of a payment → (its look, its words)."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers of one line under its name. Called ``questions`` because a dict's own ``items`` would hide them."""

    title: str
    questions: tuple[ShownAnswer, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened. ``by`` is empty for what the system did; ``note`` are words that somebody left with it."""

    at: datetime
    what: str
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Step:
    """A status in the line of a letter; ``look`` is how it is drawn: ``done``, ``now``, ``waiting``, ``fin``, ``off`` or nothing."""

    name: str
    look: str


def line_of(pipeline: Pipeline, current: str) -> list[Step]:
    """The statuses of a pipeline in a line, with where an order stands. Cancelled stands there only when it happened."""
    looks = {"waiting_client": "waiting", "done": "fin", "cancelled": "off"}
    made: list[Step] = []
    passed = "done"
    for status in pipeline.statuses:
        if status.id == current:
            passed = ""
            made.append(Step(status.name, looks.get(status.kind, "now")))
        elif status.kind != "cancelled":
            made.append(Step(status.name, passed))
    if any(step.look == "off" for step in made):
        return [Step(step.name, step.look if step.look == "off" else "") for step in made]
    return made


def answers(lines: Sequence[LineShown], locale: str, *, unseen: bool = False) -> list[Answers]:
    """What was asked and answered, in the words of the form as it was then; ``unseen``: with what nobody was asked."""
    return [
        Answers(line.name, tuple(shown_answers(line.form, line.answers, locale, unseen=unseen)))
        for line in lines
        if line.form is not None
    ]


@dataclass(frozen=True, slots=True)
class Priced:
    """One row of what was ordered. ``details``: how its amount came about; ``quantity`` in words, empty where it is one."""

    label: str
    details: tuple[str, ...]
    quantity: str
    net_minor: int


def priced(lines: Sequence[LineShown], currency: str, locale: str) -> list[Priced]:
    """What was ordered, row by row: each service, then its add-ons. Their amounts add up to that of the order."""
    rows = []
    for line in lines:
        own = [part for part in line.price_lines if not part.addon]
        net = line.net_minor - sum(part.net_minor for part in line.price_lines if part.addon)
        rows.append(Priced(line.name, explained(own, currency, locale), quantity_text(line), net))
        for name in dict.fromkeys(part.addon for part in line.price_lines if part.addon):
            parts = [part for part in line.price_lines if part.addon == name]
            rows.append(Priced(name, explained(parts, currency, locale), "", sum(part.net_minor for part in parts)))
    return rows


def explained(parts: Sequence[PriceLineShown], currency: str, locale: str) -> tuple[str, ...]:
    """How an amount came about: ``4 × EUR 240.00 (Article 1 to 4)``; nothing where it speaks for itself. Of several parts each says what it comes to, so that
    they can be added up."""
    if len(parts) < 2:
        return tuple(text for part in parts if (text := _explained(part, currency, locale)))
    return tuple(f"{_explained(part, currency, locale)}: {money(part.net_minor, currency, locale)}" for part in parts)


def _explained(part: PriceLineShown, currency: str, locale: str) -> str:
    number = f"{part.quantity.normalize():f}"
    if part.times and part.quantity != 1:
        words = label_told(part.label)
        words = words if part.label.startswith("per ") else f"({words})"
        return f"{number} × {money(part.unit_price, currency, locale)} {words}"
    return "" if part.label in ("Fixed price", "") else label_told(part.label)


def quantity_text(line: LineShown) -> str:
    """``12 articles``, ``1``."""
    number = f"{line.quantity.normalize():f}"
    return pieces(number, line.unit, line.units) if line.unit else number


def present_payment(page: OrderPage) -> tuple[PaymentShown, str, str] | None:
    """The attempt that waits, else the last one, with its look and its words; None for an order that costs nothing."""
    if page.order.payment_state == "not_needed" or not page.payments:
        return None
    payment = page.waiting_payment or page.payments[-1]
    look, words = PAYMENT_WORDS[payment.state]
    return payment, look, say(words)


def history(page: OrderPage) -> list[Told]:
    """What happened, newest first, in sentences. Codes of the history become words; what somebody wrote stays as it is."""
    return [tell(entry, page.pipeline) for entry in reversed(page.history)]


def tell(entry: HistoryEntry, pipeline: Pipeline) -> Told:
    """One thing that happened; status names are those of the frozen pipeline."""
    what, note = say("Order placed"), ""
    if entry.kind == "payment":
        what = say(PAYMENTS.get(entry.note, "Payment"))
    elif entry.kind == "moved":
        status = pipeline.status(entry.to_status) if entry.to_status else None
        what, note = status.name if status else say("Moved"), entry.note
    elif entry.kind == "note":
        what, note = (say(NOTES[entry.note]), "") if entry.note in NOTES else (say("Note"), entry.note)
    elif entry.kind == "assigned":
        what = say("Assigned to {name}", name=entry.note) if entry.note else say("Assigned to nobody")
    elif entry.kind == "state":
        what, note = say(STATES[entry.to_state]) if entry.to_state in STATES else say("Changed"), entry.note
    # That a payment confirms an order is the system's doing, not the payer's.
    by = "" if entry.kind == "state" and not entry.by_staff else entry.actor_name
    return Told(entry.at, what, by, note)


def step_notes(page: OrderPage, formats: Formats) -> dict[str, str]:
    """When each status was reached; for the present one that has a limit, until when. By status id."""
    passed = [status.id for status in page.pipeline.statuses]
    if page.order.status in passed:
        passed = passed[: passed.index(page.order.status) + 1]
    notes = {entry.to_status: formats.date(entry.at) for entry in page.history if entry.to_status in passed}
    if page.order.status_kind not in CLOSED and page.order.status_due_at:
        notes[page.order.status] = say("until {day}", day=formats.date(page.order.status_due_at))
    return {status: note for status, note in notes.items() if status}
