"""Declaration of the heading between questions."""

from portal_config import limits
from portal_config.kinds import Kind, registry
from portal_config.settings import Settings, Text, Whole


class HeadingSettings(Settings):
    text = Text(at_least=1, at_most=limits.SENTENCE, translated=True, required=True, label="Words")
    level = Whole(at_least=2, at_most=4, default=3, label="Level")


@registry.register
class Heading(Kind):
    name, family, label, icon, group = "heading", "field", "Heading", "heading", "Content"
    answers = ""
    Settings = HeadingSettings
    example = {"type": "heading", "text": "About your company"}
