"""One request's view of a draft, and what the studio's frame shows around every mode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import g, render_template

from builder import gate
from builder.addresses import studio_root
from builder.desk.place import desk_root
from builder.pages import frame
from foundation import revisions
from foundation.errors import Refused
from foundation.identity.viewer import Viewer
from foundation.revisions.log import Author
from foundation.revisions.queries import Unpublished, draft_document
from foundation.tenancy import Scope, current_scope
from foundation.web.routes import viewer as present_viewer
from portal_config import upgrades
from portal_config.compiled import Compiled
from portal_config.edits.uses import uses_of
from portal_config.findings import Finding, pointer

MODES = {
    "pages": "Pages", "services": "Services", "forms": "Forms", "people": "People", "flow": "Flow", "notifications": "Notifications", "brand": "Brand",
    "settings": "Settings",
}  # fmt: skip
"""Mode → its name in the top bar."""


@dataclass(frozen=True)
class Studio:
    """A draft as it is now: ``document`` as it is written, ``compiled`` as it renders."""

    scope: Scope
    number: int
    document: Mapping[str, Any]
    compiled: Compiled
    viewer: Viewer

    @property
    def root(self) -> str:
        """What every address of this studio starts with."""
        return studio_root(self.scope.slug, self.scope.sandbox or "")

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is wrong with the draft and everything it may not be published with, errors first."""
        return self.compiled.refusals

    @cached_property
    def price_users(self) -> Mapping[str, tuple[str, ...]]:
        """Price → pointers of every place that names it, lists of prices by their keys among them. The document is walked once for all of them."""
        document = dict(self.document)
        prices, lists = document.get("prices"), document.get("price_lists")
        found: dict[str, list[str]] = {}
        for path, price in uses_of(document, prices if isinstance(prices, Mapping) else ()):
            found.setdefault(price, []).append(pointer(*path))
        for list_id, one in lists.items() if isinstance(lists, Mapping) else ():
            for price in (one.get("entries") or ()) if isinstance(one, Mapping) else ():
                found.setdefault(price, []).append(pointer("price_lists", list_id, "entries", price))
        return {price: tuple(each) for price, each in found.items()}

    def raw(self, ptr: str) -> Any:
        """What stands in the document at a pointer, or None. Items of a list are found by their place, or as edits name them: by their id."""
        found: Any = self.document
        for part in ptr.split("/")[1:]:
            if isinstance(found, Mapping):
                found = found.get(part)
            elif isinstance(found, list) and part.isdigit():
                found = found[int(part)] if int(part) < len(found) else None
            elif isinstance(found, list):
                found = next((one for one in found if isinstance(one, Mapping) and one.get("id") == part), None)
            else:
                return None
        return found


def studio_here() -> Studio:
    """The studio of the present request. Raises Refused ``no_draft``."""
    known: Studio | None = g.get("studio")
    if known is None:
        try:
            number, text = draft_document()
        except Unpublished:
            raise Refused("no_draft", "This sandbox has nothing to build on yet.", status=409) from None
        compiled = revisions.compiled(revisions.pointer(max_age=0))
        known = g.studio = Studio(current_scope(), number, upgrades.read(text), compiled, present_viewer())
    return known


def author() -> Author:
    """The signed-in person, as revisions and the operation log name them."""
    present = present_viewer()
    return Author(present.actor, present.name)


def draw(template: str, title: str, *, mode: str, **context: Any) -> str:
    """Render a page of the studio in its frame."""
    here = studio_here()
    return render_template(template, **{**frame(title), **_bar(here, mode), **context})


def _bar(here: Studio, mode: str) -> Mapping[str, Any]:
    scope, entered = here.scope, gate.entry()
    return {
        "portal": {"name": scope.portal_name},
        "portals": [
            (one.portal_name, f"{studio_root(one.slug, one.sandboxes[0])}/pages", one.portal_id == scope.portal_id)
            for one in entered.seats
            if one.sandboxes
        ],
        "modes": [(name, f"{here.root}/{key}", key == mode) for key, name in MODES.items()],
        "mode_key": mode,
        "root": here.root,
        "number": here.number,
        "urls": {
            "portals": "/",
            "sign_out": "/sign-out",
            "desk": f"{desk_root(scope.slug, None)}/",
            "site": scope.origin,
            "mailbox": None,
        },
        "canvas_origin": scope.origin,
    }
