"""The short text field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def test_text_is_kept_in_nfc_and_trimmed(ask: Callable[..., Any]) -> None:
    field = ask("short_text", max_length=5)
    assert field.value("  caf\u0065\u0301 \n") == "café"
    assert field.value("a\r\nb\tc") == "a b c"
    assert field.value("007") == "007"
    assert field.value("") is None and field.value(" \t ") is None and field.value() is None


def test_length_is_counted_in_code_points(ask: Callable[..., Any]) -> None:
    field = ask("short_text", min_length=2, max_length=5)
    assert field.value("😀" * 5) == "😀" * 5
    assert field.code("😀" * 6) == "too_long"
    assert field.code("😀") == "too_short"


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "\ud800", "a\x85b", "x\u2028y"])
def test_characters_that_cannot_be_kept_are_refused(ask: Callable[..., Any], text: str) -> None:
    assert ask("short_text").code(text) == "text_invalid"
    assert ask("short_text").value("a b") == "a b"


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("digits", "0123", "12a"),
        ("digits", "0", "٣"),
        ("letters", "Anna-Lena Müller", "R2D2"),
        ("letters_digits", "AB-12", "AB_-12!"),
        ("postal_code", "SW1A 1AA", "?"),
    ],
)
def test_patterns(ask: Callable[..., Any], pattern: str, good: str, bad: str) -> None:
    field = ask("short_text", pattern=pattern)
    assert field.value(good) == good
    assert field.code(bad) == "pattern"
