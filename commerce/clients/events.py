"""Facts about clients and members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class MemberInvited(Event):
    """Somebody was asked to join a client. ``subject`` is ``member:<id>``; ``again``: the invitation was sent before."""

    name: ClassVar[str] = "member.invited"
    client: str
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """An invited member accepted. ``subject`` is ``member:<id>``."""

    name: ClassVar[str] = "member.joined"
    client: str


@dataclass(frozen=True, kw_only=True)
class MemberChanged(Event):
    """A member's roles or state changed. ``subject`` is ``member:<id>``; roles are joined by commas."""

    name: ClassVar[str] = "member.changed"
    client: str
    state: str
    roles: str


@dataclass(frozen=True, kw_only=True)
class ClientRenamed(Event):
    """A client was given another name or customer number. ``subject`` is ``client:<id>``."""

    name: ClassVar[str] = "client.renamed"


@dataclass(frozen=True, kw_only=True)
class ClientEnteredGroup(Event):
    """A client was put into a group. ``subject`` is ``client:<id>``; ``group`` is an id of the document."""

    name: ClassVar[str] = "client.entered_group"
    group: str


@dataclass(frozen=True, kw_only=True)
class ClientLeftGroup(Event):
    """A client was taken out of a group. ``subject`` is ``client:<id>``; ``group`` is an id of the document."""

    name: ClassVar[str] = "client.left_group"
    group: str


@dataclass(frozen=True, kw_only=True)
class ClientChanged(Event):
    """A client was made or its state changed. ``subject`` is ``client:<id>``."""

    name: ClassVar[str] = "client.changed"
    state: str
    before: str = ""
