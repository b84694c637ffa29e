"""Engine of the consent field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field
from words import say


class ConsentEngine(FieldEngine):
    """Stores ``{accepted_at, legal, version}``: when (UTC), which text, which version of it."""

    kind = "consent"
    template = "consent/field.html"

    def parse(self, field: Field, posted: Posted, context: FormContext) -> dict[str, str] | None:
        """The box posts the version that was read. Raises AnswerRefused: consent_unavailable, consent_outdated."""
        answer = posted[0] if posted else ""
        if not answer:
            return None
        legal = context.legal.get(field.settings["legal"])
        if legal is None:
            raise AnswerRefused("consent_unavailable", "This text cannot be accepted right now. Please contact us.")
        if answer != legal.version:
            raise AnswerRefused(
                "consent_outdated", "“{title}” has changed. Read it again and accept it.", title=legal.title
            )
        moment = context.now.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        return {"accepted_at": f"{moment}Z", "legal": legal.id, "version": legal.version}

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """Version and day."""
        return say("Accepted, version {version}, {day}", version=value["version"], day=value["accepted_at"][:10])

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """The version."""
        return (value["version"],)

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """The version stands in the box's value."""
        return {}

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Tick the box to accept.")
