"""What an edit is: one change to a document, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal_config import document
from portal_config.findings import Finding

Edit = Mapping[str, Any]
"""``{"op": "set" | "insert" | "move" | "remove" | "rename" | "duplicate", "ptr": …, …}``; see the module of each ``op`` for the rest."""

ASKED = {
    "set": frozenset({"value"}),
    "insert": frozenset({"value", "after", "before"}),
    "move": frozenset({"after", "before", "to"}),
    "remove": frozenset({"uses"}),
    "rename": frozenset({"value", "key"}),
    "duplicate": frozenset({"after", "ids"}),
}
"""Keys a person may send beside ``op`` and ``ptr``. All others are written by inverses only: ``prune`` (how many emptied holders go with the value),
``returns`` (the ids come back from ``retired_ids``), ``retire`` (false: the ids were never published, they stay free), ``back`` (raw values that are
put back beside)."""

LONGEST_POINTER = 1_000
UNKNOWN = f"An edit is one of: {', '.join(ASKED)}."


class EditRefused(Exception):
    """The edit cannot be applied to this document. ``code`` is stable, ``message`` says what to do, ``ptr`` names the place and ``uses`` the
    pointers that stand in the way."""

    def __init__(self, code: str, message: str, ptr: str = "", *, uses: tuple[str, ...] = ()) -> None:
        super().__init__(f"{ptr or '/'} {code}: {message}")
        self.code = code
        self.message = message
        self.ptr = ptr
        self.uses = uses


def asked(value: Any) -> dict[str, Any]:
    """One edit as a person sent it: known keys only, texts in NFC, a value that a document may hold. Raises EditRefused."""
    if not isinstance(value, dict) or value.get("op") not in ASKED:
        raise EditRefused("edit_unknown", UNKNOWN)
    cleaned, faults = document.cleaned_value(value)
    ptr = cleaned.get("ptr")
    if not isinstance(ptr, str) or len(ptr) > LONGEST_POINTER:
        raise EditRefused("edit_pointer", "An edit names its place with a pointer such as /tabs/tab_home/label.")
    if faults:
        raise _refused(faults[0], ptr)
    if unknown := cleaned.keys() - ASKED[cleaned["op"]] - {"op", "ptr"}:
        raise EditRefused("edit_key", f"“{min(unknown)[:40]}” has no meaning in “{cleaned['op']}”.", ptr)
    if cleaned.get("uses", "drop") != "drop":
        raise EditRefused("edit_key", "“uses” is “drop” or left out.", ptr)
    if "after" in cleaned and "before" in cleaned:
        raise EditRefused("edit_key", "A place is after something or before something, not both.", ptr)
    for key in ("after", "before"):
        if not isinstance(cleaned.get(key), str | None):
            raise EditRefused("edit_key", f"“{key}” names a neighbour by its id.", ptr)
    if not isinstance(cleaned.get("to", ""), str) or len(cleaned.get("to", "")) > LONGEST_POINTER:
        raise EditRefused("edit_key", "“to” is the pointer of the list it goes to.", ptr)
    if cleaned["op"] == "rename":
        _check_names(cleaned, ptr)
    _check_new_ids(cleaned.get("ids", {}), ptr)
    return dict(cleaned)


def _check_names(edit: Edit, ptr: str) -> None:
    for key in ("value", "key"):
        if key in edit and not (isinstance(edit[key], str) and edit[key].strip()):
            raise EditRefused("name_empty", "A name is a text that is not empty.", ptr)


def _check_new_ids(new: Any, ptr: str) -> None:
    if not isinstance(new, dict) or not all(isinstance(each, str) for each in new.values()):
        raise EditRefused("edit_key", "“ids” says for an id inside which one its copy has.", ptr)


def _refused(fault: Finding, ptr: str) -> EditRefused:
    place = ptr + fault.pointer.removeprefix("/value") if fault.pointer.startswith("/value") else ptr
    return EditRefused(fault.code, fault.message, place)
