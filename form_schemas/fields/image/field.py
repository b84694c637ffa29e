"""Engine of the image field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from form_schemas.context import File, FormContext
from form_schemas.field import AnswerRefused
from form_schemas.fields.file.field import FileEngine
from portal_config.compiled import Field

SIDES = (("width", "wide"), ("height", "high"))


class ImageEngine(FileEngine):
    """Stores what the file field stores; pictures that were drawn have pixels, and those are held to their bounds."""

    kind = "image"

    def fits(self, field: Field, found: File, context: FormContext) -> None:
        """Raises AnswerRefused: as a file, and dimensions. A drawing (SVG) has no pixels and fits every bound."""
        super().fits(field, found, context)
        for side, word in SIDES:
            pixels = getattr(found, side)
            least, most = field.settings[f"min_{side}"], field.settings[f"max_{side}"]
            if pixels is None or not ((least and pixels < least) or (most and pixels > most)):
                continue
            wanted = f"at least {least:,}" if least and pixels < least else f"at most {most:,}"
            raise AnswerRefused(
                "dimensions",
                f"“{found.name}” is {pixels:,} pixels {word}. Choose one that is {wanted} pixels {word}.",
            )

    def rule(self, field: Field) -> str:
        """What may be added, in sentences."""
        count, settings = field.settings["max_files"], field.settings
        pictures = "One picture" if count == 1 else f"Up to {count} pictures"
        bounds = []
        for side, word in SIDES:
            least, most = settings[f"min_{side}"], settings[f"max_{side}"]
            if least and most:
                bounds.append(f"{least:,} to {most:,} pixels {word}")
            elif least or most:
                bounds.append(f"{'at least' if least else 'at most'} {least or most:,} pixels {word}")
        sentences = [f"{pictures}, at most {settings['max_mb']:,} MB each.", self._types(field)]
        sentences += [f"{' and '.join(bounds).capitalize()}."] if bounds else []
        return " ".join(filter(None, sentences))

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return "Add a picture."
