"""Engine of the repeat field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field
from words import say


class RepeatEngine(FieldEngine):
    """Stores a list of rows: ``{"id": "r1", "<field id>": value}``. The rows themselves are worked out with the form."""

    kind = "repeat"
    template = "repeat/field.html"
    grouped = True

    def rows(self, field: Field, count: int) -> None:
        """Raises AnswerRefused: min_rows, max_rows."""
        if count < field.settings["min_rows"]:
            raise AnswerRefused("min_rows", self._message("min_rows", field))
        if count > field.settings["max_rows"]:
            raise AnswerRefused("max_rows", self._message("max_rows", field))

    def _message(self, code: str, field: Field) -> str:
        if code == "min_rows":
            return say("Add at least {least} of “{question}”.", least=field.settings[code], question=field.label)
        return say("Keep at most {most} of “{question}”.", most=field.settings[code], question=field.label)

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """How many; the rows have their own words."""
        return str(len(value))

    def px(self, value: Any, field: Field) -> Any:
        """Rules see its columns, and count its rows (``form_schemas.submission``)."""
        return None

    def start_in(self, field: Field, context: FormContext) -> Posted:
        """As many rows as are needed, each with the defaults of its questions."""
        from form_schemas.engines import ENGINES

        ids = [f"r{number}" for number in range(1, field.settings["min_rows"] + 1)]
        parts: dict[str, tuple[str, ...]] = {}
        for row in ids:
            for each in field.inner:
                if each.type in ENGINES and each.broken is None:
                    parts |= ENGINES[each.type].start_in(each, context).flat(f"{row}.{each.id}")
        return Posted(ids, parts)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """How many rows."""
        return {code: self._message(code, field) for code in ("min_rows", "max_rows") if field.settings[code]}

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """How many rows."""
        return {"data-min-rows": field.settings["min_rows"], "data-max-rows": field.settings["max_rows"]}

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Add at least one row to “{question}”.", question=field.label)
