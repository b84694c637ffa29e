"""First steps of whoever is looking: those they can take, ticked by what has happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from portal_config.compiled import Compiled, Widget
from runtime.engines import Source, WidgetEngine, source, widget
from runtime.pages.compose import visible_tabs
from runtime.pages.fragments import Declared
from words import say, unsaid
from workspace.timeline.checklist import STEPS, Facts, checklist_facts, offered

WORDS = {
    "say_hello": (unsaid("Say hello"), unsaid("Write to us: a person answers here."), unsaid("Write a message")),
    "first_order": (
        unsaid("Place your first order"),
        unsaid("Choose a service and tell us what you need."),
        unsaid("See the services"),
    ),
    "add_file": (
        unsaid("Share a file"),
        unsaid("A logo, a brief, a drawing: whatever helps us begin."),
        unsaid("Open the files"),
    ),
    "invite_team": (
        unsaid("Invite your colleagues"),
        unsaid("They see what you see, as far as you let them."),
        unsaid("Invite people"),
    ),
}
"""Step → what it is called, why, and what its button says."""


def asks(_part: Widget) -> Source:
    return Source("checklist")


@source("checklist")
def load(_asked: Source, declared: Declared) -> Facts:
    return checklist_facts(declared.person)


def present(part: Widget, answer: Facts, declared: Declared, compiled: Compiled) -> Mapping[str, Any]:
    steps = offered(declared.person, tuple(part.settings.get("steps") or STEPS))
    shown: list[dict[str, Any]] = []
    for step in steps:
        title, why, label = map(say, WORDS[step])
        done = step in answer.done
        url = None if done else _url(step, declared, compiled)
        shown.append({"title": title, "why": why, "label": label, "done": done, "url": url})
    left = sum(not step["done"] for step in shown)
    hidden = not shown or part.id in answer.away or (left == 0 and part.settings.get("hide_when_done", True))
    return {
        "hidden": hidden,
        "steps": shown,
        "left": left,
        "text": part.settings.get("text", ""),
        "away_url": url_for("checklist.put_away", widget=part.id),
    }


def _url(step: str, declared: Declared, compiled: Compiled) -> str | None:
    if step == "invite_team":
        return url_for("team.invite")
    if step == "say_hello":
        return url_for("threads.show", thread_id=declared.client)
    wanted = {"first_order": "storefront", "add_file": "files"}[step]
    tab = next((one for one in visible_tabs(compiled, declared.person) if one.type == wanted), None)
    return url_for("pages.tab", slug=tab.slug) if tab else None


ENGINE = widget("checklist", WidgetEngine(present, asks, rooms=("orders", "messages", "files", "members")))
