"""``forms``: pages of questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from portal_config import ids, limits
from portal_config.compiled import Check, Field, Form, FormPage, Option
from portal_config.context import types_in
from portal_config.expressions.order import Circle, order, reads
from portal_config.expressions.parse import NotAnExpression, parse
from portal_config.expressions.rule import NO, YES, Rule
from portal_config.expressions.types import MISSING, Names, check
from portal_config.expressions.values import SCALARS
from portal_config.faults import Fault
from portal_config.findings import Finding, pointer
from portal_config.kinds import Kind, registry
from portal_config.reader import Entry, Reader, frozen, immutable
from portal_config.settings import (
    Choice,
    Condition,
    Flag,
    Items,
    Part,
    Refs,
    Settings,
    Text,
    refuse,
)
from portal_config.settings import (
    Rule as RuleSetting,
)

_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
ATTRIBUTES = {"hours": "num", "price": "money"}
"""What an option may carry for rules, with its PX type."""
INNER = {"repeat": ("row", "row"), "group": ("fields_", "fields")}
"""Kinds that hold other questions, and the setting that names them: as it is read, and as the document writes it."""


class Key(Text):
    """The name of an answer in exports and the API."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not _KEY.fullmatch(text):
            refuse("key_invalid", "A key has a-z, 0-9 and _ and begins with a letter.", "Write it like company_size.")
        return text


class CheckSettings(Settings):
    test = Condition(default=True, label="Right")
    message = Text(required=True, at_least=1, at_most=limits.SENTENCE, translated=True, label="What is said otherwise")
    level = Choice(
        ("error", "warning"), default="error", words={"error": "Refuse it", "warning": "Warn only"}, label="Otherwise"
    )


class FieldSettings(Settings):
    type = Text(required=True, at_least=1)
    key = Key(label="Name in exports")
    label = Text(at_most=limits.SENTENCE, translated=True, label="Question")
    help = Text(at_most=1_000, lines=True, translated=True, label="Help")
    show = Condition(default=True, label="Shown")
    require = Condition(label="Required")
    check = Items(Part(CheckSettings), at_most=10)
    compute = RuleSetting(label="What it comes to")


class FormPageSettings(Settings):
    id = Text(required=True)
    title = Text(translated=True, label="Title")
    questions = Refs("fld", data_key="fields", at_most=limits.ENTRIES["fields"])
    show = Condition(default=True, label="Shown")


class FormSettings(Settings):
    title = Text(required=True, at_least=1, translated=True, label="Title")
    public = Flag(label="Open to people who are not signed in")
    spam = Choice(("honeypot_and_rate_limit",), default="honeypot_and_rate_limit")


_FIELD, _PAGE, _FORM = FieldSettings(), FormPageSettings(), FormSettings()
_CONTEXT = types_in("form")


def read_forms(reader: Reader) -> dict[str, Form]:
    """The ``forms`` section in order."""
    titles = _legal_titles(reader.document.get("legal"))
    forms = {}
    for entry in reader.entries(reader.document, "forms", "form_order", "frm", ""):
        forms[entry.id] = read_form(reader, entry, titles)
    return forms


def names_in_form(raw: Any, field_id: str = "") -> Names:
    """What a rule of a form, as it is written, may name: one of a question, or else one that stands outside of its rows. Never raises."""
    fields = raw.get("fields") if isinstance(raw, dict) else None
    asked = _Asked(
        {name: one for name, one in (fields if isinstance(fields, dict) else {}).items() if isinstance(one, dict)}
    )
    return asked.names(field_id) if field_id else asked.outside


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
    entries = list(reader.entries(raw, "fields", "field_order", "fld", entry.at))
    asked = _Asked({each.id: each.raw for each in entries if isinstance(each.raw, dict)})
    fields: dict[str, Field] = {}
    keys: dict[str, str] = {}
    for each in entries:
        field = _field(reader, each, titles, asked.names(each.id), asked.types)
        fields[field.id] = field
        if field.key in keys:
            fault = Fault(
                "key_duplicate", f"“{field.key}” names “{keys[field.key]}” too.", "Choose another name for exports."
            )
            reader.error(each.at + "/key", fault)
        keys.setdefault(field.key, field.id)
    fields, held = _nested(reader, fields, entry.at)
    pages = _pages(reader, raw.get("pages"), fields, held, asked, entry.at)
    used = {field.settings.get("legal") for field in fields.values()}
    consents = {part_id: title for part_id, title in titles.items() if part_id in used}
    sequence, pages = _ordered(reader, pages, entry.at)
    return Form(
        entry.id,
        read.text("title") or entry.id,
        bool(read.values["public"]),
        pages,
        frozen("form", entry.id, entry.raw, legal=consents),
        sequence,
        _attributes(pages),
        asked.outside,
    )


