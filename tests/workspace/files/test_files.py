"""From announcing a file to taking it away, over HTTP, by people who may and people who may not."""

from __future__ import annotations

import io
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from foundation import clock
from foundation.db import execute, rows, value
from foundation.settings import settings
from foundation.storage import LocalStorage, TicketRefused, TooLarge, storage
from foundation.tenancy import entered
from tests import cast
from tests.cast import Site
from tests.workspace.files import samples
from tests.workspace.files.sending import Sender, run, state_of
from workspace.files import actions, budgets, queries
from workspace.files.shown import shown

PNG = samples.picture()
MISSING = "019a0000-0000-7000-8000-000000000000"


@pytest.fixture(autouse=True)
def _disk(disk: LocalStorage) -> LocalStorage:
    return disk


@pytest.fixture
def buyer(portal: Flask, north: Site) -> Sender:
    return Sender(portal, north, north.companies["acme"].people["buyer"])


@pytest.fixture
def desk(builder: Flask, north: Site) -> Sender:
    return Sender(builder, north, north.staff["mover"])


def other(sender: Sender, name: str, company: str = "acme") -> Sender:
    return Sender(sender.app, sender.site, sender.site.companies[company].people[name])


def order(site: Site, key: str = "acme", which: str = "confirmed") -> str:
    return site.companies[key].orders[which]


def test_a_picture_goes_all_the_way(buyer: Sender, north: Site) -> None:
    file = buyer.upload("pump on the right.png", PNG, "image/png")
    assert (file["state"], file["type"], file["kind"], file["inline"]) == ("ready", "image/png", "picture", True)
    assert (file["width"], file["height"]) == (60, 40)
    added = buyer.add(file, order=order(north))
    assert added.status_code == 201
    content, type, disposition = other(buyer, "approver").fetched(file["id"])
    assert (content, type, disposition) == (PNG, "image/png", "inline")
    small = buyer.get(f"/files/{file['id']}/thumb")
    assert (small.status_code, small.mimetype) == (200, "image/webp")
    assert small.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert small.headers["X-Content-Type-Options"] == "nosniff"
    again = buyer.get(f"/files/{file['id']}/thumb", **{"If-None-Match": small.headers["ETag"]})
    assert again.status_code == 304
    assert buyer.get(f"/files/{file['id']}?save").headers["Location"] != ""


