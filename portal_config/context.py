"""What rules may name beside answers: the moment, the person, the client, and the record a rule is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from portal_config.expressions.types import Names


@dataclass(frozen=True, slots=True)
class Known:
    """One name of context: its PX ``type``, what it is in words, whether only the server may know it (``secret``), and whether nothing fills it yet."""

    type: str
    words: str
    secret: bool = False
    planned: bool = False


PERSON: Mapping[str, Known] = {
    "today": Known("date", "the portal's day"),
    "now": Known("instant", "the moment"),
    "locale": Known("text", "the language of the page"),
    "user.signed_in": Known("bool", "whether somebody is signed in"),
    "user.roles": Known("set", "the roles of the person, by id"),
    "client.name": Known("text", "the name of the client company"),
    "client.orders": Known("num", "how many orders the client has placed"),
    "client.groups": Known("set", "the groups of the client, by id"),
    "client.po_required": Known("bool", "whether the client's orders need a PO number", planned=True),
    "client.has_active_plan": Known("bool", "whether the client has a running subscription", planned=True),
    "client.country": Known("text", "the country of the client, as ISO 3166 writes it", planned=True),
    "client.tags": Known("set", "the seller's tags of the client", secret=True, planned=True),
    "client.credit_limit": Known("money", "how much the client may owe", secret=True, planned=True),
}
CLIENT: Mapping[str, Known] = {
    name: known
    for name, known in PERSON.items()
    if name in ("today", "now") or (name.startswith("client.") and name != "client.groups")
}
"""What is true of a client whoever of it is looking, without its groups: they are worked out from this, so a rule of one never goes round in a circle."""
ORDER: Mapping[str, Known] = {
    "order.open": Known("bool", "whether the order is open or in work"),
    "order.status": Known("text", "the status of the order, by id"),
    "order.status_kind": Known("text", "what the status means: open, active, waiting_client, done, cancelled"),
    "order.total": Known("money", "the net total of the order"),
    "order.service": Known("text", "the service that was ordered, by id"),
    "order.due": Known("date", "the day the order is due"),
    "order.number": Known("text", "the number of the order"),
    "order.company": Known("text", "the client company that ordered", planned=True),
    "order.overdue": Known("bool", "whether the order is past its due day", planned=True),
}
INVOICE: Mapping[str, Known] = {
    "invoice.status": Known("text", "the status of the invoice: open, paid, overdue, void", planned=True),
    "invoice.total": Known("money", "the total of the invoice", planned=True),
    "invoice.due": Known("date", "the day the invoice is due", planned=True),
}
QUOTE: Mapping[str, Known] = {
    "quote.status": Known("text", "the status of the quote: sent, accepted, declined, expired", planned=True),
    "quote.total": Known("money", "the total of the quote", planned=True),
    "quote.valid_until": Known("date", "the last day the quote holds", planned=True),
}
APPROVAL: Mapping[str, Known] = {
    "approval.status": Known("text", "the status of the approval: waiting, approved, rejected, expired", planned=True),
    "approval.tier": Known("num", "the tier that decides, from 1 on", planned=True),
    "approval.expires": Known("date", "the last day somebody can decide", planned=True),
}
SUBSCRIPTION: Mapping[str, Known] = {
    "subscription.status": Known("text", "the status of the subscription: trial, active, paused, ended", planned=True),
    "subscription.service": Known("text", "the service, by id", planned=True),
    "subscription.plan": Known("text", "the plan, by id", planned=True),
    "subscription.renews": Known("date", "the day it renews", planned=True),
    "subscription.used_percent": Known("num", "how much of what is included has been used", planned=True),
}

SCOPES: Mapping[str, Mapping[str, Known]] = MappingProxyType(
    {
        "form": PERSON,
        "person": PERSON,
        "client": CLIENT,
        "order": {**PERSON, **ORDER},
        "invoice": {**PERSON, **INVOICE},
        "quote": {**PERSON, **QUOTE},
        "approval": {**PERSON, **ORDER, **QUOTE, **APPROVAL},
        "subscription": {**PERSON, **SUBSCRIPTION},
        "record": {**PERSON, **ORDER, **INVOICE, **QUOTE, **APPROVAL, **SUBSCRIPTION},
    }
)
"""Scope → what a rule that stands in it may name. ``form``: a question or add-on; ``person``: who sees a part; ``client``: a group; ``order``, ``invoice``, ``quote``, ``approval``
and ``subscription``: a rule about one; ``record``: about any of them."""

SECRET = frozenset(name for known in SCOPES.values() for name, one in known.items() if one.secret)
"""What never travels to a browser, neither itself nor inside of a rule."""
PLANNED = frozenset(name for known in SCOPES.values() for name, one in known.items() if one.planned)
"""What can be named and nothing fills yet."""


def scope_of(event: str) -> str:
    """The scope of a rule that is asked when this happens: ``order.status_changed`` is about an order."""
    subject = {"usage": "subscription", "request": "order"}.get(event.partition(".")[0], event.partition(".")[0])
    return subject if subject in SCOPES else "record"


@cache
def names_in(scope: str) -> Names:
    """What a rule of this scope may name where no form stands around it."""
    return Names(ctx=types_in(scope))


@cache
def types_in(scope: str) -> Mapping[str, str]:
    """The types of a scope's context by name."""
    return MappingProxyType({name: known.type for name, known in SCOPES[scope].items()})
