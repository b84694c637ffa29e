"""A control: what the inspector draws for one setting, and how it is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import marshmallow
from marshmallow.fields import Field

from builder.studio.place import Studio
from portal_config.findings import Finding, pointer
from portal_config.settings import Part, Planned


@dataclass(frozen=True, slots=True)
class Option:
    """One of several values. ``note`` stands beside it, ``warns`` says that it is a warning."""

    value: str
    label: str
    chosen: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """``kind`` names the macro that draws it (``controls/<kind>.html``) and how the browser reads its value; ``value`` is what stands in the field.
    ``plain``: what is typed is shown as it is, so the frame need not ask the server. ``first``: the edit that makes its part, where there is none yet."""

    kind: str
    ptr: str
    label: str
    value: Any = ""
    help: str = ""
    required: bool = False
    plain: bool = False
    first: str = ""
    options: tuple[Option, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def id(self) -> str:
        """The id of its element."""
        return "set" + self.ptr.replace("/", "-")

    @property
    def notes(self) -> str:
        """The ids of the sentences below it, findings first."""
        found = [f"{self.id}-error-{place}" for place, _ in enumerate(self.findings, 1)]
        return " ".join([*found, f"{self.id}-help"] if self.help else found)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a part: its declaration, where its value stands, and the value as it is written (None: absent)."""

    name: str
    field: Field[Any]
    ptr: str
    raw: Any
    here: Studio

    @property
    def label(self) -> str:
        return str(self.field.metadata.get("label") or "")

    @property
    def default(self) -> Any:
        """What holds while nothing is written; None for a setting that is required."""
        found = self.field.load_default
        found = found() if callable(found) else found
        return None if found is marshmallow.missing else found

    @property
    def value(self) -> Any:
        """What is written, else the default."""
        return self.default if self.raw is None else self.raw

    def control(self, kind: str, **more: Any) -> Control:
        """A control with what all have in common."""
        help_text = str(self.field.metadata.get("help") or "")
        common: dict[str, Any] = {
            "help": help_text,
            "required": self.field.required,
            "value": "" if self.value is None else self.value,
        }
        return Control(kind, self.ptr, self.label, **(common | more))


Renderer = Callable[[Setting], Control | None]

_renderers: dict[type, Renderer] = {}
_by_name: dict[str, Renderer] = {}


def renders(*types: type, name: str = "") -> Callable[[Renderer], Renderer]:
    """Register the renderer of settings of these types; ``name`` narrows it to settings called so."""

    def register(renderer: Renderer) -> Renderer:
        if name:
            _by_name[name] = renderer
        for each in types:
            _renderers[each] = renderer
        return renderer

    return register


def controls(
    schema: marshmallow.Schema, here: Studio, at: str, *, only: Sequence[str] = (), without: Sequence[str] = ()
) -> list[Control]:
    """A control for every labelled setting of ``schema`` for the part at the pointer ``at``. ``only``: these, in this order."""
    made = [one for one in _made(schema, here, at) if one.label]
    named = {one.ptr: one for one in made}
    if only:
        made = [named[at + pointer(name)] for name in only if at + pointer(name) in named]
    left = {at + pointer(name) for name in without}
    return [with_findings(one, here) for one in made if one.ptr not in left]


def _made(schema: marshmallow.Schema, here: Studio, at: str) -> Iterator[Control]:
    raw = here.raw(at)
    for name, field_ in schema.load_fields.items():
        key = field_.data_key or name
        ptr = at + pointer(key)
        if isinstance(field_, Planned):
            continue
        setting = Setting(key, field_, ptr, raw.get(key) if isinstance(raw, Mapping) else None, here)
        found = _by_name.get(key) if key in _by_name else None
        renderer = found or next((_renderers[each] for each in type(field_).__mro__ if each in _renderers), None)
        control = renderer(setting) if renderer else None
        if control is not None:
            yield control
        elif isinstance(field_, Part):
            yield from _made(field_.schema, here, ptr)


def with_findings(control: Control, here: Studio) -> Control:
    """The control with what is wrong at its setting and below."""
    found = tuple(
        one for one in here.findings if one.pointer == control.ptr or one.pointer.startswith(control.ptr + "/")
    )
    return replace(control, findings=found) if found else control
