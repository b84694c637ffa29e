"""Declaration of the text between questions."""

from portal_config import limits
from portal_config.kinds import Kind, registry
from portal_config.settings import Settings, Text


class TextSettings(Settings):
    text = Text(
        at_least=1,
        at_most=limits.TEXT,
        lines=True,
        translated=True,
        required=True,
        label="Words; an empty line begins a paragraph",
    )


@registry.register
class TextBlock(Kind):
    name, family, label, icon, group = "text", "field", "Text", "paragraph", "Content"
    answers = ""
    Settings = TextSettings
    example = {"type": "text", "text": "These answers go to your editor. You can change them until work begins."}
