"""Declaration of a volume price."""

from portal_config.kinds import Kind, registry
from portal_config.settings import CurrencyCode, Settings, Text, Tiers


class VolumeSettings(Settings):
    currency = CurrencyCode(required=True, label="Currency")
    unit = Text(required=True, at_least=1, at_most=40, translated=True, label="What one is called")
    units = Text(at_most=40, translated=True, label="What several are called")
    tiers = Tiers(label="Tiers")


@registry.register
class Volume(Kind):
    name, family, label, icon, group = "volume", "price_model", "Volume price", "tag", "Prices"
    Settings = VolumeSettings
    example = {
        "model": "volume",
        "unit": "seat",
        "currency": "EUR",
        "tiers": [{"up_to": 10, "unit_amount": 900}, {"up_to": None, "unit_amount": 700}],
    }
