"""Engine of the country field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine
from form_schemas.fields.number.field import locale_of
from form_schemas.posted import Posted
from portal_config.compiled import Field
from portal_config.settings import COUNTRIES
from words import say


class CountryEngine(FieldEngine):
    """Stores the code of ISO 3166-1: ``DE``."""

    kind = "country"
    template = "country/field.html"
    sample = "AT"

    def parse(self, field: Field, posted: Posted, context: FormContext) -> str | None:
        """Raises AnswerRefused: choice."""
        if not posted.text:
            return None
        if posted.text not in allowed(field):
            raise AnswerRefused("choice", self.missing(field))
        return posted.text

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The name in the language."""
        return country_name(value, locale)

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """Code and name of those that come first, and of the others by name."""
        first, rest = listed(field, context.locale)
        return {"first": first, "rest": rest}

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Choose a country.")


def allowed(field: Field) -> frozenset[str]:
    """The countries that can be chosen."""
    return frozenset(field.settings["countries"]) or COUNTRIES


def listed(field: Field, locale: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Code and name of those that come first, as the seller put them, and of the others in the order of the language."""
    first = [code for code in field.settings.get("first") or () if code in allowed(field)]
    rest = by_name(allowed(field) - set(first), locale)
    return [(code, country_name(code, locale)) for code in first], rest


def by_name(codes: Iterable[str], locale: str) -> list[tuple[str, str]]:
    """Code and name, in the order of names."""
    names = ((code, country_name(code, locale)) for code in codes)
    return sorted(names, key=lambda each: _plain(each[1]))


def _plain(name: str) -> str:
    # Österreich stands with O: the sign above the letter counts for nothing here.
    return "".join(each for each in unicodedata.normalize("NFD", name) if not unicodedata.combining(each)).casefold()


@lru_cache(maxsize=4096)
def country_name(code: str, locale: str) -> str:
    """The name of a country in a language, its code where there is none."""
    return str(locale_of(locale).territories.get(code) or code)