def _attributes(pages: Iterable[FormPage]) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    fields = (each for page in pages for field in page.fields for each in (field, *_inner(field)))
    return MappingProxyType(
        {
            field.id: MappingProxyType({option.value: option.attributes for option in field.options})
            for field in fields
            if any(option.attributes for option in field.options)
        }
    )


class _Asked:
    """What the questions of a form answer, as far as it shows before they are read: what rules may name."""

    def __init__(self, raw: Mapping[str, dict[str, Any]]) -> None:
        self.raw = raw
        self.row_of = {
            inner: holder for holder, one in raw.items() if one.get("type") == "repeat" for inner in _listed(one, "row")
        }
        groups = {
            inner: holder
            for holder, one in raw.items()
            if one.get("type") == "group"
            for inner in _listed(one, "fields")
        }
        for inner, holder in groups.items():
            if holder in self.row_of:
                self.row_of.setdefault(inner, self.row_of[holder])
        self.types: dict[str, str] = {}
        self.choices: dict[str, frozenset[str]] = {}
        self.options: dict[str, dict[str, str]] = {}
        computed = {}
        for field_id, one in raw.items():
            kind = registry.get("field", one["type"]) if isinstance(one.get("type"), str) else None
            if kind is not None and kind.answers == "computed":
                computed[field_id] = one.get("compute")
            else:
                self.types[field_id] = kind.answered(one) if kind is not None else MISSING
            self._add_options(field_id, one.get("options"))
        self._compute(computed)
        self._given = {name: type_ for name, type_ in self.types.items() if type_ and name not in self.row_of}
        for name, holder in self.row_of.items():
            inner_type = self.types.get(name, "")
            if inner_type and holder not in self.row_of:
                self._given[name] = f"list:{inner_type if inner_type in SCALARS else 'thing'}"
        self._outside = Names(*(immutable(each) for each in (self._given, {}, _CONTEXT, self.options, self.choices)))
        self._rows: dict[str, Names] = {}

    def names(self, field_id: str) -> Names:
        """What the rules of a question may name."""
        holder = self.row_of.get(field_id)
        if holder is None:
            return self._outside
        if holder not in self._rows:
            row = {
                name: self.types[name] for name, one in self.row_of.items() if one == holder and self.types.get(name)
            }
            # The columns of its own rows are known only when all of them are.
            given = {name: type_ for name, type_ in self._given.items() if self.row_of.get(name) != holder}
            self._rows[holder] = Names(given, row, _CONTEXT, self.options, self.choices)
        return self._rows[holder]

    @property
    def outside(self) -> Names:
        """What a page's rule may name."""
        return self._outside

    def _add_options(self, field_id: str, options: Any) -> None:
        known = [one for one in options if isinstance(one, dict)] if isinstance(options, list) else []
        if known:
            values = [one.get("value") for one in known]
            if "other" not in self.raw[field_id] or self.raw[field_id]["other"] is not True:
                self.choices[field_id] = frozenset(value for value in values if isinstance(value, str))
            self.options[field_id] = {
                name: type_ for name, type_ in ATTRIBUTES.items() if any(name in one for one in known)
            }

    def _compute(self, computed: Mapping[str, Any]) -> None:
        """The types of computed values, each after those it reads. Those of a circle come to nothing certain."""
        nodes = {}
        for field_id, raw in computed.items():
            try:
                nodes[field_id] = parse(raw)
            except NotAnExpression:
                self.types[field_id] = MISSING
        waiting = {field_id: set(reads(node)) & nodes.keys() for field_id, node in nodes.items()}
        while ready := sorted(field_id for field_id, needs in waiting.items() if not needs):
            for field_id in ready:
                given = {name: type_ for name, type_ in self.types.items() if type_ and name not in self.row_of}
                given |= {
                    name: f"list:{self.types.get(name, '')}" for name in self.row_of if self.types.get(name) in SCALARS
                }
                holder = self.row_of.get(field_id)
                row = {
                    name: self.types[name] for name, one in self.row_of.items() if one == holder and name in self.types
                }
                names = Names(given, row if holder else {}, _CONTEXT, self.options, self.choices)
                self.types[field_id] = check(computed[field_id], names).type
                del waiting[field_id]
            for needs in waiting.values():
                needs.difference_update(ready)
        for field_id in waiting:
            self.types[field_id] = MISSING


