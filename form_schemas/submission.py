"""Posted answers: worked out in one pass into values or errors, and stored values back into words.

Each question comes after those its rules read. What is not visible is missing for every other rule and never stored; what rules compute is never taken
from what was posted. Requirements and checks follow when every value is known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from form_schemas.context import FormContext
from form_schemas.engines import ENGINES
from form_schemas.field import AnswerRefused, FieldEngine
from form_schemas.fields.repeat.field import RepeatEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field, Form, FormPage
from portal_config.expressions import ExpressionFailed, Given, Listing, Value
from portal_config.expressions.rule import Rule
from portal_config.expressions.values import SCALARS, type_of

ROW_ID = re.compile(r"[a-z0-9]{1,16}", re.ASCII)
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class FieldError:
    """One refused answer. ``pointer`` names what was posted (``/fld_count``, ``/fld_topics/1/fld_topic``), ``code`` is stable, ``message`` says what to do,
    ``name`` is that of the control."""

    field_id: str
    pointer: str
    code: str
    message: str
    name: str = ""

    @property
    def place(self) -> str:
        """The control to go to."""
        return self.name or self.field_id


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that could not be evaluated: which (``show``, ``require``, ``check``, ``compute``), where, and the code of the failure."""

    rule: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Drift:
    """A computed value that the browser saw differently: what it ``saw`` and what it ``is``, as PX writes them."""

    name: str
    saw: str
    is_: str


