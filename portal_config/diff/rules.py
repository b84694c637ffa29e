"""A rule of a document, as a difference tells it: the text that people type, with the names of questions in place of their ids."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from portal_config.expressions.parse import ARITY, COLUMNS, NAMED, NotAnExpression, parse
from portal_config.expressions.text import text_of

_NAMED = re.compile(r'"(?:[^"\\]|\\.)*"|(?:row\.)?(fld_[a-z0-9_]+)', re.ASCII)


def is_rule(value: Any) -> bool:
    """Whether a value is an operation, and no plain list whose first item happens to be called like one."""
    if not isinstance(value, list) or len(value) < 2 or not isinstance(value[0], str) or value[0] not in ARITY:
        return False
    if not all(isinstance(each, str) for each in value):
        return True
    return len(value) == 2 and (
        value[0] in ("ctx", "row") or (value[0] in NAMED | COLUMNS and value[1].startswith("fld_"))
    )


def rule_text(value: Any, called: Callable[[str], str]) -> str | None:
    """The text of a rule, or of a value in one; None for what cannot be written. ``called``: what a question is called."""
    try:
        text = text_of(parse(value))
    except (NotAnExpression, ValueError):
        return None
    return _NAMED.sub(lambda found: called(found[1]) if found[1] else found[0], text)
