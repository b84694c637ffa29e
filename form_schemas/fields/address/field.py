"""Engine of the address field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine, cleaned
from form_schemas.fields.address.countries import (
    MAYBE_POSTAL_CODE,
    NO_POSTAL_CODE,
    POSTAL_CODES,
    REGION,
    TOWN_FIRST,
    needs_postal_code,
    postal_code_fits,
)
from form_schemas.fields.country.field import allowed, country_name, listed
from form_schemas.posted import Posted
from portal_config.compiled import Field
from words import say, unsaid, within

PARTS = ("street", "line2", "postal_code", "city", "region", "country")
LONGEST = {"street": 150, "line2": 150, "postal_code": 12, "city": 100, "region": 100}
_NEEDED = {
    "street": unsaid("Fill in street and number."),
    "city": unsaid("Fill in the town."),
    "country": unsaid("Choose a country."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One control: which part, its words, what it holds, its autocomplete token, whether it may be left out."""

    name: str
    words: str
    held: str
    token: str
    optional: bool = False
    hidden: bool = False


class AddressEngine(FieldEngine):
    """Stores ``{street, line2, postal_code, city, region, country}`` without what was left out. Each part has a control of its own."""

    kind = "address"
    template = "address/field.html"
    grouped = True
    sample = {"street": "Invalidenstraße 17", "postal_code": "10115", "city": "Berlin", "country": "DE"}

    def parse(self, field: Field, posted: Posted, context: FormContext) -> dict[str, str] | None:
        """Raises AnswerRefused: street, city, country, choice, postal_code, region, too_long."""
        value = {name: cleaned(posted.part(name).text) for name in PARTS}
        taken = allowed(field)
        if len(taken) == 1:
            value["country"] = next(iter(taken))
        # The country may have been chosen beforehand: alone it is no answer.
        if not any(text for name, text in value.items() if name != "country"):
            return None
        for name, most in LONGEST.items():
            if len(value[name]) > most:
                raise AnswerRefused("too_long", "Use at most {most} characters in each part.", most=most)
        for name, sentence in _NEEDED.items():
            if not value[name]:
                raise AnswerRefused(name, sentence)
        country = value["country"]
        if country not in taken:
            raise AnswerRefused("choice", "Choose one of the countries.")
        value["postal_code"] = value["postal_code"].upper()
        if country in NO_POSTAL_CODE:
            value["postal_code"] = ""
        elif (value["postal_code"] or needs_postal_code(country)) and not postal_code_fits(
            value["postal_code"], country
        ):
            raise AnswerRefused("postal_code", _postal_sentence(country, context.locale))
        if country in REGION and not value["region"]:
            raise AnswerRefused("region", "Fill in the {part}.", part=within(say(REGION[country])))
        return {name: text for name, text in value.items() if text}

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """On one line: Invalidenstraße 17, 10115 Berlin, Germany."""
        code, town, region = (value.get(name, "") for name in ("postal_code", "city", "region"))
        if value["country"] in TOWN_FIRST:
            place = ", ".join(filter(None, (town, " ".join(filter(None, (region, code))))))
        else:
            place = ", ".join(filter(None, (" ".join(filter(None, (code, town))), region)))
        lines = (value["street"], value.get("line2", ""), place, country_name(value["country"], locale))
        return ", ".join(filter(None, lines))

    def given(self, value: Any, field: Field, locale: str) -> Posted:
        """One text a part."""
        return Posted.made((), **value)

    def start_in(self, field: Field, context: FormContext) -> Posted:
        """The country that is chosen beforehand."""
        default = field.settings["default"]
        return Posted.made((), country=default) if default else Posted()

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """What is needed everywhere."""
        return {name: say(sentence) for name, sentence in _NEEDED.items()}

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """Which countries have a region, and which no postal code."""
        taken = allowed(field)
        return {
            "data-regions": " ".join(f"{code}:{say(words)}" for code, words in sorted(REGION.items()) if code in taken),
            "data-no-postal-code": " ".join(sorted(NO_POSTAL_CODE & taken)),
            "data-maybe-postal-code": " ".join(sorted(MAYBE_POSTAL_CODE & taken)),
        }

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """The controls in order, and the countries."""
        held = {name: posted.part(name).text for name in PARTS}
        taken = allowed(field)
        only = next(iter(taken)) if len(taken) == 1 else ""
        first, rest = listed(field, context.locale)
        before = {"billing": "billing ", "shipping": "shipping "}.get(field.settings["purpose"], "")
        country = only or held["country"]
        region = say(REGION[country]) if country in REGION else say("State or province")
        lines = (
            Line("street", say("Street and number"), held["street"], f"{before}address-line1"),
            Line("line2", say("Building, floor, department"), held["line2"], f"{before}address-line2", optional=True),
            Line(
                "postal_code",
                say("Postal code"),
                held["postal_code"],
                f"{before}postal-code",
                optional=country in MAYBE_POSTAL_CODE,
                hidden=only in NO_POSTAL_CODE,
            ),
            Line("city", say("Town"), held["city"], f"{before}address-level2"),
            Line(
                "region",
                region,
                held["region"],
                f"{before}address-level1",
                optional=country not in REGION,
                hidden=bool(only) and only not in REGION,
            ),
        )
        return {
            "lines": [line for line in lines if not line.hidden],
            "country": held["country"],
            "only": country_name(only, context.locale) if only else "",
            "first": first,
            "rest": rest,
            "token": f"{before}country",
        }

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Fill in the address.")


def _postal_sentence(country: str, locale: str) -> str:
    if country in POSTAL_CODES:
        return say(
            "Write a postal code of {country}, like {example}.",
            country=country_name(country, locale),
            example=POSTAL_CODES[country][1],
        )
    return say("Fill in the postal code, with letters and digits only.")
