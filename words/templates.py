"""Sentences in templates: ``{{ _("Hello {name}", name=viewer.name) }}``, ``_many`` for numbers, ``_as`` for words that mean several things."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from words.sentences import say, say_as, say_many, within


def _(message: str, **given: Any) -> str:
    return _filled(say(message), given) if given else say(message)


def _as(context: str, message: str, **given: Any) -> str:
    return _filled(say_as(context, message), given) if given else say_as(context, message)


def _many(one: str, many: str, count: int, **given: Any) -> str:
    if any(isinstance(value, Markup) for value in given.values()):
        names = {name: f"{{{name}}}" for name in given}
        return _filled(say_many(one, many, count, **names), given)
    return say_many(one, many, count, **given)


def _filled(text: str, given: dict[str, Any]) -> str:
    """The text with its placeholders filled. Markup, such as a link, stays markup; everything around it is escaped."""
    if any(isinstance(value, Markup) for value in given.values()):
        return escape(text).format(**given)
    return text.format(**given)


@pass_context
def _within(_context: Context, word: str) -> str:
    """``within`` as a filter. It takes the context so that it is asked when the page is drawn, not once for all."""
    return within(word)


def install(environment: Environment) -> None:
    """Give every template of an environment the three, and the filter ``within``."""
    environment.globals.update({"_": _, "_as": _as, "_many": _many})
    environment.filters["within"] = _within
