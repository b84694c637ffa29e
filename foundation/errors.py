"""Refusals: everything a person can cause, with a stable code, a sentence that says what to do and a pointer to the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from words import say, unsaid

NOTHING = unsaid("There is nothing at this address, or you may not see it.")
OFF_LIMITS = unsaid("Your role does not allow this.")


class Refused(Exception):
    """An action was asked for that cannot be done. ``pointer`` is a JSON pointer or field id, ``status`` the HTTP status a face answers with, ``details``
    what a program needs to go on (JSON values). ``message`` is said in the present language; ``given`` fills its placeholders."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        pointer: str = "",
        status: int = 422,
        details: Mapping[str, Any] | None = None,
        **given: Any,
    ) -> None:
        super().__init__(f"{code}: {message.format(**given) if given else message}")
        self.code = code
        self.message = say(message, **given)
        self.pointer = pointer
        self.status = status
        self.details = dict(details or {})


class NotFound(Refused):
    """The thing does not exist, or not for this viewer: both are told apart for nobody."""

    def __init__(self, message: str = NOTHING) -> None:
        super().__init__("not_found", message, status=404)


class Forbidden(Refused):
    """The viewer is known and may not do this."""

    def __init__(self, message: str = OFF_LIMITS, *, code: str = "forbidden", **given: Any) -> None:
        super().__init__(code, message, status=403, **given)


class TooMany(Refused):
    """A budget is used up; ``retry_after`` is in seconds."""

    def __init__(self, message: str, *, retry_after: int, **given: Any) -> None:
        super().__init__("too_many_requests", message, status=429, **given)
        self.retry_after = retry_after
