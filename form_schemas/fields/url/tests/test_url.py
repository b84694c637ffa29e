"""The web address field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("example.com", "https://example.com"),
        ("HTTPS://Example.com/a?b=c#d", "https://Example.com/a?b=c#d"),
        ("example.com:8443/x", "https://example.com:8443/x"),
        ("https://müller.de/", "https://müller.de/"),
    ],
)
def test_addresses(ask: Callable[..., Any], text: str, value: str) -> None:
    assert ask("url").value(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("http://example.com", "https"),
        ("javascript:alert(1)", "https"),
        ("data:text/html,x", "https"),
        ("ftp://example.com", "https"),
        ("https://", "url"),
        ("https://localhost", "url"),
        ("https://user:pw@example.com", "url"),
        ("https://exa mple.com", "url"),
        ("https://example.com:99999", "url"),
        ("https://[::1", "url"),
        ("https://127.0.0.1/", "url"),
        ('https://example.com/"><script>', "url"),
        ("https://" + "a." * 1100 + "com", "too_long"),
    ],
)
def test_other_texts_are_refused(ask: Callable[..., Any], text: str, code: str) -> None:
    assert ask("url").code(text) == code
