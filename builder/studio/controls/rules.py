"""Rules: a switch while nothing but yes or no is said, else lines to choose from, else a text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from builder.studio import functions
from builder.studio.controls.control import Control, Option, Setting, renders, with_findings
from builder.studio.rules import (
    ANSWERED,
    DAYS,
    IS,
    JOINS,
    Chosen,
    Comparison,
    Subject,
    chosen,
    names_at,
    subjects_at,
    written,
)
from portal_config.expressions.rule import Rule
from portal_config.expressions.values import literal
from portal_config.money import EXPONENTS, Money
from portal_config.sections.groups import MANUAL, Match
from portal_config.settings import Condition
from portal_config.settings import Rule as RuleSetting

BY_HAND = "You put them in, on the client’s page at your desk."


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison as it is drawn: what is asked, how it is compared, with what. Options carry the edits that choose them."""

    id: str
    subjects: tuple[tuple[Option, str], ...]
    ways: tuple[tuple[Option, str], ...]
    values: tuple[tuple[Option, str], ...]
    value: Control | None
    remove: str


@renders(Condition)
def condition(setting: Setting) -> Control:
    """Yes or no, or when."""
    default = isinstance(setting.default, Rule) and setting.default.always
    value = default if setting.raw is None else setting.raw is True
    if isinstance(setting.raw, list | dict):
        return ruled(setting, f"{setting.label} when", None)
    begins = _begins(setting, f"{setting.label} only when…")
    if not begins["adds"]:
        return setting.control("flag", value=value, extra={"default": default})
    return setting.control("rule", value=value, extra={"switch": True, "default": default, **begins})


@renders(Match)
def match(setting: Setting) -> Control:
    """How clients come into a group: by hand, or by a rule."""
    if isinstance(setting.raw, list | dict | bool):
        return ruled(setting, "Every client is in it when", MANUAL)
    return setting.control("rule", value="", extra={"told": BY_HAND, **_begins(setting, "Decide by a rule…")})


@renders(RuleSetting)
def expression(setting: Setting) -> Control | None:
    """What something comes to, as text. Plain bounds have no rule and are not asked for here."""
    if type(setting.field) is not RuleSetting or names_at(setting.here, setting.ptr) is None:
        return None
    return setting.control(
        "rule",
        value="",
        extra={
            "head": setting.label,
            "text": "" if setting.raw is None else written(setting.raw),
            **_help(subjects_at(setting.here, setting.ptr)),
        },
    )


def only_when(setting: Setting, ptr: str, raw: Any, whole: Any) -> Control:
    """Of whom a part is shown to: those for whom a rule holds, beside their roles and groups. ``whole`` is all that is said of who sees it."""
    inner = Setting("when", setting.field, ptr, raw, setting.here)
    if isinstance(raw, list | dict):
        alone = isinstance(whole, Mapping) and set(whole) == {"when"}
        made = ruled(inner, "Only when", None, gone=_set(setting.ptr, None) if alone else "")
    else:
        made = Control("rule", ptr, "", extra=_begins(inner, "Only when…"))
    return with_findings(made, setting.here)


def ruled(setting: Setting, head: str, without: Any, *, gone: str = "") -> Control:
    """A rule: as lines where it is no more than that, else as text. ``without``: what is said where it is taken away."""
    subjects = subjects_at(setting.here, setting.ptr)
    lines = chosen(setting.raw, setting.ptr, subjects)
    text = written(setting.raw)
    extra: dict[str, Any] = {
        "head": head,
        "text": text,
        "kept": not text,
        "remove": gone or _set(setting.ptr, without),
        **_help(subjects),
    }
    if lines is not None:
        joined = [
            (Option(key, words, key == lines.join), _set(f"{setting.ptr}/0", key)) for key, words in JOINS.items()
        ]
        extra["lines"] = [_line(setting, lines, place, subjects) for place in range(len(lines.lines))]
        extra["joins"] = joined if lines.join else []
        extra["adds"] = _additions(setting, lines, subjects)
        extra["add_label"] = "Add a condition"
    return Control("rule", setting.ptr, setting.label, extra=extra, help=str(setting.field.metadata.get("help") or ""))


def _begins(setting: Setting, label: str) -> dict[str, Any]:
    return {"adds": _additions(setting, None), "add_label": label}


