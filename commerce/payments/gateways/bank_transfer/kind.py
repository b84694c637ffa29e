"""Declaration of payment by bank transfer."""

from portal_config import texts
from portal_config.kinds import Kind, registry
from portal_config.settings import Settings, Template


class BankTransferSettings(Settings):
    instructions = Template(paths=texts.ORDER, required=True, at_least=1, at_most=2_000, label="How to pay")


@registry.register
class BankTransfer(Kind):
    name, family, label, icon, group = "bank_transfer", "payment_method", "Bank transfer", "bank", "Payment"
    Settings = BankTransferSettings
    example = {"type": "bank_transfer", "label": "Bank transfer", "instructions": "Please quote {{order.number}}."}
