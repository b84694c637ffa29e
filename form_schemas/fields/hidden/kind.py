"""Declaration of the hidden field."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.context import SCOPES
from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Fault, Settings, Text

KNOWN = tuple(name for name, one in SCOPES["form"].items() if not one.secret and not one.planned and one.type != "set")


class HiddenSettings(Settings):
    source = Choice(
        ("url", "context", "constant"),
        default="url",
        words={"url": "The page's address", "context": "What is known of the person", "constant": "Always the same"},
        label="Where it comes from",
    )
    parameter = Text(at_most=60, label="Name in the address, as in ?campaign=…")
    context = Choice(KNOWN, label="What is known")
    value = Text(at_most=200, label="The text itself")

    @validates_schema
    def has_its_source(self, settings: dict[str, Any], **_: Any) -> None:
        """What the source needs is there."""
        needed = {"url": "parameter", "context": "context", "constant": "value"}[settings["source"] or "url"]
        if not settings[needed]:
            raise ValidationError([Fault("missing", "This is needed.", "Fill it in.")], needed)


@registry.register
class Hidden(Kind):
    name, family, label, icon, group = "hidden", "field", "Hidden value", "eye", "Structure"
    answers = "text"
    Settings = HiddenSettings
    example = {"type": "hidden", "key": "campaign", "label": "Campaign", "source": "url", "parameter": "campaign"}
