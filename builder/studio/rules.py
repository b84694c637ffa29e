"""Rules as people choose them: so many comparisons, of which all or one must hold. What is more than that is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.studio.outline.sold import offered_at
from builder.studio.place import Studio
from foundation import clock
from foundation.errors import NotFound, Refused
from portal_config.context import SCOPES, names_in
from portal_config.expressions.parse import NotAnExpression, parse
from portal_config.expressions.text import NotWritten, read, text_of
from portal_config.expressions.types import Names
from portal_config.expressions.values import NoLiteral, literal, type_of
from portal_config.findings import pointer
from portal_config.sections.forms import names_in_form

JOINS = {"and": "all of these hold", "or": "one of these holds"}
IS: Mapping[str, str] = {
    "eq": "is", "ne": "is not", "gt": "is more than", "ge": "is at least", "lt": "is less than", "le": "is at most", "contains": "contains",
    "not contains": "does not contain", "starts": "begins with", "has": "contains", "not has": "does not contain", "filled": "is answered", "empty": "is not answered",
}  # fmt: skip
DAYS: Mapping[str, str] = {"gt": "is after", "ge": "is on or after", "lt": "is before", "le": "is on or before"}
ANSWERED = ("filled", "empty")
WAYS: Mapping[str, tuple[str, ...]] = {
    "bool": ("eq",), "text": ("eq", "ne", "contains", "not contains", "starts", *ANSWERED), "num": ("eq", "ne", "gt", "ge", "lt", "le", *ANSWERED),
    "money": ("gt", "ge", "lt", "le", "eq", "ne", *ANSWERED), "date": ("eq", "gt", "ge", "lt", "le", *ANSWERED), "set": ("has", "not has", *ANSWERED), "thing": ANSWERED,
}  # fmt: skip
"""Type → how it can be compared; the first is the one to begin with."""
CHOSEN = ("eq", "ne", *ANSWERED)
"""How the answer to a choice of one can be compared."""


KNOWN_AS: Mapping[str, str] = {
    "today": "the day", "now": "the moment", "locale": "the language", "user.signed_in": "somebody is signed in", "user.roles": "the person’s roles",
    "client.name": "the client’s name", "client.orders": "orders the client has placed", "client.groups": "the client’s groups",
}  # fmt: skip
"""What is known of a person, as it stands at the beginning of a line."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule can ask about: a question or something known of the person, as JSON writes it. ``options`` are the values it can have, empty for
    any; ``first`` is a value to begin with."""

    raw: tuple[str, str]
    words: str
    type: str
    options: tuple[tuple[str, str], ...] = ()
    first: Any = ""

    @property
    def ways(self) -> tuple[str, ...]:
        return CHOSEN if self.type == "text" and self.options else WAYS[self.type]

    def compared(self, way: str, value: Any = None) -> list[Any]:
        """A comparison as JSON; without a ``value`` one to begin with."""
        asked = list(self.raw)
        if way in ANSWERED:
            return [way, asked]
        made = [way.removeprefix("not "), asked, self.first if value is None else value]
        return ["not", made] if way.startswith("not ") else made


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line of a rule. ``raw`` is it as JSON, ``at`` its pointer, ``value_at`` that of its value (empty: it has none)."""

    subject: Subject
    way: str
    value: Any
    raw: Any
    at: str
    value_at: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A rule that can be drawn line by line. ``join`` is empty while there is one line."""

    join: str
    lines: tuple[Comparison, ...]


def chosen(raw: Any, at: str, subjects: Sequence[Subject]) -> Chosen | None:
    """The rule at ``at`` as lines; None for one that says more than lines can."""
    if not isinstance(raw, list) or not raw or not isinstance(raw[0], str):
        return None
    known = {subject.raw: subject for subject in subjects}
    if raw[0] in JOINS and len(raw) > 1:
        lines = [_comparison(each, f"{at}/{place}", known) for place, each in enumerate(raw[1:], 1)]
        found = [line for line in lines if line is not None]
        return Chosen(raw[0] if len(raw) > 2 else "", tuple(found)) if len(found) == len(lines) else None
    line = _comparison(raw, at, known)
    return Chosen("", (line,)) if line is not None else None


def _comparison(raw: Any, at: str, known: Mapping[tuple[str, str], Subject]) -> Comparison | None:
    if not isinstance(raw, list) or not raw:
        return None
    if _subject(raw, known) is not None:
        bare = _subject(raw, known)
        return Comparison(bare, "eq", True, raw, at, "") if bare is not None and bare.type == "bool" else None
    inner, inside, turned = raw, at, ""
    if raw[0] == "not" and len(raw) == 2 and isinstance(raw[1], list):
        inner, inside, turned = raw[1], f"{at}/1", "not "
        bare = _subject(inner, known)
        if bare is not None:
            return Comparison(bare, "eq", False, raw, at, "") if bare.type == "bool" else None
    subject = _subject(inner[1], known) if len(inner) > 1 else None
    way = f"{turned}{inner[0]}" if inner else ""
    if subject is None or way not in subject.ways:
        return None
    if way in ANSWERED:
        return Comparison(subject, way, None, raw, at, "") if len(inner) == 2 else None
    if len(inner) != 3 or not _fits(subject, inner[2]):
        return None
    return Comparison(subject, way, inner[2], raw, at, f"{inside}/2")


def _subject(raw: Any, known: Mapping[tuple[str, str], Subject]) -> Subject | None:
    if isinstance(raw, list) and len(raw) == 2 and all(isinstance(each, str) for each in raw):
        return known.get((raw[0], raw[1]))
    return None


def _fits(subject: Subject, value: Any) -> bool:
    """Whether a value is one that stands in the document and has the subject's type; one that is no option stays, and the checker warns of it."""
    if isinstance(value, list):
        return False
    try:
        found = literal(value)
    except NoLiteral:
        return False
    return type_of(found) == ("text" if subject.type == "set" else subject.type)


