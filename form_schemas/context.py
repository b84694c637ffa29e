"""What a form needs from outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from portal_config.compiled import Field, LegalText

if TYPE_CHECKING:
    from form_schemas.view import FieldView


@dataclass(frozen=True, slots=True)
class FormContext:
    """The moment (UTC), the portal's day, the language, the legal texts by id, and where each can be read (legal id → address)."""

    now: datetime
    today: date
    locale: str
    legal: Mapping[str, LegalText]
    legal_links: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def view(self, asked: Field, values: Mapping[str, Any], errors: Iterable[Any]) -> FieldView:
        """What the template of a field shows. ``values``: field id → posted texts; absent, the field's default."""
        from form_schemas.view import field_view

        return field_view(asked, values, errors, self)
