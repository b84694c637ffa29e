"""The money field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("text", "locale", "currency", "value"),
    [
        ("1,250.50", "en", "EUR", [125050, "EUR"]),
        ("1.250,5", "de", "EUR", [125050, "EUR"]),
        ("1250", "en", "JPY", [1250, "JPY"]),
        ("1.234", "en", "KWD", [1234, "KWD"]),
        ("0", "en", "EUR", [0, "EUR"]),
    ],
)
def test_amounts_are_minor_units_of_their_currency(
    ask: Callable[..., Any], text: str, locale: str, currency: str, value: list[Any]
) -> None:
    field = ask("money", locale, currencies=["EUR", "JPY", "KWD"])
    assert field.value(amount=text, currency=currency) == value


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("much", "EUR", "number"),
        ("1.5.0", "EUR", "number"),
        ("1.234", "EUR", "digits"),
        ("1.5", "JPY", "digits"),
        ("5", "USD", "currency"),
        ("5", "<b>", "currency"),
        ("-5", "EUR", "min"),
        ("999999999999999", "EUR", "range"),
    ],
)
def test_other_amounts_are_refused(ask: Callable[..., Any], text: str, currency: str, code: str) -> None:
    field = ask("money", currencies=["EUR", "JPY"])
    assert field.code(amount=text, currency=currency) == code
    assert field.value(amount="5.10", currency="EUR") == [510, "EUR"]


def test_bounds_are_amounts_and_hold_for_their_own_currency(ask: Callable[..., Any]) -> None:
    field = ask("money", currencies=["EUR", "CHF"], min={"money": [10000, "EUR"]}, max={"money": [20000, "EUR"]})
    assert field.code(amount="99.99", currency="EUR") == "min"
    assert field.code(amount="200.01", currency="EUR") == "max"
    assert field.value(amount="100", currency="EUR") == [10000, "EUR"]
    assert field.value(amount="1", currency="CHF") == [100, "CHF"]
    assert field.engine.messages(field.field, field.context)["min"] == "Enter at least EUR\u00a0100.00."


def test_the_portals_currency_is_taken_where_none_is_named(ask: Callable[..., Any]) -> None:
    field = ask("money", outside={"currency": "CHF"}, whole=True)
    assert field.value(amount="12") == [1200, "CHF"]
    assert field.code(amount="12.5") == "integer"
    assert field.value() is None and field.value(currency="CHF") is None


def test_words(ask: Callable[..., Any]) -> None:
    assert ask("money").shown([1250050, "EUR"]) == "EUR\u00a012,500.50"
    assert ask("money").shown([1250050, "EUR"], "de") == "EUR\u00a012.500,50"
    assert ask("money").shown([1250, "JPY"]) == "JPY\u00a01,250"
