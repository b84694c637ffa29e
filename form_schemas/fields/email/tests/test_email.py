"""The e-mail field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Dana.W+x@Acme-Industries.COM ", "Dana.W+x@acme-industries.com"),
        ("o'neil@a.co", "o'neil@a.co"),
        ("a@b.c.museum", "a@b.c.museum"),
    ],
)
def test_addresses(ask: Callable[..., Any], text: str, value: str) -> None:
    assert ask("email").value(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "@a.de",
        "a@",
        "a@b",
        "a b@c.de",
        "a@b..de",
        ".a@b.de",
        "a@-b.de",
        "a@b.de, c@d.de",
        "a@b.de\nBcc: x@y.de",
        "ä@b.de",
        "a@b.1",
        "a" * 65 + "@b.de",
        "a@" + "b" * 250 + ".de",
    ],
)
def test_other_texts_are_refused(ask: Callable[..., Any], text: str) -> None:
    assert ask("email").code(text) == "email"


def test_domains(ask: Callable[..., Any]) -> None:
    only = ask("email", allow_domains=["acme.com"])
    assert only.value("a@ACME.com") == "a@acme.com"
    assert only.code("a@other.com") == "domain"
    work = ask("email", block_domains=["gmail.com"])
    assert work.code("a@gmail.com") == "domain"
    assert work.value("a@acme.com")
