"""The hidden field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def test_a_text_of_the_address_is_kept(ask: Callable[..., Any]) -> None:
    field = ask("hidden", source="url", parameter="campaign", outside={"query": {"campaign": "spring"}})
    assert field.value() == "spring"
    assert field.value("posted") == "posted"
    assert field.engine.start_in(field.field, field.context).text == "spring"
    assert ask("hidden", source="url", parameter="campaign").value() is None


@pytest.mark.parametrize("text", ["x" * 201, "a\x00b", "\ud800"])
def test_a_text_that_cannot_be_kept_is_dropped_and_blocks_nobody(ask: Callable[..., Any], text: str) -> None:
    assert ask("hidden", source="url", parameter="campaign").value(text) is None
    assert ask("hidden", source="url", parameter="campaign").value("x" * 200) == "x" * 200


def test_what_the_server_knows_is_not_taken_from_the_browser(ask: Callable[..., Any]) -> None:
    constant = ask("hidden", source="constant", value="trade fair")
    assert constant.value("posted") == constant.value() == "trade fair"
    known = ask("hidden", source="context", context="client.name", outside={"known": {"client.name": "Acme"}})
    assert known.value("posted") == "Acme"
    assert ask("hidden", source="context", context="today").value("posted") == "2026-11-21"
    assert ask("hidden", source="context", context="client.name").value("posted") is None


def test_nobody_is_told_to_answer_what_nobody_is_asked(ask: Callable[..., Any]) -> None:
    from form_schemas.fields.conftest import form_of
    from form_schemas.submission import parse

    context = ask("hidden", source="constant", value="x").context
    hidden = form_of({"type": "hidden", "source": "url", "parameter": "c", "require": True})
    assert parse(hidden, {}, context).errors == ()
    asked = form_of({"type": "short_text", "require": True})
    assert [error.code for error in parse(asked, {}, context).errors] == ["required"]
