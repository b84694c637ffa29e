"""Rendered fragments in the process, under keys built from what a kind declares and nothing else.

A fragment's loader is given a ``Declared``: reading from it what the kind did not declare raises, so an undeclared dependency cannot reach a
page, and one client's prices cannot be shown to another.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from foundation.identity.viewer import Viewer
from foundation.tenancy import Scope

KEPT = 20_000
CLIENT, MEMBER, CURRENCY, DAY = "client", "member", "currency", "day"
KNOWN = frozenset({CLIENT, MEMBER, CURRENCY, DAY, "location"})


class Undeclared(RuntimeError):
    """A fragment's loader read what its kind does not declare in ``varies``."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a page knows about who is looking at what, before anything is declared."""

    scope: Scope
    pointer: str
    viewer: Viewer
    language: str
    theme_mode: str
    currency: str
    today: dt.date
    versions: Mapping[str, int]
    root: str = ""
    """What stands before every address of the page: links are part of a fragment."""
    shared: tuple[Any, ...] = field(init=False, compare=False)
    """What the keys of all its fragments have in common."""

    def __post_init__(self) -> None:
        viewer = self.viewer
        shared = (
            self.scope.tenant_id,
            self.scope.mode,
            self.pointer,
            self.language,
            self.theme_mode,
            self.root,
            tuple(sorted(viewer.permissions.items())),
            tuple(sorted(viewer.roles)),
            viewer.standing,
            viewer.kind,
        )
        object.__setattr__(self, "shared", shared)


class Declared:
    """The part of a basis that a kind declared. Always there: scope, language, permissions, roles, and what of the document is shown to whoever stands so."""

    __slots__ = ("_basis", "_declares", "key")

    def __init__(self, basis: Basis, varies: Collection[str], part: str, rooms: Collection[str] = ()) -> None:
        declares = set(varies)
        if "own" in basis.viewer.permissions.values():
            declares.add(MEMBER)
        if MEMBER in declares:
            declares.add(CLIENT)
        self._basis, self._declares = basis, frozenset(declares)
        viewer = basis.viewer
        self.key: tuple[Any, ...] = (
            *basis.shared,
            part,
            *((name, getattr(self, name)) for name in (CLIENT, MEMBER, CURRENCY, DAY) if name in self._declares),
            viewer.client_state if CLIENT in self._declares else None,
            # No counter tells that a person or a company has another name now.
            (viewer.name, viewer.client_name) if MEMBER in self._declares else None,
            tuple((room, basis.versions.get(room, 0)) for room in sorted(rooms)),
        )

    def _only(self, name: str) -> None:
        if name not in self._declares:
            raise Undeclared(f"this kind does not declare that it varies by {name}")

    @property
    def declares(self) -> frozenset[str]:
        return self._declares

    @property
    def scope(self) -> Scope:
        return self._basis.scope

    @property
    def language(self) -> str:
        return self._basis.language

    @property
    def permissions(self) -> Mapping[str, str]:
        return self._basis.viewer.permissions

    @property
    def client(self) -> UUID | None:
        self._only(CLIENT)
        return self._basis.viewer.client_id

    @property
    def member(self) -> UUID | None:
        self._only(MEMBER)
        return self._basis.viewer.member_id

    @property
    def currency(self) -> str:
        self._only(CURRENCY)
        return self._basis.currency

    @property
    def day(self) -> dt.date:
        self._only(DAY)
        return self._basis.today

    @property
    def person(self) -> Viewer:
        """The whole viewer, for a kind that varies by member."""
        self._only(MEMBER)
        return self._basis.viewer

    @property
    def viewer(self) -> Viewer:
        """A viewer who knows only what was declared: what access functions of lower rooms are given."""
        whole = self._basis.viewer
        if MEMBER in self._declares:
            return whole
        return Viewer(
            kind=whole.kind,
            client_id=whole.client_id if CLIENT in self._declares else None,
            client_state=whole.client_state if CLIENT in self._declares else "",
            roles=whole.roles,
            permissions=whole.permissions,
            standing=whole.standing,
        )


_kept: OrderedDict[tuple[Any, ...], str] = OrderedDict()
_lock = threading.Lock()


def kept(key: tuple[Any, ...]) -> str | None:
    """The fragment under a key, or None."""
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
        return found


def keep(key: tuple[Any, ...], html: str) -> None:
    """Keep a fragment; the one unused longest makes room."""
    with _lock:
        _kept[key] = html
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


def forget() -> None:
    """Drop every fragment (for tests)."""
    with _lock:
        _kept.clear()
