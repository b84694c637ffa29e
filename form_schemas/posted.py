"""What a browser posted: one flat mapping from names to texts. A question of several controls has names with dots (``fld_home.city``), a cell of a
row ``fld_topics.r1.fld_topic``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Posted(tuple[str, ...]):
    """The texts of one question, in order, and with ``part`` those of its parts."""

    _source: Mapping[str, Any]
    _name: str

    def __new__(cls, texts: Sequence[str] = (), source: Mapping[str, Any] | None = None, name: str = "") -> Posted:
        self = super().__new__(cls, texts)
        self._source = source if source is not None else {}
        self._name = name
        return self

    @classmethod
    def of(cls, source: Mapping[str, Any], name: str) -> Posted:
        """What was posted under ``name``. ``source``: plain mappings, and those of a web request with ``getlist``."""
        return cls(posted_texts(source, name), source, name)

    @classmethod
    def made(cls, texts: Sequence[str] = (), **parts: str | Sequence[str]) -> Posted:
        """What controls hold: ``texts`` of the question itself and those of its parts; a dot in the name of a part is written ``__``."""
        source = {
            key.replace("__", "."): (part,) if isinstance(part, str) else tuple(part) for key, part in parts.items()
        }
        return cls(texts, source)

    @property
    def text(self) -> str:
        """The first text, or nothing."""
        return self[0] if self else ""

    def part(self, name: str) -> Posted:
        """The texts of a part, which may have parts itself."""
        whole = f"{self._name}.{name}" if self._name else name
        return Posted(posted_texts(self._source, whole), self._source, whole)

    def flat(self, name: str) -> dict[str, tuple[str, ...]]:
        """As a mapping of names to texts, for a question called ``name``."""
        before = f"{self._name}." if self._name else ""
        parts = {
            f"{name}.{key.removeprefix(before)}": posted_texts(self._source, key)
            for key in self._source
            if key.startswith(before) and key != self._name
        }
        return {name: tuple(self), **parts}


def posted_texts(posted: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The texts of a name, in order; empty when none was posted. Takes plain mappings, and those of a web request with ``getlist``."""
    every = getattr(posted, "getlist", None)
    value = every(name) if every else posted.get(name)
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, Sequence) else ()
