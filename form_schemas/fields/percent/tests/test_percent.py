"""The percent field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [("12.5", "en", "12.5"), ("12.5 %", "en", "12.5"), ("12,5%", "de", "12.5"), ("0", "en", "0"), ("100", "en", "100")],
)
def test_percents_are_decimals_with_or_without_the_sign(
    ask: Callable[..., Any], text: str, locale: str, value: str
) -> None:
    assert ask("percent", locale).value(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [("101", "max"), ("-1", "min"), ("twelve", "number"), ("%", "number"), ("12 %%", "number"), ("12.5", "step")],
)
def test_other_texts_are_refused(ask: Callable[..., Any], text: str, code: str) -> None:
    assert ask("percent", step=5).code(text) == code
    assert ask("percent", step=5).value("35") == "35"


def test_shares_above_a_hundred_are_for_the_seller_to_allow(ask: Callable[..., Any]) -> None:
    assert ask("percent", max=250).value("180") == "180"
    assert ask("percent", integer=True).code("12.5") == "integer"


def test_words(ask: Callable[..., Any]) -> None:
    assert ask("percent").shown("12.5") == "12.5%"
    assert ask("percent").shown("12.5", "de") == "12,5\u00a0%"
