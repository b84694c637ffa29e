"""The living style guide: every page component in every state, light and dark side by side, in the tokens of each theme."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from markupsafe import Markup

import form_schemas
from form_schemas import FormContext
from form_schemas.examples import Example, examples, sample_lookups
from foundation import clock
from foundation.formats import Formats, hue, initials, paragraphs
from foundation.web import components
from foundation.web.assets import asset_url
from foundation.web.components.paging import Paging
from foundation.web.icons import ICONS
from portal_config.compiled import Frozen, LegalText

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


@dataclass(frozen=True, slots=True)
class News:
    """An entry of the bell."""

    url: str
    icon: str
    title: str
    line: str
    at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of news that may be chosen."""

    id: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ToldOf:
    """A choice of where it is told."""

    kind: Kind
    bell: bool
    email: bool


STATUSES = (
    Status("new", "Received", "open"),
    Status("doing", "In progress", "active"),
    Status("review", "Waiting for your review", "waiting_client"),
    Status("done", "Delivered", "done"),
    Status("off", "Cancelled", "cancelled"),
)


@dataclass(frozen=True, slots=True)
class File:
    """A file as a chip names it and as a row of a list shows it."""

    name: str
    kind: str = "document"
    type: str = "application/pdf"
    icon: str = "file"
    ending: str = "PDF"
    size: int = 18_400_000
    state: str = "ready"
    why: str = ""
    inline: bool = False
    id: str = "0"
    url: str | None = "#main"
    save_url: str | None = "#main"
    remove_url: str | None = None
    thumb_url: str | None = None
    preview: str = ""
    added_by: str = "Jonas Feld"
    internal: bool = False
    removed_by: str = "Jonas Feld"
    removed_by_name: str = "Jonas Feld"
    order_number: str | None = None
    folder: str = ""
    move_url: str = ""
    moves: tuple[tuple[str, str], ...] = ()

    @property
    def at(self) -> datetime:
        """Just now."""
        return clock.real_now()


FILES = (
    File("banner-print-v2.pdf", folder="Deliverables"),
    File("all pictures.zip", "archive", "application/zip", "box", "ZIP"),
    File("walk-through.mp4", "media", "video/mp4", "play", "MP4", state="checking", url=None, save_url=None),
    File("margin.xlsx", ending="XLSX", internal=True),
    File("wrong-logo.ai", "design", "application/postscript", "palette", "AI", state="removed"),
    File(
        "cut.pdf",
        state="refused",
        why="This file ends too early or is damaged. Open it once, save it again, and send that.",
    ),
)
METHODS = (
    Choice("card", "Card", "You pay on the next page."),
    Choice("bank", "Bank transfer", "We send the details with the confirmation."),
)


def themes() -> tuple[Theme, ...]:
    """Every theme of the checkout, by name."""
    found = (json.loads(path.read_text()) for path in sorted(components.THEMES.glob("*/theme.json")))
    return tuple(Theme(each["name"], each["label"]) for each in found)


