"""Files that guests send with a form: theirs alone until the order is placed, the client's afterwards, and never more than a portal can bear."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from foundation import clock
from foundation import storage as storage_package
from foundation.db import transaction
from foundation.settings import settings
from foundation.storage import TicketRefused, storage
from foundation.tenancy import entered
from portico import tickets
from portico.bridge import Request
from tests.commerce import cast
from tests.storefront.conftest import Browser, Page
from tests.storefront.test_checkout import CONTACT, STORY, TERMS, picture
from tests.workspace.files import samples
from workspace.files import actions, budgets, queries

PNG = picture()
WHERE = "/services/story"


@pytest.fixture(autouse=True)
def _disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made = storage_package.LocalStorage(tmp_path / "files", settings().secret_key)
    storage_package.storage.cache_clear()
    monkeypatch.setattr("foundation.storage.LocalStorage", lambda *_: made)
    yield
    storage_package.storage.cache_clear()


@dataclass
class Guest:
    """A browser nobody has signed in with, and the first page it was shown of the customer story."""

    browser: Browser
    page: Page

    @property
    def typed(self) -> dict[str, Any]:
        return {**self.page.form()[1], **STORY, **TERMS, **CONTACT}

    def ask(self, path: str, body: Any = None) -> Any:
        """What a script is answered."""
        headers = {"Accept": "application/json", "X-CSRF-Token": self.page.form()[1]["_csrf"][0]}
        if body is not None:
            headers["Content-Type"] = "application/json"
        sent = json.dumps(body) if body is not None else None
        return self.browser.client.post(path, base_url=self.browser.base, data=sent, headers=headers)

    def begin(self, size: int = len(PNG), name: str = "plan.png") -> Any:
        return self.ask("/files/uploads", {"name": name, "size": size, "type": "image/png"})

    @property
    def holders(self) -> frozenset[str]:
        """What the front reads out of this browser's cookies."""
        host = self.browser.base.removeprefix("http://")
        cookies = "; ".join(f"{one.key}={one.value}" for one in self.browser.client._cookies.values())
        headers = ((b"cookie", cookies.encode()),)
        return tickets._holders(Request("PUT", host, None, "/", b"/", b"", "http", "10.0.0.9", "1.1", headers))

    def send(self, house: cast.House, content: bytes = PNG, name: str = "plan.png") -> str:
        """Announce, put and complete as the script does; the file's id."""
        begun = self.begin(len(content), name)
        assert begun.status_code == 201, begun.json
        with entered(house.live):
            ticket = begun.json["url"].rpartition("/")[2]
            storage().receive(ticket, io.BytesIO(content), begun.json["headers"]["Content-Type"], self.holders)
        done = self.ask(f"/files/uploads/{begun.json['id']}/complete")
        assert (done.status_code, done.json["state"]) == (200, "ready"), done.json
        return str(done.json["id"])

    def order(self, *files: str, **given: Any) -> Page:
        return self.browser.post(WHERE, {**self.typed, "_step": "last", "fld_story_files": list(files), **given})


@pytest.fixture
def visit(house, browse):
    """``visit()`` opens the story in a browser of its own."""

    def open_page(at: cast.House = house, **options: Any) -> Guest:
        browser = browse(at, **options)
        return Guest(browser, browser.get(WHERE))

    return open_page


def owner(look, file_id: str):
    return look(
        "select f.client_id, f.added_by, f.subject, f.state from files f where f.id = %s",
        file_id,
    )[0]


def test_without_script_the_files_of_a_guest_come_with_the_form_and_stay_with_the_draft(house, browse, look, visit):
    guest = visit()
    assert "Add files" in guest.page.words and 'data-upload="/files/uploads"' in guest.page.text
    posted = {**guest.typed, "_do": "next", "_step": "fpg_story", "fld_story_files": (io.BytesIO(PNG), "plan.png")}
    kept = guest.browser.post(WHERE, posted)
    assert kept.status == 303 and kept.location.endswith("?step=fpg_people")
    [(file_id, client, keeper)] = look("select id::text, client_id, added_by from files")
    assert client is None and keeper.startswith("visit:"), "it is nobody's yet"
    again = guest.browser.get(WHERE + "?step=fpg_story")
    assert f'value="{file_id}"' in again.text and "plan.png" in again.words

    removed = guest.browser.post(
        WHERE, {**posted, "fld_story_files": file_id, "fld_story_files.remove": file_id, "_do": "next"}
    )
    assert removed.status == 303
    assert "plan.png" not in guest.browser.get(WHERE + "?step=fpg_story").words
    refused = guest.browser.post(WHERE, {**posted, "fld_story_files": (io.BytesIO(samples.PROGRAM), "invoice.png")})
    assert refused.status == 422 and "program" in refused.words


