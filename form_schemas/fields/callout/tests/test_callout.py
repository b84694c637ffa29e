"""The callout between questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize("tone", ["info", "ok", "warn", "bad"])
def test_its_tone_and_its_words_are_drawn(ask: Callable[..., Any], tone: str) -> None:
    html = ask("callout", tone=tone, title="Send <texts> first", text="One.\nTwo.\n\nThree.").html()
    assert f'form-callout {tone}" role="note"' in html
    assert "<p><b>Send &lt;texts&gt; first</b></p><p>One.<br>Two.</p><p>Three.</p>" in html


def test_without_a_title_there_is_none(ask: Callable[..., Any]) -> None:
    html = ask("callout", text="One.").html()
    assert "<b>" not in html and "form-callout info" in html and "<p>One.</p>" in html