def _listed(raw: Mapping[str, Any], key: str) -> Iterator[str]:
    names = raw.get(key)
    return (each for each in names if isinstance(each, str)) if isinstance(names, list) else iter(())


def _nested(reader: Reader, fields: dict[str, Field], at: str) -> tuple[dict[str, Field], Mapping[str, str]]:
    """The questions with those they hold, and who holds each."""
    held: dict[str, str] = {}
    nested = dict(fields)
    # Groups first: a row may hold a group, and a group holds neither.
    for type_ in ("group", "repeat"):
        for field in fields.values():
            if field.type != type_:
                continue
            setting, key = INNER[type_]
            inner = []
            for place, name in enumerate(field.settings.get(setting) or ()):
                here = at + pointer("fields", field.id, key, place)
                each = nested.get(name)
                if each is None:
                    fault = Fault("ref_missing", f"“{name}” is not a question of this form.", "Choose one that is.")
                    reader.error(here, fault)
                elif name in held:
                    reader.error(here, Fault("field_repeated", f"“{name}” is asked twice.", "Ask it in one place."))
                elif each.type == "repeat" or (each.type == "group" and type_ == "group"):
                    fault = Fault(
                        "nested_too_deep", "Rows and groups hold no rows, and groups no groups.", "Take it out."
                    )
                    reader.error(here, fault)
                else:
                    held[name] = field.id
                    inner.append(replace(each, within=field.id))
            nested[field.id] = replace(nested[field.id], inner=tuple(inner))
    return nested, MappingProxyType(held)


def _pages(
    reader: Reader, raw: Any, fields: Mapping[str, Field], held: Mapping[str, str], asked: _Asked, at: str
) -> tuple[FormPage, ...]:
    here = at + "/pages"
    if not isinstance(raw, list) or not raw:
        reader.error(here, Fault("pages_missing", "A form needs a page.", "Add one with its questions."))
        raw = []
    if len(raw) > limits.FORM_PAGES:
        reader.error(here, Fault("limit_exceeded", f"At most {limits.FORM_PAGES} pages.", "Remove some."))
    pages, placed = [], set(held)
    for place, page in enumerate(raw[: limits.FORM_PAGES]):
        read = reader.part(_PAGE, page, here + pointer(place), asked.outside)
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
            else:
                shown.append(fields[field_id])
            placed.add(field_id)
        page_id = read.text("id") or f"fpg_{place + 1}"
        pages.append(FormPage(page_id, read.text("title"), tuple(shown), read.values["show"] or NO))
    for field_id in fields:
        if field_id not in placed:
            fault = Fault("field_unplaced", "The question is on no page and never asked.", "Put it on a page.")
            reader.warn(at + pointer("fields", field_id), fault)
    return tuple(pages)


def _field(reader: Reader, entry: Entry, titles: Mapping[str, str], names: Names, types: Mapping[str, str]) -> Field:
    common, own, kind = reader.typed(_FIELD, "field", entry.raw, entry.at, names=names)
    broken: Finding | None = common.broken or own.broken
    settings = dict(own.values)
    options = settings.pop("options", None) or ()
    label = common.text("label")
    compute = common.values.get("compute")
    if kind is not None and broken is None:
        label, broken = _worded(reader, entry.at, kind.name, kind.answers != "", label, settings, titles)
        if kind.answers == "computed" and compute is None:
            fault = Fault("missing", "What it comes to is needed.", "Write a rule in “compute”.")
            broken = reader.error(entry.at + "/compute", fault)
        elif kind.answers != "computed" and compute is not None:
            fault = Fault(
                "compute_asked", "Only a computed value has a rule.", "Use a question of the kind “calculated”."
            )
            broken = reader.error(entry.at + "/compute", fault)
    return Field(
        entry.id,
        common.text("type"),
        common.text("key") or ids.slug(entry.id),
        label or _first_words(kind, settings) or entry.id,
        common.text("help"),
        common.values.get("show", YES) or NO,
        common.values.get("require") or NO,
        tuple(map(_option, options)),
        immutable(settings),
        broken,
        answer=types.get(entry.id, MISSING),
        checks=tuple(
            Check(one["test"], one["message"] or "", one["level"])
            for one in common.values.get("check") or ()
            if one["test"]
        ),
        compute=compute,
    )


