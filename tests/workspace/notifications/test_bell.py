"""Who is told what happened to orders and members, on the bell; each once, never who did it, never who may not see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from commerce.clients import actions as clients
from commerce.orders import actions as orders
from commerce.payments import actions as payments
from foundation import clock, jobs
from foundation.db import execute, rows, statements, transaction, value
from foundation.errors import NotFound, Refused
from foundation.tenancy import entered
from tests.commerce import cast
from tests.workspace.notifications.conftest import Newsroom
from workspace.notifications import actions
from workspace.notifications.kinds import kinds_for
from workspace.notifications.queries import choices, list_notifications, unread_count
from workspace.tasks import actions as tasks

Look = Callable[..., list[tuple[Any, ...]]]
EVERYBODY = ("dana", "lee", "fiona", "vic", "own", "kim", "mia", "jonas", "tess")


def heard(news: Newsroom) -> dict[str, list[str]]:
    return {name: said for name in EVERYBODY if (said := news.bell(name))}


def test_an_order_is_told_to_colleagues_who_may_see_it_and_to_the_sellers_people(news: Newsroom) -> None:
    cast.order(news.house, "dana", method_id="pmt_bank")
    assert heard(news) == {name: ["Dana placed an order"] for name in ("lee", "fiona", "vic", "mia", "jonas")}
    assert [news.count(name) for name in ("dana", "lee", "mia", "tess")] == [0, 1, 1, 0]


def test_who_reads_only_their_own_orders_hears_of_those(news: Newsroom) -> None:
    number = cast.order(news.house, "own", method_id="pmt_bank").number
    news.act("jonas", orders.move_status, number, "sts_todo")
    assert news.bell("own") == ["Banner set: Planned"]
    assert news.bell("dana") == ["Banner set: Planned", "Own placed an order"]
    assert news.bell("kim") == []


def test_a_move_is_told_to_the_other_side_and_to_colleagues(news: Newsroom) -> None:
    number = cast.order(news.house, "dana", method_id="pmt_bank").number
    for status in ("sts_todo", "sts_doing", "sts_review"):
        news.act("jonas", orders.move_status, number, status)
    before = {name: news.count(name) for name in EVERYBODY}
    news.act("dana", orders.move_status, number, "sts_done")
    after = {name: news.count(name) - before[name] for name in EVERYBODY}
    assert after == {"lee": 1, "fiona": 1, "vic": 1, "mia": 1, "jonas": 1, "dana": 0, "own": 0, "kim": 0, "tess": 0}
    assert news.bell("mia") == ["Banner set: Delivered", "Dana placed an order"], (
        "colleagues' moves are not news to staff"
    )


def test_an_assigned_order_is_told_to_whose_it_is(news: Newsroom) -> None:
    number = cast.order(news.house, "dana", method_id="pmt_bank").number
    heard(news)
    news.act("mia", orders.assign, number, news.staff["jonas"])
    assert news.bell("jonas")[0] == "Mia Brandt gave you an order"
    for status in ("sts_todo", "sts_doing", "sts_review"):
        news.act("jonas", orders.move_status, number, status)
    mia = news.count("mia")
    news.act("dana", orders.move_status, number, "sts_doing")
    assert news.bell("jonas")[0] == "Banner set: In progress"
    assert news.count("mia") == mia, "the order is Jonas's"
    news.act("jonas", orders.assign, number, None)
    news.act("jonas", orders.assign, number, news.staff["jonas"])
    assert news.bell("jonas")[0] == "Banner set: In progress", "taking it oneself is no news"


def test_a_payment_and_a_colleague_are_told(news: Newsroom) -> None:
    number = cast.order(news.house, "dana", method_id="pmt_bank").number
    news.act("mia", payments.confirm_transfer, number, reference="AC 1")
    assert news.bell("dana") == ["Banner set is paid"]
    assert news.bell("mia") == ["Dana placed an order"]
    with entered(news.house.live), transaction():
        cast.join(news.house, news.house.clients["Acme Industries"], "nina@acme.example", "Nina", "rol_viewer")
    assert news.bell("lee")[0] == "Nina joined Acme Industries"
    assert news.bell("mia")[0] == "Nina joined Acme Industries"
    assert "Nina joined Acme Industries" not in news.bell("dana")


def test_an_event_delivered_twice_rings_once(news: Newsroom) -> None:
    cast.order(news.house, "dana", method_id="pmt_bank")
    cast.deliver_later(news.house)
    with entered(news.house.live), transaction():
        event = value("select id from events where name = 'order.placed'")
        execute("delete from event_deliveries where event_id = %(e)s and subscriber like 'workspace.%%'", e=event)
    jobs.run(
        "events.deliver",
        tenant_id=str(news.house.live.tenant_id),
        event_id=str(event),
        subscriber="workspace.notifications.subscribers.tell_of_order",
    )
    assert (news.bell("lee"), news.count("lee")) == (["Dana placed an order"], 1)


def test_history_rings_nothing(news: Newsroom) -> None:
    with clock.frozen(clock.real_now() - timedelta(days=5)):
        cast.order(news.house, "dana", method_id="pmt_bank")
    assert (news.bell("lee"), news.count("lee")) == (["Dana placed an order"], 0)
    assert [one.subject for one in news.letters("mia@northlight.example") if "New order" in one.subject] == []


def test_entries_are_opened_once_and_only_by_their_own_person(news: Newsroom) -> None:
    cast.order(news.house, "dana", method_id="pmt_bank")
    assert news.count("lee") == 1
    lee, fiona = news.viewer("lee"), news.viewer("fiona")
    (entry,) = cast.read(news.house, lee, list_notifications).entries
    with pytest.raises(NotFound):
        cast.act(news.house, fiona, actions.open_notification, entry.id)
    for _ in range(2):
        kind, subject = cast.act(news.house, lee, actions.open_notification, entry.id)
        assert (kind, subject.partition(":")[0]) == ("order_placed", "order")
        assert cast.read(news.house, lee, unread_count) == 0
    assert cast.read(news.house, fiona, unread_count) == 1
    assert cast.read(news.house, lee, list_notifications, view="unread").entries == ()


def test_all_are_marked_as_read_at_once(news: Newsroom) -> None:
    for _ in range(3):
        cast.order(news.house, "dana", method_id="pmt_bank")
    assert news.count("lee") == 3
    assert news.act("lee", actions.mark_all_read) == 3
    assert news.count("lee") == 0
    assert news.act("lee", actions.mark_all_read) == 0
    assert news.count("fiona") == 3


def test_the_list_goes_on_where_it_stopped(news: Newsroom) -> None:
    for _ in range(5):
        cast.order(news.house, "dana", method_id="pmt_bank")
    cast.deliver_later(news.house)
    lee = news.viewer("lee")
    seen, cursor = [], None
    while True:
        page = cast.read(news.house, lee, list_notifications, cursor=cursor, limit=2)
        seen += [one.id for one in page.entries]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5
    back = cast.read(news.house, lee, list_notifications, cursor=page.previous, limit=2)
    assert [one.id for one in back.entries] == seen[2:4]
    for bad in ("x", "e30", "bnVsbA", "WzEsMl0"):
        with pytest.raises(Refused, match="bad_cursor"):
            cast.read(news.house, lee, list_notifications, cursor=bad)
    with pytest.raises(Refused, match="bad_view"):
        cast.read(news.house, lee, list_notifications, view="all of them")


def test_what_somebody_switched_off_is_not_told(news: Newsroom) -> None:
    lee = news.viewer("lee")
    on = {
        (one.kind.id, channel)
        for one in cast.read(news.house, lee, choices, news.compiled)
        for channel in ("bell", "email")
        if getattr(one, channel)
    }
    assert ("order_placed", "bell") in on and ("order_placed", "email") not in on
    cast.act(
        news.house, lee, actions.choose, on - {("order_placed", "bell")} | {("order_placed", "email")}, news.compiled
    )
    cast.order(news.house, "dana", method_id="pmt_bank")
    assert (news.bell("lee"), news.bell("fiona")) == ([], ["Dana placed an order"])
    assert [one.subject for one in news.letters("lee@acme.example") if "ordered" in one.subject] != []
    with pytest.raises(Refused, match="unknown_choice"):
        cast.act(news.house, lee, actions.choose, {("order_assigned", "bell")}, news.compiled)


def test_choices_are_of_what_one_can_be_told(news: Newsroom) -> None:
    names = {name: [kind.id for kind in kinds_for(news.viewer(name))] for name in ("vic", "lee", "mia", "tess")}
    assert "member_joined" in names["lee"] and "member_joined" not in names["vic"]
    assert "member_joined" in names["mia"] and "member_joined" not in names["tess"]


def test_a_member_who_left_hears_nothing_more(news: Newsroom) -> None:
    news.act("mia", clients.disable_member, news.house.members["fiona"])
    cast.order(news.house, "dana", method_id="pmt_bank")
    cast.deliver_later(news.house)
    with entered(news.house.live), transaction():
        told = {one.recipient for one in rows("select recipient from notifications")}
    assert f"member:{news.house.members['fiona']}" not in told
    assert f"member:{news.house.members['lee']}" in told


def test_telling_a_company_costs_the_same_whatever_its_size(news: Newsroom) -> None:
    def cost() -> int:
        placed = cast.order(news.house, "dana", method_id="pmt_bank")
        with entered(news.house.live), transaction():
            event = value(
                "select id from events where name = 'order.placed' and subject = %(s)s", s=f"order:{placed.order_id}"
            )
            execute("delete from notification_choices")
        with statements() as sent:
            jobs.run(
                "events.deliver",
                tenant_id=str(news.house.live.tenant_id),
                event_id=str(event),
                subscriber="workspace.notifications.subscribers.tell_of_order",
            )
        return len([one for one in sent if "mail_outbox" not in one and "defer" not in one])

    few = cost()
    with entered(news.house.live), transaction():
        for number in range(10):
            cast.join(
                news.house, news.house.clients["Acme Industries"], f"p{number}@acme.example", f"P{number}", "rol_viewer"
            )
    assert cost() == few


def test_rooms_hear_of_their_own_entries_only(news: Newsroom, look: Look) -> None:
    cast.order(news.house, "dana", method_id="pmt_bank")
    cast.deliver_later(news.house)
    told = {room for (room,) in look("select room from realtime_entries where name = 'notification.added'")}
    members, staff = news.house.members, news.staff
    assert told == {f"member:{members[name]}" for name in ("lee", "fiona", "vic")} | {
        f"staff:{staff[name]}" for name in ("mia", "jonas")
    }


def test_a_task_is_told_to_whose_it_is(news: Newsroom) -> None:
    number = cast.order(news.house, "dana", method_id="pmt_bank").number
    news.bell("jonas")
    news.act("jonas", actions.mark_all_read)
    news.act("mia", tasks.create_task, title="Ask the printer", order=number, assignee=news.staff["jonas"])
    assert news.bell("jonas")[0] == "Mia Brandt gave you a task"
    (letter,) = [one for one in news.letters("jonas@northlight.example") if "A task for you" in one.subject]
    assert f"/desk/orders/{number}" in letter.text and "Ask the printer" in letter.text
    before = news.count("jonas")
    news.act("jonas", tasks.create_task, title="My own", order=number, assignee=news.staff["jonas"])
    assert news.count("jonas") == before
