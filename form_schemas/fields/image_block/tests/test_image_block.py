"""The picture between questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PICTURE = {"image": "ast_a", "alt": 'A "banner"', "caption": "40 cm tall."}
OUTSIDE = {"pictures": {"ast_a": "/-/picture/a.png"}}


def test_the_picture_is_drawn_with_its_words(ask: Callable[..., Any]) -> None:
    html = ask("image_block", outside=OUTSIDE, width="half", **PICTURE).html()
    assert 'class="full form-image half"' in html and 'src="/-/picture/a.png"' in html
    assert 'alt="A &#34;banner&#34;"' in html and '<figcaption class="hint">40 cm tall.</figcaption>' in html


def test_where_it_cannot_be_shown_its_words_stand(ask: Callable[..., Any]) -> None:
    html = ask("image_block", **PICTURE).html()
    assert "<img" not in html and '<p class="image-none">A &#34;banner&#34;</p>' in html
