"""``templates``: mail in blocks, with placeholders and no logic."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow

from portal_config import limits, texts
from portal_config.faults import Fault
from portal_config.later import MailTemplate
from portal_config.reader import Entry, Reader, immutable
from portal_config.sections.holder import read_planned
from portal_config.settings import Choice, Items, Ref, Setting, Settings, Template, Text, refuse
from portal_config.settings.base import completed, reading

TARGETS = ("order", "approval", "quote", "invoice", "thread", "task", "portal")
"""Where a button of a mail leads."""


class Words(Settings):
    type = Text()
    text = Template(paths=texts.MAIL, required=True, at_least=1, at_most=4_000, label="Text")


class ButtonSettings(Settings):
    type = Text()
    label = Template(paths=texts.MAIL, required=True, at_least=1, at_most=60, lines=False, label="Words")
    to = Choice(TARGETS, required=True, label="Leads to")


class PictureSettings(Settings):
    type = Text()
    asset = Ref("ast", required=True, label="Picture")
    alt = Text(at_most=limits.SENTENCE, translated=True, label="What it shows")


class Bare(Settings):
    type = Text()


BLOCKS: Mapping[str, marshmallow.Schema] = {
    "heading": Words(), "text": Words(), "button": ButtonSettings(), "image": PictureSettings(), "divider": Bare(), "order_summary": Bare(),
    "invoice_summary": Bare(), "quote_summary": Bare(),
}  # fmt: skip


class Chosen(Setting):
    """An object whose ``key`` names which of ``schemas`` reads it; the read values hold that name too."""

    def __init__(self, key: str, schemas: Mapping[str, marshmallow.Schema], what: str, **options: Any) -> None:
        super().__init__(**options)
        self.key, self.schemas, self.what = key, schemas, what

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, dict):
            refuse("wrong_type", "An object is needed here.", "Write { … }.")
        name = value.get(self.key)
        schema = self.schemas.get(name) if isinstance(name, str) else None
        if schema is None:
            known = ", ".join(self.schemas)
            code = "missing" if name is None else "kind_unknown"
            message = "This is needed." if name is None else f"“{str(name)[:60]}” is no {self.what}."
            raise marshmallow.ValidationError({self.key: [Fault(code, message, f"Use one of: {known}.")]})
        with reading().inside(*((attr,) if attr else ())):
            try:
                return {**schema.load(value), self.key: name}
            except marshmallow.ValidationError as error:
                kept = error.valid_data if isinstance(error.valid_data, dict) else {}
                whole: Any = {**completed(schema, kept), self.key: name}
                raise marshmallow.ValidationError(error.messages, valid_data=whole) from error


class TemplateSettings(Settings):
    subject = Template(paths=texts.MAIL, required=True, at_least=1, at_most=limits.NAME, lines=False, label="Subject")
    blocks = Items(
        Chosen("type", BLOCKS, "block of a mail"),
        at_least=1,
        at_most=limits.ENTRIES["blocks"],
        required=True,
        label="Blocks",
    )


_TEMPLATE = TemplateSettings()


def read_templates(reader: Reader) -> Mapping[str, MailTemplate]:
    """The ``templates`` section."""

    def make(entry: Entry, values: dict[str, Any]) -> MailTemplate:
        return MailTemplate(
            entry.id, values["subject"] or "", tuple(immutable(block) for block in values["blocks"] or ())
        )

    return read_planned(reader, "templates", _TEMPLATE, make)