def test_what_is_told_and_written_down(buyer: Sender, north: Site) -> None:
    file = buyer.upload("offer.pdf", samples.pdf())
    assert buyer.add(file, order=order(north)).status_code == 201
    with north.at():
        found = rows("select name, actor, payload from events where subject = %(s)s", s=f"file:{file['id']}")
        assert [(one.name, one.actor) for one in found] == [("file.added", buyer.person.viewer.actor)]
        assert (found[0].payload["file_name"], found[0].payload["internal"]) == ("offer.pdf", False)
        assert found[0].payload["order"] is not None
        heard = rows(
            "select room, body from realtime_entries where name = 'file.added' and body ->> 'id' = %(id)s"
            " and body ->> 'subject' <> '' order by room",
            id=file["id"],
        )
        assert [one.room.partition(":")[0] for one in heard] == ["client", "desk", "own"]
        assert "offer" not in json.dumps([one.body for one in heard])


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("photo.png", samples.PROGRAM, "holds a program"),
        ("photo.png", samples.PAGE, "holds a web page"),
        ("photo.png", PNG[: len(PNG) // 2], "ends too early"),
        ("photo.jpg", PNG, "is not a JPEG picture"),
        ("logo.svg", samples.DRAWING_THAT_RUNS, "holds a script"),
        ("bomb.zip", samples.bomb(30_000_000), "far more than its size says"),
        ("up.zip", samples.archive({"../x.txt": b"x"}), "outside of the folder"),
        ("huge.png", samples.huge_png(30_000, 30_000), "far too many pixels"),
    ],
    ids=["program", "page", "cut", "lying", "drawing", "bomb", "paths", "pixels"],
)
def test_a_refused_file_leaves_nothing(
    buyer: Sender, north: Site, disk: LocalStorage, name: str, content: bytes, sentence: str
) -> None:
    file = buyer.upload(name, content)
    assert (file["state"], file["url"], file["thumb_url"]) == ("refused", None, None)
    assert sentence in file["reason"]
    # It can be put nowhere and fetched by nobody, its sender included; the good one beside it can.
    good = buyer.upload("photo.png", PNG)
    refused = buyer.add(file, good, order=order(north))
    assert (refused.status_code, refused.json["code"]) == (409, "files_gone")
    assert buyer.get(f"/files/{file['id']}").status_code == 404
    assert buyer.add(good, order=order(north)).status_code == 201
    run(north, "files.erase", keys=[f"incoming/{file['id']}", f"incoming/{good['id']}"])
    with entered(north.live):
        kept = {path.name for path in disk.root.rglob("*") if path.is_file()}
    assert kept == {good["id"]}


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("empty.png", 0, "file_empty"),
        ("film.mp4", 100_000_001, "file_too_large"),
        ("setup.exe", 10, "file_program"),
        ("page.html", 10, "file_page"),
        ("all.rar", 10, "file_archive"),
        ("thing.xyz", 10, "file_kind"),
        ("offer.pdf.scr", 10, "file_program"),
    ],
)
def test_some_are_refused_before_a_byte_is_sent(buyer: Sender, name: str, size: int, code: str) -> None:
    refused = buyer.begin(name, size)
    assert (refused.status_code, refused.json["code"], refused.json["pointer"]) == (422, code, "file")
    assert buyer.begin("film.mp4", 100_000_000).status_code == 201


def test_names_that_look_like_paths(buyer: Sender, north: Site, disk: LocalStorage) -> None:
    file = buyer.upload("../../../etc/passwd.png", PNG)
    assert file["name"] == "passwd.png"
    stored = state_of(north, file["id"])
    assert stored.key == f"kept/{file['id'][-2:]}/{file['id']}"
    outside = list(disk.root.parent.rglob("*passwd*"))
    assert outside == []


def test_an_upload_takes_exactly_what_was_announced(buyer: Sender, north: Site) -> None:
    begun = buyer.begin("photo.png", 100).json
    with pytest.raises(TooLarge):
        buyer.put(begun, PNG)
    missing = buyer.post(f"/files/uploads/{begun['id']}/complete")
    assert (missing.status_code, missing.json["code"]) == (409, "upload_missing")
    begun = buyer.begin("photo.png", len(PNG)).json
    buyer.put(begun, PNG)
    assert buyer.post(f"/files/uploads/{begun['id']}/complete").json["state"] == "ready"
    # Asked twice, it answers the same; what is put afterwards under the same ticket changes nothing.
    buyer.put(begun, PNG[::-1])
    assert buyer.post(f"/files/uploads/{begun['id']}/complete").json["state"] == "ready"
    assert buyer.add(begun, order=order(north)).status_code == 201
    assert buyer.fetched(begun["id"])[0] == PNG


def test_only_the_sender_completes_and_adds(buyer: Sender, south: Site) -> None:
    begun = buyer.begin("photo.png", len(PNG)).json
    buyer.put(begun, PNG)
    strangers = [
        other(buyer, "approver"),
        other(buyer, "buyer", "borg"),
        Sender(buyer.app, south, south.companies["acme"].people["buyer"]),
    ]
    for each in strangers:
        assert each.post(f"/files/uploads/{begun['id']}/complete").status_code == 404
    assert buyer.post(f"/files/uploads/{begun['id']}/complete").status_code == 200
    for each in strangers:
        assert each.get(f"/files/{begun['id']}").status_code == 404
        assert each.add(begun, order=order(each.site, "borg" if each is strangers[1] else "acme")).status_code == 409
    assert buyer.get(f"/files/{begun['id']}").status_code == 303


