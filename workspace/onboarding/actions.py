"""What a member does about the first steps. Each is told in their own room: what the viewer's statement brought is then old."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from foundation import clock
from foundation.db import execute
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.realtime import member_room, publish
from foundation.tenancy import current_scope

CHANGED = "onboarding.changed"


NOW = ("%(at)s", "coalesce(o.{column}, %(at)s)")


def tick(viewer: Viewer, step: str) -> None:
    """The member says that a step is done. Repeating it changes nothing. Raises NotFound for somebody who is no member."""
    then = "case when %(step)s = any (o.ticked) then o.ticked else o.ticked || %(step)s::text end"
    _write(viewer, {"ticked": ("array[%(step)s::text]", then)}, step=step)


def untick(viewer: Viewer, step: str) -> None:
    """It is not done after all. Raises NotFound for somebody who is no member."""
    _write(viewer, {"ticked": ("'{{}}'", "array_remove(o.ticked, %(step)s::text)")}, step=step)


def hide(viewer: Viewer) -> None:
    """Show it to the member no more. Raises NotFound for somebody who is no member."""
    _write(viewer, {"hidden_at": NOW})


def show(viewer: Viewer) -> None:
    """Bring it back. Raises NotFound for somebody who is no member."""
    _write(viewer, {"hidden_at": ("null", "null")})


def finish(viewer: Viewer) -> None:
    """The member was told that everything is done, and sees it no more. Raises NotFound for somebody who is no member."""
    _write(viewer, {"hidden_at": NOW, "done_at": NOW})


def _write(viewer: Viewer, changes: Mapping[str, tuple[str, str]], **values: str) -> None:
    """Write the member's row. ``changes``: column → (what it is in a new row, what it becomes), both SQL of this module."""
    member = _member(viewer)
    first = ", ".join(new.format(column=column) for column, (new, _) in changes.items())
    then = ", ".join(f"{column} = {changed.format(column=column)}" for column, (_, changed) in changes.items())
    execute(
        f"insert into member_onboardings as o (tenant_id, member_id, {', '.join(changes)})"  # noqa: S608
        f" values (%(tenant)s, %(member)s, {first}) on conflict (tenant_id, member_id) do update set {then}",
        tenant=current_scope().tenant_id,
        member=member,
        at=clock.now(),
        **values,
    )
    publish((member_room(member),), CHANGED)


def _member(viewer: Viewer) -> UUID:
    if viewer.kind != "member" or viewer.member_id is None:
        raise NotFound()
    return viewer.member_id
