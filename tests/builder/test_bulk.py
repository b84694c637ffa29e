"""The desk's list and board with several orders at once, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote
from uuid import UUID

import pytest
from werkzeug.datastructures import MultiDict

from foundation.db import transaction, value
from foundation.tenancy import entered, unscoped
from tests.builder.conftest import Browser
from tests.commerce import cast

DESK = "/p/northlight/desk"


@pytest.fixture
def jonas_id(house: cast.House) -> UUID:
    with unscoped("test"), transaction():
        found: UUID = value("select id from staff where email = 'jonas@northlight.example'")
    return found


def stored(house: cast.House, number: str, column: str) -> object:
    with entered(house.live), transaction():
        return value(f"select {column} from orders where number = %(number)s", number=number)


def ticks(page: str) -> list[str]:
    """What the boxes of a list say, in its order."""
    return re.findall(r'name="order" value="([^"]+)"', page)


def undo_of(page: str) -> tuple[str, MultiDict[str, str]]:
    """The form of the toast: where it goes and what it says."""
    form = page.split("data-toast>")[1].split("</form>")[0]
    action = re.search(r'action="([^"]+)"', form)
    assert action is not None
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
    return action.group(1), MultiDict([(name, unescape(text)) for name, text in fields])


def post(browser: Browser, path: str, fields: list[tuple[str, str]]) -> str:
    answer = browser.client.post(
        path, data=MultiDict([("_csrf", browser.token), *fields]), base_url="http://app.localhost"
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def test_ticked_orders_are_moved_and_each_is_told(mia: Browser, house: cast.House) -> None:
    ready = [cast.order(house, "dana", method_id="pmt_bank").number for _ in range(2)]
    unpaid = cast.order(house, "kim").number
    back = f"{DESK}/orders?sort=oldest"
    chosen = [("order", one) for one in ticks(mia.look(back))]
    assert len(chosen) == 3
    where = post(mia, f"{DESK}/orders/moves", [*chosen, ("status", "sts_doing"), ("back", back)])
    assert where == back
    page = mia.look(where)
    assert "2 orders moved to In progress." in page
    assert "1 order could not be moved to In progress" in page
    assert "waiting to be paid" in page.split(f"<b>{unpaid}</b>")[1][:200]
    assert [stored(house, number, "status") for number in ready] == ["sts_doing"] * 2
    assert stored(house, unpaid, "status") == "sts_new"


def test_an_undo_stands_beside_what_can_be_undone(mia: Browser, house: cast.House) -> None:
    numbers = [cast.order(house, "dana", method_id="pmt_bank").number for _ in range(2)]
    for status, way_back in (("sts_doing", False), ("sts_review", True)):
        chosen = [("order", one) for one in ticks(mia.look(f"{DESK}/orders"))]
        where = post(mia, f"{DESK}/orders/moves", [*chosen, ("status", status)])
        assert (">Undo<" in mia.look(where)) is way_back
    chosen = [("order", one) for one in ticks(mia.look(f"{DESK}/orders"))]
    where = post(mia, f"{DESK}/orders/moves", [*chosen, ("status", "sts_doing")])
    action, fields = undo_of(mia.look(where))
    where = post(mia, action, list(fields.items(multi=True)))
    page = mia.look(where)
    assert "2 orders moved back." in page
    assert {stored(house, number, "status") for number in numbers} == {"sts_review"}


def test_orders_are_given_to_a_person_and_back(mia: Browser, house: cast.House, jonas_id: UUID) -> None:
    numbers = [cast.order(house, "dana").number for _ in range(2)]
    chosen = [("order", one) for one in ticks(mia.look(f"{DESK}/orders"))]
    where = post(mia, f"{DESK}/orders/assignments", [*chosen, ("assignee", str(jonas_id)), ("back", "//evil.example/")])
    assert where == f"{DESK}/orders"
    page = mia.look(where)
    assert "2 orders given to Jonas Feld." in page
    assert {stored(house, number, "assignee_id") for number in numbers} == {jonas_id}
    action, fields = undo_of(page)
    assert "2 orders given back." in mia.look(post(mia, action, list(fields.items(multi=True))))
    assert {stored(house, number, "assignee_id") for number in numbers} == {None}


def test_a_ticket_is_given_to_a_person_from_the_board(mia: Browser, house: cast.House, jonas_id: UUID) -> None:
    number = cast.order(house, "dana").number
    page = mia.look(f"{DESK}/")
    assert f'data-assign="{DESK}/orders/{number}/assignment"' in page
    where = post(
        mia, f"{DESK}/orders/{number}/assignment", [("assignee", str(jonas_id)), ("back", f"{DESK}/?assignee=mine")]
    )
    assert where == f"{DESK}/?assignee=mine"
    page = mia.look(f"{DESK}/")
    assert f"{number} is Jonas Feld’s now." in page
    assert "Assigned to Jonas Feld, change" in page
    action, fields = undo_of(page)
    post(mia, action, list(fields.items(multi=True)))
    assert stored(house, number, "assignee_id") is None
    assert "Assigned to Jonas Feld" in mia.look(f"{DESK}/orders/{number}"), "the history keeps it"


def test_the_address_says_whose_orders_are_shown(
    mia: Browser, jonas: Browser, house: cast.House, jonas_id: UUID
) -> None:
    his, free = cast.order(house, "dana").number, cast.order(house, "kim").number
    mia.send(f"{DESK}/orders/{his}/assignment", {"assignee": str(jonas_id)})
    for path in (f"{DESK}/", f"{DESK}/orders"):
        for browser, choice, shown, hidden in (
            (jonas, "mine", his, free),
            (mia, str(jonas_id), his, free),
            (mia, "nobody", free, his),
        ):
            page = browser.look(f"{path}?assignee={choice}")
            assert shown in page
            assert hidden not in page
        assert mia.get(f"{path}?assignee=nonsense").status_code == 400
    assert "No order matches" in mia.look(f"{DESK}/orders?assignee=mine")
    assert f"{DESK}/orders?status=sts_done&amp;assignee=nobody" in mia.look(f"{DESK}/?assignee=nobody")


def test_nothing_chosen_is_said(mia: Browser, house: cast.House) -> None:
    number = cast.order(house, "dana").number
    for path, fields, sentence in (
        ("moves", [("status", "sts_todo")], "Choose at least one order."),
        ("moves", [("order", f":{number}")], "Choose the status the orders go to."),
        ("assignments", [("order", f":{number}")], "Choose whom the orders are given to."),
        ("assignments", [("order", f":{number}"), ("assignee", "x")], "Choose somebody who has a seat"),
    ):
        assert sentence in mia.look(post(mia, f"{DESK}/orders/{path}", fields))
    assert (stored(house, number, "status"), stored(house, number, "assignee_id")) == ("sts_new", None)


def test_a_person_elsewhere_is_refused_and_told(mia: Browser, house: cast.House, stranger: cast.House) -> None:
    number = cast.order(house, "dana").number
    with unscoped("test"), transaction():
        otto = value("select id from staff where email = 'otto@farwell.example'")
    refused = mia.send(f"{DESK}/orders/{number}/assignment", {"assignee": str(otto)})
    assert (refused.status_code, refused.json["code"]) == (422, "no_such_person")
    page = mia.look(post(mia, f"{DESK}/orders/assignments", [("order", f":{number}"), ("assignee", str(otto))]))
    assert "could not be given to" in page
    assert "Otto" not in page
    assert stored(house, number, "assignee_id") is None


def test_a_hundred_orders_are_told_in_one_cookie(mia: Browser, house: cast.House) -> None:
    """The browser keeps 4,096 bytes; what does not fit loses its lines first."""
    wishes = [("order", f":{quote('NL-2026-')}{number:04d}") for number in range(100)]
    answer = mia.client.post(
        f"{DESK}/orders/moves",
        data=MultiDict([("_csrf", mia.token), ("status", "sts_todo"), *wishes]),
        base_url="http://app.localhost",
    )
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if "portico_notice" in one)
    assert len(cookie) < 4096
    assert "100 orders could not be moved to Planned" in mia.look(f"{DESK}/orders")


def test_a_seat_without_the_right_sees_no_boxes(browser: Callable[..., Browser], house: cast.House) -> None:
    cast.order(house, "dana")
    assert ticks(browser("jonas@northlight.example").look(f"{DESK}/orders"))
    nora = browser("nora@northlight.example")
    assert (
        nora.client.post(
            f"{DESK}/orders/moves", data={"_csrf": nora.token}, base_url="http://app.localhost"
        ).status_code
        == 403
    )
