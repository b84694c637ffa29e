"""Where the portal serves files, and the part of a page in which they stand."""

from __future__ import annotations

from typing import Any

from flask import url_for

from commerce.orders.queries import OrderRecord
from foundation import clock
from foundation.settings import settings
from runtime.pages.compose import visible_tabs
from runtime.pages.portal import Portal
from workspace.files import policies, queries
from workspace.files.queries import FileRecord
from workspace.files.shown import shown


class PortalAddresses:
    """The addresses of files on a portal's own host."""

    def file(self, file: FileRecord) -> str:
        return url_for("files.fetch", file_id=file.id)

    def thumb(self, file: FileRecord) -> str | None:
        return url_for("files.thumb", file_id=file.id) if file.thumb else None

    def removal(self, file: FileRecord) -> str:
        return url_for("files.removal", file_id=file.id)

    def folder(self, file: FileRecord) -> str:
        return url_for("files.move", file_id=file.id)

    def order(self, number: str) -> str:
        return url_for("orders.order", number=number)


ADDRESSES = PortalAddresses()


def files_url(here: Portal) -> str | None:
    """The files tab, or None for somebody who has none."""
    found = next((tab for tab in visible_tabs(here.compiled, here.viewer) if tab.type == "files"), None)
    return url_for("pages.tab", slug=found.slug) if found else None


def upload(back: str, **fields: str) -> dict[str, Any]:
    """What ``upload_form`` of ``components/files.html`` is given. ``back`` is the page to come back to, ``fields`` what the form says with the files."""
    return {
        "action": url_for("files.add"),
        "api": url_for("files.begin"),
        "back": back,
        "most": settings().file_limit,
        "fields": fields,
    }


def files_of_order(here: Portal, order: OrderRecord) -> dict[str, Any] | None:
    """What ``parts/order_files.html`` is given: the order's files, and where this person adds some. None for somebody who may do neither."""
    may_add = policies.may_add(here.viewer)
    if not may_add and not here.viewer.may(policies.READ):
        return None
    back = url_for("orders.order", number=order.number)
    return {
        "rows": shown(
            queries.files_of_order(here.viewer, order.id), here.viewer, ADDRESSES, clock.now(), here.compiled.folders
        ),
        "back": back,
        "upload": upload(back, order=order.number) if may_add else None,
    }
