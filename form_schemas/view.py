"""What the template of a field shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from form_schemas.context import FormContext
from form_schemas.engines import ENGINES
from form_schemas.fields.choice_one.field import layout
from form_schemas.posted import posted_texts
from portal_config.compiled import Field

UNAVAILABLE = "unavailable.html"


@dataclass(frozen=True, slots=True)
class OptionView:
    """One option; the first has the field's own id, so that an error can lead to it."""

    id: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as the page draws it. ``attributes`` belong to the control, or to the fieldset of several controls."""

    id: str
    type: str
    label: str
    help: str
    required: bool
    error: str
    layout: str
    given: tuple[str, ...]
    options: tuple[OptionView, ...]
    attributes: Mapping[str, str]
    described_by: str
    unit: str
    legal_title: str
    legal_version: str
    legal_link: str
    template: str

    @property
    def value(self) -> str:
        """What the one control holds."""
        return self.given[0] if self.given else ""


def field_view(field: Field, values: Mapping[str, Any], errors: Iterable[Any], context: FormContext) -> FieldView:
    """The view of ``field`` with what was posted and why it was refused. ``values``: field id → text or texts."""
    engine = ENGINES.get(field.type) if field.broken is None else None
    if engine is None:
        return _unavailable(field)
    error = next((each.message for each in errors if each.field_id == field.id), "")
    given = posted_texts(values, field.id) if field.id in values else engine.start(field, context.locale)
    legal = context.legal.get(field.settings.get("legal") or "")
    unit = str(field.settings.get("unit") or "")
    rules = {name: str(value) for name, value in engine.attributes(field, context).items()}
    rules["data-kind"] = field.type
    sentences = dict(engine.messages(field, context))
    if field.require:
        rules["data-required"] = "true"
        sentences["required"] = engine.missing(field)
    for code, sentence in sentences.items():
        rules[f"data-message-{code.replace('_', '-')}"] = sentence
    described = [("help", field.help), ("unit", unit), ("error", error)]
    return FieldView(
        id=field.id,
        type=field.type,
        label=field.label,
        help=field.help,
        required=field.require,
        error=error,
        layout=layout(field) if field.type == "choice_one" else "list",
        given=given,
        options=_options(field, given),
        attributes=rules,
        described_by=" ".join(f"{field.id}-{name}" for name, text in described if text),
        unit=unit,
        legal_title=legal.title if legal else "",
        legal_version=legal.version if legal else "",
        legal_link=context.legal_links.get(legal.id, "") if legal else "",
        template=engine.template,
    )


def _options(field: Field, given: Sequence[str]) -> tuple[OptionView, ...]:
    pairs: list[tuple[str, str]] = [(option.value, option.label) for option in field.options]
    if field.type == "yes_no":
        pairs = [("yes", field.settings["yes"]), ("no", field.settings["no"])]
    return tuple(
        OptionView(field.id if place == 0 else f"{field.id}-{place}", value, label, value in given)
        for place, (value, label) in enumerate(pairs)
    )


def _unavailable(field: Field) -> FieldView:
    return FieldView(
        field.id, field.type, field.label, "", False, "", "list", (), (), {}, "", "", "", "", "", UNAVAILABLE
    )  # fmt: skip
