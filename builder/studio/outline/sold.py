"""What is sold: services with their packages, and add-ons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.studio.outline.node import Group, Node, only_for, seen_by
from builder.studio.place import Studio
from portal_config.edits.places import Sheet, order_of
from portal_config.findings import pointer


def sold(here: Studio, roles: Sequence[Mapping[str, Any]]) -> tuple[Group, ...]:
    """Everything that is sold, in the seller's order. Packages and add-ons are read as they are written: one whose price has a fault is not in what is
    compiled."""
    services = tuple(
        Node(
            pointer("services", one.id),
            one.name,
            one.icon or "box",
            f"/services/{one.slug}",
            seen=seen_by(roles, one.see, None),
            only=only_for(here.compiled, one.see),
            tag="public" if one.public else "",
            orders=True,
            children=_packages(here, one.id, f"/services/{one.slug}"),
            also=_price(here, pointer("services", one.id)),
        )
        for one in here.compiled.services.values()
    )
    return (
        Group("Services", services, "service", "Add service", letters=True),
        Group("Add-ons", _addons(here), "addon", "Add add-on"),
    )


def ordered(here: Studio, *container: str) -> list[str]:
    """The ids of a map in the order people see."""
    return order_of(Sheet(dict(here.document)), container)


def offered_at(here: Studio, addon: str) -> list[str]:
    """The services that an add-on is offered at, by id."""
    return [
        service
        for service in ordered(here, "services")
        if addon in (listed if isinstance(listed := here.raw(pointer("services", service, "addons")), list) else ())
    ]


def _packages(here: Studio, service: str, show: str) -> tuple[Node, ...]:
    return tuple(
        Node(
            pointer("services", service, "packages", each),
            str(raw.get("name") or each),
            "star" if raw.get("highlight") else "box",
            show,
            orders=True,
            also=_price(here, pointer("services", service, "packages", each)),
        )
        for each in ordered(here, "services", service, "packages")
        if isinstance(raw := here.raw(pointer("services", service, "packages", each)), Mapping)
    )


def _addons(here: Studio) -> tuple[Node, ...]:
    made = []
    for each in ordered(here, "addons"):
        ptr = pointer("addons", each)
        raw = here.raw(ptr)
        if isinstance(raw, Mapping):
            services = [here.compiled.services[one] for one in offered_at(here, each) if one in here.compiled.services]
            show = f"/services/{services[0].slug}" if services else ""
            tag = "" if services else "not offered"
            made.append(
                Node(ptr, str(raw.get("name") or each), "layers", show, tag=tag, orders=True, also=_price(here, ptr))
            )
    return tuple(made)


def _price(here: Studio, ptr: str) -> tuple[str, ...]:
    """Where the price of a part stands."""
    price = here.raw(f"{ptr}/price")
    return (pointer("prices", price),) if isinstance(price, str) else ()
