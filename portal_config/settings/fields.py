"""Settings as marshmallow fields. Every one is strict: 1.9 is no whole number, true is no 1, "1" is no number."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, cast
from urllib.parse import urlsplit

import marshmallow
from marshmallow import ValidationError

from portal_config import durations, ids, limits, money, texts
from portal_config.canonical import LARGEST_INTEGER
from portal_config.context import PLANNED, names_in
from portal_config.expressions import rule as rules
from portal_config.expressions.types import check
from portal_config.faults import Fault
from portal_config.see import EVERYBODY, NOBODY, See
from portal_config.settings.base import (
    Setting,
    Settings,
    completed,
    planned,
    reading,
    refuse,
)

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,12})?", re.ASCII)


class Text(Setting):
    """A text of ``at_least`` to ``at_most`` code points; ``lines`` admits line breaks, ``translated`` says that people of the portal read it."""

    def __init__(
        self,
        *,
        at_least: int = 0,
        at_most: int = limits.NAME,
        lines: bool = False,
        translated: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**{"default": "", **options})
        self.at_least, self.at_most, self.lines, self.translated = at_least, at_most, lines, translated

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            refuse("wrong_type", "A text is needed here.", "Put it in quotes.")
        if _CONTROL.search(value) or (not self.lines and ("\n" in value or "\r" in value)):
            refuse("text_control", "The text holds a control character or a line break.", "Type it again on one line.")
        if len(value.strip()) < self.at_least:
            refuse(
                "text_too_short",
                "A text is needed here." if self.at_least == 1 else f"At least {self.at_least} characters.",
            )
        if len(value) > self.at_most:
            refuse("text_too_long", f"At most {self.at_most:,} characters.", "Shorten it.", keep=value[: self.at_most])
        if self.translated and value.strip():
            reading().said(_own(attr), self, value)
        return value


class Template(Text):
    """A text with placeholders out of ``paths``, which people of the portal read."""

    def __init__(self, *, paths: Collection[str] = texts.PERSON, **options: Any) -> None:
        super().__init__(**{"at_most": limits.TEXT, "lines": True, "translated": True, **options})
        self.paths = frozenset(paths)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        for placeholder in texts.placeholders(text):
            if placeholder.path not in self.paths:
                known = ", ".join(sorted(self.paths))
                fault = Fault(
                    "placeholder_unknown",
                    f"“{placeholder.path}” is not known here and stays empty.",
                    f"Use one of: {known}.",
                )
                reading().warn(_own(attr), fault)
        if broken := texts.unread(text):
            fault = Fault(
                "placeholder_unread",
                f"“{broken}” is no placeholder and stays as it is.",
                "Write it as in {{user.name}}.",
            )
            reading().warn(_own(attr), fault)
        return text


class Url(Text):
    """An https address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"at_most": 2048, **options})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            parts = urlsplit(text)
            fine = parts.scheme == "https" and bool(parts.hostname) and not parts.username and " " not in text
        except ValueError:
            fine = False
        if not fine:
            refuse("url_invalid", "This is not an https address.", "Begin with https:// and a host name.")
        return text


class Flag(Setting):
    """true or false; ``planned`` names what true would ask for where no engine obeys it yet."""

    def __init__(self, *, planned: str = "", **options: Any) -> None:
        super().__init__(**{"default": False, **options})
        self.planned = planned

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            refuse("wrong_type", "true or false is needed here.")
        if value and self.planned:
            reading().postpone(_own(attr), planned(self.planned))
            return False
        return value


