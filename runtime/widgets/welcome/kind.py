"""Declaration of the welcome widget."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choices, Planned, Settings, Template

STEPS = (
    "say_hello",
    "set_name",
    "invite_team",
    "set_po_number",
    "first_order",
    "add_file",
    "pay_first",
    "read_how_it_works",
)


class WelcomeSettings(Settings):
    text = Template(default="Hello {{user.first_name}}", at_most=300, lines=False, label="Greeting")
    hint = Template(at_most=300, lines=False, label="Sentence below it")
    checklist = Planned("A checklist", Choices(STEPS, at_least=1))


@registry.register
class Welcome(Kind):
    name, family, label, icon, group = "welcome", "widget", "Welcome", "wave", "Words"
    Settings = WelcomeSettings
    example = {"type": "welcome", "size": "full", "text": "Hello {{user.first_name}}"}
    varies = ("member",)
