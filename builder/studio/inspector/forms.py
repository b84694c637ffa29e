"""Forms and their questions."""

from __future__ import annotations

from collections.abc import Sequence

from builder.studio.inspector.inspected import Inspected, kind_at, moves, removal, settings
from builder.studio.outline import Group, Node
from builder.studio.place import Studio
from portal_config.findings import pointer
from portal_config.sections.forms import FieldSettings, FormSettings


def form(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    made = settings(here, node, [FormSettings()], ("title", "public"))
    form = node.ptr.split("/")[2]
    asked_by = [one for one in here.compiled.services.values() if one.form == form]
    return Inspected(
        node.ptr,
        f"Form “{node.name}”",
        node.icon,
        **made,
        told="" if asked_by else "No service asks it yet: choose it at a service.",
        moves=moves(groups, node),
        remove=None if asked_by else removal(node, "form"),
        goes=[(f"Asked by “{one.name}”", pointer("services", one.id)) for one in asked_by],
    )


def field(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    kind = kind_at(here, "field", node.ptr)
    schemas = [FieldSettings(), *([kind.schema()] if kind else [])]
    made = settings(here, node, schemas, ("label", "help", "require", "options"))
    return Inspected(node.ptr, kind.label if kind else node.name, node.icon, **made)
