"""Declaration of the consent field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Ref, Settings


class ConsentSettings(Settings):
    legal = Ref("leg", required=True, label="Legal text")


@registry.register
class Consent(Kind):
    name, family, label, icon, group = "consent", "field", "Consent", "shield", "Orders"
    answers = "bool"
    Settings = ConsentSettings
    example = {"type": "consent", "key": "ok", "legal": "leg_example", "require": True}