def talk(draw: Callable[..., str], place: str) -> SimpleNamespace:
    """A conversation as the guide draws it, with ids of its own for each ``place``; ``draw`` draws a line of it."""

    def said(number: int, name: str, words: str, **more: object) -> SimpleNamespace:
        values = {
            "id": f"{place}-{number}", "seq": number, "name": name, "initials": initials(name), "hue": hue(name), "house": "", "time": "9:06",
            "at": "2026-11-24T09:06:00+00:00", "html": paragraphs(words), "text": words, "internal": False, "edited": False, "removed": False,
            "joined": False, "mine": False, "left": 0, "url": "", "files": (),
        }  # fmt: skip
        return SimpleNamespace(kind="message", message=SimpleNamespace(**{**values, **more}))

    event = SimpleNamespace(
        kind="event", text="Jonas Feld moved it to “In review”", note="Have a look", time="9:05", at=""
    )
    lines = (
        SimpleNamespace(kind="day", text="Yesterday", day="2026-11-24"),
        said(1, "Dana Whitfield", "Could the pump sit on the right?"),
        event,
        said(2, "Jonas Feld", "Done, the stand number is 40 cm tall now.", house="Northlight", edited=True),
        said(3, "Jonas Feld", "The print file follows.", house="Northlight", joined=True),
        said(4, "Mia Brandt", "Ask for the Pantone number before print.", internal=True),
        said(5, "Dana Whitfield", "", removed=True),
        SimpleNamespace(kind="new"),
        said(6, "Lee Park", "Looks great.", mine=True),
    )
    shared: dict[str, object] = {
        "url": "", "back": "", "title": "Conversation", "me": "", "me_name": "", "client": "", "read_to": 6, "last": 6, "told": 0,
        "people": "{}", "later": False, "earlier": "", "unread": 0, "may_write": True, "placeholder": "Write to Jonas and the team", "key": "",
        "most": 10_000, "seen": "Read by Jonas", "about": None, "files_api": "", "empty": "", "faces": (("Dana Whitfield", "h1"), ("Jonas Feld", "h2")),
    }  # fmt: skip
    small = SimpleNamespace(**shared, id=f"{place}-small", notes=False, lines=(), body="")
    alone = said(7, "Ångström", "A message alone.").message
    body = Markup("").join(Markup(draw(line, "")) for line in lines)  # noqa: S704 - drawn by a template with autoescape
    return SimpleNamespace(**shared, id=place, notes=True, lines=lines, body=body, small=small, alone=alone)


def questions(prefix: str) -> tuple[Example, ...]:
    """Every kind of question, with ids of its own for each ``prefix``."""
    now = clock.real_now()
    terms = LegalText("leg_example", "Terms", "2026-10", "pag_terms", frozenset(), Frozen("", "{}"))
    picture = asset_url("portico.svg")
    context = FormContext(
        now=now,
        today=now.date(),
        locale="en",
        legal={terms.id: terms},
        legal_links={terms.id: "#main"},
        pictures={"ast_example": picture},
        query={"campaign": "spring"},
        lookups=sample_lookups(now),
    )
    return tuple(examples(context, prefix.replace("-", "_")))


def style_guide() -> str:
    """The whole page. Raises AssetsMissing when the front end was not built."""
    loader = ChoiceLoader([components.loader(), FileSystemLoader(form_schemas.template_folders)])
    environment = Environment(autoescape=True, loader=loader)
    components.install(environment)
    now = clock.real_now()
    return environment.get_template("components/styleguide.html").render(
        themes=themes(),
        questions=questions,
        modes=MODES,
        icons=ICONS,
        statuses=STATUSES,
        methods=METHODS,
        files=FILES,
        csrf_field=str,
        formats=Formats.at(now, "UTC", "en"),
        due={"later": now + timedelta(days=9), "soon": now + timedelta(days=1), "late": now - timedelta(days=2)},
        news=(
            News("#main", "eye", "Trade fair banner: Waiting for your review", "NL-2026-0409", now, read=False),
            News(
                "#main",
                "chat",
                "3 new messages, the last from Jonas",
                "NL-2026-0409 · Trade fair banner",
                now,
                read=True,
            ),
        ),
        told_of=(
            ToldOf(Kind("order_moved", "your order moves on"), bell=True, email=True),
            ToldOf(
                Kind("message", "somebody writes", "The mail comes when you have not read it after two minutes."),
                bell=True,
                email=False,
            ),
        ),
        middle=Paging(4, 25, 25, True, "/styleguide", 240),
        talk=partial(talk, components.macro(environment, "thread.html", "thread_line")),
        happenings=tuple(
            SimpleNamespace(
                told=SimpleNamespace(about=about, what=what, by=by, note=note), at=now, number=number, url=url
            )
            for about, what, by, note, number, url in (
                ("Trade fair banner", "is now “In review”", "Jonas Feld", "Have a look", "NL-2026-0409", "#main"),
                ("Fiona Osei", "joined Acme Industries", "", "", "", None),
            )
        ),
        last=Paging(2, 25, 3, False, "/styleguide"),
    )
