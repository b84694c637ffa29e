"""Declaration of the messages tab."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Flag, Items, Planned, Ref, Settings, Text


class MessagesTabSettings(Settings):
    search = Flag(default=True, label="Search by order")
    topics = Planned("Topics", Items(Text(at_least=1, at_most=60, translated=True), at_most=20, unique=True))
    hours = Planned("Hours in which somebody answers", Text(at_most=120, translated=True))
    escalation = Planned("Passing a conversation on", Ref("rol"))


@registry.register
class MessagesTab(Kind):
    name, family, label, icon, group = "messages", "tab", "Messages", "chat", "People"
    Settings = MessagesTabSettings
    example = {"type": "messages", "label": "Messages", "icon": "chat"}
    needs = "message.write"
    varies = ("client", "member", "day")
