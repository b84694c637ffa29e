"""Engine of the number field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine
from portal_config.compiled import Field
from words import say

_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?", re.ASCII)
_SPACES = " \u00a0\u202f\u2009"
_APOSTROPHES = "'’"


class NumberEngine(FieldEngine):
    """Stores a canonical decimal text: ``1234.5``, ``-3``, ``0``."""

    kind = "number"
    sample = "12"
    template = "number/field.html"

    def read(self, field: Field, text: str, context: FormContext) -> str:
        """Raises AnswerRefused: number, integer, min, max, step."""
        plain = plain_number(text, context.locale)
        if plain is None:
            raise AnswerRefused("number", self.messages(field, context)["number"])
        value, settings = Decimal(plain), field.settings
        least, most, step = settings.get("min"), settings.get("max"), settings.get("step")
        if settings["integer"] and value % 1:
            self.refuse("integer", field, context)
        if least is not None and value < least:
            self.refuse("min", field, context)
        if most is not None and value > most:
            self.refuse("max", field, context)
        if step is not None and (value - (least if least is not None else 0)) % step:
            self.refuse("step", field, context)
        return canonical_number(value)

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """As the language writes numbers, with the unit."""
        unit = field.settings.get("unit")
        written = written_number(Decimal(value), locale)
        return f"{written} {unit}" if unit else written

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """Without group separators."""
        return (written_number(Decimal(value), locale, grouped=False),)

    def start(self, field: Field, locale: str) -> tuple[str, ...]:
        """The default as the language writes it."""
        default = field.settings.get("default")
        return () if default is None else self.given(default, field, locale)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Shape and range."""
        settings, locale = field.settings, context.locale
        messages = {
            "number": say(
                "Write a number, like {example}.",
                example=written_number(Decimal("12" if settings["integer"] else "12.5"), locale),
            )
        }
        if settings["integer"]:
            messages["integer"] = say("Write a whole number.")
        if settings.get("min") is not None:
            messages["min"] = say("Enter at least {least}.", least=written_number(settings["min"], locale))
        if settings.get("max") is not None:
            messages["max"] = say("Enter at most {most}.", most=written_number(settings["max"], locale))
        if settings.get("step") is not None:
            step = written_number(settings["step"], locale)
            messages["step"] = say("Enter a number in steps of {step}.", step=step)
            if settings.get("min"):
                start = written_number(settings["min"], locale)
                messages["step"] = say(
                    "Enter a number in steps of {step}, starting at {start}.", step=step, start=start
                )
        return messages

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """A text control, so that the language's own decimal sign can be typed."""
        point, group = symbols(context.locale)
        attributes: dict[str, str | int | bool] = {
            "type": "text",
            "inputmode": "numeric" if _never_signed(field) and field.settings["integer"] else "decimal",
            "autocomplete": "off",
            "data-decimal": point,
            "data-group": group,
        }
        if not _never_signed(field):
            attributes["inputmode"] = "text"
        if field.settings["integer"]:
            attributes["data-integer"] = "true"
        for name in ("min", "max", "step"):
            if field.settings.get(name) is not None:
                attributes[f"data-{name}"] = canonical_number(field.settings[name])
        return attributes


def _never_signed(field: Field) -> bool:
    # Number keyboards of phones have no minus sign.
    least = field.settings.get("min")
    return least is not None and least >= 0


@lru_cache(maxsize=256)
def locale_of(name: str) -> Locale:
    """The language of a page, English where it is not known."""
    try:
        return Locale.parse(name, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


@lru_cache(maxsize=256)
def symbols(locale: str) -> tuple[str, str]:
    """Decimal sign and group sign of a language."""
    known = locale_of(locale)
    return get_decimal_symbol(known), get_group_symbol(known)


@lru_cache(maxsize=256)
def _grouped(locale: str) -> re.Pattern[str]:
    point, group = symbols(locale)
    allowed = next((each for each in (_SPACES, _APOSTROPHES) if group in each), group)
    sign = f"[{re.escape(allowed)}]"
    whole = rf"[0-9]{{1,15}}|[0-9]{{1,3}}(?:{sign}[0-9]{{2,3}})*{sign}[0-9]{{3}}"
    return re.compile(rf"([-\u2212+]?)({whole})(?:{re.escape(point)}([0-9]{{1,12}}))?", re.ASCII)


def plain_number(text: str, locale: str) -> str | None:
    """``text`` as ``locale`` writes numbers, as a plain decimal; None when it is no number there: "1e3", "٣", "1.5" in German."""
    found = _grouped(locale).fullmatch(text)
    if not found:
        return None
    whole = re.sub(r"[^0-9]", "", found[2])
    plain = ("-" if found[1] in ("-", "\u2212") else "") + whole + (f".{found[3]}" if found[3] else "")
    return plain if _PLAIN.fullmatch(plain) else None


def canonical_number(value: Decimal) -> str:
    """Without exponent, leading or trailing zeros: "12.5", "0", "-3"."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def written_number(value: Decimal, locale: str, *, grouped: bool = True) -> str:
    return format_decimal(
        value, locale=locale_of(locale), decimal_quantization=False, group_separator=grouped, numbering_system="latn"
    )
