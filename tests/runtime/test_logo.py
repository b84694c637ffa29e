"""A seller's logo on the portal's host: by its digest, for everybody, and nothing else there."""

from __future__ import annotations

import base64

from foundation.db import transaction
from foundation.mail.brand import brand_of
from foundation.revisions.actions import edit_draft
from foundation.revisions.assets import keep_asset
from foundation.revisions.log import Author
from foundation.revisions.publishing import publish
from foundation.revisions.queries import compiled, forget_pointers, pointer
from foundation.tenancy import entered

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
)


def give_logo(northlight) -> None:
    with entered(northlight.sandbox), transaction():
        digest = keep_asset(PIXEL, "image/png")
        value = {"hash": digest, "type": "image/png", "name": "logo.png", "bytes": len(PIXEL)}
        edits = [
            {"op": "insert", "ptr": "/assets/ast_logo", "value": value},
            {"op": "set", "ptr": "/branding/logo", "value": "ast_logo"},
        ]
        edit_draft(Author("system", ""), edits, base=1, key="logo")
        publish(author="system")
    forget_pointers()


def test_everybody_sees_it_where_the_mark_was(northlight, browser) -> None:
    guest = browser()
    before = guest.get("/services").get_data(as_text=True)
    assert 'class="logo"' not in before and 'class="mark"' in before
    give_logo(northlight)
    page = guest.get("/sign-in").get_data(as_text=True)
    address = page.partition('class="logo" src="')[2].partition('"')[0]
    assert address.startswith("/-/brand/") and address.endswith(".png")
    assert 'class="mark"' not in page
    answer = guest.get(address)
    assert answer.data == PIXEL and answer.mimetype == "image/png"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert guest.get("/-/brand/nothing.png").status_code == 404
    assert address in browser("dana").get("/").get_data(as_text=True)


def test_letters_name_it_by_its_whole_address(northlight) -> None:
    give_logo(northlight)
    with entered(northlight.live), transaction():
        look = brand_of(compiled(pointer(max_age=0)))
    assert look.logo.startswith(f"{northlight.live.origin}/-/brand/")
