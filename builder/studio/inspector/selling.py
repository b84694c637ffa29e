"""Services, their packages, and add-ons: each with its price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from builder.studio import sold
from builder.studio.controls import Control, Option, controls
from builder.studio.controls.control import with_findings
from builder.studio.controls.references import moved_up
from builder.studio.inspector.inspected import (
    Action,
    Inspected,
    Notice,
    Row,
    duplicate,
    edits_of,
    kind_at,
    moves,
    settings,
)
from builder.studio.outline import Group, Node
from builder.studio.outline.sold import offered_at, ordered
from builder.studio.place import Studio
from builder.studio.prices import own_price, price_controls, words_of
from portal_config.findings import pointer
from portal_config.sections.selling import AddonSettings, PackageSettings, ServiceSettings, WhenSettings


def service(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    """A service, with its one price or with the packages it is sold in."""
    kind = kind_at(here, "service", node.ptr)
    schemas = [ServiceSettings(), *([kind.schema()] if kind else [])]
    made = settings(here, node, schemas, ("name", "summary", "description", "form", "addons"), without=("price",))
    made = {name: [_counting(here, node.ptr, one) for one in made[name]] for name in made}
    asked = [one for one in made["fields"] if one.ptr == f"{node.ptr}/form"]
    made["fields"] = [one for one in made["fields"] if one not in asked and one.ptr != f"{node.ptr}/addons"]
    asked += _addons(here, node.ptr)
    raw = here.raw(node.ptr)
    form = raw.get("form") if isinstance(raw, Mapping) else None
    rows = tuple(_package_row(here, node.ptr, each) for each in ordered(here, *node.ptr.split("/")[1:], "packages"))
    return Inspected(
        node.ptr,
        f"Service “{node.name}”",
        node.icon,
        **made,
        price=_price(here, node.ptr),
        notices=_priced_twice_or_never(here, node.ptr, rows),
        rows=rows,
        rows_title="Packages",
        parts=[("At the checkout", asked)] if asked else [],
        titled=True,
        moves=moves(groups, node),
        duplicate=duplicate(here, node, "price"),
        remove=_removal(node, "service", sold.service_removal(here, node.ptr)),
        adds=sold.packages(here, node.ptr),
        goes=[("Its questions", pointer("forms", form))] if isinstance(form, str) else [],
    )


def package(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    """One of the packages of a service."""
    home = node.ptr.rpartition("/packages/")[0]
    made = controls(PackageSettings(), here, node.ptr, only=("name", "summary", "features"))
    on, off = sold.singled_out(here, node.ptr)
    highlighted = bool(here.raw(f"{node.ptr}/highlight"))
    single = _toggle(
        f"{node.ptr}/single", "Single it out", highlighted, on, off, "One package of a service can stand out."
    )
    words = controls(PackageSettings(), here, node.ptr, only=("highlight",)) if highlighted else []
    copied = duplicate(here, node, "price")
    return Inspected(
        node.ptr,
        f"Package “{node.name}”",
        node.icon,
        fields=[*made, single, *words],
        price=_price(here, node.ptr),
        notices=_shared(here, node.ptr),
        moves=moves(groups, node),
        duplicate=copied,
        remove=_removal(node, "package", sold.package_removal(here, node.ptr), home),
        goes=[("Its service", home)],
    )


def addon(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    """An add-on: what it is, what it costs, and which services offer it."""
    made = controls(AddonSettings(), here, node.ptr, only=("name", "summary"))
    own = node.ptr.rpartition("/")[2]
    most = controls(AddonSettings(), here, node.ptr, only=("max",))
    offered = set(offered_at(here, own))
    services = [one for one in here.compiled.services.values() if one.type != "free" or one.id in offered]
    ways = {one.id: sold.offering(here, own, one.id) for one in services}
    options = tuple(Option(one.id, one.name, one.id in offered) for one in services)
    at = [Control("toggles", f"{node.ptr}/at", "Offered at", options=options, extra={"ways": ways, "ups": {}})]
    return Inspected(
        node.ptr,
        f"Add-on “{node.name}”",
        node.icon,
        told="" if offered else "No service offers it yet: tick one below.",
        fields=[*made, *most],
        price=_price(here, node.ptr, of_service=True),
        notices=_shared(here, node.ptr),
        parts=[("At the checkout", [*(at if options else []), *controls(WhenSettings(), here, node.ptr)])],
        titled=True,
        moves=moves(groups, node),
        duplicate=duplicate(here, node, "price"),
        remove=_removal(node, "add-on", sold.addon_removal(here, node.ptr)),
    )


def _addons(here: Studio, service: str) -> list[Control]:
    """Which add-ons a service offers, in its order; a free one has no way to pay for any."""
    kind, raw = kind_at(here, "service", service), here.raw(f"{service}/addons")
    listed = [str(each) for each in raw] if isinstance(raw, list) else []
    known = ordered(here, "addons")
    if kind is None or not known or ("billing" not in kind.schema().load_fields and not listed):
        return []
    ids = [*(each for each in listed if each in known), *(each for each in known if each not in listed)]
    names = {each: str(here.raw(pointer("addons", each, "name")) or each) for each in ids}
    ways = {each: sold.offering(here, each, service.rpartition("/")[2]) for each in ids}
    made = Control(
        "toggles",
        f"{service}/addons",
        "Add-ons",
        options=tuple(Option(each, names[each], each in listed) for each in ids),
        extra={"ways": ways, "ups": moved_up(f"{service}/addons", listed)},
    )
    return [with_findings(made, here)]


def _price(here: Studio, ptr: str, *, of_service: bool = False) -> Sequence[Control]:
    price = here.raw(f"{ptr}/price")
    if not isinstance(price, str):
        return ()
    return price_controls(here, pointer("prices", price), of_service=of_service)


def _package_row(here: Studio, service: str, package_id: str) -> Row:
    ptr = f"{service}/packages/{package_id}"
    raw = here.raw(ptr)
    name = str(raw.get("name") or package_id) if isinstance(raw, Mapping) else package_id
    note = words_of(here, [raw.get("price")]) if isinstance(raw, Mapping) else ""
    return Row(name, note, ptr)


def _priced_twice_or_never(here: Studio, ptr: str, rows: Sequence[Row]) -> list[Notice]:
    """A service that is sold and has no price, with the way to one; one with packages and a price of its own, with the way out."""
    kind = kind_at(here, "service", ptr)
    if kind is None or "price" not in kind.schema().load_fields:
        return []
    price = here.raw(f"{ptr}/price")
    if price is None and not rows:
        action = Action("Give it a price", sold.first_price(here, ptr), "It has a price now", "tag", ptr)
        return [Notice("bad", "It has no price yet.", "", (action,))]
    if price is not None and rows:
        edit = {"op": "set", "ptr": f"{ptr}/price", "value": None}
        action = Action("Keep the packages", edits_of(edit), "Its own price was removed", "", ptr)
        return [Notice("bad", "It has packages, so its own price means nothing.", "", (action,))]
    return _shared(here, ptr)


def _shared(here: Studio, ptr: str) -> list[Notice]:
    """A price that is that of other parts as well, with the way to one of its own."""
    edits = own_price(here, ptr)
    if not edits:
        return []
    count = len(here.price_users[str(here.raw(f"{ptr}/price"))]) - 1
    others = "another part" if count == 1 else f"{count} other parts"
    action = Action("Give it one of its own", edits_of(*edits), "It has a price of its own now", "copy", ptr)
    return [
        Notice(
            "info",
            f"{others[:1].upper()}{others[1:]} {'has' if count == 1 else 'have'} the same price.",
            "A change holds for all of them.",
            (action,),
        )
    ]


def _removal(node: Node, what: str, edits: Sequence[Mapping[str, Any]], select: str = "") -> Action:
    return Action(f"Remove {what}", edits_of(*edits), f"“{node.name}” was removed", "trash", select, "danger")


def _toggle(ptr: str, label: str, value: bool, on: str, off: str, help_text: str = "") -> Control:
    """A switch whose two ways are edits that were written beforehand."""
    return Control("toggle", ptr, label, value=value, help=help_text, extra={"on": on, "off": off})


def _counting(here: Studio, service: str, one: Control) -> Control:
    """The question that asks how many: a number question of the service's own form."""
    if one.ptr != f"{service}/quantity/field":
        return one
    form = here.raw(f"{service}/form")
    fields = here.raw(pointer("forms", form, "fields")) if isinstance(form, str) else None
    asked = fields if isinstance(fields, Mapping) else {}
    numbers = {each for each, raw in asked.items() if isinstance(raw, Mapping) and raw.get("type") == "number"}
    options = tuple(each for each in one.options if not each.value or each.value in numbers or each.chosen)
    return replace(one, options=options)
