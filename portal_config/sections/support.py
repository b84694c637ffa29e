"""``help``, ``desks``, ``reviews`` and ``wording``: answers, tickets, rounds of review, and the seller's own words."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from portal_config import ids, limits
from portal_config.later import Article, Category, Desk, Help, Question, Reviews
from portal_config.reader import Entry, Reader, immutable
from portal_config.sections.holder import inner, read_planned, read_single
from portal_config.settings import (
    DayCount,
    Flag,
    Items,
    Part,
    Ref,
    Refs,
    SeeSetting,
    Settings,
    Span,
    Text,
    Whole,
    refuse,
)

WORDS = (
    "client",
    "clients",
    "order",
    "orders",
    "request",
    "requests",
    "quote",
    "quotes",
    "invoice",
    "invoices",
    "service",
    "services",
    "member",
    "members",
)
"""What a seller may call by other words."""


class ArticleSettings(Settings):
    title = Text(required=True, at_least=1, translated=True, label="Title")
    text = Text(required=True, at_least=1, at_most=limits.TEXT, lines=True, translated=True, label="Text")
    topic = Text(at_most=60, translated=True, label="Topic")
    see = SeeSetting()


class QuestionSettings(Settings):
    question = Text(required=True, at_least=1, at_most=limits.SENTENCE, translated=True, label="Question")
    answer = Text(required=True, at_least=1, at_most=4_000, lines=True, translated=True, label="Answer")
    see = SeeSetting()


class HelpSettings(Settings):
    contact = Text(at_most=limits.SENTENCE, translated=True, label="How to reach somebody")


class CategoryId(Text):
    """A ``tic_…`` id."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not ids.well_shaped(value, "tic"):
            refuse("id_invalid", "This is not the id of a category.", "Write it like tic_billing.")
        return str(value)


class CategorySettings(Settings):
    id = CategoryId(required=True)
    name = Text(required=True, at_least=1, at_most=60, translated=True, label="Name")
    form = Ref("frm", label="Questions asked")


class SlaSettings(Settings):
    first_reply = Span(label="First reply within")
    resolve = Span(label="Solved within")
    business_days = Flag(default=True, label="Counted in business days")


class DeskSettings(Settings):
    name = Text(required=True, at_least=1, at_most=60, translated=True, label="Name of the desk")
    categories = Items(Part(CategorySettings), at_most=limits.ENTRIES["categories"], label="Categories")
    answered_by = Refs("rol", label="Answered by")
    sla = Part(SlaSettings, label="Promises")
    see = SeeSetting()


class ReviewSettings(Settings):
    rounds = Whole(at_least=1, at_most=50, label="Rounds of changes")
    accept_after = DayCount(label="Days after which it counts as accepted")
    remind_after = DayCount(label="Days after which somebody is reminded")


WordingSettings = Settings.from_dict(
    {word: Text(at_most=40, translated=True, label=f"Word for “{word}”") for word in WORDS}, name="WordingSettings"
)
_ARTICLE, _QUESTION, _HELP, _DESK = ArticleSettings(), QuestionSettings(), HelpSettings(), DeskSettings()
_REVIEWS, _WORDING = ReviewSettings(), WordingSettings()


def read_help(reader: Reader) -> Help:
    """The ``help`` section."""
    maps = ("articles", "questions")
    values = read_single(reader, "help", _HELP, split=(*maps, *(ids.INNER_ORDERS[name] for name in maps))).values
    raw = reader.document.get("help")
    articles = {
        part_id: Article(part_id, read["title"], read["text"], read["topic"], read["see"])
        for part_id, read in inner(reader, raw, "articles", _ARTICLE, "/help")
    }
    questions = {
        part_id: Question(part_id, read["question"], read["answer"], read["see"])
        for part_id, read in inner(reader, raw, "questions", _QUESTION, "/help")
    }
    return Help(MappingProxyType(articles), MappingProxyType(questions), values["contact"])


def read_desks(reader: Reader) -> Mapping[str, Desk]:
    """The ``desks`` section in order."""

    def make(entry: Entry, values: dict[str, Any]) -> Desk:
        categories = tuple(Category(each["id"], each["name"], each["form"]) for each in values["categories"])
        sla = values["sla"]
        return Desk(
            entry.id, values["name"] or entry.id, categories, frozenset(values["answered_by"]), sla["first_reply"], sla["resolve"],
            sla["business_days"], values["see"],
        )  # fmt: skip

    return read_planned(reader, "desks", _DESK, make)


def read_reviews(reader: Reader) -> Reviews:
    """The ``reviews`` section."""
    values = read_single(reader, "reviews", _REVIEWS).values
    return Reviews(values["rounds"], values["accept_after"], values["remind_after"])


def read_wording(reader: Reader) -> Mapping[str, str]:
    """The ``wording`` section: what the seller calls things, where that is not their usual name."""
    words: Mapping[str, str] = immutable(
        {word: said for word, said in read_single(reader, "wording", _WORDING).values.items() if said}
    )
    return words