def _worded(
    reader: Reader,
    at: str,
    kind: str,
    asks: bool,
    label: str,
    settings: Mapping[str, Any],
    titles: Mapping[str, str],
) -> tuple[str, Finding | None]:
    """The words of a question, and what is wrong where it has none."""
    if label or not asks:
        return label, None
    if kind == "consent":
        return f"I accept the {titles.get(settings.get('legal') or '', 'the terms')}", None
    return label, reader.error(at + "/label", Fault("missing", "The question needs its words.", "Fill it in."))


def _first_words(kind: type[Kind] | None, settings: Mapping[str, Any]) -> str:
    """What a part between questions is called where it is listed."""
    if kind is None or kind.answers:
        return ""
    words = next((settings[name] for name in ("title", "text", "alt") if settings.get(name)), "")
    return " ".join(str(words).split())[:80]


def _option(option: Mapping[str, Any]) -> Option:
    attributes = {name: option[name] for name in ATTRIBUTES if option.get(name) is not None}
    return Option(
        option["id"] or "",
        option["value"] or "",
        option["label"] or "",
        MappingProxyType(attributes),
        option.get("image"),
        option.get("show") or YES,
    )


def _ordered(reader: Reader, pages: tuple[FormPage, ...], at: str) -> tuple[tuple[str, ...], tuple[FormPage, ...]]:
    """The order in which questions are worked out, and the pages with the questions of each row in theirs. A circle is an error that names it."""
    units: dict[str, Field] = {}
    unit_of: dict[str, str] = {}
    needs: dict[str, set[str]] = {}
    for page in pages:
        for field in page.fields:
            for each, needed in _units(field, (page.show,)):
                units[each.id] = each
                unit_of[each.id] = each.id
                unit_of |= {inner.id: each.id for inner in _inner(each) if each.type == "repeat"}
                needs[each.id] = needed
    graph = {name: {unit_of[one] for one in wanted if one in unit_of} for name, wanted in needs.items()}
    for name, unit in units.items():
        if unit.type == "repeat":
            graph[name] |= {
                unit_of[one]
                for each in _inner(unit)
                for one in _needs(each, ())
                if one in unit_of and unit_of[one] != name
            }
    try:
        sequence = order(graph)
    except Circle as circle:
        _circle(reader, units, circle.through, at)
        sequence = tuple(graph)
    return sequence, tuple(
        replace(page, fields=tuple(_rows_ordered(reader, each, at) for each in page.fields)) for page in pages
    )


def _units(field: Field, around: tuple[Rule, ...], holder: str = "") -> Iterator[tuple[Field, set[str]]]:
    """A question with what it needs before it: what its rules read, those around it, and its group."""
    yield field, _needs(field, around) | ({holder} if holder else set())
    if field.type == "group":
        for each in field.inner:
            yield from _units(each, (*around, *field.rules), field.id)


def _inner(field: Field) -> Iterator[Field]:
    for each in field.inner:
        yield each
        yield from _inner(each)


def _needs(field: Field, around: Iterable[Rule]) -> set[str]:
    return {name for rule in (*around, *field.rules) for name in rule.reads}


def _rows_ordered(reader: Reader, field: Field, at: str) -> Field:
    if field.type != "repeat":
        return field
    units = {each.id: (each, needed) for inner in field.inner for each, needed in _units(inner, ())}
    graph = {name: needed & units.keys() for name, (_, needed) in units.items()}
    try:
        sequence = order(graph)
    except Circle as circle:
        _circle(reader, {name: each for name, (each, _) in units.items()}, circle.through, at)
        sequence = tuple(graph)
    return replace(field, settings=MappingProxyType({**field.settings, "order": sequence}))


def _circle(reader: Reader, fields: Mapping[str, Field], through: tuple[str, ...], at: str) -> None:
    words = " waits for ".join(f"“{fields[name].label}”" for name in (*through, through[0]))
    fault = Fault("expr_circle", f"{words}.", "Change one of their rules.")
    reader.error(at + pointer("fields", through[0]), fault)
