"""Questions that can be asked: every ready kind with the edits that ask it, and pages of a form."""

from __future__ import annotations

import copy
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from builder.studio.palette import Offer, new_id, target
from builder.studio.place import Studio
from portal_config.findings import pointer
from portal_config.kinds import Kind, registry
from portal_config.sections.forms import INNER
from portal_config.settings import Options, Ref

NEW = "New question"
GROUPS = (
    "Words", "Choices", "Numbers", "Contact", "Files", "Orders", "People and records", "Structure", "Content",
)  # fmt: skip
"""Groups of kinds in the order they are offered: what is asked most comes first."""
LINES = {
    "short_text": "One line", "long_text": "Several lines", "rich_text": "With headings and lists", "choice_one": "One answer out of some",
    "choice_many": "Any number of answers", "image_choice": "Each answer with a picture", "ranking": "Answers put in order", "rating": "Stars",
    "scale": "From not at all to fully", "matrix": "The same answers for several things", "yes_no": "One of the two", "number": "Whole or with decimals",
    "money": "In one of your currencies", "percent": "A share", "date": "A day", "date_range": "First and last day", "datetime": "A moment, with its time zone",
    "time": "A time of day", "email": "Checked for its form", "phone": "With the country's code", "url": "Begins with https",
    "address": "Street, place and country", "country": "From a list", "company_id": "VAT or register number", "file": "Sent along, checked by content",
    "image": "Pictures with a smallest size", "consent": "To one of your legal texts", "signature": "Typed or drawn", "po_number": "The client's own number",
    "line_items": "Articles with quantities, by list or paste", "person": "Somebody of the client's company", "record": "One of their orders",
    "group": "Several questions that belong together", "repeat": "The same questions, any number of times", "calculated": "Worked out from other answers",
    "price_summary": "What it costs so far", "hidden": "Filled in by itself, seen by your team only", "heading": "A title between questions",
    "text": "Words between questions", "callout": "Something nobody should miss", "image_block": "One of your pictures", "divider": "A line",
}  # fmt: skip


MORE = {"hidden": ("source", "parameter")}
"""Settings that a kind needs because of another one."""


def questions(here: Studio, home: str, *, after: str | None = None) -> list[Offer]:
    """Every kind of question that may be asked in the list at ``home`` (a page's, a group's or the rows'), by group, each at its end or after another."""
    form = home.split("/")[2]
    held = home.split("/")[3] == "fields"
    holder = here.raw(home.rpartition("/")[0]) if held else None
    outer = holder.get("type") if isinstance(holder, Mapping) else None
    made = []
    for kind in _kinds():
        if (kind.name == "repeat" and outer is not None) or (kind.name == "group" and outer == "group"):
            continue
        edits = _asked(here, kind, form)
        if not edits:
            continue
        ptr = edits[-1]["ptr"]
        placed: dict[str, Any] = {"op": "insert", "ptr": f"{home}/-", "value": ptr.rpartition("/")[2]}
        if after is not None:
            placed["after"] = after
        line = LINES.get(kind.name, kind.group)
        said = f"“{kind.label}” was added"
        made.append(Offer(kind.name, kind.label, line, kind.icon, _text([*edits, placed]), ptr, said, kind.group))
    return made


def new_page(form: str) -> Offer:
    """One page more, at the end of a form."""
    page = new_id("fpg")
    ptr = pointer("forms", form, "pages", page)
    edit = {
        "op": "insert",
        "ptr": pointer("forms", form, "pages", "-"),
        "value": {"id": page, "title": "New page", "fields": []},
    }
    return Offer(
        "page", "Page", "Questions that come after the others", "page", _text([edit]), ptr, "A page was added", "Pages"
    )


def new_form() -> Offer:
    """A form of one question, to begin with."""
    form, page, field = new_id("frm"), new_id("fpg"), new_id("fld")
    value = {
        "title": "New form",
        "pages": [{"id": page, "fields": [field]}],
        "fields": {field: {"type": "short_text", "key": "short_text", "label": NEW}},
    }
    ptr = pointer("forms", form)
    edit = {"op": "insert", "ptr": ptr, "value": value}
    return Offer("new", "Empty form", "One question to begin with", "plus", _text([edit]), ptr, "A form was added")


