"""Declaration of the rich text field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choices, Settings, Whole

MARKS = ("bold", "italic", "link", "heading", "bullets", "numbers")


class RichTextSettings(Settings):
    marks = Choices(
        MARKS,
        default=MARKS,
        words={"bullets": "Bulleted list", "numbers": "Numbered list"},
        label="What may be used",
    )
    max_length = Whole(at_least=1, at_most=20_000, default=10_000, label="Longest answer")
    rows = Whole(at_least=2, at_most=20, default=8, label="Height in lines")


@registry.register
class RichText(Kind):
    name, family, label, icon, group = "rich_text", "field", "Formatted text", "paragraph", "Words"
    answers = "text"
    Settings = RichTextSettings
    example = {
        "type": "rich_text",
        "key": "brief",
        "label": "Your brief",
        "help": "Headings and lists help its readers.",
    }