class Rule(Setting):
    """An expression that comes to one of ``wanted`` types (none: to any), read as a rule. ``scope``: what it may name where the part in reading says
    nothing of it."""

    def __init__(self, *wanted: str, scope: str = "form", **options: Any) -> None:
        super().__init__(**options)
        self.wanted, self.scope = wanted, scope

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> rules.Rule:
        checked = check(value, reading().names or names_in(self.scope), self.wanted)
        messages: dict[str | int, Any] = {}
        for misfit in checked.misfits:
            if misfit.severity == "error":
                place = messages
                for step in misfit.at:
                    place = place.setdefault(step, {})
                place.setdefault("_schema", []).append(misfit.fault)
            else:
                reading().warn((*_own(attr), *misfit.at), misfit.fault)
        rule = rules.rule_of(checked.node, checked.type) if checked.node is not None else None
        if rule is not None and not messages and rule.contexts & PLANNED:
            missing = min(rule.contexts & PLANNED)
            reading().postpone(_own(attr), planned(f"“{missing}”"))
        if rule is None or messages:
            raise ValidationError(messages, valid_data=cast(Any, self.fallback()))
        return rule

    def fallback(self) -> rules.Rule | None:
        """What a draft goes on with where the expression is refused."""
        return None


class Condition(Rule):
    """true, false, or an expression that comes to yes or no. What is refused counts as no."""

    def __init__(self, *, default: bool | None = False, **options: Any) -> None:
        super().__init__("bool", default=default if default is None else rules.YES if default else rules.NO, **options)

    def fallback(self) -> rules.Rule:
        """No."""
        return rules.NO


class Whole(Setting):
    """A whole number from ``at_least`` to ``at_most``."""

    def __init__(self, *, at_least: int = 0, at_most: int = LARGEST_INTEGER, **options: Any) -> None:
        super().__init__(**options)
        self.at_least, self.at_most = at_least, at_most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if type(value) is not int:
            refuse("wrong_type", "A whole number is needed here.", "Write digits without quotes or a decimal point.")
        if not self.at_least <= value <= self.at_most:
            refuse("number_range", f"A whole number from {self.at_least:,} to {self.at_most:,}.")
        return value


class DecimalNumber(Setting):
    """A decimal: a whole number, or a text such as "12.5", of ``at_least`` to ``at_most`` where they are given."""

    def __init__(
        self,
        *,
        positive: bool = False,
        at_least: Decimal | int | None = None,
        at_most: Decimal | int | None = None,
        **options: Any,
    ) -> None:
        if type(options.get("default")) is int:
            options["default"] = Decimal(options["default"])
        super().__init__(**options)
        self.positive, self.at_least, self.at_most = positive, at_least, at_most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        text = str(value) if type(value) is int else value
        if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
            refuse("wrong_type", "A decimal number is needed here.", 'Write 12 or "12.5".')
        number = Decimal(text)
        if self.positive and number <= 0:
            refuse("number_range", "A number above zero is needed here.")
        if self.at_least is not None and number < self.at_least:
            refuse("number_range", f"At least {self.at_least}.")
        if self.at_most is not None and number > self.at_most:
            refuse("number_range", f"At most {self.at_most}.")
        return number


class Choice(Setting):
    """One of ``options``; ``planned`` ones are known but not obeyed yet, so a draft goes on with the default. ``words``: what people call an option, where
    that is not its name."""

    def __init__(
        self,
        options: Iterable[str],
        *,
        planned: Iterable[str] = (),
        words: Mapping[str, str] | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(**rest)
        self.options, self.planned, self.words = tuple(options), frozenset(planned), dict(words or {})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, str) and value in self.planned:
            reading().postpone(_own(attr), planned(f"“{value}”"))
            return cast(str, None if self.required else self.load_default)
        if not isinstance(value, str) or value not in self.options:
            refuse(
                "choice_unknown", f"{_shown(value)} is not one of: {', '.join(self.options)}.", "Choose one of them."
            )
        return value


