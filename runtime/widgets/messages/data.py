"""The viewer's latest conversations, with what is new in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from portal_config.compiled import Compiled, Widget
from runtime.engines import Source, WidgetEngine, source, widget
from runtime.pages.fragments import Declared
from workspace.conversations.lists import ThreadSummary, list_threads
from workspace.conversations.shown import last_words


def asks(part: Widget) -> Source:
    chosen = part.settings.get("source") or {}
    return Source("messages", (int(chosen.get("limit", 4)),))


@source("messages")
def load(asked: Source, declared: Declared) -> tuple[ThreadSummary, ...]:
    # One more than shown: the company's own thread comes first, also while nobody has written in it.
    return list_threads(declared.person, limit=asked.arguments[0] + 1).threads


def present(
    part: Widget, answer: tuple[ThreadSummary, ...], declared: Declared, compiled: Compiled
) -> Mapping[str, Any]:
    said = [one for one in answer if one.at is not None]
    said.sort(key=lambda one: (one.unread > 0, one.at.timestamp() if one.at else 0.0), reverse=True)
    talks: list[dict[str, Any]] = []
    for one in said[: asks(part).arguments[0]]:
        who, words = last_words(one, declared.person)
        talks.append(
            {
                "url": url_for("threads.show", thread_id=one.id),
                "title": one.title or compiled.name,
                "number": one.number,
                "who": who,
                "words": words,
                "at": one.at,
                "unread": one.unread,
            }
        )
    tab = next((one for one in compiled.tabs if one.type == "messages"), None)
    return {
        "talks": talks,
        "new": sum(talk["unread"] > 0 for talk in talks),
        "all_url": url_for("pages.tab", slug=tab.slug) if tab else None,
        "company_url": url_for("threads.show", thread_id=declared.client),
    }


ENGINE = widget("messages", WidgetEngine(present, asks, rooms=("messages", "orders", "members")))
