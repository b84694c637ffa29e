"""Declaration of the address field."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Country, Fault, Items, Settings


class AddressSettings(Settings):
    countries = Items(Country(), at_most=250, unique=True, label="Only these countries; without any all")
    first = Items(Country(), at_most=20, unique=True, label="Countries shown first")
    default = Country(default=None, label="Country chosen beforehand")
    purpose = Choice(
        ("any", "billing", "shipping"),
        default="any",
        words={"any": "Any address", "billing": "For invoices", "shipping": "For deliveries"},
        label="What it is for; the browser offers the fitting one",
    )

    @validates_schema
    def among_them(self, settings: dict[str, Any], **_: Any) -> None:
        """The country chosen beforehand can be chosen."""
        if settings["default"] and settings["countries"] and settings["default"] not in settings["countries"]:
            raise ValidationError(
                [Fault("country_excluded", "This country cannot be chosen here.", "Add it to the countries.")],
                "default",
            )


@registry.register
class Address(Kind):
    name, family, label, icon, group = "address", "field", "Address", "home", "Contact"
    Settings = AddressSettings
    example = {
        "type": "address",
        "key": "site",
        "label": "Where is it delivered?",
        "first": ["DE", "US"],
        "purpose": "shipping",
    }
