"""``forms``: pages of questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portal_config import ids, limits
from portal_config.compiled import Field, Form, FormPage, Option
from portal_config.findings import Finding, pointer
from portal_config.reader import Entry, Reader, frozen, immutable
from portal_config.settings import Choice, Condition, Fault, Flag, Planned, Refs, Settings, Text, refuse

_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
_UNLABELLED = frozenset({"consent"})


class Key(Text):
    """The name of an answer in exports and the API."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not _KEY.fullmatch(text):
            refuse("key_invalid", "A key has a-z, 0-9 and _ and begins with a letter.", "Write it like company_size.")
        return text


class FieldSettings(Settings):
    type = Text(required=True, at_least=1)
    key = Key(label="Name in exports")
    label = Text(at_most=limits.SENTENCE, label="Question")
    help = Text(at_most=1_000, lines=True, label="Help")
    show = Condition(default=True, label="Shown")
    require = Condition(label="Required")
    check = Planned("A check")
    compute = Planned("A computed value")


class FormPageSettings(Settings):
    id = Text(required=True)
    title = Text(label="Title")
    questions = Refs("fld", data_key="fields", at_most=limits.ENTRIES["fields"])
    show = Condition(default=True)


class FormSettings(Settings):
    title = Text(required=True, at_least=1, label="Title")
    public = Flag(label="Open to people who are not signed in")
    spam = Choice(("honeypot_and_rate_limit",), default="honeypot_and_rate_limit")


_FIELD, _PAGE, _FORM = FieldSettings(), FormPageSettings(), FormSettings()


def read_forms(reader: Reader) -> dict[str, Form]:
    """The ``forms`` section in order."""
    titles = _legal_titles(reader.document.get("legal"))
    forms = {}
    for entry in reader.entries(reader.document, "forms", "form_order", "frm", ""):
        forms[entry.id] = read_form(reader, entry, titles)
    return forms


def _legal_titles(legal: Any) -> dict[str, str]:
    entries = legal.items() if isinstance(legal, dict) else ()
    return {
        part_id: part["title"]
        for part_id, part in entries
        if isinstance(part, dict) and isinstance(part.get("title"), str)
    }


def read_form(reader: Reader, entry: Entry, titles: Mapping[str, str]) -> Form:
    """One form. ``titles``: legal text → title, for consents without words of their own."""
    raw = entry.raw if isinstance(entry.raw, dict) else {}
    own = {key: value for key, value in raw.items() if key not in ("pages", "fields", "field_order")}
    read = reader.part(_FORM, own if raw is entry.raw else entry.raw, entry.at)
    fields: dict[str, Field] = {}
    keys: dict[str, str] = {}
    for each in reader.entries(raw, "fields", "field_order", "fld", entry.at):
        field = _field(reader, each, titles)
        fields[field.id] = field
        if field.key in keys:
            fault = Fault(
                "key_duplicate", f"“{field.key}” names “{keys[field.key]}” too.", "Choose another name for exports."
            )
            reader.error(each.at + "/key", fault)
        keys.setdefault(field.key, field.id)
    pages = _pages(reader, raw.get("pages"), fields, entry.at)
    used = {field.settings.get("legal") for field in fields.values()}
    consents = {part_id: title for part_id, title in titles.items() if part_id in used}
    return Form(
        entry.id,
        read.text("title") or entry.id,
        bool(read.values["public"]),
        pages,
        frozen("form", entry.id, entry.raw, legal=consents),
    )


def _pages(reader: Reader, raw: Any, fields: Mapping[str, Field], at: str) -> tuple[FormPage, ...]:
    here = at + "/pages"
    if not isinstance(raw, list) or not raw:
        reader.error(here, Fault("pages_missing", "A form needs a page.", "Add one with its questions."))
        raw = []
    if len(raw) > limits.FORM_PAGES:
        reader.error(here, Fault("limit_exceeded", f"At most {limits.FORM_PAGES} pages.", "Remove some."))
    pages, placed = [], set()
    for place, page in enumerate(raw[: limits.FORM_PAGES]):
        read = reader.part(_PAGE, page, here + pointer(place))
        shown: list[Field] = []
        for position, field_id in enumerate(read.values["questions"]):
            if field_id in placed:
                fault = Fault("field_repeated", f"“{field_id}” is asked twice.", "Ask it on one page.")
                reader.error(here + pointer(place, "fields", position), fault)
            elif field_id not in fields:
                fault = Fault(
                    "ref_missing", f"“{field_id}” is not a question of this form.", "Remove it from the page."
                )
                reader.error(here + pointer(place, "fields", position), fault)
            elif read.values["show"] is not False:
                shown.append(fields[field_id])
            placed.add(field_id)
        if read.values["show"] is not False:
            page_id = read.text("id") or f"fpg_{place + 1}"
            pages.append(FormPage(page_id, read.text("title"), tuple(shown)))
    for field_id in fields:
        if field_id not in placed:
            fault = Fault("field_unplaced", "The question is on no page and never asked.", "Put it on a page.")
            reader.warn(at + pointer("fields", field_id), fault)
    return tuple(pages)


def _field(reader: Reader, entry: Entry, titles: Mapping[str, str]) -> Field:
    common, own, kind = reader.typed(_FIELD, "field", entry.raw, entry.at)
    broken: Finding | None = common.broken or own.broken
    settings = dict(own.values)
    options = settings.pop("options", None) or ()
    label = common.text("label")
    if not label and kind is not None and common.broken is None:
        if kind.name in _UNLABELLED:
            label = f"I accept the {titles.get(settings.get('legal') or '', 'the terms')}"
        else:
            broken = reader.error(entry.at + "/label", Fault("missing", "The question needs its words.", "Fill it in."))
    return Field(
        entry.id,
        common.text("type"),
        common.text("key") or ids.slug(entry.id),
        label or entry.id,
        common.text("help"),
        common.values.get("show", True) is not False,
        common.values.get("require") is True,
        tuple(Option(option["id"] or "", option["value"] or "", option["label"] or "") for option in options),
        immutable(settings),
        broken,
    )
