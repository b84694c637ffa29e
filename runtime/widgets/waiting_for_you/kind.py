"""Declaration of the widget with what waits for the viewer."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choices, Settings, Source, Whole


class WaitingSettings(Settings):
    source = Source(
        "tasks",
        of=Choices(
            ("review", "payment"),
            planned=("approval", "quote", "invoice"),
            at_least=1,
            default=("review", "payment"),
            label="What is listed",
        ),
        limit=Whole(at_least=1, at_most=20, default=5, label="At most"),
    )


@registry.register
class WaitingForYou(Kind):
    name, family, label, icon, group = "waiting_for_you", "widget", "Waiting for you", "bell", "Orders"
    Settings = WaitingSettings
    example = {"type": "waiting_for_you", "size": "half", "source": {"from": "tasks", "of": ["review"], "limit": 5}}
    needs = "order.read"
    varies = ("client", "member", "day")
