"""A message and its files in one plain form, as a browser without script sends them, and what is said when it is refused."""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from foundation.db import rows, value
from foundation.storage import LocalStorage
from tests import cast
from tests.cast import Site
from tests.workspace.files import samples
from tests.workspace.files.sending import Sender
from workspace.conversations import actions

PNG = samples.picture()


@pytest.fixture(autouse=True)
def _disk(disk: LocalStorage) -> LocalStorage:
    return disk


@pytest.fixture
def buyer(portal: Flask, north: Site) -> Sender:
    return Sender(portal, north, north.companies["acme"].people["buyer"])


@pytest.fixture
def desk(builder: Flask, north: Site) -> Sender:
    return Sender(builder, north, north.staff["mover"])


def thread(site: Site) -> UUID:
    with site.at():
        return UUID(str(value("select id from orders where number = %(n)s", n=site.companies["acme"].orders["review"])))


def address(sender: Sender) -> str:
    return f"/{'threads' if sender.root else 'messages'}/{thread(sender.site)}"


def say(sender: Sender, text: str, *sent: tuple[str, bytes], key: str, **more: Any) -> TestResponse:
    """Post the form as it stands on the page."""
    form = {
        "_csrf": sender.person.token(sender.app),
        "text": text,
        "key": key,
        "file": [(io.BytesIO(content), name) for name, content in sent],
        **more,
    }
    path = f"{sender.root}{address(sender)}/files"
    return cast.ask(sender.app, sender.person, sender.host, path, method="POST", data=form)


def files_of(site: Site, text: str) -> list[Any]:
    with site.at():
        return rows(
            "select f.name, f.state, f.internal, f.client_id, m.files from messages m"
            " join files f on f.subject = 'message:' || m.id where m.text = %(text)s order by f.name",
            text=text,
        )


def said(site: Site, text: str) -> int:
    with site.at():
        return int(value("select count(*) from messages where text = %(text)s", text=text))


def kept(disk: LocalStorage) -> int:
    return sum(path.is_file() for path in disk.root.rglob("*"))


def test_the_form_of_the_page_takes_files(buyer: Sender, desk: Sender, north: Site) -> None:
    page = buyer.get(address(buyer)).get_data(as_text=True)
    form = re.search(r'<form class="composer"[^>]*>', page)
    assert form is not None
    assert f'action="{address(buyer)}/files" enctype="multipart/form-data"' in form[0]
    assert say(buyer, "Both of them", ("../../etc/a.png", PNG), ("b.pdf", samples.pdf()), key="f1").status_code == 303
    acme = north.companies["acme"].id
    assert [
        (one.name, one.state, one.internal, one.client_id, one.files) for one in files_of(north, "Both of them")
    ] == [
        ("a.png", "ready", False, acme, 2),
        ("b.pdf", "ready", False, acme, 2),
    ]
    for sender in (buyer, desk):
        assert "b.pdf" in sender.get(address(sender)).get_data(as_text=True)
    # Sent twice, it is said once.
    assert say(buyer, "Both of them", ("a.png", PNG), key="f1").status_code == 303
    assert (said(north, "Both of them"), len(files_of(north, "Both of them"))) == (1, 2)
    # A file may be all that is said; without one there is nothing.
    assert say(buyer, "", ("c.png", PNG), key="f2").status_code == 303
    assert say(buyer, "", key="f3").status_code == 422


def test_a_note_between_staff_keeps_its_files_to_the_team(buyer: Sender, desk: Sender, north: Site) -> None:
    assert say(desk, "Look at this", ("secret.png", PNG), key="n1", internal="yes").status_code == 303
    assert say(desk, "For you", ("open.png", PNG), key="n2").status_code == 303
    assert [one.internal for one in files_of(north, "Look at this")] == [True]
    page = buyer.get(address(buyer)).get_data(as_text=True)
    assert "open.png" in page and "secret.png" not in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ((("a.png", PNG), ("b.png", samples.PROGRAM)), "This file holds a program"),
        ((("a.png", PNG), ("page.html", samples.PAGE)), "Web pages"),
        ((("a.png", PNG), ("empty.png", b"")), "0 bytes"),
        ((("a.png", PNG), ("bomb.zip", samples.bomb(30_000_000))), "far more than its size says"),
        (tuple((f"{n}.png", PNG) for n in range(21)), "at most 20 files"),
    ],
    ids=["program", "page", "empty", "bomb", "many"],
)
def test_what_is_refused_keeps_the_words_and_nothing_of_the_files(
    buyer: Sender, north: Site, disk: LocalStorage, sent: Any, sentence: str
) -> None:
    words = f"With {len(sent)}: {sentence}"
    refused = say(buyer, words, *sent, key=f"r-{sentence}")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert sentence in page and "Choose the files again." in page
    assert re.search(r"<textarea[^>]*>" + re.escape(words) + "</textarea>", page)
    assert (said(north, words), kept(disk)) == (0, 0)
    assert say(buyer, words, ("a.png", PNG), key=f"r-{sentence}").status_code == 303
    assert (said(north, words), len(files_of(north, words))) == (1, 1)


