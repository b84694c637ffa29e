"""Declaration of a fixed price."""

from portal_config.kinds import Kind, registry
from portal_config.settings import MoneyAmount, Settings


class FlatSettings(Settings):
    money = MoneyAmount(at_least=1, required=True, label="Price")


@registry.register
class Flat(Kind):
    name, family, label, icon, group = "flat", "price_model", "Fixed price", "tag", "Prices"
    Settings = FlatSettings
    example = {"model": "flat", "money": [48000, "EUR"]}
