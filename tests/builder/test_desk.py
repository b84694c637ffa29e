"""The desk: board, list and order page, and what staff may do there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from commerce.payments.actions import announce_transfer, settle_test_payment
from foundation.db import statements, transaction, value
from foundation.formats import amount
from foundation.revisions.actions import save_draft
from foundation.revisions.queries import forget_pointers
from foundation.tenancy import entered
from tests.builder.conftest import Browser, in_sandbox, version_on
from tests.commerce import cast

DESK = "/p/northlight/desk"


@pytest.fixture
def paid(house: cast.House) -> str:
    """The number of a paid order of Acme's."""
    placed = cast.order(house, "dana")
    assert placed.payment_id is not None
    with entered(house.live), transaction():
        settle_test_payment(placed.payment_id, "pay", viewer=house.viewer("dana"))
    return placed.number


@pytest.fixture
def transfer(house: cast.House) -> str:
    """The number of an order that is paid by bank transfer."""
    return cast.order(house, "dana", method_id="pmt_bank").number


def stored(house: cast.House, number: str, column: str) -> object:
    with entered(house.live), transaction():
        return value(f"select {column} from orders where number = %(number)s", number=number)


def column(page: str, status: str) -> str:
    """The part of the board that is one column."""
    return page.split(f'data-column="{status}"')[1].split('data-column="')[0]


def test_the_board_shows_every_order_in_its_column(mia: Browser, house: cast.House, paid: str) -> None:
    unpaid = cast.order(house, "kim").number
    page = mia.look(f"{DESK}/")
    received = column(page, "sts_new")
    assert paid in received
    assert unpaid in received
    assert "Acme Industries" in received
    assert "Kestrel" in received
    assert received.count("Not paid") == 1
    assert "2 open" in page
    assert paid not in column(page, "sts_doing")
    assert 'class="board-shut" href="/p/northlight/desk/orders?status=sts_done"' in page


