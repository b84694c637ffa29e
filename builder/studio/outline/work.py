"""How work is done: pipelines with their statuses."""

from __future__ import annotations

from collections.abc import Mapping

from builder.studio.outline.node import Group, Node
from builder.studio.outline.sold import ordered
from builder.studio.place import Studio
from portal_config.findings import pointer

KINDS = {
    "open": "Not begun", "active": "Being worked on", "waiting_client": "Waits for the client", "done": "Done", "cancelled": "Cancelled",
}  # fmt: skip
"""What a status means, in words."""
ICONS = {"open": "clock", "active": "play", "waiting_client": "user", "done": "circle_check", "cancelled": "close"}


def work(here: Studio) -> tuple[Group, ...]:
    """Every pipeline, read as it is written: one without a status is not in what is compiled."""
    raw = here.document.get("pipelines")
    named = raw if isinstance(raw, Mapping) else {}
    nodes = tuple(
        Node(
            pointer("pipelines", one),
            str(named[one].get("name") or one) if isinstance(named[one], Mapping) else one,
            "list",
            orders=True,
            children=_statuses(here, one),
        )
        for one in ordered(here, "pipelines")
    )
    return (Group("Pipelines", nodes, "pipeline", "Add pipeline"),)


def statuses_of(here: Studio, pipeline: str) -> list[tuple[str, str]]:
    """(id, name) of each status of a pipeline in order, read as they are written."""
    made = []
    for one in ordered(here, "pipelines", pipeline, "statuses"):
        raw = here.raw(pointer("pipelines", pipeline, "statuses", one))
        made.append((one, str(raw.get("name") or one) if isinstance(raw, Mapping) else one))
    return made


def _statuses(here: Studio, pipeline: str) -> tuple[Node, ...]:
    start = here.raw(pointer("pipelines", pipeline, "start"))
    made = []
    for one, name in statuses_of(here, pipeline):
        ptr = pointer("pipelines", pipeline, "statuses", one)
        kind = str(here.raw(f"{ptr}/kind") or "open")
        made.append(Node(ptr, name, ICONS.get(kind, "square"), tag="first" if one == start else "", orders=True))
    return tuple(made)
