"""The long text field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def test_lines_are_kept(ask: Callable[..., Any]) -> None:
    field = ask("long_text", min_length=3, max_length=8)
    assert field.value(" one\r\ntwo \r") == "one\ntwo"
    assert field.code("a\x0bb") == "text_invalid"
    assert field.code("ab") == "too_short"
    assert field.code("123456789") == "too_long"


@pytest.mark.parametrize("length", [20_000, 20_001])
def test_nothing_longer_than_the_language_allows(ask: Callable[..., Any], length: int) -> None:
    field = ask("long_text", max_length=20_000)
    if length <= 20_000:
        assert len(field.value("x" * length)) == length
    else:
        assert field.code("x" * length) == "too_long"
