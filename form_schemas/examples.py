"""Every kind of question as its example asks it: empty, answered, refused. For the style guide and for tests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from form_schemas.context import FormContext
from form_schemas.engines import ENGINES
from form_schemas.submission import FieldError, given, parse, start
from form_schemas.view import FieldView, page_views
from portal_config.compiled import Field, Form
from portal_config.ids import Index
from portal_config.kinds import Kind, registry
from portal_config.reader import Entry, Reader
from portal_config.sections.forms import read_form

_QUESTION = re.compile(r'"(fld_[a-z0-9_]+)"')
LEGAL = {"leg_example": {"title": "Terms"}}
ASSETS: Mapping[str, Any] = {"ast_example": {}}


@dataclass(frozen=True, slots=True)
class Example:
    """One kind: its words, and the states it is drawn in with their names."""

    kind: str
    label: str
    states: tuple[tuple[str, FieldView], ...]


def example_form(kind: type[Kind], prefix: str = "") -> Form:
    """A form that asks the example of a kind as ``fld_<prefix>example``, with the questions it names. Raises ValueError where the example does not read."""
    text = json.dumps(kind.example)
    beside = {name: _beside(name, kind.answers) for name in _QUESTION.findall(text)}
    inside = {*kind.example.get("row", ()), *kind.example.get("fields", ())}
    raw: dict[str, Any] = {
        "title": "Example",
        "pages": [{"id": "fpg_one", "fields": ["fld_example", *(name for name in beside if name not in inside)]}],
        "fields": {"fld_example": dict(kind.example), **beside},
    }
    if prefix:
        raw = json.loads(json.dumps(raw).replace('"fld_', f'"fld_{prefix}'))
    document = {"forms": {"frm_example": raw}, "legal": LEGAL, "assets": ASSETS}
    reader = Reader(document, Index(document))
    form = read_form(reader, Entry("frm_example", raw, "/forms/frm_example"), {"leg_example": "Terms"})
    if reader.findings:
        raise ValueError(f"The example of {kind.name} does not read: {reader.findings[0]}")
    return form


def _beside(name: str, answers: str) -> dict[str, Any]:
    words = name.removeprefix("fld_").capitalize()
    return {"type": "number" if answers == "computed" else "short_text", "key": name, "label": words}


def examples(context: FormContext, prefix: str) -> Iterator[Example]:
    """Every kind in order of name. ``prefix`` keeps ids apart where they are drawn more than once."""
    for kind in registry.family("field"):
        states = tuple(
            (state, _drawn(kind, context, f"{prefix}_{kind.name}_{state}_", state))
            for state in (("empty", "answered", "refused") if _asked(kind) else ("empty",))
        )
        yield Example(kind.name, kind.label, states)


def _asked(kind: type[Kind]) -> bool:
    engine = ENGINES[kind.name]
    return engine.asks and not engine.unseen and kind.answers != "computed"


def _drawn(kind: type[Kind], context: FormContext, prefix: str, state: str) -> FieldView:
    form = example_form(kind, prefix)
    asked: Field = form.fields[0]
    engine = ENGINES[kind.name]
    held: Mapping[str, Any] = start(form, context)
    if state == "answered" and engine.sample is not None:
        held = {**held, **given(form, {asked.id: engine.sample}, context)}
    worked = parse(form, held, context)
    refused = (FieldError(asked.id, f"/{asked.id}", "required", engine.missing(asked)),) if state == "refused" else ()
    views = page_views(form.pages[0], held, worked, refused)
    return views[0]
