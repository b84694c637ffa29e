"""What a checkout asks for and what it answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from form_schemas.submission import FieldError
from foundation.errors import Refused


@dataclass(frozen=True, slots=True)
class Item:
    """One service to be ordered. ``answers``: name → posted texts; ``quantity`` counts where no field of the form asks; ``package``: id of the one that was
    chosen; ``addons``: id → how many, None for what was no whole number."""

    service_id: str
    quantity: Decimal | int = 1
    answers: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    package: str = ""
    addons: Mapping[str, int | None] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Guest:
    """Who orders without being signed in."""

    name: str
    email: str
    company: str = ""


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """An order as it was asked for. Nothing in it is about money. ``accepted_terms``: id of a legal text → the version that was read;
    ``idempotency_key`` is the same for every try to place this one order; ``seen_prices``: service id → digest of the prices it was shown with
    (``price_digest``; empty for none), for those who were shown prices."""

    idempotency_key: str
    items: tuple[Item, ...]
    po_number: str = ""
    method_id: str | None = None
    accepted_terms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    guest: Guest | None = None
    note: str = ""
    seen_prices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def fingerprint(self) -> str:
        """SHA-256 of everything that is asked for: tells a repetition from another order under the same key."""
        content = [
            [
                [
                    item.service_id,
                    str(item.quantity),
                    sorted((key, _texts(posted)) for key, posted in item.answers.items()),
                    item.package,
                    sorted(item.addons.items()),
                ]
                for item in self.items
            ],
            self.po_number,
            self.method_id,
            sorted(self.accepted_terms.items()),
            [self.guest.name, self.guest.email, self.guest.company] if self.guest else None,
            self.note,
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order that was placed. ``payment_capability`` opens the payment's page and is None when nothing is paid there; ``confirmation``
    opens the page that says thank you; ``replayed``: it had been placed before under the same key."""

    number: str
    order_id: UUID
    payment_id: UUID | None
    payment_capability: str | None
    confirmation: str
    replayed: bool


class AnswersRefused(Refused):
    """Answers of one or more forms cannot be taken. ``errors``: index of the item → its errors."""

    def __init__(self, errors: Mapping[int, tuple[FieldError, ...]]) -> None:
        index, (first, *_others) = next(iter(errors.items()))
        super().__init__("answers_refused", first.message, pointer=f"/items/{index}/answers{first.pointer}")
        self.errors = errors


def _texts(posted: Sequence[str]) -> list[str]:
    return [posted] if isinstance(posted, str) else list(posted)
