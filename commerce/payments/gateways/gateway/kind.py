"""Declaration of payment through a provider's own page."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Ref, Settings, Text


class GatewaySettings(Settings):
    account = Ref("env", required=True, label="Payment account")
    instructions = Text(at_most=300, translated=True, label="Sentence at the checkout")


@registry.register
class Gateway(Kind):
    name, family, label, icon, group = "gateway", "payment_method", "Card and online payment", "card", "Payment"
    Settings = GatewaySettings
    example = {"type": "gateway", "account": "env_example", "label": "Card"}
