"""The number field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1.234,50", "de", "1234.5"),
        ("1,234.50", "en", "1234.5"),
        ("1,234", "de", "1.234"),
        ("1,234", "en", "1234"),
        ("1\u202f234,5", "fr", "1234.5"),
        ("1 234,5", "fr", "1234.5"),
        ("1'234.5", "de-CH", "1234.5"),
        ("1,23,456", "hi", "123456"),
        ("007", "en", "7"),
        ("-0", "en", "0"),
        ("\u22123,0", "de", "-3"),
        ("+5", "en", "5"),
        ("0.10", "en", "0.1"),
        ("100", "en", "100"),
        ("1234567", "en", "1234567"),
        ("1,5", "xx", None),
    ],
)
def test_numbers_are_read_as_the_language_writes_them(
    ask: Callable[..., Any], text: str, locale: str, value: str | None
) -> None:
    field = ask("number", locale=locale)
    if value is None:
        assert field.code(text) == "number"
    else:
        assert field.value(text) == value


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("1e3", "en"),
        ("٣", "ar"),
        ("1.5", "de"),
        ("1,23", "en"),
        ("1,,234", "en"),
        (",5", "de"),
        ("5.", "en"),
        ("0x10", "en"),
        ("NaN", "en"),
        ("1_000", "en"),
        ("--1", "en"),
        ("1 2", "en"),
        ("9" * 16, "en"),
        ("0." + "1" * 13, "en"),
        ("½", "en"),
    ],
)
def test_other_texts_are_refused_and_never_guessed(ask: Callable[..., Any], text: str, locale: str) -> None:
    assert ask("number", locale=locale).code(text) == "number"


def test_bounds_are_exact(ask: Callable[..., Any]) -> None:
    field = ask("number", min="0.1", max=3, step="0.1")
    assert [field.value(text) for text in ("0.1", "0.3", "3")] == ["0.1", "0.3", "3"]
    assert [field.code(text) for text in ("0", "3.1", "0.15", "-1")] == ["min", "max", "step", "min"]


def test_whole_numbers(ask: Callable[..., Any]) -> None:
    field = ask("number", integer=True, min=4, max=48, step=4)
    assert field.value("8.0") == "8"
    assert [field.code(text) for text in ("8.5", "3", "52", "6")] == ["integer", "min", "max", "step"]


def test_shown_with_unit_and_echoed_without_groups(ask: Callable[..., Any]) -> None:
    field = ask("number", unit="articles", default="1234.5")
    assert field.shown("1234.5") == "1,234.5 articles"
    assert field.shown("1234.5", "de") == "1.234,5 articles"
    assert field.engine.start(field.field, "de") == ("1234,5",)


@pytest.mark.parametrize(
    ("settings", "mode"), [({"integer": True, "min": 1}, "numeric"), ({"min": 0}, "decimal"), ({}, "text")]
)
def test_keyboards(ask: Callable[..., Any], settings: dict[str, Any], mode: str) -> None:
    field = ask("number", **settings)
    assert field.engine.attributes(field.field, field.context)["inputmode"] == mode
