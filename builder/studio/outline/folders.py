"""The folders of clients' files, and who sees each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.studio.outline.node import Group, Node, only_for, seen_by
from builder.studio.place import Studio
from portal_config.findings import pointer
from portal_config.sections.folders import READS


def file_folders(here: Studio, roles: Sequence[Mapping[str, Any]]) -> Group:
    """Every folder, in the seller's order. The preview shows the tab that lists it."""
    listing = [tab for tab in here.compiled.tabs if tab.type == "files" and not tab.hidden]
    nodes = []
    for one in here.compiled.folders.values():
        tab = next((tab for tab in listing if one.id in (tab.settings.get("folders") or (one.id,))), None)
        nodes.append(
            Node(
                pointer("folders", one.id),
                one.name,
                "folder",
                f"/t/{tab.slug}" if tab else "",
                seen=seen_by(roles, one.see, READS),
                only=only_for(here.compiled, one.see),
                orders=True,
            )
        )
    return Group("Folders of files", tuple(nodes), "folder", "Add folder", letters=True)
