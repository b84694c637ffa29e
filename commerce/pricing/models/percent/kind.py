"""Declaration of a percentage of the service."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, DecimalNumber, Settings


class PercentSettings(Settings):
    of = Choice(("service",), default="service")
    percent = DecimalNumber(required=True, positive=True, at_most=1000, label="Percent")


@registry.register
class Percent(Kind):
    name, family, label, icon, group = "percent", "price_model", "Percentage of the service", "tag", "Prices"
    Settings = PercentSettings
    example = {"model": "percent", "of": "service", "percent": "25"}