def written(raw: Any) -> str:
    """The rule as text; empty for one that cannot be told."""
    try:
        return text_of(parse(raw))
    except (NotAnExpression, ValueError):
        return ""


def rule_of_text(here: Studio, ptr: str, text: str) -> Any:
    """The JSON of a rule that somebody wrote for the setting at a pointer. Raises Refused ``rule_unread``, NotFound where no rule stands."""
    if names_at(here, ptr) is None:
        raise NotFound()
    try:
        made = read(text)
        parse(made)
    except NotWritten as error:
        before = text[: error.at].split()
        far = f" It was read as far as “{before[-1]}”." if before and error.at < len(text.rstrip()) else ""
        raise Refused("rule_unread", f"{error}{far}", pointer="text") from None
    except NotAnExpression as error:
        raise Refused("rule_unread", str(error), pointer="text") from None
    return made


def names_at(here: Studio, ptr: str) -> tuple[Names, str] | None:
    """(what the rule at a pointer may name, its scope); None where no rule stands."""
    parts = ptr.split("/")[1:]
    if parts[-1] == "when" and parts[-2:-1] == ["see"]:
        return names_in("person"), "person"
    if len(parts) == 3 and parts[0] == "groups" and parts[2] == "match":
        return names_in("client"), "client"
    if len(parts) == 3 and parts[0] == "addons" and parts[2] == "when":
        form = _form_of(here, parts[1])
        return (names_in_form(here.raw(form)) if form else names_in("form")), "form"
    if len(parts) > 4 and parts[0] == "forms" and parts[2] in ("fields", "pages"):
        inner = parts[3] if parts[2] == "fields" else ""
        return names_in_form(here.raw(pointer(*parts[:2])), inner), "form"
    return None


def subjects_at(here: Studio, ptr: str) -> tuple[Subject, ...]:
    """What the rule at a pointer can ask about: questions of its form in their order, then what is known of the person. A question asks about itself
    in its checks alone."""
    found = names_at(here, ptr)
    if found is None:
        return ()
    names, scope = found
    parts = ptr.split("/")[1:]
    form = pointer(*parts[:2]) if parts[0] == "forms" else _form_of(here, parts[1]) if parts[0] == "addons" else ""
    own = parts[3] if parts[0] == "forms" and parts[4] != "check" else ""
    fields = here.raw(f"{form}/fields") if form else None
    asked = fields if isinstance(fields, Mapping) else {}
    made = [
        _made(here, (kind, each), f"“{_called(asked, each)}”", type_, _options(asked, each, names))
        for kind, known in (("row", names.row), ("field", names.fields))
        for each, type_ in sorted(known.items(), key=lambda one: list(asked).index(one[0]) if one[0] in asked else 0)
        if type_ in WAYS and each != own
    ]
    made += [
        _made(here, ("ctx", name), KNOWN_AS.get(name, one.words), one.type, tuple(_known_options(here, name)))
        for name, one in SCOPES[scope].items()
        if one.type in WAYS and not one.planned and not one.secret
    ]
    return tuple(made)


def _made(here: Studio, raw: tuple[str, str], words: str, type_: str, options: tuple[tuple[str, str], ...]) -> Subject:
    first: Any = {"bool": True, "num": 0, "money": {"money": [0, here.compiled.currency]}}.get(type_, "")
    if type_ == "date":
        first = {"date": clock.today(here.compiled.timezone).isoformat()}
    return Subject(raw, words, type_, options, options[0][0] if options else first)


def _form_of(here: Studio, addon: str) -> str:
    """The form of the first service that offers an add-on and asks something."""
    for service in offered_at(here, addon):
        form = here.raw(pointer("services", service, "form"))
        if isinstance(form, str) and here.raw(pointer("forms", form)) is not None:
            return pointer("forms", form)
    return ""


def _called(asked: Mapping[str, Any], field_id: str) -> str:
    raw = asked.get(field_id)
    return str(raw.get("label") or field_id) if isinstance(raw, Mapping) else field_id


def _options(asked: Mapping[str, Any], field_id: str, names: Names) -> tuple[tuple[str, str], ...]:
    raw = asked.get(field_id)
    listed = raw.get("options") if isinstance(raw, Mapping) and field_id in names.choices else None
    return tuple(
        (str(one.get("value")), str(one.get("label") or one.get("value")))
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, Mapping) and one.get("value")
    )


_KNOWN: Mapping[str, Callable[[Studio], Iterator[tuple[str, str]]]] = {
    "user.roles": lambda here: ((one.id, one.name) for one in here.compiled.roles.values() if one.side == "client"),
    "client.groups": lambda here: ((one.id, one.name) for one in here.compiled.groups.values()),
    "locale": lambda here: ((each, each.upper()) for each in here.compiled.locales),
}
"""What is known of a person → the values it can have."""


def _known_options(here: Studio, name: str) -> Iterator[tuple[str, str]]:
    yield from _KNOWN[name](here) if name in _KNOWN else ()
