"""Declaration of the money field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import CurrencyCode, Flag, Items, Rule, Settings


class MoneySettings(Settings):
    currency = CurrencyCode(default=None, label="Currency; without one the portal's")
    currencies = Items(CurrencyCode(), at_most=20, unique=True, label="Currencies to choose from")
    whole = Flag(label="Whole units only, no cents")
    min = Rule("money", label="Least")
    max = Rule("money", label="Most")


@registry.register
class MoneyField(Kind):
    name, family, label, icon, group = "money", "field", "Amount of money", "card", "Numbers"
    answers = "money"
    Settings = MoneySettings
    example = {
        "type": "money",
        "key": "budget",
        "label": "Budget",
        "currencies": ["EUR", "CHF"],
        "min": {"money": [10000, "EUR"]},
    }
