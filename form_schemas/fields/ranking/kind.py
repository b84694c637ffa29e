"""Declaration of the ranking field."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import Fault, Options, Settings, Whole

MOST = 20


class RankingSettings(Settings):
    options = Options()
    top = Whole(at_least=1, at_most=MOST, label="How many places; without it all options are put in order")

    @validates_schema
    def can_be_ranked(self, settings: dict[str, Any], **_: Any) -> None:
        """There are not more places than options, nor more than anybody puts in order."""
        count = len(settings["options"])
        if settings["top"] is not None and settings["top"] > count:
            raise ValidationError([Fault("range_empty", "There are fewer options than places.", "Lower top.")], "top")
        if settings["top"] is None and count > MOST:
            raise ValidationError(
                [Fault("limit_exceeded", f"At most {MOST} options can be put in order.", "Set top, or remove some.")],
                "options",
            )


@registry.register
class Ranking(Kind):
    name, family, label, icon, group = "ranking", "field", "Ranking", "reorder", "Choices"
    answers = "list:text"
    Settings = RankingSettings
    example = {
        "type": "ranking",
        "key": "goals",
        "label": "What matters most?",
        "options": [
            {"id": "opt_speed", "value": "speed", "label": "Speed"},
            {"id": "opt_price", "value": "price", "label": "Price"},
            {"id": "opt_style", "value": "style", "label": "Style"},
        ],
    }
