"""How a change of what people are told is told itself: by what it does, whether an entry came, changed or went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal_config.diff.change import Words, plain_text
from portal_config.diff.names import short
from portal_config.diff.wording import joined, label, quoted, say, words
from portal_config.news import News

Sentence = tuple[Words, ...]


def _told_of_channels(news: News, before: Any, after: Any) -> tuple[Sentence, tuple[str, ...]]:
    """(sentence, notes) of other channels; None stands for all there are. Both are empty where nothing is switched."""
    had, has = _channels(news, before), _channels(news, after)
    off, on = [one for one in had if one not in has], [one for one in has if one not in had]
    title = quoted(label(news.title))
    if not (off or on):
        return (), ()
    if not has:
        return say("to_nobody", title=title), ()
    sentences = [
        say(f"{'both' if len(group) > 1 else 'switched'}_{way}", channels=_joined(group), title=title)
        for group, way in ((off, "off"), (on, "on"))
        if group
    ]
    sentence = sentences[0] if len(sentences) == 1 else (*sentences[0], Words(". "), *sentences[1])
    return sentence, (words("switched_on_note" if on else "switched_off_note"),)


def _told_of_subject(news: News, before: Any, after: Any) -> Sentence:
    """The sentence of another subject; empty stands for the usual one."""
    one, two = _text(before), _text(after)
    if one == two:
        return ()
    name = "subject_usual" if not two else "subject_now" if not one else "subject_changed"
    return say(name, title=quoted(label(news.title)), old=quoted(one), new=quoted(two))


def told_of_setting(news: News, name: str, before: Any, after: Any) -> tuple[Sentence, tuple[str, ...]]:
    """(sentence, notes) of one setting of an entry; both are empty where it makes no difference, or has no words of its own."""
    if name == "channels":
        return _told_of_channels(news, before, after)
    return (_told_of_subject(news, before, after) if name == "subject" else ()), ()


def told_of_entry(news: News, before: Any, after: Any) -> tuple[Sentence, tuple[str, ...]]:
    """(sentence, notes) of an entry that came (``before`` is empty) or went (``after`` is): what it switched, then its subject."""
    sentence, notes = _told_of_channels(news, before.get("channels"), after.get("channels"))
    subject = _told_of_subject(news, before.get("subject"), after.get("subject"))
    if not sentence:
        return subject, ()
    return sentence, (*notes, plain_text(subject)) if subject else notes


def _channels(news: News, value: Any) -> Sequence[str]:
    return news.channels if not isinstance(value, list) else [one for one in news.channels if one in value]


def _text(value: Any) -> str:
    return short(value) if isinstance(value, str) else ""


def _joined(channels: Sequence[str]) -> str:
    named = joined(words(one) for one in channels)
    return named[:1].upper() + named[1:]