def test_a_ticket_is_of_use_in_one_browser_and_one_tenant(buyer: Sender, north: Site, south: Site) -> None:
    begun = buyer.begin("photo.png", len(PNG)).json
    ticket = begun["url"].rpartition("/")[2]
    thief = other(buyer, "approver")
    for scope, holders in ((north.live, thief.holders), (north.live, []), (south.live, buyer.holders)):
        with entered(scope), pytest.raises(TicketRefused):
            storage().receive(ticket, io.BytesIO(PNG), "application/octet-stream", holders)
    buyer.put(begun, PNG)


def test_who_may_add_files(buyer: Sender, portal: Flask, north: Site, builder: Flask) -> None:
    guest = Sender(portal, north, cast.GUEST)
    begun = guest.begin("photo.png", 10)
    assert begun.status_code == 201
    assert guest.add(begun.json).status_code == 401, (
        "guests answer questions (tests/storefront/test_guest_files.py) and do nothing else"
    )
    assert guest.begin("photo.png", 10, client=str(north.companies["acme"].id)).status_code == 404
    for name, status in (("buyer", 201), ("approver", 201), ("own", 201), ("finance", 403), ("reader", 403)):
        assert other(buyer, name).begin("photo.png", 10).status_code == status, name
    acme = str(north.companies["acme"].id)
    for name, status in (("owner", 201), ("mover", 201), ("looker", 403)):
        assert Sender(builder, north, north.staff[name]).begin("photo.png", 10, client=acme).status_code == status
    staff = Sender(builder, north, north.staff["owner"])
    assert staff.begin("photo.png", 10).json["code"] == "client_missing"
    assert staff.begin("photo.png", 10, client=MISSING).status_code == 404
    assert buyer.begin("photo.png", 10, client=str(north.companies["borg"].id)).status_code == 404


def test_where_files_may_be_put(buyer: Sender, north: Site) -> None:
    foreign = buyer.add(buyer.upload("a.png", PNG), order=order(north, "borg"))
    nothing = buyer.add(buyer.upload("a.png", PNG), order="NL-2026-9999")
    assert (
        (foreign.status_code, foreign.json["title"])
        == (nothing.status_code, nothing.json["title"])
        == (404, nothing.json["title"])
    )
    assert buyer.add(buyer.upload("a.png", PNG)).status_code == 201
    own = other(buyer, "own")
    assert own.add(own.upload("a.png", PNG)).json["code"] == "order_missing"
    assert own.add(own.upload("a.png", PNG), order=order(north)).status_code == 404
    assert own.add(own.upload("a.png", PNG), order=order(north, which="own")).status_code == 201


def test_who_reads_a_file_of_an_order(buyer: Sender, desk: Sender, north: Site, south: Site, builder: Flask) -> None:
    """``file.read`` over the company reaches it; a role without it does not, whatever else it may."""
    file = buyer.upload("a.png", PNG)
    buyer.add(file, order=order(north))
    path = f"/files/{file['id']}"
    allowed = {"buyer": 303, "approver": 303, "reader": 303, "finance": 404, "own": 404}
    for name, status in allowed.items():
        assert other(buyer, name).get(path).status_code == status, name
        assert other(buyer, name).get(path + "/thumb").status_code == {303: 200}.get(status, status), name
    assert other(buyer, "buyer", "borg").get(path).status_code == 404
    assert Sender(buyer.app, south, south.companies["acme"].people["buyer"]).get(path).status_code == 404
    assert desk.get(path).status_code == 303
    assert Sender(builder, north, north.staff["looker"]).get(path).status_code == 404
    assert Sender(builder, south, south.staff["owner"]).get(path).status_code == 404
    assert buyer.get(f"/files/{MISSING}").status_code == 404


