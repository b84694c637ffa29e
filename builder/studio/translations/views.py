"""The page of translations: the portal's own words on one side, another language on the other."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue

from builder.gate import require_scope
from builder.studio.changes.place import draw, root
from builder.studio.place import author, studio_here
from builder.studio.translations.rows import rows
from foundation.errors import Refused
from foundation.formats import language_name
from foundation.revisions.actions import edit_draft
from foundation.web.components.paging import Paging
from foundation.web.guards import clean_text
from foundation.web.notices import Undo, tell
from foundation.web.routes import needs
from portal_config import translatable
from portal_config.findings import pointer

translations = Blueprint("translations", __name__, url_prefix="/p/<slug>/sandbox/<sandbox>/studio/translations")

EDIT = "portal.edit"
PER_PAGE = 40
LONGEST = 20_000
FIELD, WAS = "text:", "was:"


@translations.url_value_preprocessor
def _enter(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The sandbox was entered at the gate; the route must mean the same one."""
    if values is not None:
        require_scope(values.pop("slug", None), values.pop("sandbox", None))


@translations.get("")
@needs(EDIT)
def show() -> ResponseReturnValue:
    """The texts of the draft and their translation. ``language`` is one of the portal's further ones, ``view`` missing or all, ``q`` words to find."""
    return _page()


def _page(refused: str = "", status: int = 200, typed: Mapping[str, str] | None = None) -> ResponseReturnValue:
    """``typed``: key of a text → what was written for it and not saved; it stands in its field once more."""
    here = studio_here()
    languages = here.compiled.locales[1:]
    language = _language(languages)
    missing, search = request.args.get("view") == "missing", clean_text(request.args.get("q", ""), "q", most=100)
    number = _whole(request.args.get("page", "1")) or 1
    found = (
        rows(here, language, missing=missing, search=search, start=(number - 1) * PER_PAGE, count=PER_PAGE)
        if language
        else None
    )
    asked = {"language": language, "view": "missing" if missing else "", "q": search}
    page = draw(
        "studio/translations.html",
        "Translations",
        at="translations",
        number=here.number,
        language=language,
        languages=[(language_name(one), _address({**asked, "language": one}), one == language) for one in languages],
        views=[
            (f"Missing ({found.missing})", _address({**asked, "view": "missing"}), missing),
            (f"All ({found.total})", _address({**asked, "view": ""}), not missing),
        ]
        if found
        else [],
        own=here.compiled.locale,
        into=language_name(language) if language else "",
        found=found,
        asked=asked,
        here_url=_address({**asked, "page": str(number) if number > 1 else ""}),
        paging=Paging(
            number,
            PER_PAGE,
            len(found.shown),
            found.found > number * PER_PAGE,
            f"{root()}/translations",
            found.found,
            asked,
        )
        if found
        else None,
        refused=refused,
        typed=typed or {},
    )
    return make_response(page, status)


@translations.post("")
@needs(EDIT)
def save() -> ResponseReturnValue:
    """Save what was written on a page of texts: those that differ from what stood in their fields (``was:``), as one step. What others wrote meanwhile stays."""
    here = studio_here()
    language = _language(here.compiled.locales[1:])
    if not language:
        tell("The portal speaks one language. Add another one first.", "info")
        return redirect(_address({}), 303)
    texts = translatable(here.document)
    typed = {}
    for name in request.form:
        key = name.removeprefix(FIELD)
        if name.startswith(FIELD) and key in texts:
            text, was = (_text(request.form.get(each, "")) for each in (name, f"{WAS}{key}"))
            if text != was:
                typed[key] = text
    edits = [
        {"op": "set", "ptr": pointer("texts", language, key), "value": text or None} for key, text in typed.items()
    ]
    back = _address({key: request.args.get(key, "") for key in ("language", "view", "q", "page")})
    if not edits:
        tell("Nothing was changed.", "info")
        return redirect(back, 303)
    token = hashlib.sha256(repr(edits).encode()).hexdigest()[:24]
    try:
        saved = edit_draft(
            author(),
            edits,
            base=_whole(request.form.get("draft", "")),
            label=f"Translate into {language_name(language)}",
            key=f"texts:{request.form.get('draft', '')[:15]}:{token}",
        )
    except Refused as refused:
        return _page(refused.message, refused.status, typed)
    undo = Undo(f"{root()}/changes/undo", (("step", str(saved.undo.number)),)) if saved.undo else None
    tell("1 text was saved." if len(edits) == 1 else f"{len(edits)} texts were saved.", undo=undo)
    return redirect(back, 303)


def _text(sent: str) -> str:
    return clean_text(sent.replace("\r\n", "\n"), "text", most=LONGEST).strip()


def _language(known: tuple[str, ...]) -> str:
    asked = request.args.get("language", "")
    return asked if asked in known else known[0] if known else ""


def _address(asked: dict[str, str]) -> str:
    query = urlencode({key: value for key, value in asked.items() if value})
    return f"{root()}/translations" + (f"?{query}" if query else "")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
