"""Declaration of a price per unit."""

from portal_config.kinds import Kind, registry
from portal_config.settings import MoneyAmount, Settings, Text


class PerUnitSettings(Settings):
    money = MoneyAmount(at_least=1, required=True, label="Price of one")
    unit = Text(required=True, at_least=1, at_most=40, translated=True, label="What one is called")
    units = Text(at_most=40, translated=True, label="What several are called")


@registry.register
class PerUnit(Kind):
    name, family, label, icon, group = "per_unit", "price_model", "Price per unit", "tag", "Prices"
    Settings = PerUnitSettings
    example = {"model": "per_unit", "unit": "article", "money": [24000, "EUR"]}