def test_a_link_works_only_while_the_right_does(buyer: Sender, north: Site) -> None:
    file = buyer.upload("a.png", PNG)
    buyer.add(file, order=order(north))
    approver = other(buyer, "approver")
    member = north.companies["acme"].members["approver"]
    assert approver.get(f"/files/{file['id']}").status_code == 303
    with north.at():
        execute(
            "update members set roles = '{rol_finance}', access_version = access_version + 1 where id = %(m)s", m=member
        )
    assert approver.get(f"/files/{file['id']}").status_code == 404
    with north.at():
        execute(
            "update members set roles = '{rol_approver}', access_version = access_version + 1 where id = %(m)s",
            m=member,
        )
    assert approver.get(f"/files/{file['id']}").status_code == 303


def test_internal_files_are_for_staff_only(buyer: Sender, desk: Sender, north: Site) -> None:
    acme = str(north.companies["acme"].id)
    secret = desk.upload("margin.pdf", samples.pdf(), client=acme)
    assert desk.add(secret, order=order(north), internal="yes").status_code == 201
    plain = desk.upload("offer.pdf", samples.pdf(), client=acme)
    assert desk.add(plain, order=order(north)).status_code == 201
    assert buyer.get(f"/files/{secret['id']}").status_code == 404
    assert buyer.get(f"/files/{plain['id']}").status_code == 303
    assert desk.get(f"/files/{secret['id']}").status_code == 303
    with north.at():
        viewer = buyer.person.viewer
        order_id, _, _ = queries.order_of(viewer, order(north))
        seen = {str(file.id) for file in queries.files_of_order(viewer, order_id)}
        assert (secret["id"] in seen, plain["id"] in seen) == (False, True)
        listed = {str(file.id) for file in queries.list_files(viewer, limit=100).files}
        assert (secret["id"] in listed, plain["id"] in listed) == (False, True)
        told = rows(
            "select room from realtime_entries where body ->> 'id' = %(id)s and body ->> 'subject' <> ''",
            id=secret["id"],
        )
        assert [one.room for one in told] == ["desk"]
        about = queries.files_of(viewer, [f"order:{order_id}"])[f"order:{order_id}"]
        assert secret["id"] not in {str(file.id) for file in about}


def test_nobody_but_staff_adds_internal_files(buyer: Sender, north: Site) -> None:
    file = buyer.upload("a.png", PNG)
    with north.at(), pytest.raises(actions.Forbidden):
        actions.attach(buyer.person.viewer, [UUID(file["id"])], subject="client:x", internal=True)
    # The portal's form knows no such field.
    assert buyer.add(file, order=order(north), internal="yes").status_code == 201
    assert state_of(north, file["id"]).internal is False


def test_a_file_of_one_client_is_not_put_at_another(desk: Sender, north: Site) -> None:
    file = desk.upload("a.png", PNG, client=str(north.companies["borg"].id))
    assert desk.add(file, order=order(north)).status_code == 409
    assert desk.add(file, order=order(north, "borg")).status_code == 201


def test_staff_who_see_their_own_orders_only_put_nothing_beside_a_client(desk: Sender, north: Site) -> None:
    client = str(north.companies["acme"].id)
    hired = Sender(desk.app, north, north.staff["hired"])
    file = hired.upload("a.png", PNG, client=client)
    assert hired.post("/files", file_id=file["id"], client=client).status_code == 404
    with north.at():
        assert value("select subject from files where id = %(id)s", id=UUID(file["id"])) is None
    file = desk.upload("a.png", PNG, client=client)
    assert desk.post("/files", file_id=file["id"], client=client).status_code == 201


def test_a_file_that_two_remove_at_the_same_moment_is_removed_once(desk: Sender, north: Site) -> None:
    file = desk.upload("a.png", PNG, client=str(north.companies["acme"].id))
    desk.add(file, order=order(north))
    ready = threading.Barrier(4)

    def remove(_number: int) -> int:
        ready.wait()
        return desk.post(f"/files/{file['id']}/removal").status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(remove, range(4))) == [200, 404, 404, 404]
    with north.at():
        told = "select count(*) from events where name = 'file.removed' and subject = %(s)s"
        assert value(told, s=f"file:{file['id']}") == 1


