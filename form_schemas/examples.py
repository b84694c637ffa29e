"""Every kind of question as its example asks it: empty, answered, refused. For the style guide and for tests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from form_schemas.context import FormContext, Listed, Lookup
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
class SampleList:
    """A list that lies outside of forms, as examples choose from it."""

    listed: tuple[Listed, ...]

    def entries(self, asked: Field) -> tuple[Listed, ...]:  # noqa: ARG002 - all of them for every question
        """All."""
        return self.listed

    def entry(self, asked: Field, value: str) -> Listed | None:  # noqa: ARG002
        """The one of that value."""
        return next((each for each in self.listed if each.value == value), None)


def sample_lookups(now: datetime) -> dict[str, Lookup]:
    """Kind of question → a list it chooses from. ``now`` (UTC): times are free from the third day after it on."""
    morning = now.astimezone(UTC).replace(hour=8, minute=0, second=0, microsecond=0)
    return {
        "person": SampleList(
            (Listed("mem_dana", "Dana Whitfield", "Head of marketing"), Listed("mem_lee", "Lee Park"))
        ),
        "record": SampleList(
            (
                Listed("ord_banner", "ORD-1042", "Banner set", {"number": "ORD-1042"}),
                Listed("ord_stand", "ORD-1037", "Stand", {"number": "ORD-1037"}),
            )
        ),
        "cost_center": SampleList((Listed("cc_4100", "4100 Marketing"), Listed("cc_4200", "4200 Sales"))),
        "appointment": SampleList(
            tuple(_free(morning + timedelta(days=day, hours=hour)) for day in (3, 4) for hour in (1, 3, 6))
        ),
    }


def _free(start: datetime) -> Listed:
    moments = {"start": start, "end": start + timedelta(minutes=30)}
    told = {name: f"{moment:%Y-%m-%dT%H:%M:%SZ}" for name, moment in moments.items()}
    return Listed(f"slot_{start:%d%H}", "", more={**told, "zone": "Europe/Berlin"})


@dataclass(frozen=True, slots=True)
class Example:
    """One kind: its words, and the states it is drawn in with their names."""

    kind: str
    label: str
    states: tuple[tuple[str, FieldView], ...]


def example_form(kind: type[Kind], prefix: str = "") -> Form:
    """A form that asks the example of a kind as ``fld_<prefix>example``, with the questions it names. A kind that is planned and has its
    engine is asked as if it were ready. Raises ValueError where the example does not read."""
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
    return _offered(form, kind.name) if kind.engine == "planned" else form


def _offered(form: Form, kind: str) -> Form:
    pages = (
        replace(page, fields=tuple(replace(each, broken=None) if each.type == kind else each for each in page.fields))
        for page in form.pages
    )
    return replace(form, pages=tuple(pages))


def _beside(name: str, answers: str) -> dict[str, Any]:
    words = name.removeprefix("fld_").capitalize()
    return {"type": "number" if answers == "computed" else "short_text", "key": name, "label": words}


def examples(context: FormContext, prefix: str) -> Iterator[Example]:
    """Every kind that has an engine in order of name, the planned among them. ``prefix`` keeps ids apart where they are drawn more than once."""
    for kind in registry.family("field", planned=True):
        if kind.name not in ENGINES:
            continue
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
    lookup = context.lookups.get(kind.name)
    if state == "answered" and engine.sample is not None:
        held = {**held, **given(form, {asked.id: engine.sample}, context)}
    elif state == "answered" and lookup is not None:
        held = {**held, asked.id: (lookup.entries(asked)[0].value,)}
    worked = parse(form, held, context)
    refused = (FieldError(asked.id, f"/{asked.id}", "required", engine.missing(asked)),) if state == "refused" else ()
    views = page_views(form.pages[0], held, worked, refused)
    return views[0]
