"""What can be added to what is sold, and the edits that take it away: a price comes and goes with what it is the price of."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from builder.studio.outline.sold import offered_at, ordered
from builder.studio.palette import Offer, new_id
from builder.studio.place import Studio
from builder.studio.prices import new_price, without_price
from portal_config.findings import pointer
from portal_config.kinds import registry

HIGHLIGHT = "Most chosen"
SERVICES = {
    "productized": "At one price, or in packages",
    "free": "It costs nothing",
}
ADDONS = (
    ("flat", "Add-on at a fixed price", "One amount", 1),
    ("per_unit", "Add-on by the piece", "Clients say how many", 10),
    ("percent", "Share of the service", "So many percent of what the service costs", 1),
)


def services(here: Studio) -> list[Offer]:
    """Each ready kind of service, with the pipeline and the ways to pay that others have. It is put where the shop lists its services by name."""
    pipeline = next(iter(here.compiled.pipelines), None)
    if pipeline is None:
        return []
    made = []
    for kind in registry.family("service"):
        service = new_id("svc")
        ptr = pointer("services", service)
        value: dict[str, Any] = {"type": kind.name, "name": "New service", "pipeline": pipeline}
        edits: list[dict[str, Any]] = []
        if "price" in kind.schema().load_fields:
            edits.append(_price(value, new_price("flat", here.compiled.currency)))
        if "billing" in kind.schema().load_fields:
            value["billing"] = {"collect": _ways_to_pay(here)}
        edits.append({"op": "insert", "ptr": ptr, "value": value})
        edits += [{"op": "insert", "ptr": f"{each}/-", "value": service} for each in _shop_lists(here)]
        line = SERVICES.get(kind.name, kind.group)
        made.append(Offer(kind.name, kind.label, line, kind.icon, _text(edits), ptr, f"“{kind.label}” was added"))
    return made


def packages(here: Studio, service: str) -> list[Offer]:
    """One package more: the first takes the service's price, each other one begins with a copy of the last one's."""
    raw = here.raw(service)
    kind = registry.get("service", str(raw.get("type"))) if isinstance(raw, Mapping) else None
    if kind is None or kind.name != "productized":
        return []
    package = new_id("pkg")
    ptr = f"{service}/packages/{package}"
    there = ordered(here, *service.split("/")[1:], "packages")
    value: dict[str, Any] = {"name": "New package" if there else "Basic"}
    edits: list[dict[str, Any]] = []
    own = here.raw(f"{service}/price")
    if there:
        last = here.raw(pointer("prices", str(here.raw(f"{service}/packages/{there[-1]}/price"))))
        price = copy.deepcopy(dict(last)) if isinstance(last, Mapping) else new_price("flat", here.compiled.currency)
        edits.append(_price(value, price))
    elif isinstance(own, str):
        value["price"] = own
    else:
        edits.append(_price(value, new_price("flat", here.compiled.currency)))
    edits.append({"op": "insert", "ptr": ptr, "value": value})
    if own is not None:
        edits.append({"op": "set", "ptr": f"{service}/price", "value": None})
    label = "Add package" if there else "Sell it in packages"
    return [Offer("package", label, "With a price of its own", "box", _text(edits), ptr, "A package was added")]


def addons(here: Studio) -> list[Offer]:
    """An add-on at each of the usual kinds of price. Which services offer it is chosen there."""
    made = []
    for model, label, line, most in ADDONS:
        ptr = pointer("addons", new_id("adn"))
        value: dict[str, Any] = {"name": "New add-on", **({"max": most} if most > 1 else {})}
        edits = [_price(value, new_price(model, here.compiled.currency))]
        edits.append({"op": "insert", "ptr": ptr, "value": value})
        made.append(Offer(model, label, line, "layers", _text(edits), ptr, "An add-on was added"))
    return made


def first_price(here: Studio, service: str) -> str:
    """The edits that give a service without a price one."""
    value: dict[str, Any] = {}
    edit = _price(value, new_price("flat", here.compiled.currency))
    return _text([edit, {"op": "set", "ptr": f"{service}/price", "value": value["price"]}])


def singled_out(here: Studio, package: str) -> tuple[str, str]:
    """(edits that single a package out and no other, edits that take that back)."""
    home, _, own = package.rpartition("/")
    others = [each for each in ordered(here, *home.split("/")[1:]) if each != own]
    edits = [_unsaid(f"{home}/{each}/highlight") for each in others if here.raw(f"{home}/{each}/highlight")]
    on = [*edits, {"op": "set", "ptr": f"{package}/highlight", "value": HIGHLIGHT}]
    return _text(on), _text([_unsaid(f"{package}/highlight")])


def offering(here: Studio, addon: str, service: str) -> tuple[str, str]:
    """(edits that offer an add-on at a service, edits that do so no longer)."""
    ptr, goes_with = pointer("services", service, "addons"), pointer("addons", addon, "for")
    on: list[dict[str, Any]] = [{"op": "insert", "ptr": f"{ptr}/-", "value": addon}]
    named = here.raw(goes_with)
    if isinstance(named, list) and named and service not in named:
        on.insert(0, {"op": "insert", "ptr": f"{goes_with}/-", "value": service})
    return _text(on), _text(_withdrawn(here, addon, service))


def _withdrawn(here: Studio, addon: str, service: str) -> list[dict[str, Any]]:
    ptr = pointer("services", service, "addons")
    listed = here.raw(ptr)
    if isinstance(listed, list) and len(listed) == 1:
        return [_unsaid(ptr)]
    return [{"op": "remove", "ptr": f"{ptr}/{addon}"}]


def service_removal(here: Studio, service: str) -> list[Mapping[str, Any]]:
    """The edits that take a service away with its prices."""
    inner = ordered(here, *service.split("/")[1:], "packages")
    prices = dict.fromkeys(
        [here.raw(f"{service}/price"), *(here.raw(f"{service}/packages/{each}/price") for each in inner)]
    )
    gone = [each for price in prices for each in without_price(here, price, service)]
    return [{"op": "remove", "ptr": service, "uses": "drop"}, *gone]


def package_removal(here: Studio, package: str) -> list[Mapping[str, Any]]:
    """The edits that take a package away with its price; the price of the last one is then the service's."""
    service, price = package.rpartition("/packages/")[0], here.raw(f"{package}/price")
    remove = {"op": "remove", "ptr": package, "uses": "drop"}
    if len(ordered(here, *service.split("/")[1:], "packages")) == 1 and isinstance(price, str):
        return [remove, {"op": "set", "ptr": f"{service}/price", "value": price}]
    return [remove, *without_price(here, price, package)]


