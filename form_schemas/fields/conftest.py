"""A field of any kind as a form asks it, for the tests in the folders of the kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import jinja2
import pytest

import form_schemas
from form_schemas import FormContext
from form_schemas.engines import ENGINES
from form_schemas.field import AnswerRefused
from form_schemas.posted import Posted
from form_schemas.submission import parse
from form_schemas.view import page_views
from portal_config.compiled import Form, Frozen, LegalText
from portal_config.ids import Index
from portal_config.kinds import registry
from portal_config.reader import Entry, Reader
from portal_config.sections.forms import read_form
from portico.kinds import discover_kinds

discover_kinds()
LEGAL = LegalText("leg_terms", "Terms", "2026-10", "pag_terms", frozenset({"checkout"}), Frozen("sha256:x", "{}"))


@contextmanager
def offered(kind: str) -> Iterator[None]:
    """Read a kind that is planned but has its engine already, as if it were ready."""
    declared = registry.get("field", kind)
    assert declared is not None
    before = declared.engine
    declared.engine = "ready"
    try:
        yield
    finally:
        declared.engine = before


def form_of(field: dict[str, Any]) -> Any:
    """A form that asks ``field`` alone, read as from a document. Fails when the field has a finding."""
    raw = {"title": "T", "pages": [{"id": "fpg_a", "fields": ["fld_a"]}], "fields": {"fld_a": {"label": "Q", **field}}}
    document = {"forms": {"frm_a": raw}, "legal": {"leg_terms": {"title": "Terms"}}, "assets": {"ast_a": {}}}
    reader = Reader(document, Index(document))
    with offered(field["type"]):
        form = read_form(reader, Entry("frm_a", raw, "/forms/frm_a"), {"leg_terms": "Terms"})
    assert reader.findings == []
    return form


class Asked:
    """One field with its engine."""

    def __init__(self, form: Form, context: FormContext) -> None:
        self.form, self.context = form, context
        self.field = form.fields[0]
        self.engine = ENGINES[self.field.type]

    def value(self, *posted: str, **parts: str | tuple[str, ...]) -> Any:
        """The stored value; ``parts`` are posted under the names of the question's parts (``__`` for a dot)."""
        return self.engine.parse(self.field, Posted.made(posted, **parts), self.context)

    def code(self, *posted: str, **parts: str | tuple[str, ...]) -> str:
        """The code of the refusal; the sentence ends with a full stop and says more than the code."""
        with pytest.raises(AnswerRefused) as refused:
            self.value(*posted, **parts)
        assert refused.value.message.endswith(".") and len(refused.value.message) > 10
        return refused.value.code

    def html(self) -> str:
        """The question as nobody has answered it yet."""
        loader = jinja2.FileSystemLoader(form_schemas.template_folders)
        environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
        (view,) = page_views(self.form.pages[0], {}, parse(self.form, {}, self.context))
        page = '{% from "form_fields.html" import fields with context %}{{ fields(views) }}'
        return environment.from_string(page).render(views=(view,))

    def shown(self, value: Any, locale: str = "en") -> str:
        """The value in words."""
        return self.engine.show(value, self.field, locale)


@pytest.fixture
def ask() -> Callable[..., Asked]:
    """``ask("number", integer=True)`` gives the field with its engine; ``locale`` is the language of the form, ``outside`` what else the context holds."""

    def make(kind: str, locale: str = "en", outside: dict[str, Any] | None = None, **settings: Any) -> Asked:
        context = FormContext(
            now=datetime(2026, 11, 20, 23, 30, tzinfo=UTC),
            today=date(2026, 11, 21),
            locale=locale,
            legal={LEGAL.id: LEGAL},
            **(outside or {}),
        )
        form = form_of({"type": kind, **settings})
        return Asked(form, context.opened(form))

    return make