def test_the_files_of_a_guest_become_the_client_s(house, browse, look, visit):
    """Sent by script, placed, told in the letter's order page: and read there by whoever proves the address, by nobody else."""
    guest = visit()
    file_id = guest.send(house)
    assert guest.browser.get(f"/files/{file_id}/thumb").status == 200, "the page shows what was sent"
    placed = guest.order(file_id)
    assert placed.location.startswith("/checkout/thanks/"), placed.words
    [(client, member, number)] = look("select client_id, member_id, number from orders")
    assert owner(look, file_id) == (
        client,
        f"member:{member}",
        look("select 'order:' || id from orders")[0][0],
        "ready",
    )
    assert look("select added_by_name from files") == [("Gina Hart",)]
    assert look("select count(*) from events where name = 'file.added'") == [(1,)]

    # The browser that ordered is nobody any more: the letter's link shows it.
    assert guest.browser.get(f"/files/{file_id}/thumb").status == 404
    assert guest.browser.get(f"/files/{file_id}").location.startswith("/sign-in")
    cast.deliver_later(house)
    link = "/sign-in/order/" + cast.link_in(cast.letters(house, CONTACT["email"])[-1], "/sign-in/order/")
    gina = browse(house)
    shown = gina.get(link).send(link).follow()
    assert number in shown.words and "plan.png" in shown.words
    fetched = gina.get(f"/files/{file_id}")
    assert fetched.status == 303 and "/-/files/" in fetched.location
    for who in ("dana", "kim"):
        assert browse(house, who).get(f"/files/{file_id}").status == 404


def test_they_follow_a_guest_who_had_a_place_already(house, browse, look, visit):
    guest = visit()
    file_id = guest.send(house)
    assert guest.order(file_id, email="dana@acme.example", name="Dana").status == 303
    cast.deliver_later(house)
    link = "/sign-in/order/" + cast.link_in(cast.letters(house, "dana@acme.example")[-1], "/sign-in/order/")
    assert browse(house, "dana").get(f"/files/{file_id}").status == 404, "before the address is proven"
    page = browse(house)
    assert page.get(link).send(link).status == 302
    client, keeper, subject, _ = owner(look, file_id)
    assert (client, keeper) == (house.clients["Acme Industries"], f"member:{house.members['dana']}")
    assert subject.startswith("order:")
    assert browse(house, "dana").get(f"/files/{file_id}").status == 303
    assert browse(house, "kim").get(f"/files/{file_id}").status == 404


def test_nobody_else_s_browser_completes_reads_or_orders_with_them(house, browse, look, visit):
    mine, other = visit(), visit()
    begun = mine.begin().json
    ticket = begun["url"].rpartition("/")[2]
    south = cast.build("farwell", source=cast.document())
    for scope, holders in ((house.live, other.holders), (house.live, ()), (south.live, mine.holders)):
        with entered(scope), pytest.raises(TicketRefused):
            storage().receive(ticket, io.BytesIO(PNG), "image/png", holders)
    assert other.ask(f"/files/uploads/{begun['id']}/complete").status_code == 404
    file_id = mine.send(house)
    assert other.ask(f"/files/uploads/{file_id}/complete").status_code == 404
    assert other.browser.get(f"/files/{file_id}/thumb").status == 404
    assert visit(south).browser.get(f"/files/{file_id}/thumb").status == 404
    assert browse(house).get(f"/files/{file_id}/thumb").status == 404, "a browser without a visit"
    for thief in (other, visit(south)):
        stolen = thief.order(file_id)
        assert stolen.status == 303 and "check=1" in stolen.location, stolen.words
    member = browse(house, "dana")
    page = member.get(WHERE)
    taken = member.post(WHERE, {**page.form()[1], **STORY, **TERMS, "_step": "last", "fld_story_files": file_id})
    assert taken.status == 303 and "check=1" in taken.location
    assert look("select count(*) from orders") == [(0,)]
    assert mine.order(file_id).location.startswith("/checkout/thanks/")
    once = mine.order(file_id, _key="another-key-1")
    assert once.status == 303 and "check=1" in once.location, "a file stands in one place only"


