"""Which language is spoken now: by the page, the letter or the notification that is being written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ENGLISH = "en"

_present: ContextVar[str | Callable[[], str]] = ContextVar("language", default=ENGLISH)


def language() -> str:
    """The tag of the present language, such as ``de`` or ``de-AT``."""
    present = _present.get()
    if isinstance(present, str):
        return present
    # What is said while the language is being found is said in English.
    _present.set(ENGLISH)
    found = present()
    _present.set(found)
    return found


@contextmanager
def speaking(tongue: str | Callable[[], str]) -> Iterator[None]:
    """Speak a language inside. ``tongue`` may be a function that finds its tag: it is asked once, when the first sentence is said."""
    before = _present.set(tongue)
    try:
        yield
    finally:
        _present.reset(before)
