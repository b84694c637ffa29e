"""``onboarding``: what a member is welcomed with: words, a film, cards, and first steps to tick off."""

from __future__ import annotations

from typing import Any

from portal_config import ids, limits, videos
from portal_config.compiled import Card, Onboarding, Step, Video
from portal_config.faults import Fault
from portal_config.findings import pointer
from portal_config.first_steps import STEPS, TICK
from portal_config.reader import Reader
from portal_config.sections.holder import inner, without
from portal_config.settings import Choice, Flag, Part, Ref, SeeSetting, Settings, Template, Text, Url, refuse

TITLE = "Welcome to {{portal.name}}, {{user.first_name}}"
"""What it says where the seller says nothing else."""


class FilmAddress(Url):
    """The https address of one film at a known host."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if videos.film_of(text) is None:
            known = ", ".join(videos.KNOWN[:-1])
            refuse("video_host", f"This is no film at {known} or {videos.KNOWN[-1]}.", "Copy the address of one film.")
        return text


class VideoSettings(Settings):
    url = FilmAddress(
        required=True,
        label="Address of the film",
        help="YouTube, Vimeo or Loom. Nothing is asked of them before the click.",
    )
    title = Text(required=True, at_least=1, at_most=80, translated=True, label="What it shows")
    see = SeeSetting()


class CardSettings(Settings):
    title = Text(required=True, at_least=1, at_most=80, translated=True, label="Title")
    text = Template(at_most=limits.SENTENCE, label="Text")
    icon = Text(default="star", at_most=40, label="Icon")
    to = Ref("tab", "pag", "svc", label="Leads to")
    see = SeeSetting()


class FirstStepSettings(Settings):
    do = Choice(
        (TICK, *STEPS),
        default=TICK,
        words={TICK: "They tick it", **{name: step.done_when for name, step in STEPS.items()}},
        label="Done when",
    )
    title = Text(at_most=80, translated=True, label="What to do")
    text = Template(at_most=limits.SENTENCE, lines=False, label="Why")
    to = Ref("tab", "pag", "svc", label="Where it is done")
    see = SeeSetting()


class OnboardingSettings(Settings):
    title = Template(default=TITLE, at_most=120, lines=False, label="Title")
    text = Template(at_most=600, label="Text")
    video = Part(VideoSettings, optional=True, label="Welcome video")
    hide_when_done = Flag(default=True, label="Gone once everything is done")
    see = SeeSetting()


_ONBOARDING, _CARD, _STEP = OnboardingSettings(), CardSettings(), FirstStepSettings()
MAPS = ("cards", "checklist")


def read_onboarding(reader: Reader) -> Onboarding:
    """The ``onboarding`` section; a card or a step that cannot be read is left out."""
    raw = reader.document.get("onboarding", {})
    split = (*MAPS, *(ids.INNER_ORDERS[name] for name in MAPS))
    read = reader.part(_ONBOARDING, without(raw, split), "/onboarding")
    cards = tuple(
        Card(part_id, values["title"], values["text"], values["icon"], values["to"], values["see"])
        for part_id, values in inner(reader, raw, "cards", _CARD, "/onboarding", planned=False)
    )
    steps = []
    for part_id, values in inner(reader, raw, "checklist", _STEP, "/onboarding", planned=False):
        do, title = values["do"], values["title"].strip()
        if do == TICK and not title:
            fault = Fault("missing", "Nobody would know what to tick.", "Write what to do.")
            reader.error(pointer("onboarding", "checklist", part_id, "title"), fault)
            continue
        steps.append(Step(part_id, do, title, values["text"], values["to"], values["see"]))
    return Onboarding(
        written=bool(raw) and isinstance(raw, dict),
        title=read.values["title"],
        text=read.values["text"],
        video=_video(read.values["video"]),
        cards=cards,
        checklist=tuple(steps),
        hide_when_done=bool(read.values["hide_when_done"]),
        see=read.values["see"],
    )


def _video(values: dict[str, Any] | None) -> Video | None:
    film = videos.film_of(values["url"]) if values and values["url"] and values["title"] else None
    return Video(film, values["title"], values["see"]) if film and values else None
