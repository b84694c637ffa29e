"""The field with one choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OPTIONS = [{"id": f"opt_{value}", "value": value, "label": value.upper()} for value in ("a", "b", "c", "none")]


def test_one_of_the_options(ask: Callable[..., Any]) -> None:
    field = ask("choice_one", options=OPTIONS)
    assert field.value("b") == "b"
    assert field.value("") is None
    assert field.value("a", "b") == "a"
    assert field.shown("b") == "B"
    assert field.shown("gone") == "gone"


@pytest.mark.parametrize("value", ["d", "B", "opt_a", "a ", "\ud800"])
def test_other_values_are_refused(ask: Callable[..., Any], value: str) -> None:
    assert ask("choice_one", options=OPTIONS).code(value) == "choice"


def test_own_words_are_an_answer_where_they_are_taken(ask: Callable[..., Any]) -> None:
    field = ask("choice_one", options=OPTIONS, other=True)
    assert field.value("_other", other=" Icelandic ") == {"other": "Icelandic"}
    assert field.shown({"other": "Icelandic"}) == "Icelandic"
    assert field.engine.px({"other": "Icelandic"}, field.field) == "Icelandic"
    assert field.code("_other", other=" ") == "other"
    assert field.code("_other", other="x" * 201) == "too_long"
    assert field.value(OPTIONS[0]["value"], other="left over") == OPTIONS[0]["value"]
    assert ask("choice_one", options=OPTIONS).code("_other", other="Icelandic") == "choice"


def test_who_writes_an_option_has_chosen_it(ask: Callable[..., Any]) -> None:
    field = ask(
        "choice_one",
        options=[*OPTIONS, {"id": "opt_gone", "value": "gone", "label": "Gone", "show": False}],
        other=True,
    )
    assert field.value("_other", other=OPTIONS[0]["label"].upper()) == OPTIONS[0]["value"]
    assert field.code("_other", other="Gone") == "choice"


def test_what_is_not_offered_is_refused(ask: Callable[..., Any]) -> None:
    today = ["eq", ["ctx", "locale"], "de"]
    options = [OPTIONS[0], {**OPTIONS[1], "show": today}]
    assert ask("choice_one", "de", options=options).value(OPTIONS[1]["value"]) == OPTIONS[1]["value"]
    assert ask("choice_one", "en", options=options).code(OPTIONS[1]["value"]) == "choice"
