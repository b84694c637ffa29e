"""What the template of a question shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from form_schemas.context import FormContext
from form_schemas.engines import ENGINES
from form_schemas.posted import Posted
from form_schemas.submission import FieldError, Submission, can_be_asked
from portal_config.compiled import Field, FormPage
from portal_config.expressions import Given

UNAVAILABLE = "unavailable.html"
BLANK = "__row__"
"""Stands for the id of a row in the row that script copies."""


@dataclass(frozen=True, slots=True)
class OptionView:
    """One option; the first has the question's own id, so that an error can lead to it. ``offered``: whether its rule lets it be chosen; ``image``: address
    of its picture."""

    id: str
    value: str
    label: str
    chosen: bool
    offered: bool = True
    image: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a repeated question. ``title`` are the first words in it, or nothing."""

    id: str
    number: int
    title: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A question as the page draws it. ``id`` is the name of its control, too. ``attributes`` belong to the control, or to the fieldset of several controls.

    ``shown``: whether its rules show it now; ``conditional``: whether that can change while somebody answers; ``asks``: whether an answer may become
    required. ``more`` is what the kind's own template needs.
    """

    id: str
    type: str
    label: str
    help: str
    required: bool
    error: str
    layout: str
    given: Posted
    options: tuple[OptionView, ...]
    attributes: Mapping[str, str]
    described_by: str
    unit: str
    legal_title: str
    legal_version: str
    legal_link: str
    template: str
    field_id: str = ""
    shown: bool = True
    conditional: bool = False
    may_be_required: bool = False
    fields: tuple[FieldView, ...] = ()
    rows: tuple[RowView, ...] = ()
    blank: RowView | None = None
    more: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def value(self) -> str:
        """What the one control holds."""
        return self.given.text


def page_views(
    page: FormPage, held: Mapping[str, Any], worked: Submission, errors: Iterable[FieldError] = ()
) -> tuple[FieldView, ...]:
    """The questions of one page. ``held``: what the controls hold (name → texts); ``worked``: the form worked out with it; ``errors``: what is said at the
    questions, nothing on a fresh page."""
    assert worked.context is not None, "a page is drawn of a form that was worked out"
    draw = _Drawing(held, worked, worked.context, {one.place: one.message for one in errors})
    return tuple(draw.view(each, each.id) for each in page.fields if not each.show.never)


class _Drawing:
    def __init__(
        self, held: Mapping[str, Any], worked: Submission, context: FormContext, errors: Mapping[str, str]
    ) -> None:
        self.held, self.worked, self.context, self.errors = held, worked, context, errors

    def view(self, asked: Field, name: str, before: str = "") -> FieldView:
        if not can_be_asked(asked):
            return _unavailable(asked, name)
        held = Posted.of(self.held, name)
        answered = name in self.held or any(each.startswith(f"{name}.") for each in self.held)
        if not answered and asked.type not in ("group", "repeat"):
            held = ENGINES[asked.type].start_in(asked, self.context) if name not in self.worked.rows else held
        made = field_view(
            asked,
            name,
            held,
            self.context,
            error=self.errors.get(name, ""),
            required=name in self.worked.required or asked.require.always,
        )
        made = replace(made, shown=name in self.worked.shown, conditional=not asked.show.constant)
        if asked.type == "group":
            inner = tuple(self.view(each, f"{before}{each.id}", before) for each in asked.inner if not each.show.never)
            return replace(made, fields=inner)
        if asked.type == "repeat":
            rows = tuple(
                self._row(asked, name, row, number) for number, row in enumerate(self.worked.rows.get(name, ()), 1)
            )
            return replace(made, rows=rows, blank=self._row(asked, name, BLANK, 0))
        return made

    def _row(self, asked: Field, name: str, row: str, number: int) -> RowView:
        before = f"{name}.{row}."
        given: Given = self.context.given
        given.row = self.worked.cells.get(f"{name}.{row}", {})
        fields = tuple(self.view(each, f"{before}{each.id}", before) for each in asked.inner if not each.show.never)
        given.row = {}
        title = next((one.value for one in fields if one.value and not one.options), "")
        return RowView(row, number, " ".join(title.split())[:60], fields)


def field_view(
    asked: Field, name: str, held: Posted, context: FormContext, *, error: str = "", required: bool = False
) -> FieldView:
    """The view of one question that works, with what its controls hold."""
    engine = ENGINES[asked.type]
    legal = context.legal.get(asked.settings.get("legal") or "")
    unit = engine.unit(asked)
    rules = {key: str(value) for key, value in engine.attributes(asked, context).items()}
    rules["data-kind"] = asked.type
    sentences = dict(engine.messages(asked, context))
    if required:
        rules["data-required"] = "true"
    if not asked.require.never:
        sentences["required"] = engine.missing(asked)
    for code, sentence in sentences.items():
        rules[f"data-message-{code.replace('_', '-')}"] = sentence
    described = [("help", asked.help), ("unit", unit), ("error", error)]
    return FieldView(
        id=name,
        type=asked.type,
        label=asked.label,
        help=asked.help,
        required=required,
        error=error,
        layout=engine.layout(asked),
        given=held,
        options=_options(asked, name, held, context),
        attributes=rules,
        described_by=" ".join(f"{name}-{part}" for part, text in described if text),
        unit=unit,
        legal_title=legal.title if legal else "",
        legal_version=legal.version if legal else "",
        legal_link=context.legal_links.get(legal.id, "") if legal else "",
        template=engine.template,
        field_id=asked.id,
        may_be_required=not asked.require.constant,
        more=engine.more(asked, held, context),
        settings=asked.settings,
    )


def _options(asked: Field, name: str, held: Sequence[str], context: FormContext) -> tuple[OptionView, ...]:
    return tuple(
        OptionView(
            name if place == 0 else f"{name}-{place}",
            option.value,
            option.label,
            option.value in held,
            context.value(option.show) is True,
            context.pictures.get(option.image or "", ""),
        )
        for place, option in enumerate(ENGINES[asked.type].options(asked))
    )


def _unavailable(asked: Field, name: str) -> FieldView:
    return FieldView(
        name, asked.type, asked.label, "", False, "", "list", Posted(), (), {}, "", "", "", "", "", UNAVAILABLE,
        field_id=asked.id,
    )  # fmt: skip
