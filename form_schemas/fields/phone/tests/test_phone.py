"""The phone field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("text", "country", "value"),
    [
        ("+49 (0)30 5550-1840", None, "+493055501840"),
        ("0049 30 5550 1840", None, "+493055501840"),
        ("030 / 5550 1840", "DE", "+493055501840"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("(212) 555-0100", "US", "+12125550100"),
        ("+44 20 7946 0958", "DE", "+442079460958"),
    ],
)
def test_numbers_become_e164(ask: Callable[..., Any], text: str, country: str | None, value: str) -> None:
    assert ask("phone", **({"country": country} if country else {})).value(text) == value


@pytest.mark.parametrize(
    "text", ["030 5550 1840", "12", "+0 123 456 789", "+49 call me", "+" + "1" * 16, "++49305550", "+٤٩٣٠٥٥٥٠١٨٤٠"]
)
def test_other_texts_are_refused(ask: Callable[..., Any], text: str) -> None:
    assert ask("phone").code(text) == "phone"
