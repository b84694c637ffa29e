"""Forms and their questions."""

from __future__ import annotations

from collections.abc import Sequence

from builder.studio.controls import Control, controls
from builder.studio.inspector.inspected import Inspected, edits_of, kind_at, moves, removal, settings
from builder.studio.outline import Group, Node
from builder.studio.palette import Offer
from builder.studio.place import Studio
from builder.studio.rules import subjects_at
from portal_config.findings import pointer
from portal_config.sections.forms import CheckSettings, FieldSettings, FormPageSettings, FormSettings


def form(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    made = settings(here, node, [FormSettings()], ("title", "public"))
    form = node.ptr.split("/")[2]
    pages = here.raw(f"{node.ptr}/pages")
    parts = [
        (f"Page {place + 1}", controls(FormPageSettings(), here, f"{node.ptr}/pages/{place}", only=("title", "show")))
        for place in range(len(pages) if isinstance(pages, list) else 0)
    ]
    asked_by = [one for one in here.compiled.services.values() if one.form == form]
    return Inspected(
        node.ptr,
        f"Form “{node.name}”",
        node.icon,
        **made,
        parts=parts if len(parts) > 1 else [],
        titled=True,
        told="" if asked_by else "No service asks it yet: choose it at a service.",
        moves=moves(groups, node),
        remove=None if asked_by else removal(node, "form"),
        goes=[(f"Asked by “{one.name}”", pointer("services", one.id)) for one in asked_by],
    )


def field(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    """A question: what it asks, when it is shown and required, and what its answers are checked for."""
    kind = kind_at(here, "field", node.ptr)
    computed = kind is not None and kind.answers == "computed"
    schemas = [FieldSettings(), *([kind.schema()] if kind else [])]
    first = ("label", "help", "compute" if computed else "require", "show", "options")
    made = settings(here, node, schemas, first, without=("require",) if computed else ("compute",))
    listed = here.raw(f"{node.ptr}/check")
    parts = [
        _check(here, f"{node.ptr}/check/{place}", place)
        for place in range(len(listed) if isinstance(listed, list) else 0)
    ]
    return Inspected(
        node.ptr,
        kind.label if kind else node.name,
        node.icon,
        **made,
        parts=parts,
        titled=True,
        adds=_new_check(here, node.ptr) if kind is not None and kind.answers and not computed else (),
    )


def _check(here: Studio, ptr: str, place: int) -> tuple[str, Sequence[Control]]:
    edits = edits_of({"op": "remove", "ptr": ptr})
    gone = Control(
        "act", f"{ptr}/gone", "Remove check", extra={"edits": edits, "said": "The check was removed", "icon": "trash"}
    )
    return f"Check {place + 1}", [*controls(CheckSettings(), here, ptr), gone]


def _new_check(here: Studio, ptr: str) -> list[Offer]:
    """A check of the answer itself, to begin with."""
    own = next((one for one in subjects_at(here, f"{ptr}/check/0/test") if one.raw[1] == ptr.rpartition("/")[2]), None)
    if own is None:
        return []
    value = {"test": own.compared(own.ways[0]), "message": "Please look at this again."}
    edits = edits_of({"op": "insert", "ptr": f"{ptr}/check/-", "value": value})
    return [Offer("check", "Add a check", "", "check", edits, ptr, "A check was added")]
