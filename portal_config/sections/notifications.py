"""``notifications``: where people are told of something, and under which subject. News without an entry are told as ever."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from portal_config import limits
from portal_config.compiled import Notification
from portal_config.context import names_in, scope_of
from portal_config.news import ACTORS, BELL, CHANNELS, EMAIL, EVENTS, NEWS, PLANNED_EVENTS, News, news_at
from portal_config.reader import Entry, Reader
from portal_config.settings import Choice, Choices, Condition, Fault, Part, Planned, Ref, Refs, Settings, Span, Template
from portal_config.settings.base import planned

WORDS = {BELL: "On the bell", EMAIL: "By mail"}


class ToSettings(Settings):
    side = Choice(("client", "seller"))
    actors = Choices(ACTORS)
    roles = Planned("Choosing people by role", Refs("rol", at_least=1))


class NotificationSettings(Settings):
    event = Choice(EVENTS, planned=PLANNED_EVENTS, required=True)
    to = Part(ToSettings, required=True)
    channels = Choices(
        CHANNELS,
        words=WORDS,
        default=CHANNELS,
        label="Where people are told",
        help="What is off here is off for everybody. What is on, each person can still switch off.",
    )
    subject = Template(
        lines=False, at_most=limits.NAME, label="Subject of the mail", help="Left empty, it says what happened."
    )
    when = Planned("A rule", Condition(scope="record"))
    template = Planned("A mail template", Ref("tpl"))
    digest = Planned("A digest", Span())


_ANY = NotificationSettings()


@cache
def settings_of(news: News) -> NotificationSettings:
    """What can be set of one kind of news: its own channels, and a subject with its own placeholders where there is a mail."""
    where, words = (_ANY.load_fields[name].metadata for name in ("channels", "subject"))
    subject = Template(paths=news.paths, lines=False, at_most=limits.NAME, **words)
    own = {
        "channels": Choices(news.channels, words=WORDS, default=news.channels, **where),
        "subject": subject if EMAIL in news.channels else Planned("A subject of what comes without a mail"),
    }
    made: NotificationSettings = type("NotificationSettings", (NotificationSettings,), own)()
    return made


def read_notifications(reader: Reader) -> dict[str, Notification]:
    """The ``notifications`` section; an entry that names no news, or news that another one has, is left out."""
    notifications: dict[str, Notification] = {}
    taken: dict[News, str] = {}
    for entry in reader.entries(reader.document, "notifications", "", "ntf", ""):
        news = news_at(entry.raw)
        event = entry.raw.get("event") if isinstance(entry.raw, dict) else None
        later = news is None and (event in PLANNED_EVENTS or _by_role(entry.raw))
        names = names_in(scope_of(event)) if isinstance(event, str) else None
        read = reader.part(settings_of(news) if news else _ANY, entry.raw, entry.at, names, planned=later)
        if later:
            reader.plan(entry.at, planned("This notification"))
        elif news is None:
            if read.broken is None:
                reader.error(entry.at + "/to", _nobody(entry))
        elif news in taken:
            message = f"“{news.title}” has an entry already: {taken[news]}."
            reader.error(entry.at, Fault("notification_duplicate", message, "Keep one of the two."))
        else:
            taken[news] = entry.id
            notifications[entry.id] = Notification(
                entry.id, news.side, news.kind, tuple(read.values["channels"]), read.text("subject").strip()
            )
    return notifications


def _by_role(raw: Any) -> bool:
    to = raw.get("to") if isinstance(raw, dict) else None
    return isinstance(to, dict) and "roles" in to


def _nobody(entry: Entry) -> Fault:
    event = entry.raw["event"]
    known = " or ".join(json.dumps(dict(one.to)) for one in NEWS if one.event == event)
    return Fault("audience_unknown", f"These people are not told of “{event}”.", f"Write {known}.")
