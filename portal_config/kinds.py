"""Kinds: registered types of tabs, widgets, fields, price models … each with its declaration.

A declaration is a subclass of ``Kind`` in ``<package>/<name>/kind.py``. Checker, compiler, palette and docs know kinds only through
``registry``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal

import marshmallow

from portal_config.settings.base import Settings

FAMILIES = ("tab", "widget", "field", "price_model", "payment_method", "service", "section", "block")


class Kind:
    """A declaration. Subclass it, fill the attributes and put ``@registry.register`` above it."""

    name: ClassVar[str]
    """The ``type`` (of a price: the ``model``) that a document names."""
    family: ClassVar[str]
    label: ClassVar[str]
    icon: ClassVar[str] = "square"
    group: ClassVar[str] = "General"
    Settings: ClassVar[type[Settings]] = Settings
    example: ClassVar[Mapping[str, Any]] = {}
    """A part as it stands in a document, complete but for its references."""
    needs: ClassVar[str | None] = None
    """The action a viewer must be allowed, beside being shown the part."""
    version: ClassVar[int] = 1
    engine: ClassVar[Literal["ready", "planned"]] = "ready"
    answers: ClassVar[str] = "thing"
    """Of a field: the PX type of its answer; ``thing`` where rules may only ask whether it is there, ``computed`` where its own rule decides, empty for a
    part that asks nothing."""
    varies: ClassVar[tuple[str, ...]] = ()
    """What a rendered fragment depends on beside tenant, revision, language and permissions: client, member, currency, day …"""

    @classmethod
    def answered(cls, raw: Mapping[str, Any]) -> str:  # noqa: ARG003 - for kinds whose settings decide
        """The PX type of the answers of this field as the document writes it. Never raises, whatever ``raw`` holds."""
        return cls.answers

    @classmethod
    def schema(cls) -> marshmallow.Schema:
        """The instance of ``Settings``, made once a process."""
        return _schema(cls.Settings)


@cache
def _schema(settings: Callable[[], marshmallow.Schema]) -> marshmallow.Schema:
    return settings()


class DuplicateKind(RuntimeError):
    """Two declarations claim one name in one family."""


class Registry:
    """Every kind by family and name."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, str], type[Kind]] = {}

    def register(self, kind: type[Kind]) -> type[Kind]:
        """Add a declaration; use it as a class decorator. Raises DuplicateKind, and ValueError for an unknown family."""
        if kind.family not in FAMILIES:
            raise ValueError(f"{kind.__qualname__}: {kind.family!r} is not a family of kinds")
        known = self._kinds.get((kind.family, kind.name))
        if known:
            raise DuplicateKind(f"{kind.family} {kind.name!r} is declared by {known.__module__} and {kind.__module__}")
        self._kinds[kind.family, kind.name] = kind
        return kind

    def get(self, family: str, name: str) -> type[Kind] | None:
        """The declaration, or None."""
        return self._kinds.get((family, name))

    def family(self, family: str, *, planned: bool = False) -> tuple[type[Kind], ...]:
        """Kinds of a family in order of name; those without an engine only when ``planned``."""
        kinds = sorted((key, kind) for key, kind in self._kinds.items() if key[0] == family)
        return tuple(kind for _, kind in kinds if planned or kind.engine == "ready")


registry = Registry()


def discover(package: str) -> tuple[str, ...]:
    """Import every ``<package>/<name>/kind.py``; answers the names. Called by the composition root only. Raises ImportError."""
    module = importlib.import_module(package)
    names = sorted(path.parent.name for folder in module.__path__ for path in Path(folder).glob("*/kind.py"))
    for name in names:
        importlib.import_module(f"{package}.{name}.kind")
    return tuple(names)
