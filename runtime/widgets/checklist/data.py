"""First steps of whoever is looking: those they can take, ticked by what has happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from portal_config.compiled import Compiled, Widget
from portal_config.first_steps import STEPS
from runtime.engines import Source, WidgetEngine, source, widget
from runtime.onboarding.steps import WORDS, where
from runtime.pages.fragments import Declared
from words import say
from workspace.timeline.checklist import Facts, checklist_facts, offered


def asks(_part: Widget) -> Source:
    return Source("checklist")


@source("checklist")
def load(_asked: Source, declared: Declared) -> Facts:
    return checklist_facts(declared.person)


def present(part: Widget, answer: Facts, declared: Declared, compiled: Compiled) -> Mapping[str, Any]:
    steps = offered(declared.person, tuple(part.settings.get("steps") or STEPS))
    shown: list[dict[str, Any]] = []
    for step in steps:
        why, label = map(say, WORDS[step])
        done = step in answer.done
        url = None if done else where(step, declared.person, compiled)
        shown.append({"title": say(STEPS[step].name), "why": why, "label": label, "done": done, "url": url})
    left = sum(not step["done"] for step in shown)
    hidden = not shown or part.id in answer.away or (left == 0 and part.settings.get("hide_when_done", True))
    return {
        "hidden": hidden,
        "steps": shown,
        "left": left,
        "text": part.settings.get("text", ""),
        "away_url": url_for("checklist.put_away", widget=part.id),
    }


ENGINE = widget("checklist", WidgetEngine(present, asks, rooms=("orders", "messages", "files", "members")))
