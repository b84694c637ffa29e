"""Services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.studio.controls import controls
from builder.studio.inspector.inspected import Inspected, duplicate, kind_at, moves, settings
from builder.studio.outline import Group, Node
from builder.studio.place import Studio
from portal_config.findings import pointer
from portal_config.kinds import registry
from portal_config.sections.selling import ServiceSettings


def service(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    kind = kind_at(here, "service", node.ptr)
    schemas = [ServiceSettings(), *([kind.schema()] if kind else [])]
    made = settings(here, node, schemas, ("name", "summary", "description", "icon"))
    raw = here.raw(node.ptr)
    price_id = raw.get("price") if isinstance(raw, Mapping) else None
    price = here.compiled.prices.get(str(price_id))
    if price is not None:
        model = registry.get("price_model", price.model)
        money = controls(model.schema(), here, pointer("prices", price.id)) if model else []
        made = {
            "fields": [*made["fields"][:3], *money[:1], *made["fields"][3:4]],
            "more": [*money[1:], *made["fields"][4:], *made["more"]],
        }
    return Inspected(
        node.ptr,
        f"Service “{node.name}”",
        node.icon,
        **made,
        moves=moves(groups, node),
        duplicate=duplicate(here, node, "price"),
        goes=[("Its questions", pointer("forms", str(raw["form"])))]
        if isinstance(raw, Mapping) and raw.get("form")
        else [],
    )
