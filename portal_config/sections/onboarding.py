"""``onboarding``: cards, a welcome video and a checklist per role."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from marshmallow import ValidationError

from portal_config import ids, limits
from portal_config.compiled import Card, Onboarding, Video
from portal_config.reader import Reader
from portal_config.sections.holder import inner, read_single
from portal_config.settings import Choices, Flag, Part, Ref, SeeSetting, Setting, Settings, Template, Text, Url, refuse
from portal_config.settings.base import reading

STEPS = (
    "say_hello",
    "set_name",
    "invite_team",
    "set_po_number",
    "first_order",
    "add_file",
    "pay_first",
    "read_how_it_works",
)
"""What a checklist may ask for; which of them are done is worked out, never ticked."""


class CardSettings(Settings):
    title = Text(required=True, at_least=1, at_most=80, translated=True, label="Title")
    text = Template(at_most=limits.SENTENCE, label="Text")
    icon = Text(at_most=40, label="Icon")
    to = Ref("tab", "pag", "svc", label="Leads to")
    see = SeeSetting()


class VideoSettings(Settings):
    url = Url(required=True, label="Address")
    title = Text(required=True, at_least=1, at_most=80, translated=True, label="What it shows")
    see = SeeSetting()


class PerRole(Setting):
    """Role → steps, each once."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, tuple[str, ...]]:
        if not isinstance(value, dict):
            refuse("wrong_type", "An object keyed by role is needed here.", "Write { … }.")
        role, steps = Ref("rol"), Choices(STEPS, at_least=1, at_most=len(STEPS))
        read: dict[Any, Any] = {}
        messages: dict[str, Any] = {}
        for name, listed in value.items():
            with reading().inside(*((attr,) if attr else ()), name):
                try:
                    read[role.deserialize(name)] = tuple(steps.deserialize(listed) or ())
                except ValidationError as error:
                    messages[name] = error.messages
        if messages:
            raise ValidationError(messages, valid_data=read)
        return read


class OnboardingSettings(Settings):
    video = Part(VideoSettings, optional=True, label="Welcome video")
    checklists = PerRole(default=None)
    hide_when_done = Flag(default=True, label="Gone once everything is done")


_ONBOARDING, _CARD = OnboardingSettings(), CardSettings()


def read_onboarding(reader: Reader) -> Onboarding:
    """The ``onboarding`` section; a card that cannot be read is left out."""
    raw = reader.document.get("onboarding", {})
    read = read_single(reader, "onboarding", _ONBOARDING, split=("cards", ids.INNER_ORDERS["cards"]))
    cards = tuple(
        Card(part_id, values["title"], values["text"], values["icon"] or "star", values["to"], values["see"])
        for part_id, values in inner(reader, raw, "cards", _CARD, "/onboarding")
    )
    video = read.values["video"]
    whole = video if video and video["url"] and video["title"] else None
    return Onboarding(
        cards,
        Video(whole["url"], whole["title"], whole["see"]) if whole else None,
        MappingProxyType(read.values["checklists"] or {}),
        bool(read.values["hide_when_done"]),
    )