def test_removing(buyer: Sender, desk: Sender, north: Site, disk: LocalStorage) -> None:
    file = buyer.upload("a.png", PNG)
    buyer.add(file, order=order(north))
    assert other(buyer, "approver").post(f"/files/{file['id']}/removal").status_code == 403
    assert other(buyer, "buyer", "borg").post(f"/files/{file['id']}/removal").status_code == 404
    before = state_of(north, file["id"])
    assert buyer.post(f"/files/{file['id']}/removal").json["state"] == "removed"
    run(north, "files.erase", keys=[before.key, before.thumb_key])
    assert [path for path in disk.root.rglob("*") if path.is_file() and "incoming" not in str(path)] == []
    for each in (buyer, desk):
        assert each.get(f"/files/{file['id']}").status_code == 404
    with north.at():
        order_id = before.order_id
        line = next(f for f in queries.files_of_order(buyer.person.viewer, order_id) if str(f.id) == file["id"])
        assert (line.state, line.name, line.removed_by_name) == ("removed", "a.png", "Buyer Acme")
        assert (
            value("select count(*) from events where name = 'file.removed' and subject = %(s)s", s=f"file:{file['id']}")
            == 1
        )
        assert (
            value("select count(*) from audit where action = 'file.remove' and subject = %(s)s", s=f"file:{file['id']}")
            == 1
        )


def test_after_an_hour_only_staff_remove(buyer: Sender, desk: Sender, north: Site) -> None:
    file = buyer.upload("a.png", PNG)
    buyer.add(file, order=order(north))
    with north.at():
        execute("update files set at = at - interval '61 minutes' where id = %(id)s", id=UUID(file["id"]))
    assert buyer.post(f"/files/{file['id']}/removal").status_code == 403
    assert desk.post(f"/files/{file['id']}/removal").status_code == 200


def test_big_files_are_checked_by_a_job(buyer: Sender, north: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 100)
    good, bad = buyer.upload("a.png", PNG), buyer.upload("b.png", samples.PROGRAM * 10)
    assert (good["state"], bad["state"]) == ("checking", "checking")
    assert buyer.get(f"/files/{good['id']}").status_code == 404
    # It may be put somewhere meanwhile; it opens once it was checked.
    assert buyer.add(good, order=order(north)).status_code == 201
    for file in (good, bad, good):
        run(north, "files.check", file_id=file["id"])
    assert state_of(north, good["id"]).state == "ready"
    assert state_of(north, bad["id"]).state == "refused"
    assert buyer.fetched(good["id"])[0] == PNG
    with north.at():
        told = rows(
            "select body from realtime_entries where name = 'file.added' and body ->> 'id' = %(id)s order by seq",
            id=good["id"],
        )
        assert "ready" in {one.body["state"] for one in told}


def test_an_order_that_cannot_be_opened_is_named_and_not_linked(buyer: Sender, north: Site) -> None:
    form = {
        "_csrf": buyer.person.token(buyer.app),
        "order": order(north),
        "next": f"/orders/{order(north)}",
        "file": [(io.BytesIO(PNG), "linked.png")],
    }
    assert cast.ask(buyer.app, buyer.person, buyer.host, "/files", method="POST", data=form).status_code == 303
    whole = buyer.person.viewer
    colleague = replace(whole, member_id=uuid4(), permissions={"file.read": "company", "order.read": "own"})

    class Addresses:
        def file(self, file: Any) -> str:
            return "/file"

        def thumb(self, file: Any) -> None:
            return None

        def removal(self, file: Any) -> str:
            return "/removal"

        def folder(self, file: Any) -> str:
            return "/folder"

        def order(self, number: str) -> str:
            return f"/orders/{number}"

    for viewer, url in ((whole, f"/orders/{order(north)}"), (colleague, None)):
        with north.at():
            found = queries.list_files(viewer, order=order(north)).files
            (row,) = shown(found[:1], viewer, Addresses(), clock.now(), {})
        assert (row.order_number, row.order_url) == (order(north), url)


