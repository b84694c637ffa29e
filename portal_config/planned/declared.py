"""Makes the declaration of a kind without an engine."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE
from marshmallow.fields import Field

from portal_config.kinds import Kind
from portal_config.settings import Settings

DECLARED: dict[tuple[str, str], type[Kind]] = {}
"""(family, name) → declaration."""


class Unread(Settings):
    """Settings of a kind whose own are not written yet: nothing in them is looked at."""

    class Meta:
        unknown = EXCLUDE


def declared(
    family: str,
    name: str,
    label: str = "",
    /,
    *,
    icon: str = "square",
    group: str = "General",
    needs: str | None = None,
    **settings: Field[Any],
) -> None:
    """Declare a planned kind with ``settings`` of its own (``from_`` is ``from`` in a document); ``needs`` is the action its viewer must be allowed."""
    attributes: dict[str, Any] = {
        "name": name,
        "family": family,
        "label": label or name.replace("_", " ").capitalize(),
        "icon": icon,
        "group": group,
        "needs": needs,
        "engine": "planned",
        "Settings": Settings.from_dict(
            {key.rstrip("_"): setting for key, setting in settings.items()}, name=f"{name.title()}Settings"
        ),
        "__module__": __name__,
    }
    DECLARED[family, name] = type(f"Planned_{family}_{name}", (Kind,), attributes)


def unread(family: str, name: str) -> type[Kind]:
    """A planned kind whose settings are not looked at."""
    declared(family, name)
    made = DECLARED[family, name]
    made.Settings = Unread
    return made
