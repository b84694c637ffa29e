"""The line between questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from form_schemas.submission import parse


def test_it_is_a_line_and_keeps_nothing(ask: Callable[..., Any]) -> None:
    line = ask("divider")
    assert line.html().strip() == '<hr class="full form-line" data-field="fld_a" data-kind="divider">'
    worked = parse(line.form, {"fld_a": ("something",)}, line.context)
    assert (worked.values, worked.errors) == ({}, ())
