"""Ids: ``prefix_name``, unique in a document, never changed, never used again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from portal_config.findings import Finding, pointer

_SHAPE = re.compile(r"[a-z]{3}_[a-z0-9][a-z0-9_]{0,59}", re.ASCII)

MAPS = {
    "env": "env",
    "roles": "rol",
    "tabs": "tab",
    "pages": "pag",
    "dashboards": "dsh",
    "services": "svc",
    "prices": "prc",
    "forms": "frm",
    "pipelines": "pip",
    "payment_methods": "pmt",
    "legal": "leg",
    "assets": "ast",
    "folders": "fol",
    "coupons": "cpn",
    "groups": "grp",
    "desks": "dsk",
    "addons": "adn",
    "price_lists": "prl",
    "approvals": "apr",
    "notifications": "ntf",
    "templates": "tpl",
    "automations": "aut",
}
"""Maps at the top of a document and the prefix of their ids."""

INNER = {
    "pages": {"sections": "sec"},
    "sections": {"blocks": "blk", "slots": "slt"},
    "dashboards": {"widgets": "wdg"},
    "forms": {"fields": "fld"},
    "pipelines": {"statuses": "sts"},
    "services": {"plans": "pln", "packages": "pkg"},
    "slots": {"blocks": "blk"},
    "onboarding": {"cards": "crd", "checklist": "chk"},
    "help": {"articles": "art", "questions": "qst"},
    "tax": {"regions": "reg", "categories": "txc"},
}
"""Maps inside the entries of a map, or inside a section that is one object."""

SINGLES = ("onboarding", "help", "tax")
"""Sections that are one object with maps inside."""

LISTED = {
    "forms": {"pages": "fpg"},
    "fields": {"options": "opt"},
    "automations": {"steps": "stp"},
    "steps": {"steps": "stp", "then": "stp", "else": "stp"},
    "then": {"steps": "stp", "then": "stp", "else": "stp"},
    "else": {"steps": "stp", "then": "stp", "else": "stp"},
    "desks": {"categories": "tic"},
}
"""Lists inside the entries of a map, or inside other items, whose items carry an ``id``."""

ORDERS = {
    "env": "env_order", "roles": "role_order", "tabs": "tab_order", "pages": "page_order", "dashboards": "dashboard_order",
    "services": "service_order", "prices": "price_order", "forms": "form_order", "pipelines": "pipeline_order",
    "payment_methods": "payment_method_order", "legal": "legal_order", "approvals": "approval_order",
    "automations": "automation_order", "addons": "addon_order", "groups": "group_order", "desks": "desk_order", "folders": "folder_order",
}  # fmt: skip
"""The list beside each map at the top of a document that says its order."""

INNER_ORDERS = {
    "sections": "section_order", "blocks": "block_order", "widgets": "widget_order", "fields": "field_order",
    "statuses": "status_order", "plans": "plan_order", "packages": "package_order", "slots": "slot_order", "cards": "card_order", "checklist": "checklist_order",
    "articles": "article_order", "questions": "question_order", "regions": "region_order", "categories": "category_order",
}  # fmt: skip
"""The list beside each map inside an entry."""

NAMES = {
    "env": "slot", "rol": "role", "tab": "tab", "pag": "page", "dsh": "dashboard", "svc": "service", "prc": "price", "frm": "form",
    "pip": "pipeline", "pmt": "payment method", "leg": "legal text", "fld": "field", "sts": "status", "wdg": "widget", "sec": "section",
    "blk": "block", "ast": "asset", "fpg": "form page", "opt": "answer", "stp": "step", "pln": "plan", "pkg": "package",
    "ntf": "notification", "fol": "folder", "cpn": "coupon", "grp": "group", "dsk": "desk", "adn": "add-on", "prl": "price list", "apr": "approval rule",
    "tpl": "mail template", "aut": "automation", "slt": "column", "crd": "card", "chk": "first step", "art": "article", "qst": "question", "reg": "tax region",
    "txc": "tax category", "tic": "category",
}  # fmt: skip
"""What a prefix stands for, in words."""


class Found(NamedTuple):
    id: Any
    pointer: str
    prefix: str


def well_shaped(value: Any, prefix: str | None = None) -> bool:
    """True for an id, of ``prefix`` when given."""
    return isinstance(value, str) and bool(_SHAPE.fullmatch(value)) and (prefix is None or value[:3] == prefix)


def slug(part_id: str) -> str:
    """The id without its prefix: what stands in an address."""
    return part_id[4:]


def found(document: dict[str, Any]) -> Iterator[Found]:
    """Every id a document declares, in document order."""
    portal = document.get("portal")
    if isinstance(portal, dict) and "id" in portal:
        yield Found(portal["id"], "/portal/id", "prt")
    for name, prefix in MAPS.items():
        yield from _in_map(document.get(name), pointer(name), name, prefix)
    for name in SINGLES:
        yield from _in_part(document.get(name), pointer(name), name)


def _in_map(entries: Any, at: str, name: str, prefix: str) -> Iterator[Found]:
    for part_id, part in entries.items() if isinstance(entries, dict) else ():
        here = at + pointer(part_id)
        yield Found(part_id, here, prefix)
        yield from _in_part(part, here, name)


def _in_part(part: Any, at: str, name: str) -> Iterator[Found]:
    if not isinstance(part, dict):
        return
    for inner, prefix in INNER.get(name, {}).items():
        yield from _in_map(part.get(inner), at + pointer(inner), inner, prefix)
    for listed, prefix in LISTED.get(name, {}).items():
        items = part.get(listed)
        for place, item in enumerate(items if isinstance(items, list) else ()):
            here = at + pointer(listed, place)
            if isinstance(item, dict) and "id" in item:
                yield Found(item["id"], here + "/id", prefix)
            yield from _in_part(item, here, listed)


class Index:
    """Which ids a document declares. ``findings`` says which of them are not as ids must be."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.findings: list[Finding] = []
        self._places: dict[str, str] = {}
        self._declared: dict[str, str] = {}
        listed = document.get("retired_ids")
        retired = {entry for entry in listed if isinstance(entry, str)} if isinstance(listed, list) else set()
        for entry in found(document):
            self._add(entry, retired)

    def _add(self, entry: Found, retired: set[str]) -> None:
        def fault(code: str, message: str, fix: str) -> None:
            self.findings.append(Finding("error", entry.pointer, code, message, fix))

        if not well_shaped(entry.id):
            fault(
                "id_invalid",
                f"{str(entry.id)[:80]!r} is not an id.",
                f"Write “{entry.prefix}_” and a name of a-z, 0-9 and _.",
            )
            return
        if entry.id[:3] != entry.prefix:
            fault("id_prefix", f"“{entry.id}” should begin with “{entry.prefix}_”.", "Give it the prefix of its place.")
        elif entry.id in self._places:
            fault(
                "id_duplicate", f"“{entry.id}” is used at {self._places[entry.id]} too.", "Give one of them another id."
            )
        else:
            if entry.id in retired:
                fault("id_retired", f"“{entry.id}” was used before and may not return.", "Choose a new id.")
            self._places[entry.id] = entry.pointer
            self._declared[entry.pointer.removesuffix("/id")] = entry.id

    def __contains__(self, part_id: object) -> bool:
        return part_id in self._places

    def declared_at(self, place: str) -> str | None:
        """The id of the part that stands at ``place`` (a pointer)."""
        return self._declared.get(place)

    def is_at(self, part_id: str, place: str) -> bool:
        """True when ``place`` (a pointer) is where the id was declared first."""
        return self._places.get(part_id) == place
