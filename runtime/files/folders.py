"""The folders of a files tab: which of them it lists, what it is narrowed to, and where files are added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from foundation.errors import Refused
from portal_config.compiled import Tab
from portal_config.folders import Folder
from runtime.pages.portal import Portal
from words import say
from workspace.files import policies
from workspace.files.shown import places

NONE = "none"
"""Stands in an address for files in no folder; no id of a folder can be that."""


@dataclass(frozen=True, slots=True)
class Listed:
    """``folders``: those of the tab that the viewer is shown, in the seller's order; ``loose``: files in none stand beside them."""

    folders: tuple[Folder, ...]
    loose: bool

    def chosen(self, asked: str) -> str:
        """The id of the folder that an address asks for; empty for none, and for all of them."""
        return asked if any(asked == one.id for one in self.folders) else ""

    def narrowed(self, asked: str) -> tuple[str, ...] | None:
        """The folders whose files are listed, as ``list_files`` takes them. Raises Refused ``folder_missing`` for one that is not in the tab."""
        if asked == NONE and self.loose:
            return ("",)
        if asked:
            if not self.chosen(asked):
                raise Refused(
                    "folder_missing", "There is no such folder. Choose another one.", pointer="folder", status=404
                )
            return (asked,)
        return None if self.loose else tuple(one.id for one in self.folders)

    def choices(self, asked: str, url: Callable[[str], str]) -> list[tuple[str, str, bool]]:
        """(name, address, current) of what the list can be narrowed to, all of it first."""
        if not self.folders:
            return []
        made = [(say("All folders"), url(""), not asked)]
        made += [(one.name, url(one.id), one.id == asked) for one in self.folders]
        if self.loose:
            made.append((say("No folder"), url(NONE), asked == NONE))
        return made

    def into(self, here: Portal, *, whole: bool, of_orders: bool) -> tuple[tuple[str, str], ...]:
        """(id, name) of where files can be added here, an empty id for no folder. ``whole``: beside all orders too; ``of_orders``: there are orders they can
        belong to."""
        shown = {one.id: one for one in self.folders}
        of_order = not whole and of_orders and policies.may_add(here.viewer)
        return tuple(
            (folder, name) for folder, name in places(here.viewer, shown, of_order=of_order) if folder or self.loose
        )


def folders_of_tab(here: Portal, tab: Tab) -> Listed:
    """The folders that a tab lists for the viewer: those it names, or all of them."""
    named = tab.settings.get("folders") or ()
    shown = here.viewer.standing.folders.shown
    return Listed(
        tuple(one for one in here.compiled.folders.values() if one.id in shown and (not named or one.id in named)),
        loose=not named,
    )
