"""Declaration of the signature field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Flag, Settings


class SignatureSettings(Settings):
    draw = Flag(default=True, label="May be drawn as well")


@registry.register
class Signature(Kind):
    name, family, label, icon, group = "signature", "field", "Signature", "pen", "Orders"
    Settings = SignatureSettings
    example = {"type": "signature", "key": "signed", "label": "Signed by"}