@dataclass(frozen=True, slots=True)
class Submission:
    """``values``: field id → stored value (JSON), without unanswered and invisible fields. With ``errors`` it must not be stored; ``warnings`` are
    said and refuse nothing; ``flags`` are rules that failed, ``drifts`` computed values that the browser
    saw differently: both are for the log. ``shown`` and ``required`` hold the names of questions, ``pages`` the ids of pages that
    have something to show, ``rows`` the ids of a question's rows by its name, ``cells`` the PX values of each row by question and row (``fld_topics.r1``)."""

    values: Mapping[str, Any]
    errors: tuple[FieldError, ...]
    warnings: tuple[FieldError, ...] = ()
    flags: tuple[Flag, ...] = ()
    drifts: tuple[Drift, ...] = ()
    shown: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    pages: tuple[str, ...] = ()
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    cells: Mapping[str, Mapping[str, Value]] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    context: FormContext | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer as it was asked: the question's words, the answer in words, the field's kind. ``inner``: the answers of each row of a repeated question, or
    of a group; ``drawing``: the path of an SVG on a canvas of 600 × 200; ``formatted``: HTML of a formatted text."""

    label: str
    text: str
    type: str
    inner: tuple[tuple[ShownAnswer, ...], ...] = ()
    drawing: str = ""
    formatted: str = ""


def can_be_asked(asked: Field) -> bool:
    """Whether a question works: its kind has an engine, and nothing of it is broken."""
    return asked.broken is None and asked.type in ENGINES and not asked.show.never


def asked(form: Form) -> tuple[Field, ...]:
    """The questions that stand on a page and can be asked, in order. Whether one is shown is for ``parse`` to say."""
    return tuple(field for field in form.fields if can_be_asked(field))


def parse(form: Form, posted: Mapping[str, Any], context: FormContext) -> Submission:
    """Work out what was posted (name → texts, as a form posts them). Unknown names are ignored, invisible fields dropped. Never raises."""
    return _Pass(form, posted, context).submission()


def start(form: Form, context: FormContext) -> dict[str, tuple[str, ...]]:
    """What the controls of a fresh form hold: name → texts."""
    held: dict[str, tuple[str, ...]] = {}
    opened = context.opened(form)
    for each in form.every:
        if can_be_asked(each) and not _in_row(form, each):
            held |= ENGINES[each.type].start_in(each, opened).flat(each.id)
    return held


def given(form: Form, values: Mapping[str, Any], context: FormContext) -> dict[str, tuple[str, ...]]:
    """Stored values as the controls hold them: name → texts."""
    held: dict[str, tuple[str, ...]] = {}
    for field_ in form.fields:
        if field_.id in values and can_be_asked(field_):
            held |= _given(field_, values[field_.id], field_.id, context)
    return held


def shown(form: Form, values: Mapping[str, Any], locale: str = "en", *, unseen: bool = False) -> list[ShownAnswer]:
    """Stored answers in words, in the order they were asked. ``form`` is the one the order froze; ``unseen``: with what nobody was asked, for the seller."""
    return _listed(form.fields, values, locale, unseen=unseen)


def _listed(fields: Sequence[Field], values: Mapping[str, Any], locale: str, *, unseen: bool) -> list[ShownAnswer]:
    return [
        _shown(each, values[each.id], locale, unseen=unseen)
        for each in fields
        if each.id in values and (unseen or each.type not in ENGINES or not ENGINES[each.type].unseen)
    ]


def _shown(asked: Field, value: Any, locale: str, *, unseen: bool) -> ShownAnswer:
    engine = ENGINES.get(asked.type)
    if engine is None or asked.broken is not None:
        return ShownAnswer(asked.label, str(value), asked.type)
    if asked.inner:
        rows = value if isinstance(value, list) else [value]
        inner = tuple(tuple(_listed(asked.inner, row, locale, unseen=unseen)) for row in rows if isinstance(row, dict))
        return ShownAnswer(asked.label, engine.show(value, asked, locale), asked.type, inner)
    drawing, formatted = engine.drawing(value, asked), engine.formatted(value, asked)
    return ShownAnswer(asked.label, engine.show(value, asked, locale), asked.type, (), drawing, formatted)


def _given(asked: Field, value: Any, name: str, context: FormContext) -> dict[str, tuple[str, ...]]:
    if asked.type == "repeat":
        held: dict[str, tuple[str, ...]] = {name: tuple(row["id"] for row in value)}
        for row in value:
            for each in asked.inner:
                if each.id in row:
                    held |= _given(each, row[each.id], f"{name}.{row['id']}.{each.id}", context)
        return held
    if asked.type == "group":
        before = name.rpartition(".")[0]
        return {
            key: texts
            for each in asked.inner
            if each.id in value
            for key, texts in _given(
                each, value[each.id], f"{before}.{each.id}" if before else each.id, context
            ).items()
        }
    engine = ENGINES[asked.type]
    held_by = engine.given(value, asked, context.locale)
    return held_by.flat(name) if isinstance(held_by, Posted) else {name: held_by}


def _in_row(form: Form, asked: Field) -> bool:
    holders = {each.id: each for each in form.every}
    within = asked.within
    while within is not None:
        if holders[within].type == "repeat":
            return True
        within = holders[within].within
    return False


@dataclass(slots=True)
class _Place:
    """Where a question is asked: ``name`` of its control, ``pointer`` of its value, ``into``: the object its value belongs to, ``px``: that of its PX value."""

    name: str
    pointer: str
    into: dict[str, Any]
    px: dict[str, Value]
    before: str = ""
    row: dict[str, Value] | None = None


class _Pass:
    """One form worked out once."""

    def __init__(self, form: Form, posted: Mapping[str, Any], context: FormContext) -> None:
        self.form, self.posted = form, posted
        self.context = context.opened(form)
        self.given: Given = self.context.given
        self.fields: dict[str, Value] = self.given.fields  # type: ignore[assignment]  # a dict of its own, see FormContext.opened
        self.values: dict[str, Any] = {}
        self.errors: dict[str, FieldError] = {}
        self.warnings: list[FieldError] = []
        self.flags: list[Flag] = []
        self.drifts: list[Drift] = []
        self.shown: set[str] = set()
        self.required: set[str] = set()
        self.rows: dict[str, tuple[str, ...]] = {}
        self.cells: dict[str, Mapping[str, Value]] = {}
        self.answered: list[tuple[Field, _Place]] = []
        """Visible questions, for what follows when every value is known."""

    def submission(self) -> Submission:
        units: dict[str, tuple[Field, FormPage]] = {
            each.id: (each, page) for page in self.form.pages for asked in page.fields for each in _flat(asked)
        }
        pages = {}
        for field_id in self.form.order or units:
            if field_id not in units:
                continue
            asked, page = units[field_id]
            if page.id not in pages or not page.show.constant:
                pages[page.id] = self._holds(page.show, "show", page.id, False)
            around = pages[page.id] and (asked.within is None or asked.within in self.shown)
            self._one(asked, _Place(asked.id, f"/{asked.id}", self.values, self.fields), around)
        for page in self.form.pages:
            pages.setdefault(page.id, self._holds(page.show, "show", page.id, False))
        self._afterwards()
        order = {name: place for place, name in enumerate(self._names())}
        return Submission(
            MappingProxyType(self._assembled()),
            tuple(sorted(self.errors.values(), key=lambda one: order.get(one.place, 0))),
            tuple(self.warnings),
            tuple(self.flags),
            tuple(self.drifts),
            frozenset(self.shown),
            frozenset(self.required),
            tuple(page.id for page in self.form.pages if pages[page.id] and self._has_something(page)),
            MappingProxyType(self.rows),
            MappingProxyType(self.cells),
            self.context,
        )

    def _names(self) -> Iterator[str]:
        """The names of controls in the order they are asked."""
        for asked in self.form.fields:
            yield from self._names_of(asked, asked.id, "")

    def _names_of(self, asked: Field, name: str, before: str) -> Iterator[str]:
        yield name
        if asked.type == "repeat":
            for row in self.rows.get(name, ()):
                for each in asked.inner:
                    yield from self._names_of(each, f"{name}.{row}.{each.id}", f"{name}.{row}.")
        else:
            for each in asked.inner:
                yield from self._names_of(each, f"{before}{each.id}", before)

    def _has_something(self, page: FormPage) -> bool:
        asks = [each for each in page.fields if each.type in ENGINES and ENGINES[each.type].asks]
        visible = [each for each in page.fields if each.id in self.shown]
        return any(ENGINES[each.type].asks for each in visible) if asks else bool(visible)

    # one question

    def _one(self, asked: Field, place: _Place, around: bool) -> None:
        if not around or not can_be_asked(asked) or not self._holds(asked.show, "show", place.name, False):
            return
        self.shown.add(place.name)
        engine = ENGINES[asked.type]
        if asked.type == "repeat":
            self._repeat(asked, place)
            return
        if not engine.asks or asked.type == "group":
            return
        self.answered.append((asked, place))
        try:
            if asked.compute is not None:
                value = self._computed(asked, engine, place)
            else:
                value = engine.parse(asked, Posted.of(self.posted, place.name), self.context)
        except AnswerRefused as refused:
            self._refuse(asked, place, refused.code, refused.message)
            return
        if value is not None:
            place.into[asked.id] = value
            px = engine.px(value, asked)
            if px is not None:
                place.px[asked.id] = px

    def _computed(self, asked: Field, engine: FieldEngine, place: _Place) -> Any:
        assert asked.compute is not None
        try:
            value = asked.compute.value(self.given)
        except ExpressionFailed as failure:
            self.flags.append(Flag("compute", place.name, failure.code))
            return None
        stored = None if value is None else engine.stored(value, asked)
        saw = Posted.of(self.posted, place.name).text
        if saw and saw != (found := json.dumps(stored, ensure_ascii=False, separators=(",", ":"))):
            self.drifts.append(Drift(place.name, saw[:200], found[:200]))
        return stored

    def _repeat(self, asked: Field, place: _Place) -> None:
        engine = ENGINES["repeat"]
        assert isinstance(engine, RepeatEngine)
        posted = Posted.of(self.posted, place.name)
        ids = tuple(dict.fromkeys(each for each in posted if ROW_ID.fullmatch(each)))[: MOST_ROWS + 1]
        if not ids and place.name not in self.posted:
            ids = ()
        self.rows[place.name] = ids
        units = {each.id: each for inner in asked.inner for each in _flat(inner)}
        rows: list[dict[str, Any]] = []
        columns: dict[str, list[Value]] = {each: [] for each in units}
        for number, row_id in enumerate(ids):
            row: dict[str, Any] = {"id": row_id}
            px: dict[str, Value] = {}
            self.given.row = px
            before = f"{place.name}.{row_id}."
            for field_id in asked.settings.get("order") or units:
                each = units[field_id]
                here = _Place(f"{before}{field_id}", f"{place.pointer}/{number}/{field_id}", row, px, before, px)
                self._one(each, here, each.within == asked.id or f"{before}{each.within}" in self.shown)
            self.cells[f"{place.name}.{row_id}"] = px
            rows.append(_grouped(asked, row))
            for name, value in px.items():
                columns[name].append(value)
        self.given.row = {}
        for name, items in columns.items():
            of = units[name].answer
            if of in SCALARS or (of == "missing" and items):
                self.fields[name] = Listing(of if of in SCALARS else type_of(items[0]), tuple(items))
            else:
                self.fields[name] = Listing("thing", tuple(True for _ in items))
        self.fields[asked.id] = Listing("thing", tuple(True for _ in rows))
        self.answered.append((asked, place))
        try:
            engine.rows(asked, len(ids))
        except AnswerRefused as refused:
            self._refuse(asked, place, refused.code, refused.message)
        if rows:
            place.into[asked.id] = rows

    # when every value is known

    @staticmethod
    def _asks(asked: Field) -> bool:
        return asked.compute is None and not ENGINES[asked.type].unseen

    def _afterwards(self) -> None:
        for asked, place in self.answered:
            self.given.row = place.row if place.row is not None else {}
            if self._asks(asked) and self._holds(asked.require, "require", place.name, False):
                self.required.add(place.name)
                engine = ENGINES[asked.type]
                if asked.id not in place.into and place.name not in self.errors:
                    self._refuse(asked, place, "required", engine.missing(asked))
                elif asked.id in place.into and (sentence := engine.waits(place.into[asked.id], asked)):
                    self._refuse(asked, place, "waits", sentence)
            if asked.id not in place.into or place.name in self.errors:
                continue
            for check in asked.checks:
                if self._holds(check.test, "check", place.name, True):
                    continue
                if check.level == "error":
                    self._refuse(asked, place, "check", check.message)
                    break
                self.warnings.append(FieldError(asked.id, place.pointer, "check", check.message, place.name))
        self.given.row = {}

    def _holds(self, rule: Rule, what: str, name: str, failed: bool) -> bool:
        """Whether a rule comes to yes; ``failed`` where it cannot be evaluated, which is flagged."""
        if rule.always:
            return True
        try:
            return rule.holds(self.given)
        except ExpressionFailed as failure:
            self.flags.append(Flag(what, name, failure.code))
            return failed

    def _refuse(self, asked: Field, place: _Place, code: str, message: str) -> None:
        self.errors.setdefault(place.name, FieldError(asked.id, place.pointer, code, message, place.name))

    def _assembled(self) -> dict[str, Any]:
        """The values, those of a group inside of their group, in the order they are asked."""
        made = {}
        for asked in self.form.fields:
            if asked.type == "group":
                inner = {each.id: self.values[each.id] for each in asked.inner if each.id in self.values}
                if inner:
                    made[asked.id] = inner
            elif asked.id in self.values:
                made[asked.id] = self.values[asked.id]
        return made


def _grouped(asked: Field, row: dict[str, Any]) -> dict[str, Any]:
    made = {"id": row["id"]}
    for each in asked.inner:
        if each.type == "group":
            inner = {one.id: row[one.id] for one in each.inner if one.id in row}
            if inner:
                made[each.id] = inner
        elif each.id in row:
            made[each.id] = row[each.id]
    return made


def _flat(asked: Field) -> Iterator[Field]:
    """A question with those of its group; rows are worked out with their question."""
    yield asked
    if asked.type == "group":
        for each in asked.inner:
            yield from _flat(each)


def without(form: Form, left_out: Sequence[str]) -> Form:
    """The form without some of its questions."""
    gone = set(left_out)
    pages = tuple(
        replace(page, fields=tuple(each for each in page.fields if each.id not in gone)) for page in form.pages
    )
    return replace(form, pages=pages)


def files_in(value: Any) -> Iterator[str]:
    """The ids of files in stored values, also in rows and groups (``form_schemas.fields.file``)."""
    if isinstance(value, Mapping):
        if value.keys() >= {"id", "hash", "scan", "size"}:
            yield value["id"]
            return
        for inner in value.values():
            yield from files_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from files_in(inner)
