"""``groups``: client companies put together by hand or by a rule."""

from __future__ import annotations

from typing import Any

from portal_config.compiled import Group
from portal_config.expressions.rule import Rule
from portal_config.reader import Reader
from portal_config.settings import Condition, Settings, Text

MANUAL = "manual"


class Match(Condition):
    """``manual``, or a rule over the client."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return value if value == MANUAL else super()._deserialize(value, attr, data, **kwargs)


class GroupSettings(Settings):
    name = Text(required=True, at_least=1, at_most=60, label="Name of the group")
    match = Match(default=None, scope="client", label="Who is in it")


_GROUP = GroupSettings()


def read_groups(reader: Reader) -> dict[str, Group]:
    """The ``groups`` section; a group whose rule cannot be read has nobody in it."""
    groups = {}
    for entry in reader.entries(reader.document, "groups", "group_order", "grp", ""):
        read = reader.part(_GROUP, entry.raw, entry.at)
        match = read.values["match"]
        groups[entry.id] = Group(
            entry.id, read.text("name") or entry.id, match if isinstance(match, Rule) else None, read.broken
        )
    return groups
