"""Other parts of the portal: one of them, or some in order. And lists of texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from builder.studio.controls.control import Control, Option, Setting, renders
from builder.studio.controls.worded import worded
from portal_config import ids
from portal_config.settings import Items, Ref, Refs, Text

MAPS = {prefix: name for name, prefix in ids.MAPS.items()}
WORDS = ("name", "label", "title")


@renders(Ref)
def reference(setting: Setting) -> Control | None:
    """One of the parts of the kinds it may name."""
    field = setting.field
    assert isinstance(field, Ref)
    options = [Option(value, words, value == setting.raw) for value, words in _parts(setting, field.prefixes)]
    if not options:
        return None
    if not field.required:
        options.insert(0, Option("", "None", not setting.raw))
    return setting.control("select", options=tuple(options))


@renders(Refs)
def references(setting: Setting) -> Control | None:
    """Some of them: those that are chosen first, in their order."""
    inner = getattr(setting.field, "inner", None)
    assert isinstance(inner, Ref)
    chosen = [str(each) for each in setting.raw or ()]
    known = dict(_parts(setting, inner.prefixes))
    names = [*(each for each in chosen if each in known), *(each for each in known if each not in chosen)]
    if not names:
        return None
    options = tuple(Option(each, known[each], each in chosen) for each in names)
    return setting.control("several", options=options, extra={"ups": moved_up(setting.ptr, chosen)})


def moved_up(ptr: str, chosen: list[str]) -> dict[str, str]:
    """Each that is chosen, but for the first → the edits that move it before the one above."""
    return {
        each: json.dumps([{"op": "move", "ptr": f"{ptr}/{each}", "before": chosen[place - 1]}])
        for place, each in enumerate(chosen)
        if place
    }


@renders(Items)
def items(setting: Setting) -> Control | None:
    """A list whose items have words of their own, such as links: the words; a list of texts: a line for each. Any other list is not asked for here."""
    listed = setting.raw if isinstance(setting.raw, list) else []
    field = setting.field
    assert isinstance(field, Items)
    if type(field.inner) is Text:
        return _lines(setting, field, listed)
    return worded(setting, field, listed)


def _lines(setting: Setting, field: Items, listed: list[Any]) -> Control:
    inner = field.inner
    assert isinstance(inner, Text)
    help_text = f"One on each line, at most {field.at_most}."
    return setting.control(
        "listed",
        value="\n".join(str(one) for one in listed),
        help=help_text,
        extra={"rows": min(max(len(listed) + 1, 3), 8), "most": field.at_most, "longest": inner.at_most},
    )


def _parts(setting: Setting, prefixes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for prefix in prefixes:
        found = setting.here.document.get(MAPS.get(prefix, ""))
        for part_id, part in found.items() if isinstance(found, dict) else ():
            if isinstance(part, dict):
                yield part_id, str(next((part[word] for word in WORDS if part.get(word)), part_id))
        if prefix == "fld":
            yield from _fields(setting)


def _fields(setting: Setting) -> Iterator[tuple[str, str]]:
    """The questions of every form: ids are unique in the whole document."""
    forms = setting.here.document.get("forms")
    for form in forms.values() if isinstance(forms, dict) else ():
        for part_id, part in (form.get("fields") or {}).items() if isinstance(form, dict) else ():
            if isinstance(part, dict):
                yield part_id, str(part.get("label") or part_id)
