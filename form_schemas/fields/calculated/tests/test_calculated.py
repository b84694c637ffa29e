"""The calculated field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

TWICE = {"compute": ["mul", 3, {"num": "2.5"}], "unit": "hours"}


def test_what_is_posted_is_never_read(ask: Callable[..., Any]) -> None:
    field = ask("calculated", **TWICE)
    assert field.value("9000") is None and field.value() is None
    assert field.engine.more(field.field, None, field.context) == {"words": "7.5 hours"}


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (7, "7 hours", "7 hours"),
        ({"num": "1234.5"}, "1,234.5 hours", "1.234,5 hours"),
        ({"money": [12000, "EUR"]}, "EUR 120.00", "EUR 120,00"),
        ({"money": [500, "JPY"]}, "JPY 500", "JPY 500"),
        ({"date": "2026-11-27"}, "27 Nov 2026", "27.11.2026"),
    ],
)
def test_it_is_written_as_the_language_writes_it(
    ask: Callable[..., Any], value: Any, english: str, german: str
) -> None:
    field = ask("calculated", **TWICE)
    shown = [field.shown(value, locale).replace("\N{NO-BREAK SPACE}", " ") for locale in ("en", "de")]
    assert shown == [english, german]


def test_its_rule_alone_says_what_is_kept(ask: Callable[..., Any]) -> None:
    field = ask("calculated", **TWICE)
    value = field.context.value(field.field.compute)
    stored = field.engine.stored(value, field.field)
    assert stored == {"num": "7.5"} and field.engine.px(stored, field.field) == value
    html = field.html()
    assert ">7.5 hours</output>" in html and 'type="hidden" name="fld_a" value=""' in html
