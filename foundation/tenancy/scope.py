"""The entered scope: one portal and one tenant, carried in a context variable. Nothing is read or written without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID


class NoScope(RuntimeError):
    """A query was made although no tenant had been entered."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One tenant of one portal. ``clock_offset`` is added to real time; ``origin`` (``https://host``) is what links in mails start with."""

    portal_id: UUID
    tenant_id: UUID
    mode: Literal["live", "sandbox"]
    slug: str
    sandbox: str | None
    portal_name: str
    demo: bool
    clock_offset: timedelta
    origin: str

    @property
    def test_money(self) -> bool:
        """True where the test gateway works: sandboxes, and tenants made by the demo loader."""
        return self.demo or self.mode == "sandbox"


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)
_unscoped: ContextVar[str | None] = ContextVar("unscoped", default=None)


def maybe_scope() -> Scope | None:
    """The entered scope, or None."""
    return _current.get()


def current_scope() -> Scope:
    """The entered scope. Raises NoScope."""
    scope = _current.get()
    if scope is None:
        raise NoScope("no tenant has been entered; open one with foundation.tenancy.entered(scope)")
    return scope


def unscoped_reason() -> str | None:
    """Why platform tables are read without a tenant, or None."""
    return _unscoped.get()


@contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """Enter a tenant for the length of the block."""
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)


@contextmanager
def unscoped(reason: str) -> Iterator[None]:
    """Read platform tables (portals, tenants, domains, staff) without a tenant; row-level security then shows no tenant's row."""
    scope_token, reason_token = _current.set(None), _unscoped.set(reason)
    try:
        yield
    finally:
        _unscoped.reset(reason_token)
        _current.reset(scope_token)