def test_only_where_a_public_service_asks_and_only_as_much_as_it_takes(browse, visit):
    private = cast.build("farwell", source=cast.document(svc_story={"public": False}))
    browser = browse(private)
    guest = Guest(browser, browser.get("/services/audit"))
    assert guest.begin().status_code == 401
    asked = visit()
    assert asked.begin(20_000_000).status_code == 201
    large = asked.begin(20_000_001)
    assert (large.status_code, large.json["code"]) == (422, "file_too_large")


def test_a_guest_has_a_budget_by_browser_and_by_address(house, browse, look, visit, monkeypatch):
    monkeypatch.setattr(budgets, "UPLOADS_OF_VISIT", 2)
    monkeypatch.setattr(budgets, "UPLOADS_OF_ADDRESS", 3)
    first, second = visit(), visit()
    assert [first.begin().status_code for _ in range(3)] == [201, 201, 429]
    assert [second.begin().status_code for _ in range(2)] == [201, 429], "the address has sent its three"
    monkeypatch.setattr(budgets, "UPLOADS_OF_ADDRESS", 100)
    assert second.begin().status_code == 429, "the browser's are counted, too"
    assert visit().begin().status_code == 201
    dana = browse(house, "dana")
    assert Guest(dana, dana.get(WHERE)).begin().status_code == 201, "members have their own"


def test_a_guest_has_a_budget_of_bytes(visit, monkeypatch):
    monkeypatch.setattr(budgets, "MEGABYTES_OF_VISIT", 5)
    monkeypatch.setattr(budgets, "MEGABYTES_OF_ADDRESS", 8)
    assert [visit().begin(4_000_000).status_code for _ in range(3)] == [201, 201, 429]
    monkeypatch.setattr(budgets, "MEGABYTES_OF_ADDRESS", 100)
    guest = visit()
    assert [guest.begin(size).status_code for size in (4_000_001, 1)] == [201, 429]


def test_people_nobody_has_vouched_for_fill_a_part_of_the_space(house, browse, look, visit, monkeypatch):
    """Also with orders: until an address is proven, or the desk has taken the client in."""
    guest = visit()
    first = guest.send(house)
    placed = guest.order(first)
    assert placed.status == 303
    with entered(house.live), transaction():
        used = queries.unconfirmed_bytes()
    assert used == len(PNG)
    small = replace(settings(), storage_limit=budgets.SHARE * (2 * len(PNG)) + 3)
    monkeypatch.setattr(budgets, "settings", lambda: small)
    assert visit().begin(len(PNG) + 1).json["code"] == "storage_full"
    assert visit().begin(len(PNG)).status_code == 201
    assert visit().begin(1).json["code"] == "storage_full"
    dana = browse(house, "dana")
    assert Guest(dana, dana.get(WHERE)).begin(len(PNG)).status_code == 201, "members have the whole space"
    cast.deliver_later(house)
    link = "/sign-in/order/" + cast.link_in(cast.letters(house, CONTACT["email"])[-1], "/sign-in/order/")
    assert browse(house).get(link).send(link).status == 302
    assert visit().begin(len(PNG)).status_code == 201, "the proven ones count no more"


def test_what_guests_leave_behind_is_forgotten(house, look, visit):
    guest = visit()
    begun, lonely, placed = guest.begin().json["id"], guest.send(house), guest.send(house)
    assert guest.order(placed).status == 303

    def left() -> set[str]:
        return {one for (one,) in look("select id::text from files")}

    assert left() == {begun, lonely, placed}
    for later, remains in ((timedelta(hours=4), {lonely, placed}), (timedelta(days=3), {placed})):
        with clock.frozen(clock.real_now() + later), entered(house.live), transaction():
            actions.forget_leftovers()
        assert left() == remains
