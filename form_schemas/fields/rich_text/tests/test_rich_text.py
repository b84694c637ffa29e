"""The rich text field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from form_schemas.fields.rich_text import blocks
from form_schemas.fields.rich_text.kind import MARKS

TEXT = """## Tone
Calm and **very *precise***, see [our *guide*](https://example.com/a_b?c=d&e=f).
Second line.

- one
- two

1. first
2. second"""


def test_markdown_becomes_blocks(ask: Callable[..., Any]) -> None:
    heading, paragraph, bullets, numbers = ask("rich_text").value(TEXT)
    assert heading == {"type": "heading", "text": [{"text": "Tone"}]}
    assert paragraph["text"] == [
        {"text": "Calm and "},
        {"text": "very", "marks": ["bold"]},
        {"text": " "},
        {"text": "precise", "marks": ["bold", "italic"]},
        {"text": ", see "},
        {"text": "our", "link": "https://example.com/a_b?c=d&e=f"},
        {"text": " "},
        {"text": "guide", "marks": ["italic"], "link": "https://example.com/a_b?c=d&e=f"},
        {"text": ".\nSecond line."},
    ]
    assert bullets == {"type": "bullets", "items": [[{"text": "one"}], [{"text": "two"}]]}
    assert numbers["type"] == "numbers" and len(numbers["items"]) == 2


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "a * b * c",
        "2 * 3 = 6",
        "snake_case_name",
        "**open",
        "[no](javascript:alert(1))",
        "\\*plain\\*",
        "# \\# x",
        "1\\. no list",
        "a\n\n\n\nb",
        "<b>x</b> & y",
        "-5 degrees",
        "![x](https://e.com)",
        "**_both_**",
        "[]()",
        "1) one",
        "*a**b*",
        "**a*b*c**",
        "**a** _b_",
        "_a **b** c_",
        "[**a** b](https://e.com) *c*d",
    ],
)
def test_what_is_kept_is_typed_and_read_again_the_same(text: str) -> None:
    kept = blocks.read(text, MARKS)
    assert blocks.read(blocks.markdown(kept), MARKS) == kept


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com",
        "javascript:alert(1)",
        "//example.com",
        "https://",
        "https://user@example.com",
        "data:text/html,x",
    ],
)
def test_links_lead_to_https_only(address: str) -> None:
    (block,) = blocks.read(f"[x]({address})", MARKS)
    assert "link" not in str(block) or not any("link" in span for span in block["text"])
    assert "<a" not in blocks.html([{"type": "paragraph", "text": [{"text": "x", "link": address}]}])
    assert '<a class="link" href="https://example.com"' in blocks.html(blocks.read("[x](https://example.com)", MARKS))


def test_html_is_words_like_any_other() -> None:
    kept = blocks.read('<script>alert(1)</script> **<img src=x onerror="y">**', MARKS)
    html = blocks.html(kept)
    assert "<script" not in html and "<img" not in html and "<strong>&lt;img" in html
    assert blocks.html(blocks.read(TEXT, MARKS)).startswith(
        "<h3>Tone</h3><p>Calm and <strong>very</strong> <strong><em>precise"
    )


def test_marks_that_are_not_allowed_stay_as_they_were_typed(ask: Callable[..., Any]) -> None:
    (block,) = ask("rich_text", marks=["italic"]).value("**bold** and _italic_")
    assert block["text"] == [{"text": "**bold** and "}, {"text": "italic", "marks": ["italic"]}]
    assert ask("rich_text", marks=[]).value("## a\n- b") == [{"type": "paragraph", "text": [{"text": "## a\n- b"}]}]


def test_length_and_nothing(ask: Callable[..., Any]) -> None:
    assert ask("rich_text", max_length=5).code("123456") == "too_long"
    assert ask("rich_text", max_length=5).value("12345")
    assert ask("rich_text").value(" \n ") is None
    assert ask("rich_text").code("a\x00b") == "text_invalid"


def test_words(ask: Callable[..., Any]) -> None:
    kept = ask("rich_text").value(TEXT)
    assert ask("rich_text").shown(kept).startswith("Tone\n\nCalm and very precise, see our guide.")
    assert "• one\n• two" in ask("rich_text").shown(kept) and "1. first" in ask("rich_text").shown(kept)


def test_much_of_every_sign_is_read_in_no_time() -> None:
    for sign in ("*", "**", "_", "[", "[x](", "\\", "**a _b "):
        text = (sign * 20_000)[:20_000]
        assert blocks.plain(blocks.read(text, MARKS))
