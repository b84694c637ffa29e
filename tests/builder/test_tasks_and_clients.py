"""The desk's tasks, and the seller's clients with their people and notes."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest

from foundation.db import rows, transaction, value
from foundation.formats import amount
from foundation.tenancy import entered, unscoped
from tests.builder.conftest import Browser
from tests.builder.test_bulk import post, undo_of
from tests.commerce import cast
from workspace.conversations.actions import post_message

DESK = "/p/northlight/desk"


@pytest.fixture
def mia_id(house: cast.House) -> UUID:
    with unscoped("test"), transaction():
        found: UUID = value("select id from staff where email = 'mia@northlight.example'")
    return found


@pytest.fixture
def acme(house: cast.House) -> str:
    return f"{DESK}/clients/{house.clients['Acme Industries']}"


def asked(house: cast.House, sql: str, **parameters: object) -> object:
    with entered(house.live), transaction():
        return value(sql, **parameters)


def test_a_task_is_added_ticked_and_undone_on_the_orders_page(mia: Browser, house: cast.House, mia_id: UUID) -> None:
    number = cast.order(house, "dana").number
    page = f"{DESK}/orders/{number}"
    fields = [
        ("title", "Ask for the logo"),
        ("order", number),
        ("assignee", str(mia_id)),
        ("due", "2020-02-29"),
        ("back", page),
    ]
    assert post(mia, f"{DESK}/tasks", fields) == page
    card = mia.look(page).split('id="tasks"')[1]
    assert "Ask for the logo" in card
    tick = re.search(r'action="([^"]+/completion)"', card)
    assert tick
    assert post(mia, tick.group(1), [("back", f"{page}#tasks")]) == f"{page}#tasks"
    told = mia.look(page)
    assert "“Ask for the logo” is done." in told
    action, undo = undo_of(told)
    post(mia, action, list(undo.items(multi=True)))
    assert 'aria-pressed="false"' in mia.look(page).split('id="tasks"')[1]
    mine = mia.look(f"{DESK}/tasks")
    assert "Ask for the logo" in mine.split(">Late <")[1]
    assert number in mine


def test_my_tasks_are_mine_and_everybodys_are_all(
    mia: Browser, jonas: Browser, house: cast.House, mia_id: UUID
) -> None:
    number = cast.order(house, "dana").number
    for title, assignee in (("For Mia", str(mia_id)), ("For nobody yet", "")):
        post(jonas, f"{DESK}/tasks", [("title", title), ("order", number), ("assignee", assignee)])
    assert "For Mia" in mia.look(f"{DESK}/tasks")
    assert "For nobody yet" not in mia.look(f"{DESK}/tasks")
    assert "For Mia" not in jonas.look(f"{DESK}/tasks")
    assert "Nothing left to do" not in jonas.look(f"{DESK}/tasks")
    everybody = jonas.look(f"{DESK}/tasks?whose=all")
    assert "For Mia" in everybody and "For nobody yet" in everybody
    assert jonas.get(f"{DESK}/tasks?whose=nonsense").status_code == 400


def test_a_task_without_words_is_told_and_an_odd_day_refused(mia: Browser, house: cast.House) -> None:
    number = cast.order(house, "dana").number
    page = f"{DESK}/orders/{number}"
    for fields, sentence in (
        ([("title", " ")], "Write what is to be done."),
        ([("title", "x"), ("due", "tomorrow")], "Choose a day."),
        ([("title", "x"), ("due", "9999-01-01")], "Choose a day of this century."),
    ):
        assert post(mia, f"{DESK}/tasks", [*fields, ("order", number), ("back", page)]) == page
        assert sentence in mia.look(page)
    assert asked(house, "select count(*) from tasks") == 0
    for elsewhere in ("https://evil.example/", "//evil.example/", "/p/farwell/desk/"):
        where = post(mia, f"{DESK}/tasks", [("title", "x"), ("order", number), ("back", elsewhere)])
        assert where == f"{DESK}/tasks"


def test_the_list_of_clients_is_searched_sorted_and_narrowed(mia: Browser, house: cast.House) -> None:
    cast.order(house, "kim")

    def names(path: str) -> list[str]:
        return re.findall(r'<a class="title"[^>]*>([^<]+)</a>', mia.look(f"{DESK}/clients{path}"))

    assert names("") == ["Acme Industries", "Kestrel"]
    assert names("?sort=ordered") == ["Kestrel", "Acme Industries"]
    assert names("?q=kest") == ["Kestrel"]
    assert names("?q=dana@acme") == ["Acme Industries"]
    assert names("?state=suspended") == []
    assert "No client matches" in mia.look(f"{DESK}/clients?q=100%25")
    for bad in ("?sort=size", "?state=odd", "?page=0"):
        assert mia.get(f"{DESK}/clients{bad}").status_code == 400


def test_a_client_is_made_with_two_people_and_one_bad_address(mia: Browser, house: cast.House) -> None:
    answer = mia.post(
        f"{DESK}/clients",
        {
            "name": "Finca  Olivar",
            "number": "C-7",
            "addresses": "Marta Olivares <marta@olivar.example>, luis@olivar.example, not an address",
            "roles": "rol_buyer",
        },
    )
    assert answer.status_code == 303
    page = mia.look(answer.headers["Location"])
    assert "Finca Olivar is a client now. 2 invitations are on their way." in page
    assert "marta@olivar.example" in page and "luis@olivar.example" in page
    assert "left out" in page
    assert len(cast.letters(house, "marta@olivar.example")) == 1
    assert asked(house, "select count(*) from members where email like '%%olivar.example'") == 2
    refused = mia.post(
        f"{DESK}/clients", {"name": "Another", "number": "C-7", "addresses": "x@y.example", "roles": "rol_buyer"}
    )
    assert refused.status_code == 422
    assert "Another client has this number" in refused.get_data(as_text=True)
    assert 'value="Another"' in refused.get_data(as_text=True)
    assert asked(house, "select count(*) from clients where name = 'Another'") == 0
    for fields, sentence in (
        ({"name": ""}, "Enter a name"),
        ({"name": "X", "addresses": "a@b.example"}, "Choose at least one role."),
        ({"name": "X", "addresses": "a@b.example", "roles": "rol_owner"}, "Choose roles from the list."),
    ):
        refused = mia.post(f"{DESK}/clients", fields)
        assert refused.status_code == 422
        assert sentence in refused.get_data(as_text=True)
    assert asked(house, "select count(*) from clients where name = 'X'") == 0


def test_a_client_is_suspended_and_let_order_again(mia: Browser, jonas: Browser, house: cast.House, acme: str) -> None:
    assert "Suspend client" in mia.look(acme)
    assert "Suspend client" not in jonas.look(acme)
    assert jonas.post(f"{acme}/suspension").status_code == 403
    assert mia.post(f"{acme}/suspension").status_code == 303
    page = mia.look(acme)
    assert "may read and pay, and cannot order" in page
    assert house.viewer("dana").may("order.create") is False
    action, fields = undo_of(page)
    post(mia, action, list(fields.items(multi=True)))
    assert house.viewer("dana").may("order.create") is True


def test_members_are_looked_after(mia: Browser, house: cast.House, acme: str) -> None:
    dana, lee = house.members["dana"], house.members["lee"]
    listed = mia.look(f"{acme}/members")
    for address in ("dana@acme.example", "lee@acme.example", "vic@acme.example"):
        assert address in listed
    assert mia.post(f"{acme}/members/{dana}/roles", {"roles": "rol_finance"}).status_code == 303
    assert house.viewer("dana").roles == {"rol_finance"}
    assert mia.post(f"{acme}/members/{dana}/deactivation").status_code == 303
    action, fields = undo_of(mia.look(f"{acme}/members/{dana}"))
    post(mia, action, list(fields.items(multi=True)))
    assert house.viewer("dana").kind == "member"
    last = mia.post(f"{acme}/members/{lee}/deactivation")
    assert last.status_code == 409
    assert "last person who manages members" in last.get_data(as_text=True)
    kestrel = f"{DESK}/clients/{house.clients['Kestrel']}"
    assert mia.get(f"{kestrel}/members/{dana}").status_code == 404
    assert mia.get(f"{acme}/members/{dana}").status_code == 200


def test_several_are_invited_asked_again_and_withdrawn(mia: Browser, house: cast.House, acme: str) -> None:
    where = mia.post(
        f"{acme}/members",
        {"addresses": "alba@acme.example; bo@acme.example, dana@acme.example, @", "roles": "rol_viewer"},
    )
    page = mia.look(where.headers["Location"])
    assert "2 invitations are on their way." in page
    assert "This person is a member already." in page
    member = asked(house, "select id from members where email = 'alba@acme.example'")
    mia.post(f"{acme}/members/{member}/invitation")
    assert len(cast.letters(house, "alba@acme.example")) == 2
    assert mia.post(f"{acme}/members/{member}/withdrawal").headers["Location"] == f"{acme}/members"
    assert "alba@acme.example" not in mia.look(f"{acme}/members").split("</table>")[0]
    assert mia.get(f"{acme}/members/{member}").status_code == 404


def test_notes_stay_inside_and_belong_to_who_wrote_them(
    browser: Callable[..., Browser], mia: Browser, jonas: Browser, house: cast.House, acme: str
) -> None:
    jonas.post(f"{acme}/notes", {"text": "Pays late\n\n<b>really</b>"})
    mia.post(f"{acme}/notes", {"text": "Loves green"})
    page = mia.look(acme)
    assert "&lt;b&gt;really&lt;/b&gt;" in page
    with entered(house.live), transaction():
        his, hers = (one.id for one in rows("select id from client_notes order by created_at"))
    assert page.index("Loves green") < page.index("Pays late")
    jonas.post(f"{acme}/notes/{his}/pin", {"pinned": "yes"})
    page = mia.look(acme)
    assert page.index("Pays late") < page.index("Loves green")
    assert jonas.post(f"{acme}/notes/{hers}/text", {"text": "Hates green"}).status_code == 403
    assert jonas.post(f"{acme}/notes/{hers}/removal").status_code == 403
    assert mia.post(f"{acme}/notes/{his}/text", {"text": "Mine now"}).status_code == 403
    assert mia.post(f"{acme}/notes/{his}/removal").status_code == 303
    told = mia.look(acme)
    assert "Pays late" not in told
    action, fields = undo_of(told)
    post(mia, action, list(fields.items(multi=True)))
    assert "Pays late" in mia.look(acme)
    assert jonas.post(f"{acme}/notes/{his}/text", {"text": "Pays early"}).status_code == 303
    assert "edited" in mia.look(acme)
    jonas.post(f"{acme}/notes", {"text": "  "})
    assert "Write a note first." in jonas.look(acme)
    nora = browser("nora@northlight.example")
    assert nora.get(acme).status_code == 403
    assert asked(house, "select count(*) from client_notes") == 2


def test_name_and_number_are_changed(mia: Browser, house: cast.House, acme: str) -> None:
    assert mia.post(f"{acme}/details", {"name": "Acme Pumps", "number": "C-1"}).status_code == 303
    assert "Acme Pumps" in mia.look(acme)
    kestrel = f"{DESK}/clients/{house.clients['Kestrel']}"
    taken = mia.post(f"{kestrel}/details", {"name": "Kestrel", "number": "C-1"})
    assert taken.status_code == 422
    assert "Another client has this number" in taken.get_data(as_text=True)
    assert asked(house, "select number from clients where name = 'Kestrel'") is None


def test_what_happened_at_a_client_is_told(mia: Browser, jonas: Browser, house: cast.House, acme: str) -> None:
    told = mia.look(acme).split('id="h-happened"')[1]
    assert "joined Acme Industries" in told and f'href="{acme}/members"' in told
    number = cast.order(house, "dana").number
    thread = asked(house, "select id from orders where number = %(n)s", n=number)
    cast.act(house, house.manager, post_message, thread, text="Only for us", internal=True, key="note")
    assert "wrote about" not in mia.look(acme).split('id="h-happened"')[1], "a note between staff is no news"
    cast.act(house, "dana", post_message, thread, text="Is it on its way?", key="one")
    cast.act(house, "dana", post_message, house.clients["Acme Industries"], text="Good morning", key="two")
    cast.order(house, "kim")
    told = mia.look(acme).split('id="h-happened"')[1]
    assert f'href="{DESK}/orders/{number}"' in told and "was ordered" in told
    assert f'href="{DESK}/orders/{number}#conversation"' in told and f'href="{acme}/conversation"' in told
    assert "Kim" not in told, "another client's"
    assert told.index("Dana</bdi></a></b> wrote") < told.index("was ordered"), "newest first"
    # Who does not manage clients has no way to their people.
    assert "joined Acme Industries" in (hers := jonas.look(acme)) and f'href="{acme}/members"' not in hers


def test_a_row_kept_as_unread_is_read_by_opening_it(mia: Browser, jonas: Browser, house: cast.House) -> None:
    item = f"client:{house.clients['Acme Industries']}"
    cast.act(house, "dana", post_message, house.clients["Acme Industries"], text="Good morning", key="one")
    row = f"{DESK}/inbox?open={item}"
    for person in (mia, jonas):
        post(person, f"{DESK}/inbox/{item}/reading", [])
        post(person, f"{DESK}/inbox/{item}/keeping", [])
        assert 'id="inbox-count">1<' in person.look(f"{DESK}/inbox")
    # The page that draws itself anew is not the person who opens it.
    answer = mia.get(row, headers={"X-Portico-Background": "1"})
    assert answer.status_code == 200 and 'id="inbox-count">1<' in answer.get_data(as_text=True)
    opened = mia.look(row)
    assert "inbox-count" not in opened and "Mark as unread" in opened and "Mark as read" not in opened
    assert "inbox-count" not in mia.look(f"{DESK}/inbox")
    assert 'id="inbox-count">1<' in jonas.look(f"{DESK}/inbox"), "each person's mark is their own"
    # What was put away is no mark of this kind: it stays away.
    post(jonas, f"{DESK}/inbox/{item}/completion", [])
    assert "This is done" in jonas.look(row)
    assert asked(house, "select count(*) from inbox_marks") == 1


def test_what_a_client_owes_is_said(mia: Browser, house: cast.House, acme: str) -> None:
    number = cast.order(house, "dana").number
    page = mia.look(acme)
    assert number in page
    gross = asked(house, "select gross_minor from orders where number = %(n)s", n=number)
    assert amount(int(str(gross)), "EUR") in page
    assert "Nothing" in mia.look(f"{DESK}/clients/{house.clients['Kestrel']}")


def test_a_client_of_another_seller_is_not_there(
    mia: Browser, house: cast.House, stranger: cast.House, acme: str
) -> None:
    foreign = stranger.clients["Farwell Works"]
    for part in ("", "/members", "/orders"):
        assert mia.get(f"{DESK}/clients/{foreign}{part}").status_code == 404
        assert mia.get(f"{acme}{part}").status_code == 200
    assert mia.post(f"{DESK}/clients/{foreign}/notes", {"text": "x"}).status_code == 404
    assert mia.post(f"{DESK}/clients/{foreign}/suspension").status_code == 404
