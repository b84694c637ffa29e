"""Declaration of a price per package."""

from portal_config.kinds import Kind, registry
from portal_config.settings import DecimalNumber, MoneyAmount, Settings, Text


class PackageSettings(Settings):
    money = MoneyAmount(at_least=1, required=True, label="Price of one package")
    unit = Text(required=True, at_least=1, at_most=40, translated=True, label="What one is called")
    units = Text(at_most=40, translated=True, label="What several are called")
    package_size = DecimalNumber(positive=True, required=True, label="How many are in one package")
    free_units = DecimalNumber(default=0, at_least=0, label="How many are free")


@registry.register
class Package(Kind):
    name, family, label, icon, group = "package", "price_model", "Price per package", "tag", "Prices"
    Settings = PackageSettings
    example = {"model": "package", "unit": "image", "package_size": 10, "money": [9000, "EUR"]}
