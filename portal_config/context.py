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
    "client.groups": Known("set", "the groups of the client, by id", planned=True),
    "client.po_required": Known("bool", "whether the client's orders need a PO number", planned=True),
    "client.has_active_plan": Known("bool", "whether the client has a running subscription", planned=True),
    "client.country": Known("text", "the country of the client, as ISO 3166 writes it", planned=True),
    "client.tags": Known("set", "the seller's tags of the client", secret=True, planned=True),
    "client.credit_limit": Known("money", "how much the client may owe", secret=True, planned=True),
}
ORDER: Mapping[str, Known] = {
    "order.open": Known("bool", "whether the order is open or in work"),
    "order.status": Known("text", "the status of the order, by id"),
    "order.status_kind": Known("text", "what the status means: open, active, waiting_client, done, cancelled"),
    "order.total": Known("money", "the net total of the order"),
    "order.service": Known("text", "the service that was ordered, by id"),
    "order.due": Known("date", "the day the order is due"),
    "order.number": Known("text", "the number of the order"),
}
INVOICE: Mapping[str, Known] = {
    "invoice.status": Known("text", "the status of the invoice: open, paid, overdue, void", planned=True),
    "invoice.total": Known("money", "the total of the invoice", planned=True),
    "invoice.due": Known("date", "the day the invoice is due", planned=True),
}

SCOPES: Mapping[str, Mapping[str, Known]] = MappingProxyType(
    {
        "form": PERSON,
        "person": PERSON,
        "order": {**PERSON, **ORDER},
        "invoice": {**PERSON, **INVOICE},
        "record": {**PERSON, **ORDER, **INVOICE},
    }
)
"""Scope → what a rule that stands in it may name. ``form``: a question or add-on; ``person``: who sees a part, a group; ``order`` and ``invoice``: a rule
about one; ``record``: about either."""

SECRET = frozenset(name for known in SCOPES.values() for name, one in known.items() if one.secret)
"""What never travels to a browser, neither itself nor inside of a rule."""
PLANNED = frozenset(name for known in SCOPES.values() for name, one in known.items() if one.planned)
"""What can be named and nothing fills yet."""


@cache
def names_in(scope: str) -> Names:
    """What a rule of this scope may name where no form stands around it."""
    return Names(ctx=types_in(scope))


@cache
def types_in(scope: str) -> Mapping[str, str]:
    """The types of a scope's context by name."""
    return MappingProxyType({name: known.type for name, known in SCOPES[scope].items()})
