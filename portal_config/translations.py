"""``texts``: the seller's words in further languages, keyed ``id.property`` (``svc_articles.name``, ``tpl_review.blocks.0.text``).

Which properties can be translated is what settings say of themselves (``Text(translated=True)``): the reader keeps each such text it comes across.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from marshmallow import ValidationError

from portal_config import ids
from portal_config.compiled import Compiled
from portal_config.faults import Fault
from portal_config.findings import pointer
from portal_config.reader import Reader, Said
from portal_config.settings.base import reading_with

LOCALE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?", re.ASCII)
_NONE: Mapping[str, Said] = MappingProxyType({})


def read_texts(reader: Reader, locales: tuple[str, ...]) -> dict[str, Said]:
    """Check the ``texts`` section once everything else is read: each translation by the setting it stands for, and what is still without one.
    ``locales``: the portal's own language first. Answers what can be translated, by key."""
    said = {key_of(reader, one.at): one for one in reader.texts}
    languages = reader.document.get("texts", {})
    if not isinstance(languages, dict):
        reader.error("/texts", Fault("wrong_type", "An object keyed by language is needed here.", "Write { … }."))
        languages = {}
    for language, entries in languages.items():
        at = pointer("texts", language)
        if not LOCALE.fullmatch(language):
            reader.error(at, Fault("locale_invalid", "This is not a language tag.", "Use one such as en, de or pt-BR."))
        elif language not in locales[1:]:
            fault = Fault(
                "text_language", f"“{language}” is no further language of the portal.", "Add it to “locales”."
            )
            reader.warn(at, fault)
        if not isinstance(entries, dict):
            reader.error(at, Fault("wrong_type", "An object of texts is needed here.", "Write { … }."))
            continue
        for key, text in entries.items():
            _check(reader, said, key, text, at + pointer(key))
    for language in locales[1:]:
        entries = languages.get(language)
        known = entries if isinstance(entries, dict) else {}
        for key, one in said.items():
            if not known.get(key):
                fault = Fault("text_missing", f"“{_short(one.text)}” has no text in “{language}”.", f"Translate {key}.")
                reader.warn(one.at, fault)
    return said


def _check(reader: Reader, said: Mapping[str, Said], key: str, text: Any, at: str) -> None:
    owner, _, name = key.partition(".")
    if not isinstance(text, str):
        reader.error(at, Fault("wrong_type", "A text is needed here.", "Put it in quotes."))
    elif not name or not (ids.well_shaped(owner) or owner in reader.document):
        fault = Fault("text_key", "The key is an id, a dot and a property.", "Write it as svc_articles.name.")
        reader.error(at, fault)
    elif ids.well_shaped(owner) and reader.index is not None and owner not in reader.index:
        reader.warn(at, Fault("text_orphan", f"“{owner}” does not exist.", "Remove this translation."))
    elif key not in said:
        fault = Fault("text_unused", f"“{owner}” has no text “{name[:60]}”.", "Remove this translation.")
        reader.warn(at, fault)
    else:
        with reading_with(reader.index) as notes:
            try:
                said[key].setting.deserialize(text)
            except ValidationError as error:
                for fault in error.messages if isinstance(error.messages, list) else ():
                    reader.error(at, fault if isinstance(fault, Fault) else Fault("invalid", str(fault)))
        for _, fault in notes.warnings:
            reader.warn(at, fault)


def key_of(reader: Reader, at: str) -> str:
    """The key of the text at a pointer: the innermost id around it and what follows; in a section without ids the section itself."""
    parts = at.split("/")[1:]
    for depth in range(len(parts), 0, -1):
        owner = reader.index.declared_at("/" + "/".join(parts[:depth])) if reader.index is not None else None
        if owner is not None:
            return ".".join((owner, *parts[depth:]))
    return ".".join(parts)


def translated(document: Mapping[str, Any], said: Mapping[str, Said], locale: str) -> dict[str, Any]:
    """The document with the texts of ``locale`` in place of its own, as far as there are any its settings take."""
    languages = document.get("texts")
    entries = languages.get(locale) if isinstance(languages, dict) else None
    made = dict(document)
    for one, text in _fitting(entries, said):
        *path, last = (_unescaped(part) for part in one.at.split("/")[1:])
        place: Any = made
        for part in path:
            place = _own(place, int(part) if isinstance(place, list) else part)
        place[int(last) if isinstance(place, list) else last] = text
    return made


def _fitting(entries: Any, said: Mapping[str, Said]) -> Iterator[tuple[Said, str]]:
    for key, text in entries.items() if isinstance(entries, dict) else ():
        one = said.get(key)
        if one is None or not isinstance(text, str) or not text:
            continue
        with reading_with(None):
            try:
                one.setting.deserialize(text)
            except ValidationError:
                continue
        yield one, text


def _own(holder: Any, key: Any) -> Any:
    """The container at ``key``, copied so that it may be written to."""
    holder[key] = holder[key].copy()
    return holder[key]


def _unescaped(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")


def with_own_evidence(spoken: Compiled, own: Compiled) -> Compiled:
    """``spoken`` keeping what orders freeze, findings and digest as the document itself has them: what was sold does not depend on the language it was read
    in."""

    def kept(parts: Mapping[str, Any], others: Mapping[str, Any]) -> Mapping[str, Any]:
        return MappingProxyType({name: replace(part, frozen=others[name].frozen) for name, part in parts.items()})

    return replace(
        spoken,
        forms=kept(spoken.forms, own.forms),
        pipelines=kept(spoken.pipelines, own.pipelines),
        legal=kept(spoken.legal, own.legal),
        digest=own.digest,
        findings=own.findings,
        planned=own.planned,
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39].rstrip() + "…"
