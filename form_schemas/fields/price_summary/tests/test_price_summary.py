"""The price summary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from form_schemas.submission import parse


@pytest.mark.parametrize("lines", ["service", "service_and_addons"])
def test_it_says_which_lines_it_sums_up(ask: Callable[..., Any], lines: str) -> None:
    html = ask("price_summary", lines=lines).html()
    assert f'data-price="{lines}"' in html and "Not yet known" in html
    assert "<input" not in html


def test_nothing_that_is_posted_is_kept(ask: Callable[..., Any]) -> None:
    summary, price = ask("price_summary"), ask("number")
    assert parse(summary.form, {"fld_a": ("1",)}, summary.context).values == {}
    assert parse(price.form, {"fld_a": ("1",)}, price.context).values == {"fld_a": "1"}
    assert not summary.engine.asks
