"""Lists that questions of a form choose from: people of one's own company, orders one may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from commerce.orders import policies as orders
from form_schemas.context import Listed, Lookup
from foundation.db import rows
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Field

MOST = 300
"""Entries that are offered to choose from."""


def lookups_of(viewer: Viewer) -> Mapping[str, Lookup]:
    """The lists of a member, by kind of question; nobody else has any."""
    if viewer.kind != "member" or viewer.client_id is None:
        return {}
    return {"person": People(viewer), "record": Orders(viewer)}


@dataclass(frozen=True, slots=True)
class People:
    """The active members of the viewer's own client, by name; with ``roles`` of the question only those who have one of them."""

    viewer: Viewer

    def entries(self, asked: Field) -> Sequence[Listed]:
        """Everybody who can be chosen."""
        return self._read(asked, None)

    def entry(self, asked: Field, value: str) -> Listed | None:
        """The member of that id."""
        member_id = _id(value)
        return next(iter(self._read(asked, member_id)), None) if member_id else None

    def _read(self, asked: Field, member_id: UUID | None) -> list[Listed]:
        roles = list(asked.settings.get("roles") or ())
        found = rows(
            "select id, name from members where tenant_id = %(tenant)s and client_id = %(client)s and state = 'active'"
            " and (%(roles)s::text[] = '{}' or roles && %(roles)s::text[]) and (%(id)s::uuid is null or id = %(id)s)"
            " order by lower(name), id limit %(most)s",
            tenant=current_scope().tenant_id,
            client=self.viewer.client_id,
            roles=roles,
            id=member_id,
            most=MOST,
        )
        return [Listed(str(one.id), one.name) for one in found]


@dataclass(frozen=True, slots=True)
class Orders:
    """The orders the viewer may read, the newest first."""

    viewer: Viewer

    def entries(self, asked: Field) -> Sequence[Listed]:
        """Everything that can be chosen."""
        return self._read(None) if asked.settings.get("of", "order") == "order" else ()

    def entry(self, asked: Field, value: str) -> Listed | None:
        """The order of that id."""
        order_id = _id(value) if asked.settings.get("of", "order") == "order" else None
        return next(iter(self._read(order_id)), None) if order_id else None

    def _read(self, order_id: UUID | None) -> list[Listed]:
        try:
            condition, parameters = orders.reach(self.viewer)
        except NotFound:
            return []
        found = rows(
            f"select o.id, o.number, o.title from orders o where o.tenant_id = %(tenant)s and ({condition}) is true"  # noqa: S608 - fixed fragments
            " and (%(id)s::uuid is null or o.id = %(id)s) order by o.placed_at desc, o.id desc limit %(most)s",
            tenant=current_scope().tenant_id,
            id=order_id,
            most=MOST,
            **parameters,
        )
        return [Listed(str(one.id), one.number, one.title, _number(one.number)) for one in found]


def _number(number: str) -> Mapping[str, Any]:
    return {"number": number}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
