"""Declaration of the price summary."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Settings


class PriceSummarySettings(Settings):
    lines = Choice(
        ("service", "service_and_addons"),
        default="service_and_addons",
        words={"service": "The service", "service_and_addons": "The service and its add-ons"},
        label="What is summed up",
    )


@registry.register
class PriceSummary(Kind):
    name, family, label, icon, group = "price_summary", "field", "Price summary", "receipt", "Structure"
    answers = ""
    Settings = PriceSummarySettings
    example = {"type": "price_summary", "key": "total", "label": "Your price", "lines": "service_and_addons"}
