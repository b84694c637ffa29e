"""The bell, the choices and the address in letters, over HTTP."""

from __future__ import annotations

import json
import re

import pytest

from commerce.orders import actions as orders
from foundation import jobs
from foundation.db import rows, transaction, value
from foundation.events import subscribers
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from foundation.revisions.queries import draft_document, forget_pointers
from foundation.tenancy import entered
from tests.runtime.conftest import PASSWORD
from workspace.conversations import actions as threads
from workspace.notifications import links
from workspace.notifications.kinds import kind_of

assert PASSWORD


def deliver(northlight) -> None:
    """Run what follows every event, as the worker does."""
    with entered(northlight.live), transaction():
        happened = rows("select id, name from events order by id")
    for event in happened:
        for name in subscribers().get(event.name, ([], []))[1]:
            jobs.run(
                "events.deliver", tenant_id=str(northlight.live.tenant_id), event_id=str(event.id), subscriber=name
            )


@pytest.fixture
def moved(northlight, browser) -> str:
    """An order of Dana's that staff have planned: its number."""
    from tests import cast

    dana = browser("dana")
    service = northlight.compiled.services["svc_banner"].slug
    form = {
        "_key": "key-for-the-bell-0123456789",
        **{name: values[0] for name, values in cast.BANNER.items()},
        "quantity": "1",
        "method": "pmt_bank",
        **{f"accept_{text}": version for text, version in cast.terms(northlight.compiled).items()},
    }
    placed = dana.post(f"/services/{service}", form)
    number = placed.headers["Location"].rpartition("/")[2]
    with entered(northlight.live), transaction():
        orders.move_status(northlight.owner, number, "sts_todo")
    deliver(northlight)
    return number


def test_the_bell_rings_and_its_entry_leads_to_the_order(browser, northlight, moved) -> None:
    dana = browser("dana")
    page = dana.get("/").get_data(as_text=True)
    assert "Notifications, 1 new" in page
    latest = dana.get("/notifications/latest").get_data(as_text=True)
    assert "Banner set: Planned" in latest and 'data-unread="1"' in latest
    entry = re.search(r'href="(/notifications/[0-9a-f-]+)"', latest).group(1)
    assert dana.get(entry).headers["Location"] == f"/orders/{moved}"
    assert "Notifications, 1 new" not in dana.get("/").get_data(as_text=True)
    assert browser("lee").get(entry).status_code == 404
    assert browser().get(entry).status_code == 302


def test_everything_is_listed_and_marked_as_read(browser, northlight, moved) -> None:
    lee = browser("lee")
    page = lee.get("/notifications").get_data(as_text=True)
    assert "Dana Whitfield placed an order" in page and "Mark all as read" in page
    assert lee.post("/notifications/read", {}, page="/notifications").status_code == 303
    page = lee.get("/notifications").get_data(as_text=True)
    assert "Dana Whitfield placed an order" in page and "Mark all as read" not in page
    assert "You have seen everything" in lee.get("/notifications?view=unread").get_data(as_text=True)
    assert lee.get("/notifications?view=nonsense").status_code == 400
    assert lee.get("/notifications?cursor=nonsense").status_code == 400


def test_choices_are_saved_on_the_account_page(browser, northlight) -> None:
    dana = browser("dana")
    page = dana.get("/account").get_data(as_text=True)
    assert "What you are told" in page
    assert re.search(r'value="order_moved.email" checked', page)
    assert dana.post("/account/notifications", {"on": ["order_moved.bell"]}, page="/account").status_code == 303
    page = dana.get("/account").get_data(as_text=True)
    assert re.search(r'value="order_moved.bell" checked', page) and not re.search(
        r'value="order_moved.email" checked', page
    )
    assert dana.post("/account/notifications", {"on": ["nothing.bell"]}, page="/account").status_code == 422


def test_what_the_seller_switched_off_is_not_offered(browser, northlight) -> None:
    dana = browser("dana")
    before = dana.get("/account").get_data(as_text=True)
    with entered(northlight.sandbox), transaction():
        number, text = draft_document()
        entries = {
            "ntf_a": {"event": "order.status_changed", "to": {"actors": ["order.requester"]}, "channels": ["bell"]},
            "ntf_b": {"event": "order.paid", "to": {"side": "client"}, "channels": []},
        }
        save_draft({**json.loads(text), "notifications": entries}, base=number, author="system")
        publish(author="system")
    forget_pointers()
    after = dana.get("/account").get_data(as_text=True)
    for value_, offered in (("order_moved.bell", True), ("order_moved.email", False), ("order_paid.bell", False)):
        assert f'value="{value_}"' in before and (f'value="{value_}"' in after) is offered
    # A form that was drawn before is taken all the same.
    old = {"on": ["order_moved.bell", "order_moved.email", "order_paid.bell"]}
    assert dana.post("/account/notifications", old, page="/account").status_code == 303
    assert re.search(r'value="order_moved.bell" checked', dana.get("/account").get_data(as_text=True))


def test_a_letter_ends_with_one_button_or_one_post(browser, northlight, moved) -> None:
    with entered(northlight.live):
        address = links.ending_url(f"member:{northlight.members['dana']}", kind_of("client", "order_moved"), "client")
    path = address.partition("localhost")[2].partition("/")[2]
    path = f"/{path}"
    guest = browser()
    shown = guest.get(path).get_data(as_text=True)
    assert "Stop these mails" in shown and "your order moves on" in shown

    def wanted() -> object:
        with entered(northlight.live), transaction():
            return value("select enabled from notification_choices where kind = 'order_moved' and channel = 'email'")

    assert wanted() is None, "looking ends nothing"
    answer = guest.client.post(path, data={"List-Unsubscribe": "One-Click"}, base_url=guest.base)
    assert answer.status_code == 200 and "No more mails of this kind" in answer.get_data(as_text=True)
    assert wanted() is False
    assert guest.client.post("/-/mail/forged", base_url=guest.base).status_code == 404


def test_a_message_leads_to_the_conversation_beside_its_order(browser, northlight, moved) -> None:
    with entered(northlight.live), transaction():
        order = value("select id from orders where number = %(n)s", n=moved)
        threads.post_message(northlight.owner, order, text="Hello", key="k1")
        threads.post_message(northlight.owner, northlight.acme, text="Hello all", key="k2")
    deliver(northlight)
    dana = browser("dana")
    latest = dana.get("/notifications/latest").get_data(as_text=True)
    entries = re.findall(r'href="(/notifications/[0-9a-f-]+)"', latest)
    assert dana.get(entries[0]).headers["Location"] == f"/messages/{northlight.acme}"
    assert dana.get(entries[1]).headers["Location"] == f"/orders/{moved}#conversation"
    assert dana.get(f"/orders/{moved}").status_code == dana.get(f"/messages/{northlight.acme}").status_code == 200
