"""Declaration of a graduated percentage of the service."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, CurrencyCode, PercentTierSettings, Settings, Tiers


class GraduatedPercentSettings(Settings):
    of = Choice(("service",), default="service")
    currency = CurrencyCode(required=True, label="Currency")
    tiers = Tiers(PercentTierSettings, label="Tiers")


@registry.register
class GraduatedPercent(Kind):
    name, family, label, icon, group = (
        "graduated_percent",
        "price_model",
        "Graduated percentage of the service",
        "tag",
        "Prices",
    )
    Settings = GraduatedPercentSettings
    example = {
        "model": "graduated_percent",
        "of": "service",
        "currency": "EUR",
        "tiers": [{"up_to": 100000, "percent": "10"}, {"up_to": None, "percent": "5"}],
    }
