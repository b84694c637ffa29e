"""The time field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("text", "value"), [("09:00", "09:00"), ("14:30", "14:30"), ("14:30:00", "14:30"), ("17:00", "17:00")]
)
def test_times(ask: Callable[..., Any], text: str, value: str) -> None:
    assert ask("time", min="09:00", max="17:00", step=15).value(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("08:45", "min"),
        ("17:15", "max"),
        ("14:31", "step"),
        ("24:00", "time"),
        ("9:00", "time"),
        ("14:30:01", "time"),
        ("٠٩:٠٠", "time"),
        ("noon", "time"),
    ],
)
def test_other_times_are_refused(ask: Callable[..., Any], text: str, code: str) -> None:
    assert ask("time", min="09:00", max="17:00", step=15).code(text) == code


def test_words(ask: Callable[..., Any]) -> None:
    assert ask("time").shown("14:30") == "14:30"
    assert ask("time").shown("14:30", "de") == "14:30"
