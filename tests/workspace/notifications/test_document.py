"""What the document says of notifications: where people are told at all, and under which subject. It holds for everybody, from the moment it is served."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commerce.orders import actions as orders
from foundation import clock, timers
from foundation.db import statements, transaction
from foundation.errors import Refused
from foundation.tenancy import entered
from portal_config.news import NEWS, news_of
from tests.commerce import cast
from tests.workspace.notifications.conftest import Newsroom
from workspace.conversations import actions as threads
from workspace.notifications import actions
from workspace.notifications.kinds import CLIENT, SELLER, kinds_for
from workspace.notifications.queries import choices
from workspace.tasks import actions as tasks


def entry(side: str, kind: str, **changes: Any) -> dict[str, Any]:
    news = news_of(side, kind)
    return {"event": news.event, "to": dict(news.to), **changes}


def subjects(news: Newsroom, name: str, host: str = "acme") -> list[str]:
    cast.deliver_later(news.house)
    return [one.subject for one in news.letters(f"{name}@{host}.example")]


def test_kinds_are_the_news_of_the_language() -> None:
    assert [kind.news for kind in (*CLIENT, *SELLER)] == list(NEWS)


def test_a_mail_that_is_switched_off_is_written_to_nobody(news: Newsroom) -> None:
    number = cast.order(news.house, "dana", method_id="pmt_bank").number
    news.act("jonas", orders.move_status, number, "sts_todo")
    assert f"Banner set: Planned ({number})" in subjects(news, "dana"), "the control: before, it is mailed"
    news.tell(ntf_moved=entry("client", "order_moved", channels=["bell"]))
    news.act("jonas", orders.move_status, number, "sts_doing")
    assert news.bell("dana")[0] == "Banner set: In progress"
    assert not [one for one in subjects(news, "dana") if "In progress" in one]
    news.tell()
    news.act("jonas", orders.move_status, number, "sts_review")
    assert [one for one in subjects(news, "dana") if "Waiting for your review" in one], "and afterwards again"


def test_what_is_told_nowhere_leaves_no_trace(news: Newsroom) -> None:
    news.tell(
        ntf_mine=entry("client", "order_moved", channels=[]),
        ntf_desk=entry("seller", "order_placed", channels=["email"]),
    )
    number = cast.order(news.house, "dana", method_id="pmt_bank").number
    news.act("jonas", orders.move_status, number, "sts_todo")
    assert news.bell("dana") == [] and not [one for one in subjects(news, "dana") if "Planned" in one]
    assert "Banner set: Planned" in news.bell("lee"), "colleagues have an entry of their own"
    assert news.bell("mia") == [], "the desk's bell is off"
    assert f"New order {number}: Banner set" in subjects(news, "mia", "northlight"), "and its mail is on"
    assert f"Your order {number}" in subjects(news, "dana"), "the confirmation of an order is no notification"


def test_a_letter_about_messages_follows_the_document_at_the_moment_it_is_written(news: Newsroom) -> None:
    now, placed = clock.real_now(), cast.order(news.house, "dana", method_id="pmt_bank")
    for later, entries in (
        (0, {}),
        (30, {"ntf_a": entry("client", "message", channels=["bell"])}),
        (60, {"ntf_a": entry("client", "message", subject="{{actor.name}} on {{order.number}}")}),
    ):
        with clock.frozen(now + timedelta(minutes=later)):
            said = {"text": f"Said after {later}", "internal": False, "key": f"key-{later}"}
            news.act("jonas", threads.post_message, placed.order_id, **said)
            news.tell(**entries)
            assert news.bell("dana")[0].endswith("Jonas Feld" if later else "Jonas Feld wrote")
        with clock.frozen(now + timedelta(minutes=later + 3)), entered(news.house.live):
            timers.run_due()
    said = [one for one in subjects(news, "dana") if "Jonas" in one or "new messages" in one]
    assert said == [f"Jonas Feld wrote: Banner set ({placed.number})", f"Jonas Feld on {placed.number}"]


def test_a_persons_own_choice_stays_below_the_sellers(news: Newsroom) -> None:
    offered = {
        one.kind.id: (one.bell, one.email) for one in cast.read(news.house, news.viewer("lee"), choices, news.compiled)
    }
    assert offered["order_moved"] == (True, True) and "order_paid" in offered
    news.act("lee", actions.choose, {("order_moved", "email"), ("order_placed", "email")}, news.compiled)
    news.tell(
        ntf_a=entry("client", "order_moved", channels=["bell"]),
        ntf_b=entry("client", "order_paid", channels=[]),
        ntf_c=entry("client", "order_placed", channels=["bell", "email"]),
    )
    lee = news.viewer("lee")
    offered = {one.kind.id: (one.bell, one.email) for one in cast.read(news.house, lee, choices, news.compiled)}
    assert offered["order_moved"] == (False, None), "there is nothing to choose by mail"
    assert offered["order_placed"] == (False, True)
    assert "order_paid" not in offered and len(offered) == len(kinds_for(lee)) - 1
    # A page drawn before sends what is off by now: the rest is saved, and the old choice waits for its return.
    news.act("lee", actions.choose, {("order_moved", "email"), ("order_moved", "bell")}, news.compiled)
    news.act("lee", actions.choose, {("order_moved", "bell")}, news.compiled)
    with pytest.raises(Refused, match="unknown_choice"):
        news.act("lee", actions.choose, {("note", "bell")}, news.compiled)
    news.tell()
    offered = {one.kind.id: (one.bell, one.email) for one in cast.read(news.house, lee, choices, news.compiled)}
    assert offered["order_moved"] == (True, True) and offered["order_placed"] == (False, False)


def test_a_note_has_no_mail_to_choose(news: Newsroom) -> None:
    offered = {
        one.kind.id: (one.bell, one.email) for one in cast.read(news.house, news.viewer("mia"), choices, news.compiled)
    }
    assert offered["note"] == (True, None) and offered["message"] == (True, True)
    with pytest.raises(Refused, match="unknown_choice"):
        news.act("mia", actions.choose, {("note", "email")}, news.compiled)


def test_a_subject_of_the_sellers_is_filled_in_for_each_person(news: Newsroom) -> None:
    news.tell(
        ntf_a=entry(
            "client",
            "order_moved",
            subject="{{user.first_name}}: {{order.service}} is “{{order.status}}” · {{portal.name}}",
        ),
        ntf_b=entry("seller", "order_placed", subject="{{client.name}}, {{actor.name}}, {{ order.number | plain }}"),
        ntf_c=entry("seller", "task_assigned", subject="{{task.title}} for {{user.email}} ({{order.number}})"),
        ntf_d=entry("seller", "member_joined", subject="{{actor.name}} of {{client.name}}"),
        ntf_e=entry("seller", "order_assigned", subject="Yours: {{order.number}} from {{actor.name}}"),
    )
    number = cast.order(news.house, "dana", method_id="pmt_bank").number
    news.act("jonas", orders.move_status, number, "sts_todo", note="Soon.")
    cast.deliver_later(news.house)
    news.act("mia", orders.assign, number, news.staff["jonas"])
    news.act("mia", tasks.create_task, title="Call Acme", order=number, assignee=news.staff["jonas"])
    assert "Dana: Banner set is “Planned” · Northlight Studio" in subjects(news, "dana")
    letter = news.letters("dana@acme.example")[-1]
    assert "See where it stands" in letter.text and "Soon." in letter.text and "Planned" in letter.text, (
        "all else is as it was"
    )
    assert f"Acme Industries, Dana, {number}" in subjects(news, "mia", "northlight")
    assert {f"Call Acme for jonas@northlight.example ({number})", f"Yours: {number} from Mia Brandt"} <= set(
        subjects(news, "jonas", "northlight")
    )


def test_a_subject_is_one_line_of_a_header_whatever_fills_it(news: Newsroom) -> None:
    tricky = "Eve\r\nBcc: all@evil.example\u2028X\x85Y {{portal.name}} " + "long " * 40
    news.tell(ntf_a=entry("seller", "order_placed", subject="{{actor.name}} ordered {{order.number}} {{ 7*7 }}"))
    with entered(news.house.live), transaction():
        news.house.members["eve"] = cast.join(
            news.house, news.house.clients["Acme Industries"], "eve@acme.example", tricky[:118], "rol_buyer"
        )
    number = cast.order(news.house, "eve", method_id="pmt_bank").number
    [subject] = [one for one in subjects(news, "mia", "northlight") if number in one]
    assert subject.isprintable() and len(subject) <= 200
    assert "{{ 7*7 }}" in subject and "Northlight Studio" not in subject, "what was filled in is not filled in again"


def test_a_subject_with_nothing_left_is_the_usual_one(news: Newsroom) -> None:
    news.tell(ntf_a=entry("client", "order_moved", subject="{{task.title}}"))
    number = cast.order(news.house, "dana", method_id="pmt_bank").number
    news.act("jonas", orders.move_status, number, "sts_todo")
    assert f"Banner set: Planned ({number})" in subjects(news, "dana")


def test_asking_the_document_costs_no_statement(news: Newsroom) -> None:
    def cost() -> int:
        lee, compiled = news.viewer("lee"), news.compiled
        with entered(news.house.live), transaction(), statements() as sent:
            choices(lee, compiled)
        return len(sent)

    before = cost()
    news.tell(ntf_a=entry("client", "order_moved", channels=["bell"], subject="News"))
    assert cost() == before > 0
