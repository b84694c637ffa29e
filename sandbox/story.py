"""What is to have happened in a tenant, told as data: who is there, who ordered what, and how it went. ``history`` plays it.

Days count back from today; hours are the portal's own time of day. People are named by key: staff by the keys the player is given, members by
those of their company here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

What = Literal[
    "move",
    "pay",
    "decline",
    "announce",
    "transfer",
    "note",
    "cancel",
    "assign",
    "message",
    "aside",
    "file",
    "task",
    "done",
    "remark",
]


@dataclass(frozen=True)
class Person:
    """Somebody at a company. ``role`` is the id of a client role of the document, ``also`` further ones given later."""

    key: str
    name: str
    email: str
    role: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Company:
    """A client with its people. ``number`` is the seller's own customer number, ``groups`` are those of the document it is put in."""

    key: str
    name: str
    people: tuple[Person, ...]
    number: str | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """Something that happened ``days`` ago at ``hour``. ``to`` is a status, or whom an order or a task is given to; ``note`` the words that go with it,
    of a transfer its reference. ``message`` is said in the thread with ``files`` (names; what is in them is drawn), ``aside`` is a note between
    staff, ``file`` adds ``files`` beside it, in the folder ``to`` where the document has it, ``task`` is planned and ``done`` by its title, ``remark`` is noted about the client."""

    days: int
    hour: int
    what: What
    by: str
    to: str = ""
    note: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """One order. ``answers`` are what was typed, by field id (in a row ``fld_people.r1.fld_name``); ``+N`` stands for the first Monday at least N days
    later, ``@leg_…`` for the present version of a legal text, ``@`` and a key for a person. ``package`` is the id of the chosen one, ``addons`` are
    id → how many. Who is in ``unread`` has not read the end of its thread yet."""

    days: int
    hour: int
    by: str
    service: str
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    quantity: int = 1
    package: str = ""
    addons: Mapping[str, int] = field(default_factory=dict)
    po_number: str = ""
    method: str | None = None
    note: str = ""
    steps: tuple[Step, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Talk:
    """What was said and done about a company beside its orders."""

    company: str
    steps: tuple[Step, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class History:
    """Everything that happened in a tenant."""

    companies: tuple[Company, ...]
    orders: tuple[Story, ...] = ()
    talks: tuple[Talk, ...] = ()

    @property
    def days(self) -> int:
        """How far back it begins."""
        spoken = [step.days for talk in self.talks for step in talk.steps]
        return max([story.days for story in self.orders] + spoken, default=0) + 1


def read(text: str | bytes) -> History:
    """A history from JSON in the shape of these classes; an answer may be one text or a list, a step a list in the order of its parts."""
    told = json.loads(text)
    return History(
        companies=tuple(_company(one) for one in told["companies"]),
        orders=tuple(_story(one) for one in told.get("orders", ())),
        talks=tuple(Talk(one["company"], _steps(one), tuple(one.get("unread", ()))) for one in told.get("talks", ())),
    )


def _company(told: Mapping[str, Any]) -> Company:
    people = tuple(Person(**person) for person in told["people"])
    return Company(told["key"], told["name"], people, told.get("number"), tuple(told.get("groups", ())))


def _story(told: Mapping[str, Any]) -> Story:
    answers = {
        name: (value,) if isinstance(value, str) else tuple(value) for name, value in told.get("answers", {}).items()
    }
    unread = tuple(told.get("unread", ()))
    return Story(**{**told, "answers": answers, "steps": _steps(told), "unread": unread})


def _steps(told: Mapping[str, Any]) -> tuple[Step, ...]:
    return tuple(_step(one) for one in told.get("steps", ()))


def _step(told: Sequence[Any]) -> Step:
    days, hour, what, by = told[:4]
    to, note = (*told[4:6], "", "")[:2]
    return Step(days, hour, what, by, to, note, tuple(told[6]) if len(told) > 6 else ())
