"""What a form needs from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Protocol

from portal_config.compiled import Field, Form, LegalText
from portal_config.expressions import Calendar, ExpressionFailed, Given, Value
from portal_config.expressions.rule import Rule

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a list that lies outside: what is stored, its words, and a smaller line below them."""

    value: str
    label: str
    note: str = ""
    more: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    """What else is stored with it."""


class Lookup(Protocol):
    """A list outside of the form: people, orders, cost centers, free times. Only what the person may see is in it."""

    def entries(self, asked: Field) -> Sequence[Listed]:
        """What can be chosen for this question."""
        ...

    def entry(self, asked: Field, value: str) -> Listed | None:
        """The entry of that value, or None where it may not be chosen."""
        ...


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent for a question. ``scan`` is ``clean``, ``pending`` or ``refused``; ``size`` in bytes; ``hash`` is ``sha256:…``."""

    id: str
    name: str
    size: int
    type: str
    hash: str
    scan: str
    width: int | None = None
    height: int | None = None


NO_FILES: Callable[[str], File | None] = lambda _: None  # noqa: E731 - the type is what matters


@dataclass(frozen=True, slots=True)
class FormContext:
    """The moment (UTC), the portal's day, the language, the legal texts by id, and where each can be read (legal id → address).

    ``known``: what else rules may name (``portal_config.context``), by name. ``lookups``: lists outside by kind of question (``person``, ``record`` …).
    ``file``: a file of this person by its id. ``query``: the address's own parameters, for hidden questions. ``given`` is filled while a form is worked
    out, and what rules are evaluated with.
    """

    now: datetime
    today: date
    locale: str
    legal: Mapping[str, LegalText]
    legal_links: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    known: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)
    calendar: Calendar = field(default_factory=Calendar)
    lookups: Mapping[str, Lookup] = field(default_factory=lambda: _NOTHING)
    file: Callable[[str], File | None] = NO_FILES
    query: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    links: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Addresses that questions use: ``upload`` (where files are sent)."""
    pictures: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Where each picture of the document is, by the id of its asset."""
    currency: str = "EUR"
    zone: str = "Etc/UTC"
    """The portal's currency and time zone (IANA)."""
    given: Given = field(default_factory=Given)

    def opened(self, form: Form | None) -> FormContext:
        """The context in which ``form`` is worked out, or what has none: rules see no answer yet."""
        known: dict[str, Value] = {
            "today": self.today,
            "now": self.now.replace(microsecond=0),
            "locale": self.locale,
            **self.known,
        }
        return replace(self, given=Given({}, {}, known, form.attributes if form else {}, self.calendar))

    def value(self, rule: Any) -> Value:
        """What a setting comes to: a rule is evaluated, everything else stands for itself. A rule that fails comes to nothing."""
        if not isinstance(rule, Rule):
            return rule  # type: ignore[no-any-return]  # a plain setting
        try:
            return rule.value(self.given)
        except ExpressionFailed:
            return None
