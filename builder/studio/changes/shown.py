"""Changes, checks and revisions as the templates show them: everything written out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any
from urllib.parse import quote

from builder.desk.place import LEFT
from builder.studio.changes.impact import Counts
from foundation.identity.staff import Colleague
from foundation.revisions.history import Published
from portal_config import Finding, branding, upgrades
from portal_config.compiled import Brand
from portal_config.diff import Change, Names, Words, diff, where
from portal_config.diff.where import value_at
from portal_config.edits import meeting
from portal_config.merge import GONE, Merged

AREA_ICONS = {
    "Tabs": "board", "Dashboards": "grid", "Pages": "page", "Services": "box", "Prices": "tag", "Forms": "form", "Pipelines": "switch",
    "Payment": "card", "Roles": "users", "Brand": "palette", "Sign-in page": "key", "Access": "lock", "Legal texts": "shield",
    "Settings": "settings", "Translations": "globe", "Connections": "link", "Notifications": "bell", "Groups": "users", "Folders": "folder",
}  # fmt: skip
SIGNS = {
    "added": ("plus", "add", "Added"), "removed": ("minus", "del", "Removed"), "moved": ("reorder", "", "Moved"),
    "edited": ("edit", "", "Changed"),
}  # fmt: skip
MODES = {
    "services": "services", "prices": "services", "pipelines": "flow", "payment_methods": "settings", "forms": "forms",
    "groups": "people", "folders": "people", "notifications": "notifications", "branding": "brand", "portal": "settings", "sign_in": "brand", "roles": "people",
    "addons": "services", "access": "settings", "domains": "settings", "env": "settings", "legal": "settings",
}  # fmt: skip
"""Section of the document → the studio's mode that shows it; pages for all others."""
UNDO_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A row of the difference. ``sign`` is (icon, look, word), ``below`` what stands under the sentence."""

    key: str
    sign: tuple[str, str, str]
    words: tuple[Words, ...]
    sentence: str
    figure: str
    below: tuple[str, ...]
    attention: bool


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """Something that is wrong, with its fix and where it is mended."""

    message: str
    fix: str
    where: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownRevision:
    """One revision. ``what`` is its note, or what it did."""

    number: int
    what: str
    who: str
    at: Any
    changes: str
    live: bool
    url: str


def groups(
    changes: Iterable[Change], counts: Counts, overwritten: Mapping[str, str]
) -> list[tuple[str, str, list[ShownChange]]]:
    """(area, icon, changes), in order. ``overwritten``: key of a change → what it would undo in the live portal."""
    return [
        (
            area,
            AREA_ICONS.get(area, "settings"),
            [_change(each, counts, overwritten.get(each.key, "")) for each in rows],
        )
        for area, rows in groupby(changes, key=lambda each: each.area)
    ]


def _change(change: Change, counts: Counts, overwrites: str) -> ShownChange:
    met = [sentence for each in change.impact if (sentence := counts.sentence(each))]
    attention = (change.attention and (bool(met) or not change.impact)) or bool(overwrites)
    icon, look, word = SIGNS[change.sign]
    return ShownChange(
        key=change.key,
        sign=("alert", "warn", word) if attention and change.sign == "edited" else (icon, look, word),
        words=change.words,
        sentence=change.sentence,
        figure=change.figure,
        below=(*([overwrites] if overwrites else []), *change.notes, *met),
        attention=attention,
    )


def overwritten(base: str | None, live: str, changes: Sequence[Change], by: str) -> dict[str, str]:
    """Key of each change → a sentence, where the live portal was changed at the same place after the draft began (``base`` is the document it began from)."""
    if base is None or base == live:
        return {}
    theirs = [(_path(each.ptr), each) for each in diff(upgrades.read(base), upgrades.read(live))]
    found = {}
    for change in changes:
        for path, other in theirs:
            if meeting([_path(change.ptr)], [path]):
                found[change.key] = f"Live has changed here since ({by}: {other.sentence}). Publishing puts it back"
                break
    return found


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """Something that the draft and the live portal have both decided. ``options`` are (choice, what it means, what it comes to)."""

    sentence: str
    options: tuple[Mapping[str, str], ...]


def conflicts(merged: Merged) -> list[ShownConflict]:
    """The conflicts of a merge, in its order."""
    sides = (("mine", "Keep what the draft has", merged.ours), ("live", "Take what is live", merged.theirs))
    return [
        ShownConflict(
            each.sentence,
            tuple(
                {"value": choice, "label": label, "hint": _comes_to(getattr(each, choice), each.ptr, document)}
                for choice, label, document in sides
            ),
        )
        for each in merged.conflicts
    ]


def _comes_to(value: Any, ptr: str, document: Mapping[str, Any]) -> str:
    if value is GONE:
        return "Removed"
    names = Names(document)
    if isinstance(value, str) and value.startswith("/"):
        return where(document, value, names)
    return "" if isinstance(value, dict) else value_at(document, ptr, value, names)


def _path(ptr: str) -> tuple[str, ...]:
    return tuple(ptr.split("/")[1:])


def findings(
    found: Iterable[Finding], document: Mapping[str, Any], root: str, addresses: str = ""
) -> list[ShownFinding]:
    """Findings with the place each is at in words, and the address in the studio where it is mended; ``addresses``: the page where slots are bound."""
    made = []
    names = Names(document)
    for each in found:
        section = each.pointer.split("/")[1] if each.pointer else ""
        url = f"{root}/{MODES.get(section, 'pages')}?at={quote(each.pointer, safe='')}"
        if each.code == "slot_unbound":
            url = addresses
        made.append(ShownFinding(each.message, each.fix or "", where(document, each.pointer, names), url))
    return made


def readable(brand: Brand) -> float:
    """The lowest contrast of text on the accent, in light and in dark."""
    return min(
        branding.contrast(mode["--on-accent"], mode["--accent"])
        for mode in (brand.light, brand.dark)
        if "--on-accent" in mode and "--accent" in mode
    )


def revision(one: Published, team: Sequence[Colleague], root: str) -> ShownRevision:
    """A revision for a list."""
    did = {"rollback": f"Rolled back to {one.restores}", "import": "Imported", "upgrade": "Upgraded"}.get(
        one.kind, "Published"
    )
    if one.number == 1 and one.kind == "publish":
        did = "First version"
    note = f"{did}: {one.note}" if one.note and one.kind == "rollback" else one.note or did
    return ShownRevision(
        number=one.number,
        what=note,
        who=who(one.author, one.author_name, team),
        at=one.created_at,
        changes=changes_text(one.changes),
        live=one.live,
        url=f"{root}/history/{one.number}",
    )


def changes_text(count: int) -> str:
    """``7 changes``; empty for none."""
    return "" if not count else "1 change" if count == 1 else f"{count} changes"


def who(actor: str, name: str, team: Sequence[Colleague]) -> str:
    """The person behind an actor: by the name kept with it, else by the seat."""
    if name:
        return name
    if not actor.startswith("staff:"):
        return "Portico"
    return next((one.name for one in team if f"staff:{one.id}" == actor), LEFT)
