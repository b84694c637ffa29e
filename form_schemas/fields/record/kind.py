"""Declaration of the record field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Settings


class RecordSettings(Settings):
    of = Choice(
        ("order",),
        planned=("invoice", "service", "asset"),
        default="order",
        words={"order": "An order"},
        label="What is chosen",
    )


@registry.register
class Record(Kind):
    name, family, label, icon, group = "record", "field", "Earlier order", "receipt", "People and records"
    Settings = RecordSettings
    example = {"type": "record", "key": "about", "label": "Which order is this about?"}
