"""An order that is about to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from portal_config.compiled import Pipeline, Status


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to be written. ``unit_price`` and ``price_lines`` are exact, in minor units; amounts are minor units."""

    service_id: str
    name: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net_minor: int
    price_hash: str | None
    form_hash: str | None
    answers: Mapping[str, Any]
    price_lines: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order to be written, priced and checked by the caller. ``number_pattern`` holds ``{seq}``, its year filled in."""

    id: UUID
    number_pattern: str
    client_id: UUID
    member_id: UUID | None
    actor: str
    contact_name: str
    contact_email: str
    title: str
    state: str
    status: Status
    pipeline: Pipeline
    revision_ref: str
    currency: str
    lines: tuple[NewLine, ...]
    po_number: str
    note: str
    terms: Sequence[Mapping[str, str]]
    source: str
    payment_state: str
    payment_method: str
    due_at: datetime | None
    placed_at: datetime
    context: Mapping[str, Any]

    @property
    def net_minor(self) -> int:
        """Rounded amounts of the lines, added without rounding again."""
        return sum(line.net_minor for line in self.lines)
