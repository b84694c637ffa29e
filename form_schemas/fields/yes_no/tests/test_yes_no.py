"""The yes-or-no field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def test_yes_no_and_nothing_are_three_answers(ask: Callable[..., Any]) -> None:
    field = ask("yes_no", yes="Sure", no="Not now")
    assert field.value("yes") is True
    assert field.value("no") is False
    assert field.value("") is None and field.value() is None
    assert (field.shown(True), field.shown(False)) == ("Sure", "Not now")


@pytest.mark.parametrize("text", ["true", "1", "on", "Yes"])
def test_other_words_are_refused(ask: Callable[..., Any], text: str) -> None:
    assert ask("yes_no").code(text) == "choice"


def test_yes_can_be_required(ask: Callable[..., Any]) -> None:
    field = ask("yes_no", require_yes=True)
    assert field.code("no") == "require_yes"
    assert field.value("yes") is True
