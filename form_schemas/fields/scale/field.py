"""Engine of the scale field."""

from __future__ import annotations

from typing import Any

from form_schemas.fields.rating.field import RatingEngine
from portal_config.compiled import Field
from words import say


class ScaleEngine(RatingEngine):
    """Stores the point as a whole number."""

    kind = "scale"
    sample = 9

    def points(self, field: Field) -> range:
        """From the first to the last; 0 to 10 for the Net Promoter Score."""
        if field.settings["preset"] == "nps":
            return range(11)
        return range(field.settings["min"], field.settings["max"] + 1)

    def ends(self, field: Field) -> tuple[str, str]:
        """The seller's words; those of the Net Promoter Score where there are none."""
        low, high = super().ends(field)
        if field.settings["preset"] == "nps":
            return low or "Not at all likely", high or "Extremely likely"
        return low, high

    def show(self, value: Any, field: Field, locale: str = "en") -> str:  # noqa: ARG002 - the figures are the same everywhere
        """4 (1 to 5)."""
        points = self.points(field)
        return say("{value} ({first} to {last})", value=value, first=points[0], last=points[-1])
