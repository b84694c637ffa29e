"""How a change of what people are told is told itself: by what it does, whether an entry came, changed or went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal_config.diff.change import Words
from portal_config.diff.names import short
from portal_config.news import BELL, EMAIL, News

_NAMES = {BELL: "bell", EMAIL: "mail"}
Sentence = tuple[Words, ...]


def _told_of_channels(news: News, before: Any, after: Any) -> tuple[Sentence, tuple[str, ...]]:
    """(sentence, notes) of other channels; None stands for all there are. Both are empty where nothing is switched."""
    had, has = _channels(news, before), _channels(news, after)
    off, on = [one for one in had if one not in has], [one for one in has if one not in had]
    title = f"“{news.title}”"
    if not (off or on):
        return (), ()
    if not has:
        return (Words(f"{title} is told "), Words("to nobody any more", "new")), ()
    words = [
        piece
        for group, switch in ((off, "switched off"), (on, "switched on"))
        if group
        for piece in (Words(f"{_joined(group)} for {title} {'are' if len(group) > 1 else 'is'} "), Words(switch, "new"))
    ]
    if off and on:
        words.insert(2, Words(". "))
    return tuple(words), ("Each person can still switch it off",) if on else ("Nobody can choose it any more",)


def _told_of_subject(news: News, before: Any, after: Any) -> Sentence:
    """The sentence of another subject; empty stands for the usual one."""
    one, two = _text(before), _text(after)
    start = f"Subject of the mail for “{news.title}”"
    if one == two:
        return ()
    if not two:
        return (Words(f"{start}: "), Words(f"“{one}”", "old"), Words(" "), Words("the usual one", "new"))
    if not one:
        return (Words(f"{start} is now "), Words(f"“{two}”", "new"))
    return (Words(f"{start}: "), Words(f"“{one}”", "old"), Words(" "), Words(f"“{two}”", "new"))


def told_of_setting(news: News, name: str, before: Any, after: Any) -> tuple[Sentence, tuple[str, ...]]:
    """(sentence, notes) of one setting of an entry; both are empty where it makes no difference, or has no words of its own."""
    if name == "channels":
        return _told_of_channels(news, before, after)
    return (_told_of_subject(news, before, after) if name == "subject" else ()), ()


def told_of_entry(news: News, before: Any, after: Any) -> tuple[Sentence, tuple[str, ...]]:
    """(sentence, notes) of an entry that came (``before`` is empty) or went (``after`` is): what it switched, then its subject."""
    words, notes = _told_of_channels(news, before.get("channels"), after.get("channels"))
    subject = _told_of_subject(news, before.get("subject"), after.get("subject"))
    if not words:
        return subject, ()
    return words, (*notes, "".join(one.text for one in subject)) if subject else notes


def _channels(news: News, value: Any) -> Sequence[str]:
    return news.channels if not isinstance(value, list) else [one for one in news.channels if one in value]


def _text(value: Any) -> str:
    return short(value) if isinstance(value, str) else ""


def _joined(channels: Sequence[str]) -> str:
    words = " and ".join(_NAMES[one] for one in channels)
    return words[:1].upper() + words[1:]
