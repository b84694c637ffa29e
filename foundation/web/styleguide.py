"""The living style guide: every page component in every state, light and dark side by side, in the tokens of each theme."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from jinja2 import Environment

from foundation import clock
from foundation.formats import Formats
from foundation.web import components
from foundation.web.components.paging import Paging
from foundation.web.icons import ICONS

MODES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme as the guide names it."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Status:
    """A step of the pipeline that the guide draws; ``kind`` as in a document."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few, with a line of its own."""

    value: str
    label: str
    hint: str = ""


STATUSES = (
    Status("new", "Received", "open"),
    Status("doing", "In progress", "active"),
    Status("review", "Waiting for your review", "waiting_client"),
    Status("done", "Delivered", "done"),
    Status("off", "Cancelled", "cancelled"),
)
METHODS = (
    Choice("card", "Card", "You pay on the next page."),
    Choice("bank", "Bank transfer", "We send the details with the confirmation."),
)


def themes() -> tuple[Theme, ...]:
    """Every theme of the checkout, by name."""
    found = (json.loads(path.read_text()) for path in sorted(components.THEMES.glob("*/theme.json")))
    return tuple(Theme(each["name"], each["label"]) for each in found)


def style_guide() -> str:
    """The whole page. Raises AssetsMissing when the front end was not built."""
    environment = Environment(autoescape=True, loader=components.loader())
    components.install(environment)
    now = clock.real_now()
    return environment.get_template("components/styleguide.html").render(
        themes=themes(),
        modes=MODES,
        icons=ICONS,
        statuses=STATUSES,
        methods=METHODS,
        formats=Formats.at(now, "UTC", "en"),
        due={"later": now + timedelta(days=9), "soon": now + timedelta(days=1), "late": now - timedelta(days=2)},
        middle=Paging(4, 25, 25, True, "/styleguide", 240),
        last=Paging(2, 25, 3, False, "/styleguide"),
    )
