"""Engine of the image field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from form_schemas.context import File, FormContext
from form_schemas.field import AnswerRefused, figure
from form_schemas.fields.file.field import FileEngine
from portal_config.compiled import Field
from words import say, say_many, unsaid

SIDES = ("width", "height")
_SIZES = {
    "width": (
        unsaid("{least} pixels wide"),
        unsaid("{least} to {most} pixels wide"),
        unsaid("at least {least} pixels wide"),
        unsaid("at most {most} pixels wide"),
    ),
    "height": (
        unsaid("{least} pixels high"),
        unsaid("{least} to {most} pixels high"),
        unsaid("at least {least} pixels high"),
        unsaid("at most {most} pixels high"),
    ),
}
"""Side → exactly, between, from, up to."""


class ImageEngine(FileEngine):
    """Stores what the file field stores; pictures that were drawn have pixels, and those are held to their bounds."""

    kind = "image"

    def fits(self, field: Field, found: File, context: FormContext) -> None:
        """Raises AnswerRefused: as a file, and dimensions. A drawing (SVG) has no pixels and fits every bound."""
        super().fits(field, found, context)
        for side in SIDES:
            pixels = getattr(found, side)
            least, most = field.settings[f"min_{side}"], field.settings[f"max_{side}"]
            if pixels is None or not ((least and pixels < least) or (most and pixels > most)):
                continue
            bounds = (least, None) if least and pixels < least else (None, most)
            raise AnswerRefused(
                "dimensions",
                "“{file}” is {size}. Choose one that is {wanted}.",
                file=found.name,
                size=pixels_told(side, pixels, pixels),
                wanted=pixels_told(side, *bounds),
            )

    def rule(self, field: Field) -> str:
        """What may be added, in sentences."""
        count, settings = field.settings["max_files"], field.settings
        pictures = say_many(
            "One picture, at most {size} MB.",
            "Up to {count} pictures, at most {size} MB each.",
            count,
            size=figure(settings["max_mb"]),
        )
        sides = [(side, settings[f"min_{side}"], settings[f"max_{side}"]) for side in SIDES]
        bounds = [pixels_told(side, least, most) for side, least, most in sides if least or most]
        sentences = [pictures, self._types(field)]
        told = f" {say('and')} ".join(bounds)
        sentences += [f"{told[0].upper()}{told[1:]}."] if bounds else []
        return " ".join(filter(None, sentences))

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Add a picture.")


def pixels_told(side: str, least: int | None, most: int | None) -> str:
    """How wide or high, in words: ``at least 800 pixels wide``."""
    exactly, between, from_, up_to = _SIZES[side]
    if least and most:
        return say(exactly if least == most else between, least=figure(least), most=figure(most))
    return say(from_, least=figure(least)) if least else say(up_to, most=figure(most or 0))
