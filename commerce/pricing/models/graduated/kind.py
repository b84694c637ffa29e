"""Declaration of a graduated price."""

from portal_config.kinds import Kind, registry
from portal_config.settings import CurrencyCode, Settings, Text, Tiers


class GraduatedSettings(Settings):
    currency = CurrencyCode(required=True, label="Currency")
    unit = Text(required=True, at_least=1, at_most=40, translated=True, label="What one is called")
    units = Text(at_most=40, translated=True, label="What several are called")
    tiers = Tiers(label="Tiers")


@registry.register
class Graduated(Kind):
    name, family, label, icon, group = "graduated", "price_model", "Graduated price", "tag", "Prices"
    Settings = GraduatedSettings
    example = {
        "model": "graduated",
        "unit": "article",
        "currency": "EUR",
        "tiers": [{"up_to": 4, "unit_amount": 24000}, {"up_to": None, "unit_amount": 21000}],
    }
