"""Questions that are answered with an entry of a list outside of the form: people, orders, cost centers."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from form_schemas.context import FormContext, Listed
from form_schemas.field import AnswerRefused, FieldEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field
from words import say


class ListedEngine(FieldEngine):
    """The kind's own name is that of its list in ``FormContext.lookups``. What is stored says what the entry was called at the time."""

    template = "person/field.html"
    gone: ClassVar[str]
    """The sentence when what was chosen is not in the list (any more)."""
    nothing: ClassVar[str]
    """The sentence where the list is empty."""

    def parse(self, field: Field, posted: Posted, context: FormContext) -> Any:
        """Raises AnswerRefused: choice."""
        value = posted.text
        if not value:
            return None
        lookup = context.lookups.get(self.kind)
        entry = lookup.entry(field, value) if lookup is not None else None
        if entry is None:
            raise AnswerRefused("choice", self.gone)
        return self.kept(field, entry)

    def kept(self, field: Field, entry: Listed) -> Any:
        """What is stored of an entry."""
        raise NotImplementedError

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """The entries."""
        lookup = context.lookups.get(self.kind)
        return {"entries": tuple(lookup.entries(field)) if lookup is not None else (), "nothing": say(self.nothing)}

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Choose one from the list.")