def addon_removal(here: Studio, addon: str) -> list[Mapping[str, Any]]:
    """The edits that take an add-on away with its price, out of every service that offers it first."""
    own = addon.rpartition("/")[2]
    before = [each for service in offered_at(here, own) for each in _withdrawn(here, own, service)]
    remove = {"op": "remove", "ptr": addon, "uses": "drop"}
    return [*before, remove, *without_price(here, here.raw(f"{addon}/price"), addon)]


def _price(holder: dict[str, Any], price: Mapping[str, Any]) -> dict[str, Any]:
    """The edit that adds a price, which ``holder`` then names."""
    holder["price"] = new_id("prc")
    return {"op": "insert", "ptr": pointer("prices", holder["price"]), "value": dict(price)}


def _ways_to_pay(here: Studio) -> list[str]:
    """What most services are paid by, else every payment method there is."""
    used = Counter(one.collect for one in here.compiled.services.values() if one.collect)
    return list(used.most_common(1)[0][0]) if used else list(here.compiled.payment_methods)


def _shop_lists(here: Studio) -> list[str]:
    """Pointers of the lists by which the shop's tabs and their pages name services: a new one would be in none of them."""
    made = []
    for tab in here.compiled.tabs:
        if tab.type != "storefront":
            continue
        page = str(tab.settings.get("page") or "")
        sections = here.raw(pointer("pages", page, "sections"))
        places = [pointer("tabs", tab.id, "services")]
        places += [
            pointer("pages", page, "sections", each, "services")
            for each, one in (sections.items() if isinstance(sections, Mapping) else ())
            if isinstance(one, Mapping) and one.get("type") == "service_grid"
        ]
        made += [each for each in places if here.raw(each) and each not in made]
    return made


def _unsaid(ptr: str) -> dict[str, Any]:
    return {"op": "set", "ptr": ptr, "value": None}


def _text(edits: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(edits, separators=(",", ":"))
