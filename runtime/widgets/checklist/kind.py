"""Declaration of the checklist widget."""

from portal_config.first_steps import STEPS
from portal_config.kinds import Kind, registry
from portal_config.settings import Choices, Flag, Settings, Text


class ChecklistSettings(Settings):
    steps = Choices(
        tuple(STEPS),
        at_least=1,
        default=("say_hello", "first_order", "invite_team"),
        label="Steps",
    )
    text = Text(at_most=300, translated=True, label="Sentence above them")
    hide_when_done = Flag(default=True, label="Hide it once everything is done")


@registry.register
class Checklist(Kind):
    name, family, label, icon, group = "checklist", "widget", "First steps", "task", "People"
    Settings = ChecklistSettings
    example = {"type": "checklist", "size": "full", "title": "First steps", "steps": ["say_hello", "first_order"]}
    needs = "order.read"
    varies = ("client", "member")
