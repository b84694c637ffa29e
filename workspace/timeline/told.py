"""A happening in words, the same for both sides."""

from __future__ import annotations

from dataclasses import dataclass

from words import say, unsaid
from workspace.timeline.queries import Happening

PAYMENTS = {
    "paid": unsaid("is paid"),
    "declined": unsaid("could not be paid"),
    "announced": unsaid("is being paid by transfer"),
}

GROUPS = {"grouped": unsaid("holds this client now"), "ungrouped": unsaid("holds this client no more")}


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
        return Told(one.title, say("was ordered"), one.who)
    if one.what == "moved":
        return Told(
            one.title, say("is now “{status}”", status=one.status) if one.status else say("moved on"), one.who, one.note
        )
    if one.what in PAYMENTS:
        return Told(one.title, say(PAYMENTS[one.what]), "")
    if one.what == "cancelled":
        return Told(one.title, say("was cancelled"), one.who)
    if one.what == "note":
        return Told(one.title, say("has a note"), one.who, one.note)
    if one.what == "file":
        return Told(one.title, say("was added"), one.who)
    if one.what == "message":
        return Told(one.who, say("wrote about {title}", title=one.title) if one.title else say("wrote"), "")
    if one.what == "joined":
        return Told(one.who, say("joined {company}", company=one.title), "")
    if one.what in GROUPS:
        return Told(one.title, say(GROUPS[one.what]), one.who)
    return Told(one.title, say("changed"), one.who)