def without_page(here: Studio, page: str) -> list[dict[str, Any]]:
    """The edits that take a page of a form away, with the questions on it."""
    raw = here.raw(page)
    form = page.split("/")[2]
    names = raw.get("fields") if isinstance(raw, Mapping) else None
    gone = [name for one in names or () for name in (*_held(here, form, one), one) if isinstance(one, str)]
    edits: list[dict[str, Any]] = [
        {"op": "remove", "ptr": pointer("forms", form, "fields", one), "uses": "drop"} for one in gone
    ]
    return [*edits, {"op": "remove", "ptr": page}]


def without_question(here: Studio, ptr: str) -> list[dict[str, Any]]:
    """The edits that take a question away, with those it holds."""
    form, field = ptr.split("/")[2], ptr.split("/")[4]
    gone = [*_held(here, form, field), field]
    return [{"op": "remove", "ptr": pointer("forms", form, "fields", one), "uses": "drop"} for one in gone]


def _held(here: Studio, form: str, field: Any) -> list[str]:
    """The questions inside of one, innermost first."""
    raw = here.raw(pointer("forms", form, "fields", str(field)))
    own = raw if isinstance(raw, Mapping) else {}
    names = own.get(INNER[own["type"]][1]) if own.get("type") in INNER else None
    return [each for one in names or () if isinstance(one, str) for each in (*_held(here, form, one), one)]


def _kinds() -> Iterator[type[Kind]]:
    usual = list(LINES)
    found = sorted(
        registry.family("field"), key=lambda kind: usual.index(kind.name) if kind.name in LINES else len(usual)
    )
    for group in GROUPS:
        yield from (kind for kind in found if kind.group == group)
    yield from (kind for kind in found if kind.group not in GROUPS)


def _asked(here: Studio, kind: type[Kind], form: str) -> list[dict[str, Any]]:
    """The edits that make a question of a kind, itself last: what the kind needs, and nothing else of its example. None where it needs a part that is not
    there, such as a picture."""
    taken = _keys(here, form)
    value: dict[str, Any] = {"type": kind.name}
    if kind.answers:
        value["key"] = _key(kind.name, taken)
    if "label" in kind.example:
        value["label"] = kind.label if kind.name in ("price_summary", "calculated") else NEW
    for name, setting in kind.schema().load_fields.items():
        key = setting.data_key or name
        if (setting.required or key in MORE.get(kind.name, ())) and key in kind.example:
            value[key] = copy.deepcopy(kind.example[key])
        if isinstance(setting, Ref) and setting.required:
            value[key] = target(here, setting)
            if value[key] is None:
                return []
        if isinstance(setting, Options):
            value[key] = _answers(here, value[key])
            if value[key] is None:
                return []
    if kind.answers == "computed":
        value["compute"] = 0
    edits: list[dict[str, Any]] = []
    if kind.name in INNER:
        inner = new_id("fld")
        own = {"type": "short_text", "key": _key("short_text", {*taken, str(value.get("key"))}), "label": NEW}
        edits.append({"op": "insert", "ptr": pointer("forms", form, "fields", inner), "value": own})
        value[INNER[kind.name][1]] = [inner]
    return [*edits, {"op": "insert", "ptr": pointer("forms", form, "fields", new_id("fld")), "value": value}]


def _answers(here: Studio, example: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    made = []
    for place, one in enumerate(example, 1):
        answer = {"id": new_id("opt"), "value": f"answer_{place}", "label": f"Answer {place}"}
        if "image" in one:
            picture = target(here, Ref("ast"))
            if picture is None:
                return None
            answer["image"] = picture
        made.append(answer)
    return made


def _keys(here: Studio, form: str) -> set[str]:
    raw = here.raw(pointer("forms", form, "fields"))
    return {
        str(one.get("key")) for one in (raw.values() if isinstance(raw, Mapping) else ()) if isinstance(one, Mapping)
    }


def _key(name: str, taken: Collection[str]) -> str:
    """The name of the answer in exports: the kind's, with a number where that is taken."""
    number = 1
    while (made := name if number == 1 else f"{name}_{number}") in taken:
        number += 1
    return made


def _text(edits: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(edits, separators=(",", ":"))


__all__ = ["new_form", "new_page", "questions", "without_page", "without_question"]
