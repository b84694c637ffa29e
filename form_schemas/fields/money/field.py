"""Engine of the money field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine, cleaned
from form_schemas.fields.number.field import locale_of, plain_number, symbols, written_number
from form_schemas.posted import Posted
from portal_config.canonical import LARGEST_INTEGER
from portal_config.compiled import Field
from portal_config.money import Money, exponent
from words import say


class MoneyEngine(FieldEngine):
    """Stores ``[minor units, currency]``. The control of the amount is the part ``amount``, that of the currency, where several are taken, ``currency``."""

    kind = "money"
    template = "money/field.html"
    sample = [1250050, "EUR"]

    def parse(self, field: Field, posted: Posted, context: FormContext) -> list[Any] | None:
        """Raises AnswerRefused: currency, number, integer, digits, min, max."""
        text = cleaned(posted.part("amount").text)
        if not text:
            return None
        taken = currencies(field, context)
        currency = posted.part("currency").text or taken[0]
        if currency not in taken:
            raise AnswerRefused("currency", "Choose {currencies} as the currency.", currencies=_listed(taken))
        plain = plain_number(text, context.locale)
        if plain is None:
            self.refuse("number", field, context)
        amount = Decimal(plain)
        if field.settings["whole"] and amount % 1:
            self.refuse("integer", field, context)
        minor = amount.scaleb(exponent(currency))
        if minor % 1:
            raise AnswerRefused("digits", _digits(currency))
        if abs(minor) > LARGEST_INTEGER:
            raise AnswerRefused("range", "This amount is too large.")
        value = Money(int(minor), currency)
        least, most = _bound(field, "min", context), _bound(field, "max", context)
        # Amounts of different currencies have no order: a bound holds for its own.
        if least is not None and least.currency == currency and value.minor < least.minor:
            self.refuse("min", field, context)
        if most is not None and most.currency == currency and value.minor > most.minor:
            self.refuse("max", field, context)
        if value.minor < 0 and least is None:
            raise AnswerRefused("min", "Enter an amount of zero or more.")
        return [value.minor, currency]

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """As the language writes amounts, with the currency's code: EUR 12,500.50."""
        return written(Money(*value), locale)

    def given(self, value: Any, field: Field, locale: str) -> Posted:
        """The amount without group separators, and the currency."""
        money = Money(*value)
        text = money.decimal.replace(".", symbols(locale)[0])
        return Posted.made((), amount=text, currency=money.currency)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Shape and range."""
        example = written_number(Decimal("1250") if field.settings["whole"] else Decimal("1250.5"), context.locale)
        messages = {"number": say("Write an amount, like {example}.", example=example)}
        if field.settings["whole"]:
            messages["integer"] = say("Write a whole amount.")
        for code in ("min", "max"):
            bound = _bound(field, code, context)
            if bound is not None:
                shown = written(bound, context.locale)
                messages[code] = (
                    say("Enter at least {least}.", least=shown)
                    if code == "min"
                    else say("Enter at most {most}.", most=shown)
                )
        return messages

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """Signs of the language; bounds as decimals where there is one currency only."""
        point, group = symbols(context.locale)
        attributes: dict[str, str | int | bool] = {"data-decimal": point, "data-group": group}
        if field.settings["whole"]:
            attributes["data-integer"] = "true"
        taken = currencies(field, context)
        for code in ("min", "max"):
            bound = _bound(field, code, context)
            if bound is not None and taken == (bound.currency,):
                attributes[f"data-{code}"] = bound.decimal
        return attributes

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """What the controls hold, and the currencies with their digits."""
        taken = currencies(field, context)
        return {
            "amount": posted.part("amount").text,
            "currency": posted.part("currency").text or taken[0],
            "currencies": [(each, exponent(each)) for each in taken],
        }

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Enter an amount.")


def currencies(field: Field, context: FormContext) -> tuple[str, ...]:
    """The currencies that are taken, the first one beforehand."""
    return tuple(field.settings["currencies"]) or (field.settings["currency"] or context.currency,)


def written(money: Money, locale: str) -> str:
    """The amount with its currency's code, as everywhere on our pages."""
    known = locale_of(locale)
    figure = format_currency(
        Decimal(money.decimal), money.currency, format="#,##0.00", locale=known, numbering_system="latn"
    )
    return f"{money.currency}\u00a0{figure}"


def _bound(field: Field, name: str, context: FormContext) -> Money | None:
    found = context.value(field.settings.get(name))
    return found if isinstance(found, Money) else None


def _digits(currency: str) -> str:
    digits = exponent(currency)
    if not digits:
        return say("An amount in {currency} has no decimals.", currency=currency)
    return say("An amount in {currency} has at most {digits} decimals.", currency=currency, digits=digits)


def _listed(names: tuple[str, ...]) -> str:
    return f" {say('or')} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
