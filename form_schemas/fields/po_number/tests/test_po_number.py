"""The PO number field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def test_text_is_kept_as_written(ask: Callable[..., Any]) -> None:
    assert ask("po_number").value(" 00450/119-A ") == "00450/119-A"


@pytest.mark.parametrize(("text", "code"), [("x" * 11, "too_long"), ("12a", "pattern")])
def test_length_and_pattern(ask: Callable[..., Any], text: str, code: str) -> None:
    field = ask("po_number", max_length=10, pattern="digits")
    assert field.code(text) == code
    assert field.value("0012") == "0012"