class Items(marshmallow.fields.List):
    """A list of settings, at most ``at_most`` long; ``unique`` refuses an item given twice."""

    def __init__(
        self,
        inner: marshmallow.fields.Field,
        *,
        at_least: int = 0,
        at_most: int = 100,
        unique: bool = False,
        **options: Any,
    ) -> None:
        metadata = {"label": options.pop("label", ""), "help": options.pop("help", "")}
        default = options.pop("default", ())
        if not options.get("required"):
            options["load_default"] = lambda: list(default)
        super().__init__(inner, metadata=metadata, **options)
        # A setting may be left out as null; an item of a list is there or not.
        self.inner.allow_none = False
        self.at_least, self.at_most, self.unique = at_least, at_most, unique

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        """Faults instead of plain messages."""
        if key == "required":
            return ValidationError([Fault("missing", "This is needed.", "Fill it in.")])
        return ValidationError([Fault("wrong_type", "A list is needed here.", "Write [ … ].")])

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        items, messages = [], {}
        with reading().inside(*_own(attr)):
            for place, each in enumerate(value):
                with reading().inside(place):
                    try:
                        read = self.inner.deserialize(each, **kwargs)
                        if read is not None:
                            items.append(read)
                    except ValidationError as error:
                        messages[place] = error.messages
                        if error.valid_data is not None:
                            items.append(error.valid_data)
        if messages:
            raise ValidationError(messages, valid_data=items)
        if len(items) > self.at_most:
            refuse("limit_exceeded", f"At most {self.at_most}.", "Remove some.", keep=items[: self.at_most])
        if len(value) < self.at_least:
            refuse("too_few", f"At least {self.at_least} needed here.", "Add one.", keep=items)
        if self.unique:
            for place, item in enumerate(items):
                if item in items[:place]:
                    fault = Fault("duplicate_item", f"{_shown(item)} is given twice.", "Keep one of the two.")
                    kept = [each for at, each in enumerate(items) if each not in items[:at]]
                    raise ValidationError({place: [fault]}, valid_data=kept)
        return items


