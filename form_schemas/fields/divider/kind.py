"""Declaration of the line between questions."""

from portal_config.kinds import Kind, registry


@registry.register
class Divider(Kind):
    name, family, label, icon, group = "divider", "field", "Line", "minus", "Content"
    answers = ""
    example = {"type": "divider"}
