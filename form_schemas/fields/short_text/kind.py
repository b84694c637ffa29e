"""Declaration of the short text field."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Fault, Settings, Text, Whole

PATTERNS = ("letters", "digits", "letters_digits", "postal_code")
AUTOCOMPLETE = (
    "name", "given-name", "family-name", "organization", "organization-title", "street-address", "address-line1", "address-line2",
    "postal-code", "address-level1", "address-level2", "country-name",
)  # fmt: skip


class ShortTextSettings(Settings):
    min_length = Whole(at_most=500, default=0, label="Shortest answer")
    max_length = Whole(at_least=1, at_most=500, default=200, label="Longest answer")
    pattern = Choice(PATTERNS, label="Allowed characters")
    autocomplete = Choice(AUTOCOMPLETE, label="Filled in by the browser as")
    default = Text(at_most=500, label="Filled in beforehand")
    contact = Choice(("contact.name", "client.name"), key="as", label="Used as")

    @validates_schema
    def in_order(self, settings: dict[str, Any], **_: Any) -> None:
        """The shortest answer is not longer than the longest."""
        if settings["min_length"] > settings["max_length"]:
            raise ValidationError(
                [Fault("range_empty", "No answer can be that short and that long.", "Raise max_length.")]
            )


@registry.register
class ShortText(Kind):
    name, family, label, icon, group = "short_text", "field", "Short text", "text", "Words"
    answers = "text"
    Settings = ShortTextSettings
    example = {"type": "short_text", "key": "topic", "label": "Topic or keyword", "require": True, "max_length": 140}