def test_moving_an_order_is_seen_on_the_board_and_in_its_history(mia: Browser, house: cast.House, paid: str) -> None:
    page = mia.look(f"{DESK}/orders/{paid}")
    answer = mia.post(
        f"{DESK}/orders/{paid}/status",
        {"status": "sts_doing", "version": version_on(page), "note": "We begin today"},
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{DESK}/orders/{paid}"
    after = mia.look(f"{DESK}/orders/{paid}")
    assert f"{paid} is now: In progress." in after
    assert re.search(r"<b>In progress</b>", after)
    assert "We begin today" in after
    assert "Mia Brandt" in after
    assert f"{paid} is now" not in mia.look(f"{DESK}/orders/{paid}")
    assert paid in column(mia.look(f"{DESK}/"), "sts_doing")
    assert (stored(house, paid, "state"), stored(house, paid, "status")) == ("in_progress", "sts_doing")


def test_the_order_page_tells_what_was_ordered_and_answered(mia: Browser, house: cast.House, paid: str) -> None:
    page = mia.look(f"{DESK}/orders/{paid}")
    total = amount(int(str(stored(house, paid, "gross_minor"))), "EUR")
    for words in ("Acme Industries", "Dana", "dana@acme.example", "Banner set", total, "Words that answer", "Paid"):
        assert words in page
    form = house.compiled.forms[house.compiled.services["svc_banner"].form or ""]
    assert next(field.label for field in form.fields if field.require) in page


def test_a_stale_move_is_refused_kindly_and_changes_nothing(mia: Browser, house: cast.House, paid: str) -> None:
    version = version_on(mia.look(f"{DESK}/orders/{paid}"))
    assert mia.post(f"{DESK}/orders/{paid}/status", {"status": "sts_todo", "version": version}).status_code == 303
    late = mia.post(f"{DESK}/orders/{paid}/status", {"status": "sts_doing", "version": version})
    assert late.status_code == 409
    page = late.get_data(as_text=True)
    assert "changed in the meantime" in page
    assert "You see the order as it is now." in page
    assert stored(house, paid, "status") == "sts_todo"
    told = mia.send(f"{DESK}/orders/{paid}/status", {"status": "sts_doing", "version": int(version)})
    assert told.status_code == 409
    assert told.json["code"] == "stale"
    fresh = mia.send(f"{DESK}/orders/{paid}/status", {"status": "sts_doing", "version": int(version) + 1})
    assert fresh.status_code == 200
    assert fresh.json["status"] == "sts_doing"
    assert fresh.json["version"] == int(version) + 2


def test_the_pipeline_decides_what_a_manager_may_do(mia: Browser, jonas: Browser, house: cast.House, paid: str) -> None:
    path = f"{DESK}/orders/{paid}/status"
    assert jonas.send(path, {"status": "sts_doing"}).status_code == 200
    assert jonas.send(path, {"status": "sts_review"}).status_code == 200
    skipped = jonas.send(path, {"status": "sts_new"})
    assert (skipped.status_code, skipped.json["code"]) == (403, "move_forbidden")
    assert stored(house, paid, "status") == "sts_review"
    assert jonas.send(path, {"status": "sts_done"}).status_code == 200
    assert stored(house, paid, "state") == "completed"


def test_a_move_that_names_other_roles_is_not_the_managers_but_the_owners(
    mia: Browser, jonas: Browser, house: cast.House
) -> None:
    source = cast.document()
    source["pipelines"]["pip_work"]["moves"][0]["by"] = ["rol_owner"]
    with entered(house.sandbox), transaction():
        save_draft(source, base=1, author="system")
    forget_pointers()
    sample = in_sandbox(house)
    number = cast.order(sample, "sue").number
    desk = "/p/northlight/sandbox/main/desk"
    assert 'data-targets=""' in column(jonas.look(f"{desk}/"), "sts_new")
    refused = jonas.send(f"{desk}/orders/{number}/status", {"status": "sts_todo"})
    assert (refused.status_code, refused.json["code"]) == (403, "move_forbidden")
    assert stored(sample, number, "status") == "sts_new"
    assert 'data-targets="sts_todo"' in column(mia.look(f"{desk}/"), "sts_new")
    assert mia.send(f"{desk}/orders/{number}/status", {"status": "sts_todo"}).status_code == 200
    assert stored(sample, number, "status") == "sts_todo"


def test_a_seat_without_a_role_reads_and_moves_nothing(
    browser: Callable[..., Browser], mia: Browser, house: cast.House, paid: str
) -> None:
    nora = browser("nora@northlight.example")
    for path in (f"{DESK}/", f"{DESK}/orders", f"{DESK}/orders/{paid}"):
        assert nora.get(path).status_code == 403
        assert mia.get(path).status_code == 200
    assert nora.send(f"{DESK}/orders/{paid}/status", {"status": "sts_doing"}).status_code == 403
    assert stored(house, paid, "status") == "sts_new"
    assert mia.send(f"{DESK}/orders/{paid}/status", {"status": "sts_doing"}).status_code == 200


def test_a_portal_without_a_seat_is_the_same_nothing_as_a_missing_one(
    browser: Callable[..., Browser], mia: Browser, house: cast.House, stranger: cast.House, paid: str
) -> None:
    otto = browser("otto@farwell.example")
    for path in ("/", "/orders", f"/orders/{paid}"):
        foreign = otto.get(f"/p/northlight/desk{path}")
        missing = otto.get(f"/p/nowhere/desk{path}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert foreign.get_data() == missing.get_data()
        assert mia.get(f"/p/northlight/desk{path}").status_code == 200
        assert otto.get(f"/p/northlight/sandbox/main/desk{path}").status_code == 404
    assert otto.send(f"{DESK}/orders/{paid}/status", {"status": "sts_doing"}).status_code == 404
    assert stored(house, paid, "status") == "sts_new"
    assert otto.get("/p/farwell/desk/").status_code == 200
    assert otto.get(f"/p/farwell/desk/orders/{paid}").status_code == 404


def test_places_that_do_not_exist_are_not_there(mia: Browser) -> None:
    for path in (
        "/p/northlight/sandbox/other/desk/",
        "/p/northlight/sandbox/MAIN/desk/",
        "/p/Northlight/desk/",
        "/p/northlight--main/desk/",
        "/p/%C3%A9/desk/",
        f"{DESK}/orders/NL-0000-0000",
        f"{DESK}/orders/" + "9" * 300,
    ):
        assert mia.get(path).status_code == 404, path
    assert mia.get("/p/%00/desk/").status_code in (400, 404)
    assert mia.get(f"{DESK}/orders/" + "9" * 600).status_code in (404, 422)
    assert mia.get(f"{DESK}/").status_code == 200


def test_the_sandbox_has_its_own_orders(mia: Browser, house: cast.House, paid: str) -> None:
    sample = in_sandbox(house)
    tried = cast.order(sample, "sue", cast.banners(sample, 3), cast.banners(sample, 1)).number
    live, sandbox = mia.look(f"{DESK}/"), mia.look("/p/northlight/sandbox/main/desk/")
    assert "Sample" in sandbox
    assert "Acme Industries" not in sandbox
    assert "nothing here is real" in sandbox
    assert "Sample" not in live
    assert "nothing here is real" not in live
    assert "Acme Industries" not in mia.look("/p/northlight/sandbox/main/desk/orders")
    assert mia.get(f"{DESK}/orders/{tried}").status_code == 404
    assert mia.get(f"/p/northlight/sandbox/main/desk/orders/{paid}").status_code == 404
    moved = mia.send(f"/p/northlight/sandbox/main/desk/orders/{tried}/status", {"status": "sts_todo"})
    assert moved.status_code == 200
    assert stored(house, paid, "status") == "sts_new"
    assert stored(sample, tried, "status") == "sts_todo"


def test_a_transfer_is_marked_as_paid(jonas: Browser, house: cast.House, transfer: str) -> None:
    page = jonas.look(f"{DESK}/orders/{transfer}")
    assert "Mark as paid" in page
    assert "Waiting for the transfer" in page
    with entered(house.live), transaction():
        announce_transfer(house.viewer("dana"), transfer, reference="4711")
    assert "Transfer announced" in jonas.look(f"{DESK}/orders/{transfer}")
    assert jonas.post(f"{DESK}/orders/{transfer}/payment").status_code == 303
    after = jonas.look(f"{DESK}/orders/{transfer}")
    assert "Mark as paid" not in after
    assert stored(house, transfer, "payment_state") == "paid"
    assert jonas.post(f"{DESK}/orders/{transfer}/payment").status_code == 303


def test_an_announced_transfer_that_did_not_arrive_is_waited_for_again(
    jonas: Browser, house: cast.House, transfer: str
) -> None:
    assert "It did not arrive" not in jonas.look(f"{DESK}/orders/{transfer}")
    with entered(house.live), transaction():
        announce_transfer(house.viewer("dana"), transfer, reference="4711")
    assert "It did not arrive" in jonas.look(f"{DESK}/orders/{transfer}")
    assert jonas.post(f"{DESK}/orders/{transfer}/payment/rejection").status_code == 303
    assert stored(house, transfer, "payment_state") == "unpaid"
    assert "Waiting for the transfer" in jonas.look(f"{DESK}/orders/{transfer}")


def test_a_card_payment_cannot_be_marked_by_hand(mia: Browser, house: cast.House) -> None:
    number = cast.order(house, "dana").number
    assert "Mark as paid" not in mia.look(f"{DESK}/orders/{number}")
    answer = mia.post(f"{DESK}/orders/{number}/payment")
    assert answer.status_code == 409
    assert "not paid by bank transfer" in answer.get_data(as_text=True)
    assert stored(house, number, "payment_state") == "unpaid"


def test_a_note_stands_in_the_history_as_it_was_written(mia: Browser, paid: str) -> None:
    words = "<b>Call</b> Dana & ask"
    assert mia.post(f"{DESK}/orders/{paid}/note", {"note": words}).status_code == 303
    assert "&lt;b&gt;Call&lt;/b&gt; Dana &amp; ask" in mia.look(f"{DESK}/orders/{paid}")
    empty = mia.post(f"{DESK}/orders/{paid}/note", {"note": "  "})
    assert empty.status_code == 422
    assert "Write a note first." in empty.get_data(as_text=True)
    assert mia.post(f"{DESK}/orders/{paid}/note", {"note": "x" * 2001}).status_code == 422


def test_staff_cancel_until_work_begins(jonas: Browser, house: cast.House, paid: str, transfer: str) -> None:
    assert jonas.post(f"{DESK}/orders/{transfer}/cancellation", {"note": "Ordered twice"}).status_code == 303
    assert (stored(house, transfer, "state"), stored(house, transfer, "status")) == ("cancelled", "sts_off")
    assert jonas.send(f"{DESK}/orders/{paid}/status", {"status": "sts_doing"}).status_code == 200
    late = jonas.send(f"{DESK}/orders/{paid}/cancellation", {})
    assert late.status_code in (403, 409)
    assert stored(house, paid, "state") == "in_progress"


def test_an_order_is_begun_without_its_payment_only_when_staff_say_so(jonas: Browser, house: cast.House) -> None:
    number = cast.order(house, "dana").number
    page = jonas.look(f"{DESK}/orders/{number}")
    assert "Confirm without payment" in page
    early = jonas.send(f"{DESK}/orders/{number}/status", {"status": "sts_doing"})
    assert (early.status_code, early.json["code"]) == (409, "state_forbids_move")
    answer = jonas.post(f"{DESK}/orders/{number}/confirmation", {"version": version_on(page)})
    assert answer.status_code == 303
    assert (stored(house, number, "state"), stored(house, number, "payment_state")) == ("confirmed", "unpaid")
    assert "Confirm without payment" not in jonas.look(f"{DESK}/orders/{number}")
    assert jonas.send(f"{DESK}/orders/{number}/status", {"status": "sts_doing"}).status_code == 200


def test_a_card_offers_every_move_but_the_one_that_cannot_be_taken_back(mia: Browser, paid: str) -> None:
    received = column(mia.look(f"{DESK}/"), "sts_new")
    assert 'data-targets="sts_todo sts_doing"' in received
    assert "sts_off" not in received
    assert 'name="status" value="sts_off"' in mia.look(f"{DESK}/orders/{paid}")


def test_a_board_without_orders_says_what_will_stand_there(mia: Browser, jonas: Browser, house: cast.House) -> None:
    assert "No orders yet" in mia.look(f"{DESK}/")
    assert "No orders yet" in mia.look(f"{DESK}/orders")
    invite = f'href="{DESK}/clients/new"'
    assert invite in mia.look(f"{DESK}/"), "the next step is a client"
    assert invite not in jonas.look(f"{DESK}/"), "who may not add one is not offered it"
    cast.order(house, "dana")
    assert "No orders yet" not in mia.look(f"{DESK}/")


def test_a_full_column_leads_to_the_rest_of_its_orders(
    mia: Browser, house: cast.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from builder.desk import views

    monkeypatch.setattr(views, "PER_COLUMN", 2)
    numbers = [cast.order(house, "dana").number for _ in range(3)]
    received = column(mia.look(f"{DESK}/"), "sts_new")
    assert [number in received for number in numbers] == [False, True, True]
    assert f'href="{DESK}/orders?status=sts_new">Show all 3' in received
    rest = mia.look(f"{DESK}/orders?status=sts_new")
    assert all(number in rest for number in numbers)


def test_the_list_keeps_every_choice_in_the_address(mia: Browser, house: cast.House, paid: str, transfer: str) -> None:
    kestrel = cast.order(house, "kim", po_number="PO 88").number
    everything = mia.look(f"{DESK}/orders")
    assert all(number in everything for number in (paid, transfer, kestrel))
    found = mia.look(f"{DESK}/orders?q=PO+88")
    assert kestrel in found
    assert paid not in found
    by_client = mia.look(f"{DESK}/orders?q=Kestrel")
    assert kestrel in by_client
    assert transfer not in by_client
    assert "No order matches" in mia.look(f"{DESK}/orders?q=nothing+like+it")
    mia.send(f"{DESK}/orders/{paid}/status", {"status": "sts_doing"})
    doing = mia.look(f"{DESK}/orders?status=sts_doing&sort=due")
    assert paid in doing
    assert transfer not in doing
    unbegun = mia.look(f"{DESK}/orders?view=waiting_for_you")
    assert transfer in unbegun
    assert paid not in unbegun


def test_the_list_is_narrowed_to_one_client(mia: Browser, house: cast.House, paid: str) -> None:
    kestrel = cast.order(house, "kim").number
    narrowed = mia.look(f"{DESK}/orders?client={house.clients['Kestrel']}")
    assert kestrel in narrowed
    assert paid not in narrowed
    assert mia.get(f"{DESK}/orders?client=nobody").status_code == 400


def test_the_list_goes_on_where_the_page_ends(mia: Browser, house: cast.House, monkeypatch: pytest.MonkeyPatch) -> None:
    from builder.desk import views

    monkeypatch.setattr(views, "PER_PAGE", 2)
    numbers = [cast.order(house, "dana").number for _ in range(5)]
    page = mia.look(f"{DESK}/orders?sort=oldest")
    seen = []
    for _ in range(3):
        seen.append([number for number in numbers if f"/orders/{number}" in page])
        if 'rel="next"' not in page:
            break
        address = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
        assert "sort=oldest" in address
        page = mia.look(address)
    assert seen == [numbers[:2], numbers[2:4], numbers[4:]]


def test_absurd_addresses_are_refused_with_a_code(mia: Browser) -> None:
    for query, code in (
        ("view=secret", "bad_view"),
        ("sort=price", "bad_sort"),
        ("cursor=AAAA", "bad_cursor"),
        ("cursor=" + "A" * 390, "bad_cursor"),
        ("q=%00", "bad_text"),
        ("status=%00", "bad_text"),
    ):
        answer = mia.get(f"{DESK}/orders?{query}", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json["code"]) == (400, code), query
    assert mia.get(f"{DESK}/orders?q=" + "A" * 500).status_code == 422
    assert mia.get(f"{DESK}/orders?status=%ED%A0%80").status_code == 200
    assert mia.get(f"{DESK}/?pipeline=pip_nothing").status_code == 404
    assert mia.get(f"{DESK}/orders?view=all&q=%25_").status_code == 200


MALFORMED: tuple[tuple[bytes, int], ...] = (
    (b"", 400),
    (b"{", 400),
    (b"\xff\xfe", 400),
    (b'{"status": NaN}', 400),
    (b"[" * 40 + b"]" * 40, 400),
    (b'{"a":' * 5000 + b"1" + b"}" * 5000, 400),
    (b'{"status": "sts_doing\\u0000"}', 400),
    (b'{"status": "\\ud800"}', 400),
    (b'{"version": ' + b"9" * 5000 + b', "status": "sts_doing"}', 400),
    (b"[]", 422),
    (b"null", 422),
    (b'"sts_doing"', 422),
    (b"{}", 422),
    (b'{"status": 7}', 422),
    (b'{"status": ""}', 422),
    (b'{"status": {"$gt": ""}}', 422),
    (b'{"status": "sts_doing", "version": "1"}', 422),
    (b'{"status": "sts_doing", "version": 1e999}', 400),
    (b'{"status": "sts_doing", "version": 99999999999999999999}', 422),
    (b'{"status": "sts_doing", "note": null}', 422),
    (b'{"status": "sts_doing", "also": 1}', 422),
)


def test_a_malformed_body_is_refused_with_a_code(mia: Browser, house: cast.House, paid: str) -> None:
    for body, status in MALFORMED:
        answer = mia.send(f"{DESK}/orders/{paid}/status", body)
        assert answer.status_code == status, (body[:40], answer.get_data(as_text=True))
        assert answer.json["code"], body[:40]
    assert stored(house, paid, "status") == "sts_new"
    assert mia.send(f"{DESK}/orders/{paid}/status", {"status": "sts_doing"}).status_code == 200


def test_a_move_without_a_token_or_from_elsewhere_is_refused(mia: Browser, house: cast.House, paid: str) -> None:
    path = f"{DESK}/orders/{paid}/status"
    assert mia.send(path, {"status": "sts_doing"}, **{"X-CSRF-Token": ""}).status_code == 403
    assert mia.post(path, {"status": "sts_doing"}, token="").status_code == 403
    assert mia.send(path, {"status": "sts_doing"}, Origin="http://northlight.localhost").status_code == 403
    assert stored(house, paid, "status") == "sts_new"
    assert mia.send(path, {"status": "sts_doing"}, Origin="http://app.localhost").status_code == 200


def test_a_guest_moves_nothing(browser: Callable[..., Browser], house: cast.House, paid: str) -> None:
    answer = browser().send(f"{DESK}/orders/{paid}/status", {"status": "sts_doing"})
    assert (answer.status_code, answer.json["code"]) == (401, "sign_in_first")
    assert stored(house, paid, "status") == "sts_new"


@pytest.mark.parametrize(("path", "most"), [("/", 6), ("/orders", 4), ("/orders/{number}", 6)])
def test_a_page_costs_the_same_few_statements_with_any_number_of_orders(
    mia: Browser, house: cast.House, paid: str, path: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Hosts and pointers are asked again after a second; here none passes.
    monkeypatch.setattr("foundation.revisions.queries.POINTER_SECONDS", 600)
    monkeypatch.setattr("foundation.tenancy.hosts.CACHE_SECONDS", 600)
    address = DESK + path.format(number=paid)
    mia.look(address)
    with statements() as few:
        mia.look(address)
    for _ in range(6):
        cast.order(house, "kim")
    with statements() as many:
        mia.look(address)
    own = [sql for sql in many if "staff_sessions" not in sql and " seats " not in sql and "from tenants t" not in sql]
    assert len(own) <= most, own
    assert len(many) == len(few)


def test_an_unpublished_portal_says_so(mia: Browser, house: cast.House, database: str) -> None:
    from foundation.tenancy.actions import create_portal, new_portal_scopes
    from tests.builder.conftest import seat

    live, sandbox = new_portal_scopes("empty-house", "Empty house")
    with entered(sandbox), transaction():
        create_portal(live, sandbox)
    seat("eva@empty.example", "Eva", live, owner=True)
    eva = Browser(mia.client.application.test_client())
    eva.read_token("/sign-in")
    eva.post("/sign-in", {"email": "eva@empty.example", "password": cast.PASSWORD})
    answer = eva.get("/p/empty-house/desk/")
    assert answer.status_code == 409
    assert "Nothing has been published here yet" in answer.get_data(as_text=True)
