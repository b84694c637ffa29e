"""What a document changes of what people are told, and what it leaves as it is."""

from __future__ import annotations

from typing import Any

import pytest

import portal_config
from portal_config.compiled import Notification
from portal_config.diff.names import Names
from portal_config.diff.where import where
from portal_config.news import ACTORS, EVENTS, NEWS, PLANNED_EVENTS, news_at, news_of, place_of
from tests.portal_config.conftest import _document


def with_entries(**entries: Any) -> dict[str, Any]:
    return {**_document, "notifications": entries}


def written(news: Any, **changes: Any) -> dict[str, Any]:
    return {"event": news.event, "to": dict(news.to), **changes}


def test_every_kind_of_news_is_found_by_what_a_document_says_of_it() -> None:
    assert len({(one.event, str(dict(one.to))) for one in NEWS}) == len(NEWS)
    assert len({one.title for one in NEWS}) == len(NEWS), "a sentence says which one is meant"
    for one in NEWS:
        assert news_at(written(one)) is one and news_of(one.side, one.kind) is one
    assert not set(EVENTS) & set(PLANNED_EVENTS)


@pytest.mark.parametrize(
    "entry", [None, 1, [], {}, {"event": ["order.paid"], "to": "client"}, {"event": "order.paid", "to": {}}]
)
def test_what_names_no_news_is_about_none(entry: Any) -> None:
    assert news_at(entry) is None


@pytest.mark.parametrize("news", NEWS, ids=[one.id for one in NEWS])
def test_an_entry_for_each_kind_is_read_and_comes_back_as_it_was(news: Any) -> None:
    subject = " ".join(f"{{{{{path}}}}}" for path in sorted(news.paths)[:4]) if "email" in news.channels else None
    entry = written(news, channels=[], **({"subject": subject} if subject else {}))
    document = with_entries(**{news.id: entry})
    assert portal_config.check(document) == []
    compiled = portal_config.compile(document, strict=True)
    assert compiled.notification(news.side, news.kind) == Notification(news.id, news.side, news.kind, (), subject or "")
    assert compiled.notifications.keys() == {news.id}
    assert portal_config.load(portal_config.dump(document)) == document


def test_what_is_absent_keeps_its_default() -> None:
    document = with_entries(ntf_mine=written(news_of("client", "order_moved")))
    compiled = portal_config.compile(document, strict=True)
    assert compiled.notifications["ntf_mine"] == Notification(
        "ntf_mine", "client", "order_moved", ("bell", "email"), ""
    )
    assert compiled.notification("client", "order_placed") is None
    assert portal_config.compile(_document, strict=True).notifications == {}
    assert place_of(news_of("client", "order_moved"), compiled) == "/notifications/ntf_mine"
    assert place_of(news_of("seller", "order_moved"), compiled) == "/notifications/ntf_seller_order_moved"


def test_a_draft_leaves_out_what_it_cannot_tell() -> None:
    moved = news_of("client", "order_moved")
    document = with_entries(
        ntf_a=written(moved, channels=["bell"], when=True),
        ntf_b=written(moved, channels=[]),
        ntf_c=written(moved, to={"side": "nobody"}),
        ntf_d=written(news_of("seller", "order_paid"), channels=["pigeon"], subject="Paid"),
    )
    compiled = portal_config.compile(document, strict=False)
    assert compiled.notification("client", "order_moved") == Notification(
        "ntf_a", "client", "order_moved", ("bell",), ""
    )
    assert compiled.notifications.keys() == {"ntf_a", "ntf_d"}
    assert compiled.notifications["ntf_d"].subject == "Paid"


def test_a_finding_names_its_place_in_words() -> None:
    document = with_entries(ntf_a=written(news_of("client", "order_moved"), channels=["pigeon"]))
    [finding] = portal_config.check(document)
    assert where(document, finding.pointer, Names(document)) == "“Order moved on”, where people are told, pigeon"


def test_actors_are_those_of_the_news() -> None:
    assert set(ACTORS) == {"order.requester", "order.assignee", "task.assignee", "thread.participant"}
