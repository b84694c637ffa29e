"""What can be added to the portal as a whole: pipelines and their statuses, roles, legal texts, ways to pay."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from builder.studio.outline.work import ICONS, KINDS
from builder.studio.palette import Offer, new_id
from builder.studio.place import Studio
from portal_config.findings import pointer
from portal_config.kinds import registry

CLIENT_CAN = {
    "order.create": "company",
    "order.read": "company",
    "price.read": "company",
    "file.read": "company",
    "message.write": "company",
}
SELLER_CAN = {"order.read": "all", "order.move": "all", "file.read": "all", "message.write": "all"}
LINES = {"bank_transfer": "You say where it is sent", "gateway": "Through a provider's own page"}


def pipelines(here: Studio) -> list[Offer]:
    """A pipeline from received to done, moved on by your team."""
    new, doing, done, off = (new_id("sts") for _ in range(4))
    movers = [one.id for one in here.compiled.roles.values() if one.side == "seller"]
    value: dict[str, Any] = {
        "name": "New pipeline",
        "start": new,
        "status_order": [new, doing, done, off],
        "statuses": {
            new: {"name": "Received", "kind": "open"},
            doing: {"name": "In progress", "kind": "active"},
            done: {"name": "Done", "kind": "done"},
            off: {"name": "Cancelled", "kind": "cancelled"},
        },
        "moves": [{"from": [new, doing], "to": [doing, done, off], "by": movers}] if movers else [],
    }
    return [
        _offer(
            "pipeline",
            "Pipeline",
            "From received to done, in steps of your own",
            "list",
            pointer("pipelines", new_id("pip")),
            value,
        )
    ]


def statuses(pipeline: str) -> list[Offer]:
    """A status of each meaning, at the end."""
    return [
        _offer(
            kind,
            words,
            "A step in the words of your trade",
            ICONS[kind],
            pointer("pipelines", pipeline, "statuses", new_id("sts")),
            {"name": words, "kind": kind},
        )
        for kind, words in KINDS.items()
    ]


def roles(side: str) -> list[Offer]:
    """A role of one side, with what most of that side may do."""
    client = side == "client"
    value = {"side": side, "name": "New role", "can": CLIENT_CAN if client else SELLER_CAN}
    line = "Orders, reads and writes for its company" if client else "Moves orders and writes to clients"
    return [_offer("role", "Role", line, "users" if client else "user", pointer("roles", new_id("rol")), value)]


def legal_texts(here: Studio) -> list[Offer]:
    """A legal text with a public page of its own."""
    page, section, block, text = new_id("pag"), new_id("sec"), new_id("blk"), new_id("leg")
    content = {
        "title": "Terms",
        "public": True,
        "section_order": [section],
        "sections": {
            section: {"type": "text", "block_order": [block], "blocks": {block: {"type": "heading", "text": "Terms"}}}
        },
    }
    ptr = pointer("legal", text)
    edits = [
        {"op": "insert", "ptr": pointer("pages", page), "value": content},
        {
            "op": "insert",
            "ptr": ptr,
            "value": {"title": "Terms", "version": "1", "page": page, "accept_at": ["checkout"]},
        },
    ]
    made = [
        Offer(
            "legal",
            "Legal text",
            "With a page of its own, accepted at the checkout",
            "shield",
            _text(edits),
            ptr,
            "A legal text was added",
        )
    ]
    stand = {one.page for one in here.compiled.legal.values()}
    for one in here.compiled.pages.values():
        if one.public and one.id not in stand:
            ptr = pointer("legal", new_id("leg"))
            edit = {
                "op": "insert",
                "ptr": ptr,
                "value": {"title": one.title, "version": "1", "page": one.id, "accept_at": ["checkout"]},
            }
            made.append(
                Offer(
                    one.id,
                    f"“{one.title}” as a legal text",
                    "A page that is there already",
                    "page",
                    _text([edit]),
                    ptr,
                    "A legal text was added",
                )
            )
    return made


def ways_to_pay(here: Studio) -> list[Offer]:
    """Each ready kind of payment; one that needs a payment account is given the first slot of one, or a slot is made for it."""
    made = []
    for kind in registry.family("payment_method"):
        ptr = pointer("payment_methods", new_id("pmt"))
        value: dict[str, Any] = {"type": kind.name, "label": kind.label}
        edits: list[dict[str, Any]] = []
        if kind.name == "bank_transfer":
            value["instructions"] = str(kind.example.get("instructions") or "")
        if "account" in kind.schema().load_fields:
            account = next((one.id for one in here.compiled.env.values() if one.kind == "payment_account"), None)
            if account is None:
                account = new_id("env")
                slot = {"kind": "payment_account", "label": "Card payments"}
                edits.append({"op": "insert", "ptr": pointer("env", account), "value": slot})
            value["account"] = account
        edits.append({"op": "insert", "ptr": ptr, "value": value})
        made.append(
            Offer(
                kind.name,
                kind.label,
                LINES.get(kind.name, kind.group),
                kind.icon,
                _text(edits),
                ptr,
                f"“{kind.label}” was added",
            )
        )
    return made


def _offer(name: str, label: str, line: str, icon: str, ptr: str, value: Mapping[str, Any]) -> Offer:
    return Offer(
        name, label, line, icon, _text([{"op": "insert", "ptr": ptr, "value": value}]), ptr, f"“{label}” was added"
    )


def _text(edits: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(edits, separators=(",", ":"))
