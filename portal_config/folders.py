"""Folders of a client's files, and what somebody may do with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from portal_config.see import Folders, See, Standing


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that every client has. ``add`` and ``remove`` are the roles named for adding files to it and for taking any file out of it."""

    id: str
    name: str
    see: See
    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()


def folders_of_member(folders: Iterable[Folder], roles: Collection[str], standing: Standing) -> Folders:
    """What a member with these ``roles`` may do, who stands so. A folder that is not shown to them is not there for them, whatever names their role."""
    seen = [each for each in folders if each.see.admits(roles, standing)]
    return _worked_out(seen, roles, {each.id for each in seen if not each.add})


def folders_of_staff(
    folders: Collection[Folder], roles: Collection[str], sellers: Collection[str], *, owner: bool
) -> Folders:
    """What staff may do: they see every folder, and an owner does everything. A folder that names none of the seller's roles (``sellers``) for adding is open
    to all of them: one that clients fill does not shut out who keeps it."""
    every = frozenset(each.id for each in folders)
    if owner:
        return Folders(every, every, every, every)
    return _worked_out(folders, roles, {each.id for each in folders if each.add.isdisjoint(sellers)})


def _worked_out(folders: Iterable[Folder], roles: Collection[str], free: Collection[str]) -> Folders:
    kept = tuple(folders)
    return Folders(
        shown=frozenset(each.id for each in kept),
        free=frozenset(free),
        add=frozenset(each.id for each in kept if not each.add.isdisjoint(roles)),
        clear=frozenset(each.id for each in kept if not each.remove.isdisjoint(roles)),
    )
