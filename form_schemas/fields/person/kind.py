"""Declaration of the person field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Refs, Settings


class PersonSettings(Settings):
    roles = Refs("rol", at_most=20, label="Only people with one of these roles")


@registry.register
class Person(Kind):
    name, family, label, icon, group = "person", "field", "Person", "user", "People and records"
    Settings = PersonSettings
    example = {"type": "person", "key": "approver", "label": "Who approves the result?"}
