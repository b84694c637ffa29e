"""Declaration of the country field."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import Country, Fault, Items, Settings


class CountrySettings(Settings):
    countries = Items(Country(), at_most=250, unique=True, label="Only these; without any all")
    first = Items(Country(), at_most=20, unique=True, label="Shown first")
    default = Country(default=None, label="Chosen beforehand")

    @validates_schema
    def among_them(self, settings: dict[str, Any], **_: Any) -> None:
        """What is shown first or chosen beforehand can be chosen."""
        allowed = set(settings["countries"])
        if not allowed:
            return
        fault = Fault("country_excluded", "This country cannot be chosen here.", "Add it to the countries.")
        if settings["default"] and settings["default"] not in allowed:
            raise ValidationError([fault], "default")
        for place, each in enumerate(settings["first"]):
            if each not in allowed:
                raise ValidationError({"first": {place: [fault]}})


@registry.register
class CountryField(Kind):
    name, family, label, icon, group = "country", "field", "Country", "globe", "Contact"
    answers = "text"
    Settings = CountrySettings
    example = {"type": "country", "key": "country", "label": "Country", "first": ["DE", "AT", "CH"]}
