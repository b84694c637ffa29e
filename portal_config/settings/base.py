"""What every setting is made of: faults with a code, and the schema they are collected by."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn, cast

import marshmallow
from marshmallow import ValidationError

from portal_config.faults import Fault


def refuse(code: str, message: str, fix: str | None = None, *, keep: Any = None) -> NoReturn:
    """Refuse the value at hand; ``keep`` is what a draft goes on with."""
    raise ValidationError([Fault(code, message, fix)], valid_data=keep)


PLANNED = "engine_planned"


def planned(what: str) -> Fault:
    """The fault of a part that no engine obeys yet."""
    return Fault(PLANNED, f"{what} cannot be used yet.", "Remove it before you publish.")


@dataclass(slots=True)
class Reading:
    """What settings need to know while a part is read: the declared ids, what rules may name (None: rules are read and not checked), and where they leave
    ``warnings``, what is ``planned`` and the ``texts`` that can be translated: each with the path from the part."""

    ids: Container[str] | None
    names: Any = None
    warnings: list[tuple[tuple[str | int, ...], Fault]] = field(default_factory=list)
    planned: list[tuple[tuple[str | int, ...], Fault]] = field(default_factory=list)
    texts: list[tuple[tuple[str | int, ...], Setting, str]] = field(default_factory=list)
    path: list[str | int] = field(default_factory=list)

    def warn(self, at: tuple[str | int, ...], fault: Fault) -> None:
        """Keep a warning about what stands at ``at``, seen from the innermost object or list in reading."""
        self.warnings.append(((*self.path, *at), fault))

    def postpone(self, at: tuple[str | int, ...], fault: Fault) -> None:
        """Note what the language knows and no engine obeys yet: a draft may hold it, what is published may not."""
        self.planned.append(((*self.path, *at), fault))

    def said(self, at: tuple[str | int, ...], setting: Setting, text: str) -> None:
        """Note a text of the seller's that people read, so that it can be translated."""
        self.texts.append(((*self.path, *at), setting, text))

    def inside(self, *parts: str | int) -> _Inside:
        """Read what stands inside of these keys and places (``with``)."""
        self.path.extend(parts)
        return _Inside(self.path, len(parts))


class _Inside:
    """Takes the last ``count`` parts off the path at its end. A class of its own because a document of 1 MB enters it thousands of times."""

    __slots__ = ("count", "path")

    def __init__(self, path: list[str | int], count: int) -> None:
        self.path, self.count = path, count

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        del self.path[len(self.path) - self.count :]


_reading: ContextVar[Reading] = ContextVar("portal_config_reading")
_OUTSIDE = Reading(ids=None)


def reading() -> Reading:
    """The reading in progress; outside of one, references are not followed."""
    return _reading.get(_OUTSIDE)


@contextmanager
def reading_with(ids: Container[str] | None, names: Any = None) -> Iterator[Reading]:
    """Read with ``ids`` as the declared ones; None follows no reference (a frozen part stands alone). ``names``: what rules may name."""
    current = Reading(ids, names)
    token = _reading.set(current)
    try:
        yield current
    finally:
        _reading.reset(token)


class Settings(marshmallow.Schema):
    """Base of every schema of the language: unknown keys are faults, absent keys take their default."""

    error_messages = {
        "unknown": Fault("unknown_key", "This key has no meaning here.", "Remove it or correct its spelling."),
        "type": Fault("wrong_type", "An object is needed here.", "Write { … }."),
    }

    @classmethod
    def from_dict(cls, fields: dict[str, marshmallow.fields.Field], *, name: str = "Made") -> type[Settings]:
        """Settings with these fields beside one's own."""
        return cast(type[Settings], super().from_dict(fields, name=name))

    @cached_property
    def keys(self) -> Mapping[str, tuple[str, marshmallow.fields.Field]]:
        """Key in the document → name and setting."""
        return {setting.data_key or name: (name, setting) for name, setting in self.load_fields.items()}

    def _deserialize(self, data: Any, *, error_store: Any, many: bool = False, **options: Any) -> Any:
        """One object, as marshmallow reads it; what is absent costs nothing but its default. Most settings of a document are."""
        if (
            many
            or not isinstance(data, Mapping)
            or options.get("partial")
            or options.get("unknown") != marshmallow.RAISE
        ):
            return super()._deserialize(data, error_store=error_store, many=many, **options)
        made: dict[str, Any] = {}
        for key, (name, setting) in self.keys.items():
            try:
                if key in data or setting.required:
                    value = setting.deserialize(data.get(key, marshmallow.missing), key, data)
                else:
                    default = setting.load_default
                    value = default() if callable(default) else default
            except ValidationError as error:
                error_store.store_error(error.messages, key, index=None)
                value = error.valid_data or marshmallow.missing
            if value is not marshmallow.missing:
                made[name] = value
        for key in data:
            if key not in self.keys:
                error_store.store_error([self.error_messages["unknown"]], key, index=None)
        return made


class Setting(marshmallow.fields.Field):
    """Base of every setting. ``label`` and ``help`` are what the inspector shows."""

    def __init__(
        self, *, label: str = "", help: str = "", required: bool = False, default: Any = None, key: str | None = None
    ) -> None:
        """``key`` is the name in the document where Python does not allow it as an attribute."""
        metadata = {"label": label, "help": help}
        if required:
            super().__init__(required=True, metadata=metadata, data_key=key)
        else:
            super().__init__(load_default=default, metadata=metadata, data_key=key)

    def _validate(self, value: Any) -> None:
        if self.validators:
            super()._validate(value)

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        """Faults instead of plain messages."""
        if key == "required":
            return ValidationError([Fault("missing", "This is needed.", "Fill it in.")])
        return ValidationError([Fault("wrong_type", "null is not a value here.", "Remove the key for its default.")])


def completed(schema: marshmallow.Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` with the default of every key that was refused."""
    result = dict(values)
    for name, setting in schema.load_fields.items():
        if name not in result:
            default = None if setting.required else setting.load_default
            result[name] = default() if callable(default) else default
    return result
