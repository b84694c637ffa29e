"""Engine of the rating field, and of what else is answered with a point on a line."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field, Option
from words import say

_POINT = re.compile(r"[0-9]{1,2}", re.ASCII)


class RatingEngine(FieldEngine):
    """Stores the point as a whole number."""

    kind = "rating"
    template = "rating/field.html"
    grouped = True
    sample = 4

    def points(self, field: Field) -> range:
        """Every point there is."""
        return range(1, field.settings["points"] + 1)

    def ends(self, field: Field) -> tuple[str, str]:
        """The words at the low and at the high end."""
        return field.settings["low"], field.settings["high"]

    def parse(self, field: Field, posted: Posted, context: FormContext) -> int | None:
        """Raises AnswerRefused: choice."""
        if not posted.text:
            return None
        if not _POINT.fullmatch(posted.text) or int(posted.text) not in self.points(field):
            raise AnswerRefused("choice", self.missing(field))
        return int(posted.text)

    def options(self, field: Field) -> tuple[Option, ...]:
        """One a point; the words of an end belong to its point."""
        low, high = self.ends(field)
        points = self.points(field)
        words = {points[0]: low, points[-1]: high}
        return tuple(Option(str(each), str(each), words.get(each, "")) for each in points)

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """Whether stars stand beside the numbers."""
        low, high = self.ends(field)
        return {"stars": self.kind == "rating", "low": low, "high": high}

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """4 of 5."""
        return say("{value} of {most}", value=value, most=self.points(field)[-1])

    def missing(self, field: Field) -> str:
        """Names both ends."""
        points = self.points(field)
        return say("Choose a number from {first} to {last}.", first=points[0], last=points[-1])
