"""Files in folders: on every way to one it is there for whom the folder is shown to, and for nobody else of the company."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from foundation.db import execute, row, rows
from foundation.errors import Forbidden, NotFound, Refused
from foundation.storage import LocalStorage
from portal_config.see import Folders
from tests.cast import Site
from tests.workspace.files import samples
from tests.workspace.files.sending import Sender
from workspace.files import actions, moving, policies, queries
from workspace.timeline.queries import happenings

PNG = samples.picture()
CONTRACTS, BRAND, DELIVERABLES = "fol_contracts", "fol_brand", "fol_deliverables"
"""Northlight's: Contracts are shown to approver and administrator and filled by staff, Deliverables are filled by staff, Brand is for everybody and cleared by
the administrator."""


@pytest.fixture(autouse=True)
def _disk(disk: LocalStorage) -> LocalStorage:
    return disk


@pytest.fixture
def desk(builder: Flask, north: Site) -> Sender:
    return Sender(builder, north, north.staff["mover"])


@pytest.fixture
def people(portal: Flask, north: Site) -> dict[str, Sender]:
    acme = north.companies["acme"]
    return {name: Sender(portal, north, person) for name, person in acme.people.items()}


def beside(site: Site) -> dict[str, str]:
    return {"client": str(site.companies["acme"].id)}


def put(sender: Sender, name: str, folder: str, **where: str) -> str:
    """A picture that is sent and put into a folder: its id."""
    client = beside(sender.site) if sender.root else {}
    file = sender.upload(name, PNG, "image/png", **client)
    added = sender.add(file, folder=folder, **where)
    assert added.status_code == 201, added.json
    assert added.json[0]["folder"] == folder
    return str(file["id"])


def folder_of(site: Site, file_id: str) -> str:
    with site.at():
        found = row("select folder from files where id = %(id)s", id=file_id)
    assert found is not None
    return str(found.folder)


def ways(sender: Sender, file_id: str, name: str, number: str) -> dict[str, bool]:
    """On which ways somebody of the company comes to a file."""
    viewer, site = sender.person.viewer, sender.site
    assert viewer is not None
    with site.at():
        order_id, client_id, _ = queries.order_of(viewer, number)
        asked = UUID(file_id)
        subjects = [f"order:{order_id}", f"client:{client_id}"]
        return {
            "tab": name in sender.get("/t/files").get_data(as_text=True),
            "search": name in sender.get(f"/t/files?q={name}").get_data(as_text=True).partition("<table")[2],
            "order page": name in sender.get(f"/orders/{number}").get_data(as_text=True),
            "fetched": sender.get(f"/files/{file_id}").status_code == 303,
            "thumb": sender.get(f"/files/{file_id}/thumb").status_code == 200,
            "list": asked in {one.id for one in queries.list_files(viewer, limit=100).files},
            "of its folder": asked in {one.id for one in queries.list_files(viewer, folders=(CONTRACTS,)).files},
            "of its order": asked in {one.id for one in queries.files_of_order(viewer, order_id)},
            "where it stands": asked
            in {one.id for each in queries.files_of(viewer, subjects).values() for one in each},
            "timeline": name in {one.title for one in happenings(viewer, of=("files",), limit=50)},
        }


def test_on_no_way_a_file_is_there_for_whom_its_folder_is_hidden_from(
    people: dict[str, Sender], desk: Sender, north: Site
) -> None:
    number = north.companies["acme"].orders["confirmed"]
    secret = put(desk, "frame.png", CONTRACTS, order=number)
    plain = put(desk, "sketch.png", "", order=number)
    for name, reads in {"approver": True, "admin": True, "buyer": False, "reader": False}.items():
        assert set(ways(people[name], secret, "frame.png", number).values()) == {reads}, name
        # Without a folder it is there for all of them, but for the list of that folder.
        assert not [
            way
            for way, there in ways(people[name], plain, "sketch.png", number).items()
            if there is (way == "of its folder")
        ]
    for who in (people["buyer"], people["reader"]):
        for path in ("removal", "folder"):
            assert who.post(f"/files/{secret}/{path}", folder=BRAND).status_code == 404
    assert folder_of(north, secret) == CONTRACTS
    assert desk.get(f"/files/{secret}").status_code == 303


def test_a_folder_that_is_hidden_is_told_from_none_that_does_not_exist(people: dict[str, Sender]) -> None:
    hidden, missing = (people["buyer"].get(f"/t/files?folder={one}") for one in (CONTRACTS, "fol_nowhere"))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert "Contracts" not in people["buyer"].get("/t/files").get_data(as_text=True)
    shown = people["approver"].get(f"/t/files?folder={CONTRACTS}")
    assert shown.status_code == 200 and 'aria-current="true"' in shown.get_data(as_text=True)


def test_what_somebody_added_is_hidden_from_them_too_once_staff_put_it_where_they_do_not_see_it(
    people: dict[str, Sender], desk: Sender, north: Site
) -> None:
    file = put(people["buyer"], "nda.png", "")
    assert people["buyer"].get(f"/files/{file}").status_code == 303
    assert desk.post(f"/files/{file}/folder", folder=CONTRACTS).status_code == 200
    assert people["buyer"].get(f"/files/{file}").status_code == 404
    assert people["approver"].get(f"/files/{file}").status_code == 303


def test_a_file_in_a_folder_that_is_gone_is_with_staff_until_they_move_it(
    people: dict[str, Sender], desk: Sender, north: Site
) -> None:
    file = put(desk, "orphan.png", BRAND, **beside(north))
    with north.at():
        execute("update files set folder = 'fol_gone' where id = %(id)s", id=file)
    for who in people.values():
        assert who.get(f"/files/{file}").status_code == 404
    page = desk.get(f"/clients/{beside(north)['client']}/files").get_data(as_text=True)
    assert "orphan.png" in page and "A folder that was removed" in page
    assert desk.get(f"/clients/{beside(north)['client']}/files?folder=fol_gone").status_code == 404
    assert desk.post(f"/files/{file}/folder", folder=BRAND).status_code == 200
    assert people["reader"].get(f"/files/{file}").status_code == 303


@pytest.mark.parametrize(
    ("name", "folder", "status"),
    [
        ("buyer", "", 201),
        ("buyer", BRAND, 201),
        ("buyer", DELIVERABLES, 403),
        ("buyer", CONTRACTS, 404),
        ("buyer", "fol_nowhere", 404),
        ("approver", CONTRACTS, 403),
    ],
)
def test_who_adds_files_to_a_folder(people: dict[str, Sender], name: str, folder: str, status: int) -> None:
    who = people[name]
    answer = who.add(who.upload("one.png", PNG), folder=folder)
    assert answer.status_code == status
    if status == 404:
        assert answer.json["code"] == "folder_missing"


def test_staff_add_to_a_folder_that_names_them_and_others_do_not(desk: Sender, builder: Flask, north: Site) -> None:
    assert folder_of(north, put(desk, "final.png", DELIVERABLES, **beside(north))) == DELIVERABLES
    # She writes messages, so she adds files, and no folder names her role.
    hired = Sender(builder, north, north.staff["hired"])
    number = north.companies["acme"].orders["confirmed"]
    with north.at():
        execute(
            "update orders set assignee_id = %(id)s where number = %(n)s", id=hired.person.viewer.staff_id, n=number
        )  # type: ignore[union-attr]
    file = hired.upload("late.png", PNG, "image/png", **beside(north))
    assert hired.add(file, folder=DELIVERABLES, order=number).status_code == 403
    assert hired.add(file, folder=BRAND, order=number).status_code == 201


def test_a_role_that_a_folder_names_needs_no_other_right_to_fill_it(people: dict[str, Sender], north: Site) -> None:
    reader = people["reader"].person.viewer
    assert reader is not None and not policies.may_add(reader)
    named = replace(
        reader, standing=replace(reader.standing, folders=Folders(shown=frozenset({BRAND}), add=frozenset({BRAND})))
    )
    with north.at():
        with pytest.raises(Forbidden):
            actions.begin_upload(reader, name="a.png", size=10, type="")
        sent = actions.store_upload(named, name="a.png", stream=io.BytesIO(PNG))
        with pytest.raises(Forbidden):
            actions.attach(named, [sent.id], subject=f"client:{reader.client_id}")
        (added,) = actions.attach(named, [sent.id], subject=f"client:{reader.client_id}", folder=BRAND)
    assert added.folder == BRAND


def test_whom_a_folder_names_takes_any_file_out_of_it(people: dict[str, Sender], desk: Sender, north: Site) -> None:
    brand, loose = put(desk, "old logo.png", BRAND, **beside(north)), put(desk, "note.png", "", **beside(north))
    assert people["approver"].post(f"/files/{brand}/removal").status_code == 403
    assert people["admin"].post(f"/files/{loose}/removal").status_code == 403
    assert people["admin"].post(f"/files/{brand}/removal").status_code == 200
    assert people["reader"].get(f"/files/{brand}").status_code == 404


def test_who_moves_a_file_and_where_to(people: dict[str, Sender], desk: Sender, north: Site) -> None:
    file = put(people["buyer"], "brief.png", "")
    for name, folder, status in (
        ("buyer", DELIVERABLES, 403),
        ("buyer", CONTRACTS, 404),
        ("reader", BRAND, 403),
        ("own", BRAND, 404),
        ("buyer", BRAND, 200),
    ):
        assert people[name].post(f"/files/{file}/folder", folder=folder).status_code == status, (name, folder)
    assert folder_of(north, file) == BRAND
    final = put(desk, "final.png", DELIVERABLES, **beside(north))
    assert people["buyer"].post(f"/files/{final}/folder", folder=BRAND).status_code == 403, (
        "they may not fill Deliverables"
    )
    assert desk.post(f"/files/{final}/folder", folder=BRAND).status_code == 200
    assert people["buyer"].post(f"/files/{final}/folder", folder="").status_code == 200
    assert folder_of(north, final) == ""


def test_a_move_is_written_down_told_and_heard_of(people: dict[str, Sender], desk: Sender, north: Site) -> None:
    file = put(desk, "agreement.png", "", **beside(north))
    assert desk.post(f"/files/{file}/folder", folder=CONTRACTS).status_code == 200
    assert desk.post(f"/files/{file}/folder", folder=CONTRACTS).json == [], "it is there already"
    with north.at():
        (fact,) = rows(
            "select actor, payload from events where subject = %(s)s and name = 'file.moved'", s=f"file:{file}"
        )
        (noted,) = rows(
            "select actor, before, after from audit where subject = %(s)s and action = 'file.move'", s=f"file:{file}"
        )
        heard = rows("select room, body from realtime_entries where name = 'file.moved' order by id desc limit 2")
    assert fact.actor == noted.actor == desk.person.viewer.actor  # type: ignore[union-attr]
    assert (fact.payload["before"], fact.payload["folder"], fact.payload["internal"]) == ("", CONTRACTS, False)
    assert (noted.before, noted.after) == ({"folder": ""}, {"folder": CONTRACTS})
    bodies = {one.room.partition(":")[0]: one.body for one in heard}
    assert bodies["client"] == {} and bodies["desk"]["id"] == file, (
        "a company hears that something is new, and not of what"
    )


def test_open_pages_of_a_company_hear_nothing_of_what_is_in_a_folder(desk: Sender, north: Site) -> None:
    file = put(desk, "agreement.png", CONTRACTS, **beside(north))
    desk.post(f"/files/{file}/removal")
    with north.at():
        heard = rows(
            "select room, name, body from realtime_entries where room like 'client:%%' order by id desc limit 2"
        )
        told = rows("select body from realtime_entries where room = 'desk' and body ->> 'id' = %(id)s", id=file)
    assert [(one.name, one.body) for one in heard] == [("file.removed", {}), ("file.added", {})]
    assert len(told) >= 2 and file not in json.dumps([one.body for one in heard])


def test_several_are_moved_at_the_desk_or_none(desk: Sender, north: Site, people: dict[str, Sender]) -> None:
    one, two = (put(desk, f"{number}.png", "", **beside(north)) for number in "12")
    there = put(desk, "3.png", BRAND, **beside(north))
    missing = "019a0000-0000-7000-8000-000000000000"
    assert desk.post("/files/folder", file=[one, missing], folder=BRAND).status_code == 404
    assert folder_of(north, one) == ""
    moved = desk.post("/files/folder", file=[one, two, there], folder=BRAND)
    assert {file["id"] for file in moved.json} == {one, two}
    assert [folder_of(north, file) for file in (one, two, there)] == [BRAND] * 3
    assert {file["id"] for file in desk.post("/files/folder", file=[one, two], folder="none").json} == {one, two}
    assert folder_of(north, two) == ""
    viewer = people["buyer"].person.viewer
    assert viewer is not None
    with north.at():
        with pytest.raises(Refused, match="files_too_many"):
            moving.move_to_folder(viewer, [UUID(int=number) for number in range(101)], BRAND)
        with pytest.raises(NotFound):
            moving.move_to_folder(viewer, [UUID(missing)], BRAND)


def test_a_list_is_of_one_folder_of_some_or_of_none(desk: Sender, people: dict[str, Sender], north: Site) -> None:
    brand, final, loose = (
        put(desk, f"list {at}.png", folder, **beside(north)) for at, folder in enumerate((BRAND, DELIVERABLES, ""))
    )
    viewer = people["reader"].person.viewer
    assert viewer is not None
    asked: dict[Any, set[str]] = {
        (BRAND,): {brand},
        ("",): {loose},
        (BRAND, DELIVERABLES): {brand, final},
        None: {brand, final, loose},
        (): set(),
    }
    with north.at():
        for folders, files in asked.items():
            found = {
                str(one.id) for one in queries.list_files(viewer, folders=folders, search="list ", limit=100).files
            }
            assert found == files, folders
    page = people["reader"].get(f"/t/files?folder={BRAND}").get_data(as_text=True)
    assert "list 0.png" in page and "list 1.png" not in page
    loosely = people["reader"].get("/t/files?folder=none").get_data(as_text=True)
    assert "list 2.png" in loosely and "list 0.png" not in loosely


def test_rows_say_their_folder_and_offer_where_they_may_go(
    desk: Sender, people: dict[str, Sender], north: Site
) -> None:
    file = put(people["buyer"], "row.png", BRAND)
    page = people["buyer"].get("/t/files?q=row.png").get_data(as_text=True)
    line = page.partition(f'id="file-{file}"')[2].partition("</tr>")[0]
    assert "Brand and templates" in line and f"/files/{file}/folder" in line
    choices = line.partition('name="folder"')[2].partition("</select>")[0]
    assert "No folder" in choices and "Brand and templates" not in choices and "Deliverables" not in choices
    page = people["reader"].get("/t/files?q=row.png").get_data(as_text=True)
    assert f"/files/{file}/folder" not in page, "who only reads is offered nothing"
    board = desk.get(f"/clients/{beside(north)['client']}/files?folder={BRAND}").get_data(as_text=True)
    assert f'value="{file}" form="files-bulk"' in board and "Deliverables" in board
