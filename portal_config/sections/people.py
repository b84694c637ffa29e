"""``roles`` and ``legal``."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from typing import Any, Literal

from portal_config import permissions
from portal_config.compiled import LegalText, Page, Role
from portal_config.findings import pointer
from portal_config.reader import Reader, frozen, immutable
from portal_config.settings import Choice, Choices, Fault, Flag, Planned, Ref, Setting, Settings, Text, refuse
from portal_config.settings.base import planned


class Actions(Setting):
    """Action → scope, shape only; what they may be is checked per role."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            refuse("wrong_type", "An object of actions is needed here.", "Write { … }.")
        return value


class RoleSettings(Settings):
    side = Choice(("client", "seller"), required=True)
    name = Text(required=True, at_least=1, at_most=60, translated=True, label="Name of the role")
    can = Actions(default=None)
    archived = Planned("Archiving a role", Flag(), obeyed=False)


class LegalSettings(Settings):
    title = Text(required=True, at_least=1, translated=True, label="Title")
    version = Text(required=True, at_least=1, at_most=40, label="Version")
    page = Ref("pag", label="Page with the text")
    asset = Planned("A file as a legal text", Ref("ast"))
    accept_at = Choices(("signup", "checkout", "public_form"), label="Where acceptance is asked")


_ROLE, _LEGAL = RoleSettings(), LegalSettings()


def read_roles(reader: Reader) -> dict[str, Role]:
    """The ``roles`` section in order; actions that cannot be read are not given."""
    roles = {}
    for entry in reader.entries(reader.document, "roles", "role_order", "rol", ""):
        read = reader.part(_ROLE, entry.raw, entry.at)
        side: Literal["client", "seller"] = "seller" if read.values["side"] == "seller" else "client"
        can = _allowed(reader, read.values["can"] or {}, side, entry.at + "/can")
        roles[entry.id] = Role(entry.id, side, read.text("name") or entry.id, immutable(can))
    return roles


def _allowed(reader: Reader, can: dict[str, Any], side: str, at: str) -> dict[str, str]:
    scopes = permissions.CLIENT_SCOPES if side == "client" else permissions.SELLER_SCOPES
    allowed = {}
    for action, scope in can.items():
        here = at + pointer(action)
        if action not in permissions.READY | permissions.PLANNED:
            known = ", ".join(sorted(permissions.READY))
            reader.error(here, Fault("action_unknown", f"“{action[:60]}” is not an action.", f"Use one of: {known}."))
        elif side == "client" and action in permissions.SELLER_ONLY:
            fault = Fault("action_side", f"“{action}” is for the seller's own people.", "Remove it from this role.")
            reader.error(here, fault)
        elif not isinstance(scope, str) or scope not in scopes:
            reader.error(
                here, Fault("scope_invalid", f"A {side} role reaches {', '.join(scopes)}.", "Choose one of them.")
            )
        else:
            allowed[action] = scope
            if action in permissions.PLANNED:
                reader.plan(here, planned(f"“{action}”"))
    return allowed


def read_legal(reader: Reader, pages: dict[str, Page]) -> dict[str, LegalText]:
    """The ``legal`` section; each is frozen with the page that holds its text."""
    legal = {}
    raw_pages = reader.document.get("pages")
    for entry in reader.entries(reader.document, "legal", "legal_order", "leg", ""):
        read = reader.part(_LEGAL, entry.raw, entry.at)
        page = read.values["page"]
        if page is None:
            if read.broken is None and read.values["asset"] is None:
                reader.error(
                    entry.at,
                    Fault("legal_text_missing", "There is no text to accept.", "Choose the page that holds it."),
                )
        elif page in pages and not pages[page].public:
            fault = Fault("legal_page_private", "People who are not signed in cannot read it.", "Make the page public.")
            reader.error(entry.at + "/page", fault)
        legal[entry.id] = LegalText(
            entry.id,
            read.text("title") or entry.id,
            read.text("version"),
            page if page in pages else None,
            frozenset(read.values["accept_at"]),
            frozen("legal", entry.id, entry.raw, page=raw_pages.get(page) if isinstance(raw_pages, dict) else None),
        )
    return legal
