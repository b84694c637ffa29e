"""The portal as a whole: its language and numbers, who gets in, its address, legal texts, ways to pay."""

from __future__ import annotations

from collections.abc import Mapping

from builder.studio.outline.node import Group, Node
from builder.studio.outline.sold import ordered
from builder.studio.place import Studio
from portal_config.findings import pointer
from portal_config.kinds import registry


def whole(here: Studio) -> tuple[Group, ...]:
    """Rows of the settings that belong to no page."""
    return (
        Group(
            "Portal",
            (
                Node("/portal", "Language, money and time", "globe"),
                Node("/access", "Signing in", "lock", "/sign-in", visitor=True),
                Node("/domains", "Address", "link", also=("/env",)),
            ),
        ),
        Group("Legal texts", _legal(here), "legal", "Add legal text"),
        Group("Ways to pay", _ways_to_pay(here), "payment", "Add way to pay"),
    )


def _legal(here: Studio) -> tuple[Node, ...]:
    made = []
    for one in ordered(here, "legal"):
        raw = here.raw(pointer("legal", one))
        own = raw if isinstance(raw, Mapping) else {}
        page = here.compiled.pages.get(str(own.get("page")))
        show = f"/pages/{page.slug}" if page is not None and page.public else ""
        made.append(
            Node(
                pointer("legal", one),
                str(own.get("title") or one),
                "shield",
                show,
                tag=str(own.get("version") or "")[:20],
                orders=True,
            )
        )
    return tuple(made)


def _ways_to_pay(here: Studio) -> tuple[Node, ...]:
    made = []
    for one in ordered(here, "payment_methods"):
        raw = here.raw(pointer("payment_methods", one))
        own = raw if isinstance(raw, Mapping) else {}
        kind = registry.get("payment_method", str(own.get("type") or ""))
        made.append(
            Node(
                pointer("payment_methods", one),
                str(own.get("label") or one),
                kind.icon if kind else "card",
                orders=True,
            )
        )
    return tuple(made)
