"""What stands between questions."""

from __future__ import annotations

import pytest

from form_schemas.engines import ENGINES
from form_schemas.examples import example_form
from form_schemas.fields.text.field import paragraphs
from portal_config.kinds import registry


def test_an_empty_line_begins_a_paragraph() -> None:
    assert paragraphs("a\nb\r\n\r\nc\n\n\n\nd\n") == [["a", "b"], ["c"], ["d"]]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("heading", "About your company"),
        ("text", "These answers go to your editor. You can change them until work begins."),
        ("callout", "Send texts first"),
        ("image_block", "A banner on a stand, seen from the side"),
        ("divider", "fld_example"),
    ],
)
def test_it_asks_nothing_and_is_called_by_its_words(name: str, words: str) -> None:
    kind = registry.get("field", name)
    assert kind is not None and kind.answers == ""
    assert not ENGINES[name].asks
    assert example_form(kind).fields[0].label == words
