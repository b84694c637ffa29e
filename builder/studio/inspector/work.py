"""Pipelines: their statuses, and who moves an order from where to where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from builder.studio.controls import Control, Option, controls
from builder.studio.controls.control import with_findings
from builder.studio.inspector.inspected import Action, Inspected, duplicate, edits_of, moves, removal
from builder.studio.outline import Group, Node
from builder.studio.outline.work import statuses_of
from builder.studio.parts import statuses
from builder.studio.place import Studio
from portal_config import limits
from portal_config.findings import pointer
from portal_config.sections.pipelines import PipelineSettings, StatusSettings


def pipeline(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    name = node.ptr.split("/")[2]
    known = statuses_of(here, name)
    start = str(here.raw(f"{node.ptr}/start") or "")
    first = Control(
        "select",
        f"{node.ptr}/start",
        "First status",
        start,
        help="New orders begin there.",
        required=True,
        options=_options(known, [start]),
    )
    written = here.raw(f"{node.ptr}/moves")
    rules = written if isinstance(written, list) else []
    used = [one for one in here.compiled.services.values() if one.pipeline == name]
    return Inspected(
        node.ptr,
        f"Pipeline “{node.name}”",
        node.icon,
        told="" if used else "No service uses it yet: choose it at a service.",
        fields=[*controls(PipelineSettings(), here, node.ptr, only=("name",)), with_findings(first, here)],
        folds=[
            (_sentence(here, one, known), _rule(here, f"{node.ptr}/moves/{place}", one, known), _gone(node.ptr, place))
            for place, one in enumerate(rules)
        ],
        acts=_acts(here, node.ptr, rules, known),
        moves=moves(groups, node),
        duplicate=duplicate(here, node),
        remove=None if used else removal(node, "pipeline"),
        goes=[(f"Delivers “{one.name}”", pointer("services", one.id)) for one in used],
        adds=statuses(name),
        adds_label="Add status",
    )


def status(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    return Inspected(
        node.ptr,
        f"Status “{node.name}”",
        node.icon,
        fields=controls(StatusSettings(), here, node.ptr, only=("name", "kind", "due")),
        moves=moves(groups, node),
        duplicate=duplicate(here, node),
        remove=removal(node, "status"),
        told="Orders that were placed keep the statuses they were placed with.",
    )


def _rule(here: Studio, ptr: str, raw: Any, known: Sequence[tuple[str, str]]) -> list[Control]:
    """From where, to where, and by whom."""
    own = raw if isinstance(raw, Mapping) else {}
    roles = [(one.id, one.name) for one in here.compiled.roles.values()]
    made = [
        ("from", "From", known),
        ("to", "To", known),
        ("by", "Moved by", roles),
    ]
    return [
        with_findings(
            Control("several", f"{ptr}/{key}", label, required=True, options=_options(options, own.get(key))), here
        )
        for key, label, options in made
    ]


def _sentence(here: Studio, raw: Any, known: Sequence[tuple[str, str]]) -> str:
    """A rule as people say it: from where, to where, by whom."""
    own = raw if isinstance(raw, Mapping) else {}
    names = dict(known) | {one.id: one.name for one in here.compiled.roles.values()}
    source, target, movers = (
        ", ".join(names.get(each, str(each)) for each in own.get(key) or ()) or "nothing"
        for key in ("from", "to", "by")
    )
    return f"From {source} to {target}, by {movers}"


def _options(known: Iterable[tuple[str, str]], chosen: Any) -> tuple[Option, ...]:
    named = chosen if isinstance(chosen, list) else []
    return tuple(Option(value, words, value in named) for value, words in known)


def _acts(here: Studio, ptr: str, rules: Sequence[Any], known: Sequence[tuple[str, str]]) -> list[Action]:
    """One rule more, by the seller's own people."""
    movers = [one.id for one in here.compiled.roles.values() if one.side == "seller"] or list(here.compiled.roles)[:1]
    if len(known) < 2 or not movers or len(rules) >= limits.MOVES:
        return []
    value = {"from": [known[0][0]], "to": [known[1][0]], "by": movers}
    return [
        Action(
            "Add a move",
            edits_of({"op": "insert", "ptr": f"{ptr}/moves/-", "value": value}),
            "A move was added",
            "plus",
        )
    ]


def _gone(ptr: str, place: int) -> Action:
    return Action(
        "Remove this move", edits_of({"op": "remove", "ptr": f"{ptr}/moves/{place}"}), "The move was removed", "trash"
    )
