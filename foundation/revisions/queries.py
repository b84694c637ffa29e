"""Which document a tenant serves, and its compiled form."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID
from weakref import WeakValueDictionary

import portal_config
from foundation import clock
from foundation.db import row, value
from foundation.tenancy import Scope, current_scope
from portal_config import DocumentRefused
from portal_config.compiled import Compiled
from portal_config.upgrades import upgrade

POINTER_SECONDS = 0.8
COMPILED_KEPT = 1_024
"""Compiled documents a process keeps; a starter portal takes about 75 kB. Portals that serve the same text share one."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """The document a tenant serves: a revision (live) or a draft (sandbox). ``key`` names its content for every cache; ``number`` is for people."""

    kind: Literal["revision", "draft"]
    key: str
    number: int


class Unpublished(LookupError):
    """The tenant has no document yet."""


_HEAD = "select h.revision_id as id, r.number from heads h join revisions r on r.id = h.revision_id"
_pointers: dict[UUID, tuple[float, Pointer]] = {}
_heads: dict[UUID, tuple[float, Pointer | None]] = {}
_compiled: OrderedDict[str, Compiled] = OrderedDict()
_by_text: WeakValueDictionary[str, Compiled] = WeakValueDictionary()
_lock = threading.Lock()


def pointer_of(kind: str, document_id: UUID, number: int, content: str = "") -> Pointer:
    """The pointer for a revision's id and number, or a sandbox's id, draft number and the hash of its ``content``."""
    if kind == "revision":
        return Pointer("revision", f"revision:{document_id}", number)
    return Pointer("draft", f"draft:{document_id}:{content or number}", number)


def pointer(*, max_age: float | None = None) -> Pointer:
    """The entered tenant's pointer, at most ``max_age`` seconds old (``POINTER_SECONDS``; 0: asked now). A draft is always asked for: it changes while
    somebody looks. Raises Unpublished."""
    scope = current_scope()
    if scope.mode == "sandbox":
        return _ask(scope)
    max_age = POINTER_SECONDS if max_age is None else max_age
    tick = time.monotonic()
    cached = _pointers.get(scope.tenant_id)
    if cached and tick - cached[0] < max_age:
        return cached[1]
    found = _ask(scope)
    _pointers[scope.tenant_id] = (tick, found)
    return found


def head() -> Pointer | None:
    """The revision that the entered portal's live tenant serves, at most ``POINTER_SECONDS`` old; None before the first publish."""
    scope = current_scope()
    tick = time.monotonic()
    cached = _heads.get(scope.portal_id)
    if cached and tick - cached[0] < POINTER_SECONDS:
        return cached[1]
    found = row(_HEAD)
    made = pointer_of("revision", found.id, found.number) if found else None
    _heads[scope.portal_id] = (tick, made)
    return made


def _ask(scope: Scope) -> Pointer:
    if scope.mode == "live":
        found = row(_HEAD)
    else:
        found = row(
            "select sandbox_id as id, number, hash from drafts where sandbox_id = %(sandbox)s", sandbox=scope.tenant_id
        )
    if found is None:
        raise Unpublished(f"portal {scope.slug} has no document to serve")
    if scope.mode == "live":
        return pointer_of("revision", found.id, found.number)
    return pointer_of("draft", found.id, found.number, found.hash)


def compiled(at: Pointer, locale: str | None = None) -> Compiled:
    """The compiled document at a pointer in the language ``locale`` (None: the portal's own), from the process's cache or the database. Revisions were
    strict when published; loading is always lenient, so that an old document never makes a page fail. With a new year it is compiled again, for the
    holidays it knows."""
    year = clock.now().year
    wanted = _named(at.key, year, locale)
    with _lock:
        known = _compiled.get(wanted)
        if known is not None:
            _compiled.move_to_end(wanted)
            return known
    text = _document(at)
    digest = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    made = _by_text.get(_named(digest, year, locale))
    if made is None:
        made = portal_config.compile(_upgraded(text), strict=False, locale=locale, year=year)
    # A draft may have been saved since it was pointed at: what was read is kept under the name of what it is.
    before, by_hash, _ = at.key.partition(":sha256:")
    _keep(f"{before}:{digest}" if by_hash else at.key, digest, year, locale, made)
    return made


def compile_draft(key: str, digest: str, document: Mapping[str, Any]) -> Compiled:
    """Compile a draft that is being saved, and keep it under its pointer's key for the pages that will ask for it; ``digest`` is the hash of its text."""
    year = clock.now().year
    made = portal_config.compile(document, strict=False, year=year)
    _keep(key, digest, year, None, made)
    return made


def _named(key: str, year: int, locale: str | None) -> str:
    return f"{key} {year} {locale or ''}"


def _keep(key: str, digest: str, year: int, locale: str | None, made: Compiled) -> None:
    named = _named(key, year, locale)
    with _lock:
        _compiled[named] = _by_text[_named(digest, year, locale)] = made
        _compiled.move_to_end(named)
        while len(_compiled) > COMPILED_KEPT:
            _compiled.popitem(last=False)


def _upgraded(text: str) -> dict[str, Any]:
    """A stored document in the present language. One that a newer version wrote is read as it stands, with a finding, so that its pages do not fail."""
    document = portal_config.load(text)
    try:
        return upgrade(document).document
    except DocumentRefused:
        return document


def _document(at: Pointer) -> str:
    kind, _, rest = at.key.partition(":")
    if kind == "revision":
        text = value("select document from revisions where id = %(id)s", id=UUID(rest))
    else:
        text = value("select document from drafts where sandbox_id = %(id)s", id=UUID(rest.partition(":")[0]))
    if text is None:
        raise Unpublished(f"{at.key} does not exist")
    return str(text)


def draft_document() -> tuple[int, str]:
    """Number and canonical JSON of the entered sandbox's draft. Raises Unpublished."""
    found = row("select number, document from drafts where sandbox_id = %(sandbox)s", sandbox=current_scope().tenant_id)
    if found is None:
        raise Unpublished("this sandbox has no draft")
    return found.number, found.document


def forget_pointers() -> None:
    """Empty this process's caches of pointers and compiled documents (for tests)."""
    _pointers.clear()
    _heads.clear()
    with _lock:
        _compiled.clear()
