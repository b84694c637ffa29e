"""Declaration of the rating field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Settings, Text, Whole


class RatingSettings(Settings):
    points = Whole(at_least=2, at_most=10, default=5, label="Stars")
    low = Text(at_most=60, translated=True, label="Words at the low end")
    high = Text(at_most=60, translated=True, label="Words at the high end")


@registry.register
class Rating(Kind):
    name, family, label, icon, group = "rating", "field", "Rating", "star", "Choices"
    answers = "num"
    Settings = RatingSettings
    example = {
        "type": "rating",
        "key": "happy",
        "label": "How well did we understand your brief?",
        "low": "Not at all",
        "high": "Completely",
    }
