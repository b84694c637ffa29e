"""The store of a draft's operations: which edits were saved when and by whom, and which of them are undone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from foundation import clock
from foundation.db import execute, row, rows
from foundation.tenancy import current_scope
from portal_config.edits import Edit, touches

PAUSE = timedelta(milliseconds=600)
"""Saves of one person with one intent that follow each other within this time are one step."""
KEPT = 2_000
"""Saves of a draft that the log keeps."""


class Author(NamedTuple):
    """Who edits: the actor (``staff:<id>``) and the name that is shown beside the change."""

    actor: str
    name: str


class Step(NamedTuple):
    """What undo or redo would act on next."""

    number: int
    label: str


@dataclass(frozen=True)
class Operation:
    """One save."""

    number: int
    step: int
    last_number: int
    undone: bool
    author: str
    author_name: str
    intent: str
    label: str
    key: str
    edits_text: str
    inverse_text: str
    at: datetime

    @cached_property
    def edits(self) -> list[Edit]:
        """The edits in the order in which they were applied."""
        read: list[Edit] = json.loads(self.edits_text)
        return read

    @cached_property
    def inverse(self) -> list[Edit]:
        """What undoes them, in the order in which it is applied."""
        read: list[Edit] = json.loads(self.inverse_text)
        return read

    @property
    def touched(self) -> frozenset[tuple[str, ...]]:
        """Every path the save touched."""
        pairs = zip(self.edits, reversed(self.inverse), strict=True)
        return frozenset(path for edit, inverse in pairs for path in touches(edit, inverse))


_COLUMNS = (
    "number, step, last_number, undone, author, author_name, intent, label, key, edits as edits_text,"
    " inverse as inverse_text, at"
)


def _read(sql: str, **parameters: Any) -> list[Operation]:
    return [Operation(**found._asdict()) for found in rows(sql, sandbox=current_scope().tenant_id, **parameters)]


def around(author: str, *, base: int, key: str) -> list[Operation]:
    """What one save has to know, oldest first: the operation that has its key, everything that changed the draft after ``base``, and the author's last."""
    return _read(
        f"select {_COLUMNS} from draft_operations o where sandbox_id = %(sandbox)s and (key = %(key)s or last_number > %(base)s"  # noqa: S608
        " or number = (select number from draft_operations where sandbox_id = %(sandbox)s and author = %(author)s"
        " order by number desc limit 1)) order by number",
        author=author,
        base=base,
        key=key,
    )


def to_undo(author: str) -> list[Operation]:
    """The author's last step that is not undone, and every operation that still holds and came after its beginning, oldest first."""
    return _read(
        "with mine as (select step from draft_operations where sandbox_id = %(sandbox)s and author = %(author)s and not undone"  # noqa: S608
        " order by number desc limit 1)"
        f" select {_COLUMNS} from draft_operations o where sandbox_id = %(sandbox)s and not undone"
        " and last_number >= (select step from mine) order by number",
        author=author,
    )


def to_redo(author: str) -> list[Operation]:
    """The author's step that was undone last, unless an edit of theirs came after that, and every operation that holds and came after it was undone."""
    return _read(
        "with mine as (select step, last_number from draft_operations o where sandbox_id = %(sandbox)s and author = %(author)s and undone"  # noqa: S608
        " and not exists (select from draft_operations n where n.sandbox_id = %(sandbox)s and n.author = %(author)s"
        " and n.number > o.last_number) order by last_number desc, number desc limit 1)"
        f" select {_COLUMNS} from draft_operations o where sandbox_id = %(sandbox)s and (step = (select step from mine)"
        " or (not undone and last_number > (select last_number from mine))) order by number",
        author=author,
    )


def steps(author: str) -> tuple[Step | None, Step | None]:
    """What undo and redo would do for an author now."""
    found = row(
        "select u.step as undo_step, u.label as undo_label, r.step as redo_step, r.label as redo_label from (select 1) one"
        " left join lateral (select step, label from draft_operations where sandbox_id = %(sandbox)s and author = %(author)s"
        " and not undone order by number desc limit 1) u on true"
        " left join lateral (select step, label from draft_operations o where sandbox_id = %(sandbox)s and author = %(author)s"
        " and undone and not exists (select from draft_operations n where n.sandbox_id = %(sandbox)s and n.author = %(author)s"
        " and n.number > o.last_number) order by last_number desc, number desc limit 1) r on true",
        sandbox=current_scope().tenant_id,
        author=author,
    )
    if found is None:
        return None, None
    undo = None if found.undo_step is None else Step(found.undo_step, found.undo_label)
    redo = None if found.redo_step is None else Step(found.redo_step, found.redo_label)
    return undo, redo


def operations(*, limit: int = 50, before: int | None = None) -> list[Operation]:
    """The latest saves of the entered sandbox's draft, newest first; ``before``: those with a smaller number."""
    return _read(
        f"select {_COLUMNS} from draft_operations o where sandbox_id = %(sandbox)s"  # noqa: S608
        " and number < coalesce(%(before)s::bigint, 9223372036854775807) order by number desc limit %(limit)s",
        before=before,
        limit=limit,
    )


def add(
    author: Author,
    number: int,
    *,
    edits: Sequence[Edit],
    inverse: Sequence[Edit],
    intent: str,
    label: str,
    key: str,
    last: Operation | None,
) -> int:
    """Write down a save; the step it belongs to. ``last`` is the author's operation before it."""
    at = clock.real_now()
    goes_on = (
        last is not None
        and intent != ""
        and last.intent == intent
        and not last.undone
        and timedelta(0) <= at - last.at <= PAUSE
    )
    step = last.step if last is not None and goes_on else number
    scope = current_scope()
    execute(
        "insert into draft_operations (portal_id, sandbox_id, number, step, last_number, undone, author, author_name, intent, label,"
        " key, edits, inverse, at) values (%(portal)s, %(sandbox)s, %(number)s, %(step)s, %(number)s, false, %(author)s, %(name)s,"
        " %(intent)s, %(label)s, %(key)s, %(edits)s, %(inverse)s, %(at)s)",
        portal=scope.portal_id,
        sandbox=scope.tenant_id,
        number=number,
        step=step,
        author=author.actor,
        name=author.name,
        intent=intent,
        label=label,
        key=key,
        edits=_written(edits),
        inverse=_written(inverse),
        at=at,
    )
    return step


def mark(number: int, done: Sequence[tuple[Operation, Sequence[Edit], Sequence[Edit]]], *, undone: bool) -> None:
    """Note that operations were undone, or done again, as the draft's save ``number``: (operation, its edits now, its inverse now)."""
    execute(
        "update draft_operations o set undone = %(undone)s, last_number = %(last)s, edits = v.edits, inverse = v.inverse"
        " from unnest(%(numbers)s::bigint[], %(edits)s::text[], %(inverses)s::text[]) as v(number, edits, inverse)"
        " where o.sandbox_id = %(sandbox)s and o.number = v.number",
        undone=undone,
        last=number,
        numbers=[operation.number for operation, _, _ in done],
        edits=[_written(edits) for _, edits, _ in done],
        inverses=[_written(inverse) for _, _, inverse in done],
        sandbox=current_scope().tenant_id,
    )


def forget(*, up_to: int) -> None:
    """Drop the operations up to a number; saves before it can no longer be undone or rebased over."""
    execute(
        "delete from draft_operations where sandbox_id = %(sandbox)s and number <= %(number)s",
        sandbox=current_scope().tenant_id,
        number=up_to,
    )


def _written(edits: Sequence[Edit]) -> str:
    return json.dumps(list(edits), ensure_ascii=False, separators=(",", ":"))
