"""Posted answers: parsed into values or errors, and stored values back into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from form_schemas.context import FormContext
from form_schemas.engines import ENGINES
from form_schemas.field import AnswerRefused
from form_schemas.posted import posted_texts
from portal_config.compiled import Field, Form


@dataclass(frozen=True, slots=True)
class FieldError:
    """One refused answer. ``pointer`` names the posted key (``/fld_count``), ``code`` is stable, ``message`` says what to do."""

    field_id: str
    pointer: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Submission:
    """``values``: field id → stored value (JSON), without unanswered and invisible fields. With errors it must not be stored."""

    values: Mapping[str, Any]
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer as it was asked: the question's words, the answer in words, the field's kind."""

    label: str
    text: str
    type: str


def asked(form: Form) -> tuple[Field, ...]:
    """The fields that are shown and can be answered, in order."""
    return tuple(field for field in form.fields if field.show and field.broken is None and field.type in ENGINES)


def parse(form: Form, posted: Mapping[str, Sequence[str]], context: FormContext) -> Submission:
    """Parse ``posted`` (field id → texts, as a form posts them). Unknown keys are ignored, invisible fields dropped. Never raises."""
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for field in asked(form):
        engine = ENGINES[field.type]
        try:
            value = engine.parse(field, posted_texts(posted, field.id), context)
            if value is None and field.require:
                raise AnswerRefused("required", engine.missing(field))
        except AnswerRefused as refused:
            errors.append(FieldError(field.id, f"/{field.id}", refused.code, refused.message))
        else:
            if value is not None:
                values[field.id] = value
    return Submission(MappingProxyType(values), tuple(errors))


def start(form: Form, context: FormContext) -> dict[str, tuple[str, ...]]:
    """What the controls of a fresh form hold: field id → texts."""
    return {field.id: ENGINES[field.type].start(field, context.locale) for field in asked(form)}


def given(form: Form, values: Mapping[str, Any], context: FormContext) -> dict[str, tuple[str, ...]]:
    """Stored values as the controls hold them: field id → texts."""
    return {
        field.id: ENGINES[field.type].given(values[field.id], field, context.locale)
        for field in asked(form)
        if field.id in values
    }


def shown(form: Form, values: Mapping[str, Any], locale: str = "en") -> list[ShownAnswer]:
    """Stored answers in words, in the order they were asked. ``form`` is the one the order froze."""
    answers = []
    for field in form.fields:
        if field.id not in values:
            continue
        engine = ENGINES.get(field.type)
        text = (
            engine.show(values[field.id], field, locale) if engine and field.broken is None else str(values[field.id])
        )
        answers.append(ShownAnswer(field.label, text, field.type))
    return answers