def _additions(
    setting: Setting, lines: Chosen | None, subjects: Sequence[Subject] | None = None
) -> list[tuple[str, str, str]]:
    """(what can be asked about, the edits that add it, the field to go on in)."""
    ptr, made = setting.ptr, []
    for subject in subjects_at(setting.here, ptr) if subjects is None else subjects:
        fresh = subject.compared(subject.ways[0])
        if lines is None:
            edits, at = _set(ptr, fresh), ptr
        elif isinstance(setting.raw, list) and setting.raw[0] in JOINS:
            edits, at = _text({"op": "insert", "ptr": f"{ptr}/-", "value": fresh}), f"{ptr}/{len(setting.raw)}"
        else:
            edits, at = _set(ptr, ["and", setting.raw, fresh]), f"{ptr}/2"
        made.append((subject.words, edits, f"rule{at.replace('/', '-')}-is"))
    return made


def _line(setting: Setting, rule: Chosen, place: int, subjects: Sequence[Subject]) -> Line:
    line = rule.lines[place]
    present, same = line.subject, _set(line.at, line.raw)
    valued = bool(line.value_at)
    ways = tuple(
        (
            Option(way, words_of(present, way), way == line.way),
            same if way == line.way else _set(line.at, present.compared(way, line.value if valued else None)),
        )
        for way in present.ways
    )
    asked = tuple(
        (
            Option("/".join(one.raw), one.words, one.raw == present.raw),
            same if one.raw == present.raw else _set(line.at, one.compared(one.ways[0])),
        )
        for one in subjects
    )
    values: tuple[tuple[Option, str], ...] = ()
    if present.type == "bool":
        values = tuple(
            (
                Option(words, words.capitalize(), line.value is yes),
                same if line.value is yes else _set(line.at, present.compared("eq", yes)),
            )
            for words, yes in (("yes", True), ("no", False))
        )
    return Line(f"rule{line.at.replace('/', '-')}", asked, ways, values, _value(line), _removal(setting, rule, place))


def words_of(subject: Subject, way: str) -> str:
    """How a comparison is called for what is asked."""
    if subject.type == "date" and way in DAYS:
        return DAYS[way]
    if subject.raw[0] == "ctx" and way in ANSWERED:
        return "is known" if way == "filled" else "is not known"
    return IS[way]


def _value(line: Comparison) -> Control | None:
    """The field of what is compared with."""
    if not line.value_at or line.subject.type == "bool":
        return None
    found, options = literal(line.value), line.subject.options
    if options:
        known = [Option(value, words, value == found) for value, words in options]
        if found not in dict(options):
            known.insert(0, Option(str(found), f"{found} (no option)", True))
        return Control("px-option", line.value_at, "Value", value=found, required=True, options=tuple(known))
    if isinstance(found, Money):
        digits = EXPONENTS[found.currency]
        shown = f"{Decimal(found.minor).scaleb(-digits):.{digits}f}"
        return Control(
            "px-money",
            line.value_at,
            "Value",
            value=shown,
            required=True,
            extra={"currency": found.currency, "digits": digits},
        )
    if isinstance(found, Decimal):
        return Control("px-number", line.value_at, "Value", value=f"{found:f}", required=True)
    kind = "px-text" if isinstance(found, str) else "px-day"
    return Control(kind, line.value_at, "Value", value=str(found), required=kind == "px-day")


def _removal(setting: Setting, rule: Chosen, place: int) -> str:
    """The edits that take a line away: of two the other is left by itself; the last one goes with its rule."""
    left = [line.raw for line in rule.lines if line is not rule.lines[place]]
    if not left:
        return ""
    if len(left) == 1:
        return _set(setting.ptr, left[0])
    return _text({"op": "remove", "ptr": rule.lines[place].at})


def _help(subjects: Sequence[Subject]) -> dict[str, Any]:
    named = [
        (name if kind != "row" else f"row.{name}", words)
        for (kind, name), words in ((one.raw, one.words) for one in subjects)
    ]
    return {"names": named, "functions": functions.HELP, "expression": True}


def _set(ptr: str, value: Any) -> str:
    return _text({"op": "set", "ptr": ptr, "value": value})


def _text(*edits: Mapping[str, Any]) -> str:
    return json.dumps(edits, separators=(",", ":"))
