"""Engine of the signature field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine, cleaned
from form_schemas.fields.date.field import written
from form_schemas.posted import Posted
from portal_config.compiled import Field
from words import say

NAME_LENGTH = 120
WIDTH, HEIGHT = 600, 200
MOST_POINTS = 3_000
"""Of a drawing: its canvas, and how many points it may have."""

_STROKES = re.compile(r"[0-9]{1,3},[0-9]{1,3}(?:[ ;][0-9]{1,3},[0-9]{1,3})*", re.ASCII)
_LONGEST = MOST_POINTS * len("600,200;")


class SignatureEngine(FieldEngine):
    """Stores ``{method, name, at, image}``: ``typed`` or ``drawn``, who, when (UTC), and of a drawing its lines as the path of an SVG on a canvas of
    600 × 200, made of numbers alone."""

    kind = "signature"
    template = "signature/field.html"
    sample = {"method": "typed", "name": "Dana", "at": "2026-11-20T09:00:00Z"}
    grouped = True

    def parse(self, field: Field, posted: Posted, context: FormContext) -> dict[str, str] | None:
        """Raises AnswerRefused: name, too_long, drawing."""
        name = cleaned(posted.text)
        strokes = posted.part("strokes").text if field.settings["draw"] else ""
        if not name:
            if strokes:
                self.refuse("name", field, context)
            return None
        if len(name) > NAME_LENGTH:
            self.refuse("too_long", field, context)
        moment = context.now.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        signed = {"method": "drawn" if strokes else "typed", "name": name, "at": f"{moment}Z"}
        return signed | {"image": path_of(strokes)} if strokes else signed

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """Who and on which day."""
        return f"{value['name']}, {value['method']}, {written(date.fromisoformat(value['at'][:10]), locale)}"

    def drawing(self, value: Any, field: Field) -> str:
        """The path of what was drawn."""
        return str(value.get("image") or "")

    def given(self, value: Any, field: Field, locale: str) -> Posted:
        """The name, and the lines as they were sent."""
        image = value.get("image")
        return Posted.made((value["name"],), strokes=strokes_of(image)) if image else Posted.made((value["name"],))

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """The lines that were drawn, if they are some."""
        strokes = posted.part("strokes").text
        try:
            return {"strokes": strokes, "path": path_of(strokes) if strokes else "", "width": WIDTH, "height": HEIGHT}
        except AnswerRefused:
            return {"strokes": "", "path": "", "width": WIDTH, "height": HEIGHT}

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """The name."""
        return {
            "name": say("Write your name as well: it says whose signature this is."),
            "too_long": say("Use at most {most} characters.", most=NAME_LENGTH),
        }

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Sign with your full name.")


def path_of(strokes: str) -> str:
    """``10,20 12,24;80,30`` (points apart by spaces, lines by semicolons) as the path of an SVG. Raises AnswerRefused ``drawing``."""
    fault = AnswerRefused("drawing", "The drawing cannot be kept. Clear it and draw again, or type your name only.")
    if len(strokes) > _LONGEST or not _STROKES.fullmatch(strokes):
        raise fault
    lines = [[tuple(map(int, point.split(","))) for point in line.split(" ")] for line in strokes.split(";")]
    if sum(map(len, lines)) > MOST_POINTS or any(x > WIDTH or y > HEIGHT for line in lines for x, y in line):
        raise fault
    return "".join(f"M{line[0][0]} {line[0][1]}" + "".join(f"L{x} {y}" for x, y in line[1:] or line) for line in lines)


def strokes_of(path: str) -> str:
    """A path as it was sent. What ``path_of`` made of one point has it twice."""
    lines = [line.replace("L", " ").split(" ") for line in path.split("M")[1:]]
    points = [[f"{x},{y}" for x, y in zip(line[::2], line[1::2], strict=True)] for line in lines]
    return ";".join(" ".join(line[:1] if len(line) == 2 and line[0] == line[1] else line) for line in points)
