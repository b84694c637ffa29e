"""Declaration of the messages widget."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Planned, Settings, Source, Text, Whole


class MessagesSettings(Settings):
    source = Source("messages", limit=Whole(at_least=1, at_most=10, default=4, label="At most"))
    topic = Planned("One topic", Text(at_least=1, at_most=60))


@registry.register
class Messages(Kind):
    name, family, label, icon, group = "messages", "widget", "Messages", "chat", "People"
    Settings = MessagesSettings
    example = {"type": "messages", "size": "half", "title": "Messages", "source": {"from": "messages", "limit": 4}}
    needs = "message.write"
    varies = ("client", "member", "day")
