"""Forms, their pages and their questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.studio.controls import Control, controls
from builder.studio.inspector.inspected import (
    Action,
    Inspected,
    duplicate,
    edits_of,
    kind_at,
    moves,
    removal,
    settings,
)
from builder.studio.outline import Group, Node
from builder.studio.outline.asked import pages_of
from builder.studio.place import Studio
from builder.studio.questions import new_page, questions, without_page, without_question
from builder.studio.rules import subjects_at
from portal_config.findings import pointer
from portal_config.sections.forms import INNER, CheckSettings, FieldSettings, FormPageSettings, FormSettings


def form(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    made = settings(here, node, [FormSettings()], ("title", "public"))
    form = node.ptr.split("/")[2]
    asked_by = [one for one in here.compiled.services.values() if one.form == form]
    pages = pages_of(here, form)
    last = f"{pages[-1][0]}/fields" if pages else ""
    return Inspected(
        node.ptr,
        f"Form “{node.name}”",
        node.icon,
        **made,
        told="" if asked_by else "No service asks it yet: choose it at a service.",
        moves=moves(groups, node),
        duplicate=duplicate(here, node),
        remove=None if asked_by else removal(node, "form"),
        goes=[(f"Asked by “{one.name}”", pointer("services", one.id)) for one in asked_by],
        adds=[*(questions(here, last) if last else ()), new_page(form)],
        adds_label="Add question",
    )


def page(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    gone = without_page(here, node.ptr)
    count = len(gone) - 1
    held = f" and its {count} questions" if count > 1 else " and its question" if count else ""
    return Inspected(
        node.ptr,
        f"Page “{node.name}”",
        node.icon,
        **settings(here, node, [FormPageSettings()], ("title", "show"), without=("fields",)),
        moves=moves(groups, node),
        duplicate=duplicate(here, node),
        remove=Action(f"Remove page{held}", edits_of(*gone), f"“{node.name}” was removed", "trash", look="danger"),
        adds=questions(here, f"{node.ptr}/fields"),
        adds_label="Add question",
    )


def field(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    """A question: what it asks, when it is shown and required, and what its answers are checked for."""
    kind = kind_at(here, "field", node.ptr)
    computed = kind is not None and kind.answers == "computed"
    schemas = [FieldSettings(), *([kind.schema()] if kind else [])]
    raw = here.raw(node.ptr)
    holds = INNER[kind.name][1] if kind is not None and kind.name in INNER else ""
    home, _, own = node.place.rpartition("/")
    if holds:
        adds, label = (
            questions(here, f"{node.ptr}/{holds}"),
            "Add question to its rows" if kind and kind.name == "repeat" else "Add question to it",
        )
    else:
        adds, label = (questions(here, home, after=own) if home else []), "Add question below"
    word = "question" if kind is None or kind.answers or (isinstance(raw, Mapping) and raw.get("key")) else "block"
    first = ("label", "help", "compute" if computed else "require", "show", "options")
    made = settings(here, node, schemas, first, without=(holds, "require" if computed else "compute"))
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
        moves=(*moves(groups, node), *_elsewhere(here, node)),
        duplicate=duplicate(here, node) if home else None,
        remove=Action(
            f"Remove {word}",
            edits_of(*without_question(here, node.ptr)),
            f"“{node.name}” was removed",
            "trash",
            look="danger",
        ),
        parts=parts,
        titled=True,
        acts=_new_check(here, node.ptr) if kind is not None and kind.answers and not computed else (),
        adds=adds,
        adds_label=label,
    )


def _elsewhere(here: Studio, node: Node) -> list[Action]:
    """To the other pages of its form; a question that is asked nowhere goes to any."""
    form, own = node.ptr.split("/")[2], node.ptr.split("/")[4]
    made = []
    for ptr, title in pages_of(here, form):
        home = f"{ptr}/fields"
        if node.place.rpartition("/")[0] == home:
            continue
        edit = (
            {"op": "move", "ptr": node.place, "to": home}
            if node.place
            else {"op": "insert", "ptr": f"{home}/-", "value": own}
        )
        if node.place and not node.place.startswith(pointer("forms", form, "pages")):
            continue
        made.append(Action(f"To page “{title}”", edits_of(edit), f"“{node.name}” is now on “{title}”", "page"))
    return made


def _check(here: Studio, ptr: str, place: int) -> tuple[str, Sequence[Control]]:
    edits = edits_of({"op": "remove", "ptr": ptr})
    gone = Control(
        "act", f"{ptr}/gone", "Remove check", extra={"edits": edits, "said": "The check was removed", "icon": "trash"}
    )
    return f"Check {place + 1}", [*controls(CheckSettings(), here, ptr), gone]


def _new_check(here: Studio, ptr: str) -> list[Action]:
    """A check of the answer itself, to begin with."""
    own = next((one for one in subjects_at(here, f"{ptr}/check/0/test") if one.raw[1] == ptr.rpartition("/")[2]), None)
    if own is None:
        return []
    value = {"test": own.compared(own.ways[0]), "message": "Please look at this again."}
    edits = edits_of({"op": "insert", "ptr": f"{ptr}/check/-", "value": value})
    return [Action("Add a check", edits, "A check was added", "check")]
