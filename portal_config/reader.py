"""Reads the parts of a document one by one and keeps what is wrong with them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

import marshmallow
from marshmallow import ValidationError

from portal_config import canonical, ids, limits
from portal_config.compiled import Frozen
from portal_config.expressions.types import Names
from portal_config.faults import Fault
from portal_config.findings import Finding, pointer
from portal_config.kinds import Kind, registry
from portal_config.settings.base import Setting, Settings, completed, planned, reading_with


@dataclass(frozen=True, slots=True)
class Read:
    """A part once read: ``values`` hold a default for everything that was refused; ``broken`` is the first error, or None."""

    values: dict[str, Any]
    broken: Finding | None

    def text(self, name: str) -> str:
        """The text of that name, empty where none could be read."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the seller's that people read: where it stands, and the setting that reads it."""

    at: str
    setting: Setting
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a map: its id, what stands there, and where."""

    id: str
    raw: Any
    at: str


class Reader:
    """Reads one document. ``ids`` None stands for a frozen part: references out of it are not followed."""

    def __init__(self, document: Mapping[str, Any], index: ids.Index | None) -> None:
        self.document = document
        self.index = index
        self.findings: list[Finding] = []
        self.planned: list[Finding] = []
        self.texts: list[Said] = []

    @property
    def _known(self) -> Container[str] | None:
        return self.index

    def error(self, at: str, fault: Fault) -> Finding:
        """Keep an error and answer it."""
        return self._keep("error", at, fault)

    def warn(self, at: str, fault: Fault) -> Finding:
        """Keep a warning and answer it."""
        return self._keep("warning", at, fault)

    def plan(self, at: str, fault: Fault) -> Finding:
        """Keep what has no engine yet and answer it: an error once it is published, nothing before."""
        finding = Finding("error", at, fault.code, str(fault), fault.fix)
        self.planned.append(finding)
        return finding

    def _keep(self, severity: Literal["error", "warning"], at: str, fault: Fault) -> Finding:
        finding = Finding(severity, at, fault.code, str(fault), fault.fix)
        self.findings.append(finding)
        return finding

    def part(
        self, schema: marshmallow.Schema, raw: Any, at: str, names: Names | None = None, *, planned: bool = False
    ) -> Read:
        """Read ``raw`` at the pointer ``at`` by ``schema``. ``names``: what its rules may name; ``planned``: the part as a whole has no engine yet, so
        nothing in it is told of for that again."""
        with reading_with(self._known, names) as notes:
            try:
                values, messages = schema.load(raw), None
            except ValidationError as error:
                values = completed(schema, error.valid_data if isinstance(error.valid_data, dict) else {})
                messages = error.messages
        for path, fault in notes.warnings:
            self.warn(at + pointer(*path), fault)
        for path, fault in () if planned else notes.planned:
            self.plan(at + pointer(*path), fault)
        self.texts.extend(Said(at + pointer(*path), setting, text) for path, setting, text in notes.texts)
        first = None
        if messages is not None:
            for place, fault in sorted(_flat(messages, at), key=lambda item: item[0]):
                first = self.error(place, fault) if first is None else (self.error(place, fault) and first)
        return Read(values, first)

    def typed(
        self,
        common: Settings,
        family: str,
        raw: Any,
        at: str,
        key: str = "type",
        names: Names | None = None,
    ) -> tuple[Read, Read, type[Kind] | None]:
        """Read a part whose ``key`` names its kind: common keys by ``common``, all others by the kind's own settings."""
        if not isinstance(raw, dict):
            read = self.part(common, raw, at)
            return read, Read({}, read.broken), None
        keys = common.keys
        shared = self.part(common, {name: raw[name] for name in raw if name in keys}, at, names)
        own = {name: value for name, value in raw.items() if name not in keys}
        kind = registry.get(family, shared.text(key))
        if kind is None:
            return shared, Read({}, self._unknown(shared, family, at, key)), None
        later = kind.engine == "planned"
        settings = self.part(kind.schema(), own, at, names, planned=later)
        if later:
            # It is there, and every page around it is drawn: it alone says that it is not available.
            waits = self.plan(at + pointer(key), planned(f"“{kind.label}”"))
            settings = Read(settings.values, settings.broken or waits)
        return shared, settings, kind

    def _unknown(self, shared: Read, family: str, at: str, key: str) -> Finding | None:
        name = shared.text(key)
        if not name:
            return shared.broken
        known = ", ".join(each.name for each in registry.family(family))
        return self.error(
            at + pointer(key), Fault("kind_unknown", f"“{name[:60]}” is not known.", f"Use one of: {known}.")
        )

    def entries(self, holder: Mapping[str, Any], name: str, order: str, prefix: str, at: str) -> Iterator[Entry]:
        """Entries of the map ``name`` of ``holder``, in the order its list ``order`` says; the rest follows by id."""
        entries = holder.get(name)
        here = at + pointer(name)
        if entries is None:
            entries = {}
        elif not isinstance(entries, dict):
            self.error(here, Fault("wrong_type", "An object keyed by id is needed here.", "Write { … }."))
            entries = {}
        listed = self._order(holder.get(order), entries, at + pointer(order))
        sequence = [*listed, *sorted(entries.keys() - set(listed))]
        most = limits.ENTRIES.get(name, 1_000)
        if len(sequence) > most:
            self.error(
                here,
                Fault(
                    "limit_exceeded",
                    f"At most {most:,} {name.replace('_', ' ')} are possible here.",
                    "Remove what is not used.",
                ),
            )
        kept = 0
        for part_id in sequence:
            place = here + pointer(part_id)
            if (
                kept < most
                and ids.well_shaped(part_id, prefix)
                and (self.index is None or self.index.is_at(part_id, place))
            ):
                kept += 1
                yield Entry(part_id, entries[part_id], place)

    def _order(self, order: Any, entries: Mapping[str, Any], at: str) -> list[str]:
        if order is None:
            return []
        if not isinstance(order, list):
            self.error(at, Fault("wrong_type", "A list of ids is needed here.", "Write [ … ]."))
            return []
        listed: dict[str, None] = {}
        for place, part_id in enumerate(order):
            here = at + pointer(place)
            if not isinstance(part_id, str):
                self.error(here, Fault("wrong_type", "An id is needed here."))
            elif part_id not in entries:
                self.warn(here, Fault("order_unknown", f"“{part_id[:70]}” does not exist.", "Remove it from the list."))
            elif part_id in listed:
                self.warn(here, Fault("order_duplicate", f"“{part_id}” is listed twice.", "Remove one of the two."))
            else:
                listed[part_id] = None
        return list(listed)


def _flat(messages: Any, at: str) -> Iterator[tuple[str, Fault]]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _flat(inner, at if key == "_schema" else at + pointer(key))
    elif isinstance(messages, list):
        for message in messages:
            if isinstance(message, dict):
                yield from _flat(message, at)
            else:
                yield at, message if isinstance(message, Fault) else Fault("invalid", str(message))
    else:
        yield at, messages if isinstance(messages, Fault) else Fault("invalid", str(messages))


def immutable(value: Any) -> Any:
    """``value`` with every dict, list and set in it made unchangeable."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: immutable(item) for key, item in value.items()})
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return tuple(immutable(item) for item in value)
    if isinstance(value, set):
        return frozenset(value)
    return value


def frozen(part: str, part_id: str, raw: Any, **beside: Any) -> Frozen:
    """The part as an order keeps it, with what it needs ``beside`` to be shown again."""
    return _frozen(canonical.dump({"part": part, "id": part_id, "schema": 1, "expr": 1, "raw": raw, **beside}))


@lru_cache(maxsize=2048)
def _frozen(text: str) -> Frozen:
    return Frozen(canonical.digest_text(text), text)
