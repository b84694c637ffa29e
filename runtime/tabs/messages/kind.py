"""Declaration of the messages tab."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Flag, Planned, Settings


class MessagesTabSettings(Settings):
    search = Flag(default=True, label="Search by order")
    topics = Planned("Topics")
    hours = Planned("Hours in which somebody answers")
    escalation = Planned("Passing a conversation on")


@registry.register
class MessagesTab(Kind):
    name, family, label, icon, group = "messages", "tab", "Messages", "chat", "People"
    Settings = MessagesTabSettings
    example = {"type": "messages", "label": "Messages", "icon": "chat"}
    needs = "message.write"
    varies = ("client", "member", "day")
