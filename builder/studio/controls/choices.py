"""Yes or no, one of several, some of several, and who sees a part."""

from __future__ import annotations

import json

from builder.studio.controls.control import Control, Option, Setting, renders
from builder.studio.controls.rules import only_when
from builder.studio.people import roles_of
from portal_config.kinds import registry
from portal_config.sections.folders import READS
from portal_config.settings import Choice, Choices, Flag, SeeSetting

SEGMENT = 3
"""So many short choices stand side by side; more are a list to open."""


@renders(Flag)
def flag(setting: Setting) -> Control | None:
    """A switch; what no engine obeys yet is not offered."""
    field = setting.field
    assert isinstance(field, Flag)
    if field.planned:
        return None
    return setting.control("flag", value=bool(setting.value), extra={"default": bool(setting.default)})


@renders(Choice)
def choice(setting: Setting) -> Control | None:
    """One of several words; a setting with one choice is not asked for."""
    field = setting.field
    assert isinstance(field, Choice)
    if len(field.options) < 2:
        return None
    options = tuple(
        Option(each, field.words.get(each) or _words(each), each == setting.value) for each in field.options
    )
    short = len(options) <= SEGMENT and all(len(option.label) <= 12 for option in options)
    return setting.control("segment" if short else "select", options=options)


@renders(Choices)
def choices(setting: Setting) -> Control:
    """Some of several, in the order in which they were chosen. Where none may be chosen, that is not the same as the default."""
    field = setting.field
    assert isinstance(field, Choices)
    inner = field.inner
    assert isinstance(inner, Choice)
    chosen = list(setting.value or ())
    names = [*chosen, *(each for each in inner.options if each not in chosen)]
    options = tuple(Option(each, inner.words.get(each) or _words(each), each in chosen) for each in names)
    empty = not field.at_least and setting.default
    return setting.control("several", options=options, extra={"default": setting.default} if empty else {})


@renders(SeeSetting)
def see(setting: Setting) -> Control:
    """Who sees it: the client roles, all of them while nothing is written, and of them only those whose company is in one of the groups, where some are chosen.
    Whoever is shown it and may not use it is told; a rule stands below."""
    raw = setting.raw if isinstance(setting.raw, dict) else {}
    named = raw.get("roles") or []
    needs = _needs(setting)
    options = tuple(
        Option(
            role["id"],
            role["name"],
            not named or role["id"] in named,
            "may not" if needs and needs not in role["can"] else "",
        )
        for role in roles_of(setting.here)
    )
    chosen = raw.get("groups") or []
    groups = [Option(one.id, one.name, one.id in chosen) for one in setting.here.compiled.groups.values()]
    rule = raw.get("when")
    extra = {
        "groups": groups,
        "when": "" if rule is None else json.dumps(rule, separators=(",", ":")),
        "only": only_when(setting, f"{setting.ptr}/when", rule, setting.raw),
    }
    return setting.control("see", value="", options=options, extra=extra)


def _needs(setting: Setting) -> str | None:
    """The action that the part's kind needs."""
    if setting.ptr.startswith("/folders/"):
        return READS
    part = setting.here.raw(setting.ptr.rpartition("/")[0])
    family = "tab" if setting.ptr.startswith("/tabs/") else "widget" if "/widgets/" in setting.ptr else ""
    kind = registry.get(family, str(part.get("type"))) if family and isinstance(part, dict) else None
    return kind.needs if kind else None


def _words(value: str) -> str:
    words = value.replace("_", " ").capitalize()
    return "PO" + words[2:] if words.startswith("Po ") else words
