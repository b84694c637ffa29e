"""Where a widget takes its rows from."""

from __future__ import annotations

from typing import Any

from marshmallow.fields import Field

from portal_config.settings.base import Settings
from portal_config.settings.fields import Choice, Part


def Source(name: str, **settings: Field[Any]) -> Part:
    """The ``source`` of a widget: ``{"from": name, …}`` with ``settings`` of its own."""
    fields = {"from": Choice((name,), default=name), **settings}
    return Part(Settings.from_dict(fields, name=f"{name.title()}Source"), label="What is listed")