def test_a_plain_form_sends_files_too(buyer: Sender, north: Site) -> None:
    form = {
        "_csrf": buyer.person.token(buyer.app),
        "order": order(north),
        "next": f"/orders/{order(north)}",
        "file": [(io.BytesIO(PNG), "plain-form.png"), (io.BytesIO(samples.pdf()), "plain-form.pdf")],
    }
    answer = cast.ask(buyer.app, buyer.person, buyer.host, "/files", method="POST", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/orders/{order(north)}")
    with north.at():
        names = [file.name for file in queries.list_files(buyer.person.viewer, order=order(north)).files]
    assert {"plain-form.png", "plain-form.pdf"} <= set(names)
    form |= {"_csrf": buyer.person.token(buyer.app), "file": [(io.BytesIO(samples.PROGRAM), "a.png")]}
    assert cast.ask(buyer.app, buyer.person, buyer.host, "/files", method="POST", data=form).status_code == 422
    form |= {"file": []}
    assert cast.ask(buyer.app, buyer.person, buyer.host, "/files", method="POST", data=form).status_code == 422


def test_the_space_of_a_portal_ends(buyer: Sender, north: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    with north.at():
        used = queries.kept_bytes()
    small = replace(settings(), storage_limit=used + 1000)
    monkeypatch.setattr(budgets, "settings", lambda: small)
    assert buyer.begin("a.png", 1001).json["code"] == "storage_full"
    assert buyer.begin("a.png", 1000).status_code == 201


def test_uploads_have_a_budget(buyer: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "UPLOADS", 0)
    assert buyer.begin("a.png", 10).status_code == 429
    monkeypatch.setattr(budgets, "UPLOADS", 10_000)
    assert buyer.begin("a.png", 10).status_code == 201


def test_what_is_left_behind_is_forgotten(buyer: Sender, north: Site, disk: LocalStorage) -> None:
    begun = buyer.begin("a.png", len(PNG)).json
    buyer.put(begun, PNG)
    lonely = buyer.upload("b.png", PNG)
    placed = buyer.upload("c.png", PNG)
    buyer.add(placed, order=order(north))
    with clock.frozen(clock.real_now() + timedelta(hours=4)):
        run(north, "files.sweep")
    assert (state_of(north, begun["id"]), state_of(north, lonely["id"]).state) == (None, "ready")
    with clock.frozen(clock.real_now() + timedelta(days=3)):
        run(north, "files.sweep")
    assert state_of(north, lonely["id"]) is None
    assert buyer.fetched(placed["id"])[0] == PNG
    assert not any((disk.root / str(north.live.tenant_id) / "incoming").iterdir())


def test_files_follow_an_order_to_another_client(north: Site, desk: Sender) -> None:
    borg, acme = north.companies["borg"], north.companies["acme"]
    file = desk.upload("a.png", PNG, client=str(borg.id))
    desk.add(file, order=order(north, "borg"))
    try:
        with north.at():
            assert actions.move_files(borg.id, acme.id, member_id=MISSING) >= 1
        assert state_of(north, file["id"]).client_id == acme.id
    finally:
        with north.at():
            execute("update files set client_id = %(b)s where id = %(id)s", b=borg.id, id=UUID(file["id"]))


def test_lists_are_narrowed_sorted_and_walked(buyer: Sender, north: Site) -> None:
    viewer = buyer.person.viewer
    mine = Sender(buyer.app, north, north.companies["borg"].people["buyer"])
    for number in range(3):
        mine.add(mine.upload(f"walk {number}.png", PNG), order=order(north, "borg", "review"))
    mine.add(mine.upload("walk brief.pdf", samples.pdf()))
    viewer = mine.person.viewer
    with north.at():
        newest = queries.list_files(viewer, search="walk")
        assert [file.name for file in newest.files] == ["walk brief.pdf", "walk 2.png", "walk 1.png", "walk 0.png"]
        for sort in ("newest", "oldest", "name", "size", "order"):
            whole = [file.id for file in queries.list_files(viewer, search="walk", sort=sort).files]
            walked, cursor = [], None
            while True:
                page = queries.list_files(viewer, search="walk", sort=sort, cursor=cursor, limit=2)
                walked += [file.id for file in page.files]
                if page.next is None:
                    break
                cursor = page.next
            assert walked == whole, sort
            back = queries.list_files(viewer, search="walk", sort=sort, cursor=page.previous, limit=2)
            assert [file.id for file in back.files] == whole[:2], sort
        assert [f.name for f in queries.list_files(viewer, search="walk", kind="document").files] == ["walk brief.pdf"]
        assert len(queries.list_files(viewer, search="walk", order=order(north, "borg", "review")).files) == 3
        assert queries.list_files(viewer, search="100%_").files == ()
        assert [f.order_id is None for f in queries.list_files(viewer, search="walk", sort="order").files][-1] is True
        assert not {file.client_id for file in newest.files} - {north.companies["borg"].id}
    for bad in ({"sort": "colour"}, {"kind": "colour"}, {"cursor": "x"}, {"cursor": "W10"}):
        with north.at(), pytest.raises(actions.Refused):
            queries.list_files(viewer, **bad)


def test_a_clients_files_are_walked_at_the_desk(builder: Flask, north: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    borg = north.companies["borg"]
    owner = Sender(builder, north, north.staff["owner"])
    for number in range(5):
        owner.add(owner.upload(f"shelf {number}.png", PNG, client=str(borg.id)), client=str(borg.id))
    monkeypatch.setattr(queries.list_files, "__kwdefaults__", {**queries.list_files.__kwdefaults__, "limit": 2})
    path, pages = f"/clients/{borg.id}/files", []
    while path:
        page = owner.get(path).get_data(as_text=True)
        pages.append(page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path = following[1].removeprefix(owner.root) if following else ""
    found = [re.findall(r"<bdi>(shelf \d\.png)</bdi></a>", page) for page in pages]
    assert [name for page in found for name in page] == [f"shelf {number}.png" for number in (4, 3, 2, 1, 0)]
    assert all(len(page) <= 2 for page in found)
    # A file taken away leads back to its own page.
    back = re.search(r'/removal" data-remove-file>.*?name="next" value="([^"]*)"', pages[1])
    assert 'rel="prev"' in pages[1] and back and "cursor=" in back[1]
    refused = owner.get(f"/clients/{borg.id}/files?cursor=nonsense")
    assert (refused.status_code, refused.headers["Content-Type"].split(";")[0]) == (400, "text/html")


def test_files_stand_on_the_pages_of_both_sides(buyer: Sender, desk: Sender, builder: Flask, north: Site) -> None:
    acme = north.companies["acme"]
    for name, more in (("shown to both.png", {}), ("for the team.png", {"internal": "yes"})):
        desk.add(desk.upload(name, PNG, client=str(acme.id)), order=order(north, which="review"), **more)
    number = order(north, which="review")
    pages = {
        "order": buyer.get(f"/orders/{number}").get_data(as_text=True),
        "tab": buyer.get("/t/files").get_data(as_text=True),
        "desk": desk.get(f"/orders/{number}").get_data(as_text=True),
        "client": Sender(builder, north, north.staff["owner"]).get(f"/clients/{acme.id}/files").get_data(as_text=True),
    }
    for page, html in pages.items():
        assert "shown to both.png" in html, page
        assert ("for the team.png" in html) == (page in ("desk", "client")), page
    idle = Sender(builder, north, north.staff["looker"]).get(f"/orders/{number}").get_data(as_text=True)
    assert number in idle and "shown to both.png" not in idle and "Add files" not in idle
