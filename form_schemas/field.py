"""The engine of a field kind: from posted texts to a stored value, and from the value to words."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, NoReturn

from babel.numbers import format_decimal

from form_schemas.context import FormContext
from form_schemas.posted import Posted
from portal_config.compiled import Field, Option
from portal_config.expressions import Listing, Value
from portal_config.money import Money
from words import language, say, unsaid
from words.language import ENGLISH

LONGEST = 20_000

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")


class AnswerRefused(ValueError):
    """An answer that cannot be taken: a stable ``code`` and a sentence that says what to do, in the present
    language; ``given`` fills its placeholders."""

    def __init__(self, code: str, message: str, **given: Any) -> None:
        self.code = code
        self.message = say(message, **given)
        super().__init__(self.message)


_PX: Mapping[str, Callable[[Any], Value]] = {
    "bool": bool,
    "text": str,
    "num": Decimal,
    "money": lambda value: Money(*value),
    "date": date.fromisoformat,
    "instant": lambda value: datetime.fromisoformat(value.replace("Z", "+00:00")),
    "set": frozenset,
    "list:text": lambda value: Listing("text", tuple(value)),
}


class FieldEngine:
    """Base of the engines. One instance serves every field of its kind; it keeps nothing."""

    kind: ClassVar[str]
    template: ClassVar[str]
    lines: ClassVar[bool] = False
    grouped: ClassVar[bool] = False
    """True where several controls answer one question (a fieldset)."""
    asks: ClassVar[bool] = True
    """False for what stands between questions and answers nothing."""
    unseen: ClassVar[bool] = False
    """True where nobody is asked, so that nobody can be told to answer."""
    sample: ClassVar[Any] = None
    """A stored answer to the example of the kind."""

    def parse(self, field: Field, posted: Posted, context: FormContext) -> Any:
        """The value to store, None when nothing was answered. Raises AnswerRefused. Settings that may be rules are asked for with ``context.value``."""
        text = cleaned(posted[0] if posted else "", lines=self.lines)
        if not text:
            return None
        if len(text) > LONGEST:
            raise AnswerRefused("too_long", "Use at most {most} characters.", most=figure(LONGEST))
        return self.read(field, text, context)

    def read(self, field: Field, text: str, context: FormContext) -> Any:
        """The value of a cleaned text that is not empty. Raises AnswerRefused."""
        raise NotImplementedError

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The stored value in words, on one line except for long texts."""
        return str(value)

    def px(self, value: Any, field: Field) -> Value:
        """The stored value as rules see it, of the type that the kind declares (``answers``); None where it counts as unanswered."""
        read = _PX.get(field.answer)
        return read(value) if read else True

    def waits(self, value: Any, field: Field) -> str:
        """Why an answer that is there does not count yet, in a sentence; nothing where it counts."""
        return ""

    def formatted(self, value: Any, field: Field) -> str:
        """The stored value as HTML that escapes all that was typed (it has ``__html__``); nothing for kinds that are shown as words."""
        return ""

    def drawing(self, value: Any, field: Field) -> str:
        """What was drawn, as the path of an SVG; nothing for all but signatures."""
        return ""

    def stored(self, value: Value, field: Field) -> Any:
        """What is stored of a value that a rule came to. Only for kinds that compute."""
        raise NotImplementedError

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """What the controls hold when they show a stored value; ``Posted.made`` where a question has several."""
        return (str(value),)

    def start(self, field: Field, locale: str) -> tuple[str, ...]:
        """What the controls hold before anybody answered."""
        default = field.settings.get("default")
        return (str(default),) if default not in (None, "") else ()

    def start_in(self, field: Field, context: FormContext) -> Posted:
        """``start`` for kinds that need more than the language for it."""
        held = self.start(field, context.locale)
        return held if isinstance(held, Posted) else Posted(held)

    def options(self, field: Field) -> tuple[Option, ...]:
        """What can be chosen."""
        return field.options

    def offered(self, field: Field, context: FormContext) -> frozenset[str]:
        """The values that may be chosen now."""
        return frozenset(option.value for option in self.options(field) if context.value(option.show) is True)

    def unit(self, field: Field) -> str:
        """What stands beside the control, or nothing."""
        return str(field.settings.get("unit") or "")

    def layout(self, field: Field) -> str:
        """Which of its looks the template draws."""
        return str(field.settings.get("layout") or "list")

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """What the kind's own template needs beside the common (``view.more``)."""
        return {}

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """Attributes of the control; ``data-`` ones carry the rules for the browser (see README)."""
        return {}

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Code → sentence of every refusal that the browser can see as well."""
        return {}

    def missing(self, field: Field) -> str:
        """The sentence when a required answer is missing."""
        return say("Fill in this field.")

    def refuse(self, code: str, field: Field, context: FormContext) -> NoReturn:
        """Refuse with the sentence of ``messages``."""
        raise AnswerRefused(code, self.messages(field, context)[code])


def cleaned(text: str, *, lines: bool = False) -> str:
    """``text`` in NFC and trimmed. Raises AnswerRefused for half a character, NUL and other control characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise AnswerRefused("text_invalid", "The text holds half of a character. Type it again.") from None
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if lines:
        text = text.replace("\x85", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    else:
        text = text.replace("\n", " ").replace("\t", " ")
    text = text.strip()
    if _CONTROL.search(text):
        raise AnswerRefused("text_invalid", "The text holds a character that cannot be kept. Type it again.")
    return text


def figure(number: int) -> str:
    """A whole number with the group signs of the present language."""
    spoken = language()
    return f"{number:,}" if spoken == ENGLISH else format_decimal(number, locale=spoken.replace("-", "_"))


def length_messages(least: int, most: int) -> dict[str, str]:
    """Sentences for texts of ``least`` to ``most`` code points."""
    messages = {"too_long": say("Use at most {most} characters.", most=figure(most))}
    if least:
        messages["too_short"] = say("Write at least {least} characters.", least=figure(least))
    return messages


PATTERNS: Mapping[str, tuple[str, str]] = {
    "letters": (r"[^\W\d_]+(?:[ '’\-][^\W\d_]+)*", unsaid("Use letters only.")),
    "digits": (r"[0-9]+", unsaid("Use the digits 0 to 9 only.")),
    "letters_digits": (r"[A-Za-z0-9]+(?:[ .\/_\-][A-Za-z0-9]+)*", unsaid("Use letters, digits and hyphens only.")),
    "postal_code": (r"[A-Za-z0-9][A-Za-z0-9 \-]{1,9}", unsaid("Use the letters and digits of a postal code.")),
}
"""Preset → expression and sentence."""

_COMPILED = {name: re.compile(expression) for name, (expression, _) in PATTERNS.items()}


def fits_pattern(name: str, text: str) -> bool:
    """True when ``text`` is made as the preset says."""
    return bool(_COMPILED[name].fullmatch(text))
