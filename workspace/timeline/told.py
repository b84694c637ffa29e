"""A happening in words, the same for both sides."""

from __future__ import annotations

from dataclasses import dataclass

from workspace.timeline.queries import Happening

PAYMENTS = {"paid": "is paid", "declined": "could not be paid", "announced": "is being paid by transfer"}


@dataclass(frozen=True, slots=True)
class Told:
    """``about`` is what it happened to, ``what`` the rest of the sentence; ``by`` is empty where the sentence names the person already."""

    about: str
    what: str
    by: str
    note: str = ""


def told(one: Happening) -> Told:
    """The words of a happening."""
    if one.what == "placed":
        return Told(one.title, "was ordered", one.who)
    if one.what == "moved":
        return Told(one.title, f"is now “{one.status}”" if one.status else "moved on", one.who, one.note)
    if one.what in PAYMENTS:
        return Told(one.title, PAYMENTS[one.what], "")
    if one.what == "cancelled":
        return Told(one.title, "was cancelled", one.who)
    if one.what == "note":
        return Told(one.title, "has a note", one.who, one.note)
    if one.what == "file":
        return Told(one.title, "was added", one.who)
    if one.what == "message":
        return Told(one.who, f"wrote about {one.title}" if one.title else "wrote", "")
    if one.what == "joined":
        return Told(one.who, f"joined {one.title}", "")
    return Told(one.title, "changed", one.who)
