"""The letters of notifications: to whom, in what words, where their links lead, and how they end."""

from __future__ import annotations

import re
from typing import Any

import pytest

from commerce.clients import actions as clients
from commerce.orders import actions as orders
from foundation.db import rows, transaction
from foundation.errors import NotFound
from foundation.tenancy import entered
from tests.commerce import cast
from tests.workspace.notifications.conftest import Newsroom
from workspace.notifications import actions, links
from workspace.notifications.kinds import EMAIL


def mails(news: Newsroom) -> list[Any]:
    """Every letter of this room, oldest first."""
    cast.deliver_later(news.house)
    with entered(news.house.live), transaction():
        found = rows("select to_email, to_name, subject, text, html, headers, key from mail_outbox order by id")
    return [one for one in found if "List-Unsubscribe" in one.headers]


def to(news: Newsroom, name: str) -> list[Any]:
    return [one for one in mails(news) if one.to_email.startswith(f"{name}@")]


def test_one_letter_for_one_event_and_the_confirmation_stays_the_buyers(news: Newsroom) -> None:
    number = cast.order(news.house, "dana", method_id="pmt_bank").number
    assert {one.to_email for one in mails(news)} == {"mia@northlight.example", "jonas@northlight.example"}
    assert [one.subject for one in cast.letters(news.house, "dana@acme.example")][-1] == f"Your order {number}"
    assert len([one for one in cast.letters(news.house, "dana@acme.example") if number in one.subject]) == 1
    (letter,) = to(news, "mia")
    assert letter.subject == f"New order {number}: Banner set"
    assert f"http://app.localhost:8080/p/northlight/desk/orders/{number}" in letter.text
    assert "EUR" in letter.text and "Acme Industries" in letter.text


def test_a_move_is_told_in_the_words_of_what_it_means(news: Newsroom) -> None:
    number = cast.order(news.house, "dana", method_id="pmt_bank").number
    said = {}
    for status, note in (
        ("sts_todo", ""),
        ("sts_doing", ""),
        ("sts_review", "The pump moved.\nPlease look."),
        ("sts_done", ""),
    ):
        news.act("jonas", orders.move_status, number, status, note=note)
        said[status] = to(news, "dana")[-1]
    assert len(to(news, "dana")) == 4
    assert to(news, "lee") == [], "colleagues get no mail unless they ask for it"
    assert said["sts_todo"].subject == f"Banner set: Planned ({number})"
    review = said["sts_review"]
    assert "Look and decide" in review.text and "Please look by" in review.text
    assert "> The pump moved.\n> Please look.\nJonas Feld" in review.text
    assert "Received > Planned > In progress > [Waiting for your review] > Delivered" in review.text
    assert f"{news.house.live.origin}/orders/{number}" in review.text
    assert "Answer in the portal" in review.text and "Fewer mails: " in review.text
    assert "Cancelled" not in review.text
    assert "See the result" in said["sts_done"].text


def test_an_answer_of_the_client_reaches_the_desk(news: Newsroom) -> None:
    number = cast.order(news.house, "dana", method_id="pmt_bank").number
    for status in ("sts_todo", "sts_doing", "sts_review"):
        news.act("jonas", orders.move_status, number, status)
    news.act("mia", orders.assign, number, news.staff["jonas"])
    before = len(to(news, "mia"))
    news.act("dana", orders.move_status, number, "sts_doing", note="Larger, please.")
    letter = to(news, "jonas")[-1]
    assert letter.subject == f"{number}: Dana moved it to “In progress”"
    assert "Larger, please." in letter.text
    assert len(to(news, "mia")) == before


def test_a_cancelled_order_is_drawn_as_one(news: Newsroom) -> None:
    number = cast.order(news.house, "dana", method_id="pmt_bank").number
    news.act("mia", orders.cancel, number, note="Not this year.")
    letter = to(news, "dana")[-1]
    assert "Banner set was cancelled" in letter.subject and "[Cancelled]" in letter.text


def test_the_sandbox_leads_to_its_own_desk(news: Newsroom) -> None:
    with entered(news.house.sandbox):
        assert links.desk_url("/orders/X") == "http://app.localhost:8080/p/northlight/sandbox/main/desk/orders/X"


def test_letters_end_by_one_post_without_signing_in(news: Newsroom) -> None:
    number = cast.order(news.house, "dana", method_id="pmt_bank").number
    news.act("jonas", orders.move_status, number, "sts_todo")
    letter = to(news, "dana")[-1]
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(
        r"<(http://northlight\.localhost:8080/-/mail/([A-Za-z0-9_.-]+))>", letter.headers["List-Unsubscribe"]
    )
    assert address is not None
    assert f"Fewer mails: {address.group(1)}" in letter.text
    with entered(news.house.live), transaction():
        for _ in range(2):
            assert actions.end_mails(address.group(2)).id == "order_moved"
        for forged in (address.group(2)[:-2] + "xx", "nothing", ""):
            with pytest.raises(NotFound):
                actions.end_mails(forged)
    news.act("jonas", orders.move_status, number, "sts_doing")
    assert len(to(news, "dana")) == 1
    assert news.bell("dana")[0] == "Banner set: In progress", "the bell still tells"
    other = cast.farwell()
    with entered(other.live), transaction(), pytest.raises(NotFound):
        actions.end_mails(address.group(2))


def test_names_with_tricks_stay_names(news: Newsroom) -> None:
    tricky = "Eve\r\nBcc: all@evil.example\u2028X <b>bold</b> {{ 7*7 }}"
    with entered(news.house.live), transaction():
        client = clients.create_client(news.house.owner, name=f"Evil {tricky}"[:110])
        news.house.members["eve"] = cast.join(news.house, client, "eve@evil.example", tricky, "rol_buyer")
    cast.order(news.house, "eve", method_id="pmt_bank")
    for letter in mails(news):
        for header in (letter.subject, letter.to_name, *letter.headers.values()):
            assert not re.search(r"[\r\n\u2028]", header)
        assert "<b>bold" not in letter.html and "49" not in letter.subject


def test_prices_are_told_to_those_who_see_them(news: Newsroom) -> None:
    for name in ("vic", "lee"):
        viewer = news.viewer(name)
        news.act(name, actions.choose, {("order_placed", EMAIL)}, news.compiled)
        assert viewer.may("price.read") == (name == "lee")
    cast.order(news.house, "dana", method_id="pmt_bank")
    assert "Net total" in to(news, "lee")[-1].text
    assert "Net total" not in to(news, "vic")[-1].text
