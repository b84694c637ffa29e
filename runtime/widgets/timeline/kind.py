"""Declaration of the timeline widget."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choices, Settings, Source, Whole


class TimelineSettings(Settings):
    source = Source(
        "happenings",
        of=Choices(
            ("orders", "messages", "files", "people"),
            at_least=1,
            default=("orders", "messages", "files", "people"),
            label="What is told",
        ),
        limit=Whole(at_least=1, at_most=30, default=8, label="At most"),
    )


@registry.register
class Timeline(Kind):
    name, family, label, icon, group = "timeline", "widget", "Latest happenings", "clock", "Overview"
    Settings = TimelineSettings
    example = {
        "type": "timeline",
        "size": "half",
        "title": "What happened",
        "source": {"from": "happenings", "of": ["orders"], "limit": 8},
    }
    needs = "order.read"
    varies = ("client", "member", "day")
