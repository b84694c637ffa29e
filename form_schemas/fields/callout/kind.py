"""Declaration of the callout between questions."""

from portal_config import limits
from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Settings, Text


class CalloutSettings(Settings):
    tone = Choice(
        ("info", "ok", "warn", "bad"),
        default="info",
        words={"info": "Good to know", "ok": "Good news", "warn": "Careful", "bad": "Important"},
        label="Tone",
    )
    title = Text(at_most=limits.SENTENCE, translated=True, label="Title")
    text = Text(at_least=1, at_most=2_000, lines=True, translated=True, required=True, label="Words")


@registry.register
class Callout(Kind):
    name, family, label, icon, group = "callout", "field", "Callout", "alert", "Content"
    answers = ""
    Settings = CalloutSettings
    example = {
        "type": "callout",
        "tone": "warn",
        "title": "Send texts first",
        "text": "We begin when all texts are here.",
    }