def test_what_came_whole_and_was_refused_later_leaves_no_bytes(buyer: Sender, north: Site, disk: LocalStorage) -> None:
    """Bytes that no row names would fill the disk without being counted."""
    nobodys = "019a0000-0000-7000-8000-000000000000"
    number = north.companies["acme"].orders["confirmed"]

    def add(**more: Any) -> int:
        form = {"_csrf": buyer.person.token(buyer.app), "order": number, "file": [(io.BytesIO(PNG), "a.png")], **more}
        return cast.ask(buyer.app, buyer.person, buyer.host, "/files", method="POST", data=form).status_code

    assert say(buyer, "Said under a key", key="taken").status_code == 303
    assert say(buyer, "Other words under it", ("a.png", PNG), key="taken").status_code == 409
    assert add(file_id=nobodys) == 409
    assert kept(disk) == 0
    assert add() == 303
    assert kept(disk) == 2  # and its small picture


def test_who_only_reads_sends_nothing_along(buyer: Sender, north: Site, disk: LocalStorage) -> None:
    reader = Sender(buyer.app, north, north.companies["acme"].people["reader"])
    assert say(reader, "Hello", ("a.png", PNG), key="w1").status_code == 403
    stranger = Sender(buyer.app, north, north.companies["borg"].people["buyer"])
    assert say(stranger, "Hello", ("a.png", PNG), key="w1").status_code == 404
    assert kept(disk) == 0
    assert say(buyer, "Hello", ("a.png", PNG), key="w1").status_code == 303


def test_very_many_messages_are_held_and_the_words_stay(
    buyer: Sender, desk: Sender, north: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    approver = Sender(buyer.app, north, north.companies["acme"].people["approver"])
    with north.at():
        before = int(value("select count(*) from messages"))
    monkeypatch.setattr(actions, "MESSAGES", 0)
    for sender, more in ((buyer, {}), (desk, {"internal": "yes"})):
        held = say(sender, "One too many", key="m1", **more)
        page = held.get_data(as_text=True)
        assert held.status_code == 429 and 0 < int(held.headers["Retry-After"]) <= 301
        assert "You have sent very many messages just now. Wait" in page
        assert re.search(r"<textarea[^>]*>One too many</textarea>", page)
        # What was meant for the team is not one press away from the client.
        assert ('name="internal" value="yes" checked' in page) == bool(more)
    asked = buyer.post(f"{address(buyer)}", text="One too many", key="m1")
    assert (asked.status_code, asked.json["code"]) == (429, "too_many_requests")
    assert int(asked.headers["Retry-After"]) > 0
    with north.at():
        assert int(value("select count(*) from messages")) == before
    monkeypatch.setattr(actions, "MESSAGES", 50)
    for sender in (buyer, desk, approver):
        assert say(sender, "Now it goes", key="m1").status_code == 303


def test_corrections_are_counted_with_messages(buyer: Sender, north: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    told = buyer.post(address(buyer), text="The pmup", key="c1").json
    monkeypatch.setattr(actions, "MESSAGES", 0)
    change = f"{address(buyer)}/{told['id']}"
    assert buyer.post(change, text="The pump").status_code == 429
    assert (said(north, "The pmup"), said(north, "The pump")) == (1, 0)
    monkeypatch.setattr(actions, "MESSAGES", 10_000)
    assert buyer.post(change, text="The pump").status_code == 200
    assert (said(north, "The pmup"), said(north, "The pump")) == (0, 1)


def test_each_person_has_a_budget_of_their_own(buyer: Sender, north: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = Sender(buyer.app, north, north.companies["acme"].people["admin"])
    monkeypatch.setattr(actions, "MESSAGES", 2)
    monkeypatch.setattr(actions, "MESSAGES_WINDOW", actions.MESSAGES_WINDOW * 7)
    codes = [admin.post(address(admin), text=f"{n}", key=f"b{n}").status_code for n in range(4)]
    assert codes == [200, 200, 429, 429]
    other = Sender(buyer.app, north, north.companies["borg"].people["admin"])
    company = f"/messages/{north.companies['borg'].id}"
    assert other.post(company, text="Hello", key="b1").status_code == 200
