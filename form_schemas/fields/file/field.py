"""Engine of the file field. The files themselves are somewhere else: the context knows those of the person by id."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal

from form_schemas.context import File, FormContext
from form_schemas.field import AnswerRefused, FieldEngine, figure
from form_schemas.fields.number.field import locale_of
from form_schemas.posted import Posted
from portal_config.compiled import Field
from portal_config.expressions import Listing, Value
from words import say, say_many, unsaid

MEGABYTE = 10**6
SENT, WAITING, REMOVED = "", "checking", "remove"
"""Parts of the question that name files by id: those that are there, those that were still being checked when the page was drawn, those to be left out."""


@dataclass(frozen=True, slots=True)
class Held:
    """A file as the question shows it. ``part`` is the name of the control that holds its id."""

    id: str
    name: str
    size: str
    state: str
    part: str


class FileEngine(FieldEngine):
    """Stores a list of ``{id, name, size, type, hash, scan}``: size in bytes, hash ``sha256:…`` (empty while it is being checked)."""

    kind = "file"
    template = "file/field.html"
    grouped = True

    def parse(self, field: Field, posted: Posted, context: FormContext) -> list[dict[str, Any]] | None:
        """Raises AnswerRefused: file_gone, file_refused, file_type, file_size, max_files."""
        kept = []
        for file_id in _ids(posted):
            found = context.file(file_id)
            if found is None:
                raise AnswerRefused("file_gone", "One of the files is no longer there. Add it once more.")
            self.fits(field, found, context)
            kept.append(found)
        if len(kept) > field.settings["max_files"]:
            self.refuse("max_files", field, context)
        return [_stored(found) for found in kept] or None

    def fits(self, field: Field, found: File, context: FormContext) -> None:
        """Whether one file may be taken. Raises AnswerRefused."""
        if found.scan == "refused":
            raise AnswerRefused(
                "file_refused", "“{file}” was not taken. Remove it and add another one.", file=found.name
            )
        if not accepted(found.type, field.settings["accept"]):
            raise AnswerRefused(
                "file_type", "“{file}” is of another type. {types}", file=found.name, types=self._types(field)
            )
        if found.size > field.settings["max_mb"] * MEGABYTE:
            raise AnswerRefused("file_size", "“{file}” is too large. {size}", file=found.name, size=self._size(field))

    def px(self, value: Any, field: Field) -> Value:
        """The ids of the files whose check is over; nothing while there is none."""
        ready = tuple(each["id"] for each in value if each["scan"] == "clean")
        return Listing("text", ready) if ready else None

    def waits(self, value: Any, field: Field) -> str:
        """A file that is still being checked does not count."""
        if any(each["scan"] == "clean" for each in value):
            return ""
        return say("“{file}” is still being checked. Wait a moment and send the form again.", file=value[0]["name"])

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The names, separated by commas."""
        return ", ".join(each["name"] for each in value)

    def given(self, value: Any, field: Field, locale: str) -> Posted:
        """The ids."""
        ready = tuple(each["id"] for each in value if each["scan"] == "clean")
        waiting = tuple(each["id"] for each in value if each["scan"] != "clean")
        return Posted.made(ready, checking=waiting) if waiting else Posted.made(ready)

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """The files that are there, where more are sent, and what may come."""
        held = []
        for file_id in _ids(posted):
            found = context.file(file_id)
            if found is not None:
                size = written_size(found.size, context.locale)
                held.append(Held(found.id, found.name, size, found.scan, WAITING if found.scan == "pending" else SENT))
        return {
            "files": held,
            "upload": context.links.get("upload", ""),
            "holder": context.links.get("holder", ""),
            "accept": ",".join(field.settings["accept"]),
            "most": field.settings["max_mb"] * MEGABYTE,
            "rule": self.rule(field),
        }

    def rule(self, field: Field) -> str:
        """What may be added, in a sentence."""
        count = field.settings["max_files"]
        files = say_many(
            "One file, at most {size} MB.",
            "Up to {count} files, at most {size} MB each.",
            count,
            size=figure(field.settings["max_mb"]),
        )
        return f"{files} {self._types(field)}".strip()

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """How many, how large, of which types."""
        count = field.settings["max_files"]
        messages = {
            "max_files": say_many("Add one file only.", "Add at most {count} files.", count),
            "file_size": self._size(field),
        }
        if field.settings["accept"]:
            messages["file_type"] = self._types(field)
        return messages

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """How many, how large, of which types."""
        attributes: dict[str, str | int | bool] = {
            "data-max-files": field.settings["max_files"],
            "data-max-bytes": field.settings["max_mb"] * MEGABYTE,
        }
        if field.settings["accept"]:
            attributes["data-accept"] = " ".join(field.settings["accept"])
        return attributes

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Add a file.")

    def _size(self, field: Field) -> str:
        return say("A file may have {size} MB at most.", size=figure(field.settings["max_mb"]))

    def _types(self, field: Field) -> str:
        names = [called(each) for each in field.settings["accept"]]
        if not names:
            return ""
        listed = f" {say('or')} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        return say("Only {types}.", types=listed)


def accepted(type_: str, accept: tuple[str, ...] | list[str]) -> bool:
    """Whether a file of media type ``type_`` is among those that may come; none named: all."""
    family = type_.partition("/")[0]
    return not accept or type_ in accept or f"{family}/*" in accept


_FAMILIES = {
    "image": unsaid("pictures"),
    "video": unsaid("films"),
    "audio": unsaid("sound"),
    "text": unsaid("plain texts"),
}
_CALLED = {
    "application/pdf": "PDF",
    "application/zip": unsaid("ZIP archives"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": unsaid("Word documents"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unsaid("Excel sheets"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": unsaid("PowerPoint slides"),
    "application/msword": unsaid("Word documents (.doc)"),
    "application/vnd.ms-excel": unsaid("Excel sheets (.xls)"),
    "text/csv": "CSV",
    "text/plain": unsaid("plain texts"),
    "image/jpeg": "JPEG",
    "image/svg+xml": "SVG",
}


def called(type_: str) -> str:
    """A media type as people say it: ``application/pdf`` is PDF, ``image/*`` pictures."""
    family, _, ending = type_.partition("/")
    if ending == "*":
        return say(_FAMILIES[family]) if family in _FAMILIES else family
    if type_ in _CALLED:
        return say(_CALLED[type_])
    return ending.rpartition(".")[2].removeprefix("x-").upper()


def written_size(size: int, locale: str) -> str:
    """Bytes as people read them: 1.4 MB."""
    for unit, least in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= least:
            figure = size / least
            digits = "0.#" if figure < 100 else "0"
            return f"{format_decimal(figure, format=digits, locale=locale_of(locale), numbering_system='latn')} {unit}"
    return say_many("{count} byte", "{count} bytes", size)


def _ids(posted: Posted) -> Iterator[str]:
    """The ids that were sent, each once, without those to be left out."""
    gone = set(posted.part(REMOVED))
    sent = [each for each in (*posted, *posted.part(WAITING)) if each and each not in gone]
    return iter(list(dict.fromkeys(sent))[:MOST_IDS])


MOST_IDS = 100


def _stored(found: File) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        "size": found.size,
        "type": found.type,
        "hash": found.hash,
        "scan": found.scan,
    }
