"""Declaration of the group field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Refs, Settings


class GroupSettings(Settings):
    fields_ = Refs("fld", at_least=1, at_most=20, required=True, data_key="fields", label="Questions of the group")
    layout = Choice(("one", "two"), default="one", words={"one": "One column", "two": "Two columns"}, label="Layout")


@registry.register
class Group(Kind):
    name, family, label, icon, group = "group", "field", "Group of questions", "grid", "Structure"
    Settings = GroupSettings
    example = {"type": "group", "key": "contact", "label": "Contact", "fields": ["fld_name", "fld_mail"]}
