"""Declaration of the text widget."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Settings, Template


class TextWidgetSettings(Settings):
    text = Template(required=True, at_least=1, at_most=4_000, label="Text")


@registry.register
class TextWidget(Kind):
    name, family, label, icon, group = "text", "widget", "Text", "text", "Words"
    Settings = TextWidgetSettings
    example = {"type": "text", "size": "half", "title": "Good to know", "text": "We answer within one working day."}
    varies = ("member",)