class Choices(Items):
    """A list of choices, each once."""

    def __init__(
        self,
        options: Iterable[str],
        *,
        planned: Iterable[str] = (),
        words: Mapping[str, str] | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(Choice(options, planned=planned, words=words), unique=True, **rest)


class Ref(Setting):
    """The id of another part, of one of ``prefixes``, or one of ``words`` that stand for something no part is."""

    def __init__(self, *prefixes: str, words: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(**options)
        self.prefixes, self.words = prefixes, words

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        names = " or ".join(ids.NAMES.get(prefix, prefix) for prefix in self.prefixes)
        if isinstance(value, str) and value in self.words:
            return value
        if not ids.well_shaped(value):
            refuse(
                "ref_invalid",
                f"{_shown(value)} is not the id of a {names}.",
                f"Write its id, as in “{self.prefixes[0]}_…”.",
            )
        if value[:3] not in self.prefixes:
            refuse("ref_kind", f"“{value}” is not a {names}.", f"Name one by its id, as in “{self.prefixes[0]}_…”.")
        known = reading().ids
        if known is not None and value not in known:
            refuse("ref_missing", f"“{value}” does not exist.", f"Choose a {names} that does.")
        return str(value)


class Refs(Items):
    """A list of references, each once."""

    def __init__(self, *prefixes: str, at_most: int = 300, words: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(Ref(*prefixes, words=words), at_most=at_most, unique=True, **options)


class DayCount(Setting):
    """A duration in whole days (``P7D``, ``P2W``), read as their number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        try:
            length = durations.duration(value) if isinstance(value, str) else None
        except ValueError:
            length = None
        if length is None:
            refuse("duration_invalid", f"{_shown(value)} is not a duration.", "Write days as P7D or weeks as P2W.")
        if length.months or length.seconds:
            refuse("duration_days", "Days or weeks are needed here.", "Write days as P7D or weeks as P2W.")
        if not 0 <= length.days <= 3660:
            refuse("number_range", "At most ten years.")
        return length.days


class CurrencyCode(Setting):
    """A currency of ISO 4217."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or value not in money.EXPONENTS:
            refuse("currency_unknown", "This is not a currency.", "Use a three-letter code such as EUR.")
        return value


class MoneyAmount(Setting):
    """``[minor units, currency]``, from ``at_least`` minor units on."""

    def __init__(self, *, at_least: int = 0, **options: Any) -> None:
        super().__init__(**options)
        self.at_least = at_least

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> money.Money:
        if not isinstance(value, list) or len(value) != 2:
            refuse("money_invalid", "An amount is [minor units, currency].", 'Write [24000, "EUR"] for 240 euros.')
        minor, currency = value
        if type(minor) is not int:
            raise ValidationError(
                {0: [Fault("money_invalid", "Minor units are a whole number.", "240 euros are 24000.")]}
            )
        if not isinstance(currency, str) or currency not in money.EXPONENTS:
            fault = Fault(
                "currency_unknown", f"{_shown(currency)} is not a currency.", "Use a three-letter code such as EUR."
            )
            raise ValidationError({1: [fault]})
        if not self.at_least <= minor <= LARGEST_INTEGER:
            raise ValidationError(
                {
                    0: [
                        Fault(
                            "number_range",
                            "Nothing is not an amount here."
                            if self.at_least == 1
                            else f"At least {self.at_least} in minor units.",
                        )
                    ]
                }
            )
        return money.Money(minor, currency)


class Raw(Setting):
    """Kept as it stands; the reader reads it as ``setting`` once it knows what rules may name there."""

    def __init__(self, setting: marshmallow.fields.Field, **options: Any) -> None:
        super().__init__(**options)
        self.setting = setting

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return value


class Planned(Setting):
    """A key that the language knows and no engine obeys yet: read as ``setting`` (None: not looked into), and refused when it is published. ``obeyed``: a
    value that asks for nothing."""

    def __init__(
        self,
        what: str = "This",
        setting: marshmallow.fields.Field | None = None,
        *,
        obeyed: Any = None,
        key: str | None = None,
    ) -> None:
        super().__init__(key=key)
        self.what, self.setting, self.obeyed = what, setting, obeyed

    def _bind_to_schema(self, field_name: str, parent: Any) -> None:
        super()._bind_to_schema(field_name, parent)
        if self.setting is not None:
            self.setting = copy.deepcopy(self.setting)
            self.setting._bind_to_schema(field_name, self)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value == self.obeyed and type(value) is type(self.obeyed):
            return value
        notes = reading()
        known = len(notes.planned)
        try:
            return None if self.setting is None else self.setting._deserialize(value, attr, data, **kwargs)
        finally:
            # One finding for the whole key, whatever in it has no engine either.
            del notes.planned[known:]
            notes.postpone(_own(attr), planned(self.what))


class Part(marshmallow.fields.Nested):
    """An object of its own settings; absent, it holds its defaults, or is None when ``optional``."""

    def __init__(self, schema: type[Settings], *, optional: bool = False, **options: Any) -> None:
        metadata = {"label": options.pop("label", ""), "help": options.pop("help", "")}
        if not options:
            loaded = cache(schema)
            options = {"load_default": None if optional else lambda: loaded().load({})}
        super().__init__(schema, metadata=metadata, **options)

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        """Faults instead of plain messages."""
        if key == "required":
            return ValidationError([Fault("missing", "This is needed.", "Fill it in.")])
        return ValidationError([Fault("wrong_type", "An object is needed here.", "Write { … }.")])

    def _deserialize(self, value: Any, attr: str | None, data: Any, partial: Any = None, **kwargs: Any) -> Any:
        with reading().inside(*_own(attr)):
            return super()._deserialize(value, attr, data, partial, **kwargs)

    def _load(self, value: Any, partial: Any = None) -> Any:
        try:
            return super()._load(value, partial)
        except ValidationError as error:
            kept = error.valid_data if isinstance(error.valid_data, dict) else {}
            raise ValidationError(error.messages, valid_data=completed(self.schema, kept)) from error


class _See(Settings):
    roles = Refs("rol", at_least=1, default=())
    groups = Refs("grp", at_least=1, default=())
    when = Condition(default=None, scope="person")


class SeeSetting(Part):
    """Who is shown the part, read as ``See``."""

    def __init__(self) -> None:
        super().__init__(_See, load_default=lambda: EVERYBODY, label="Who sees it")

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> See:
        try:
            read = super()._deserialize(value, *args, **kwargs)
        except ValidationError as error:
            raise ValidationError(error.messages, valid_data=cast(Any, NOBODY)) from error
        when = read["when"]
        return See(frozenset(read["roles"]), frozenset(read["groups"]), None if when is None or when.always else when)


def _own(attr: str | None) -> tuple[str, ...]:
    """The key in reading; items of a list have none."""
    return (attr,) if attr else ()


def _shown(value: Any) -> str:
    return f"“{value[:60]}”" if isinstance(value, str) else "This"
