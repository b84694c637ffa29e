"""The heading between questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal_config.ids import Index
from portal_config.kinds import registry
from portal_config.reader import Reader


@pytest.mark.parametrize(("settings", "level"), [({}, 3), ({"level": 2}, 2), ({"level": 4}, 4)])
def test_it_is_a_heading_of_its_level(ask: Callable[..., Any], settings: dict[str, int], level: int) -> None:
    html = ask("heading", text="You & us", **settings).html()
    assert f'<h{level} class="level-{level}">You &amp; us</h{level}>' in html


@pytest.mark.parametrize(("level", "code"), [(1, "number_range"), (5, "number_range"), ("3", "wrong_type"), (3, None)])
def test_the_title_of_the_page_stays_above_it(level: Any, code: str | None) -> None:
    kind = registry.get("field", "heading")
    assert kind is not None
    reader = Reader({}, Index({}))
    reader.part(kind.schema(), {"text": "You", "level": level}, "/here")
    assert [(each.pointer, each.code) for each in reader.findings] == ([("/here/level", code)] if code else [])
