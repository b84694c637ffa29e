"""Orders: moves, states, who sees what, lists."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import psycopg
import pytest

from commerce.orders import states
from commerce.orders.actions import add_note, cancel, confirm, move_status
from commerce.orders.board import board
from commerce.orders.frozen import forget_frozen
from commerce.orders.models import STATES, STATUS_KINDS
from commerce.orders.page import order_page, possible_moves
from commerce.orders.queries import access_order, list_orders, order_counts, payment_due, waiting_for_you
from commerce.payments.actions import settle_test_payment
from foundation.db import statements, transaction
from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity.viewer import GUEST, Viewer
from foundation.tenancy import entered
from portal_config.compiled import Move
from tests.commerce import cast

Look = Callable[..., list[tuple[Any, ...]]]


def confirmed(house: cast.House, who: str = "dana") -> str:
    """An order that may be worked on."""
    return cast.order(house, who, method_id="pmt_bank").number


def test_a_project_manager_takes_an_order_through_its_pipeline_and_the_client_accepts(
    house: cast.House, look: Look
) -> None:
    number = confirmed(house)
    for status, state in (("sts_todo", "confirmed"), ("sts_doing", "in_progress"), ("sts_review", "in_progress")):
        moved = cast.act(house, house.manager, move_status, number, status)
        assert (moved.status, moved.state) == (status, state)
    assert moved.status_due_at is not None
    assert (moved.status_due_at - moved.status_since).days == 3
    assert [order.number for order in cast.read(house, "lee", waiting_for_you)] == [number]
    done = cast.act(house, "dana", move_status, number, "sts_done", note="Thank you")
    assert (done.state, done.status_kind, done.completed_at is not None) == ("completed", "done", True)
    page = cast.read(house, "dana", order_page, number)
    assert [(entry.kind, entry.to_status, entry.to_state) for entry in page.history] == [
        ("placed", "sts_new", "confirmed"), ("moved", "sts_todo", "confirmed"), ("moved", "sts_doing", "in_progress"),
        ("moved", "sts_review", "in_progress"), ("moved", "sts_done", "completed"),
    ]  # fmt: skip
    assert page.history[-1].note == "Thank you"
    assert page.history[-1].actor_name == "Dana"
    assert look("select count(*) from events where name = 'order.status_changed'") == [(4,)]
    assert look("select count(*) from audit where action = 'order.move'") == [(4,)]


def test_only_roles_the_pipeline_names_may_move(house: cast.House) -> None:
    number = confirmed(house)
    for who in ("dana", "fiona"):
        with pytest.raises(Forbidden, match="move_forbidden"):
            cast.act(house, who, move_status, number, "sts_todo")
    with pytest.raises(Forbidden, match="move_forbidden"):
        cast.act(house, house.manager, move_status, number, "sts_done")
    with pytest.raises(Forbidden, match="move_forbidden"):
        cast.act(house, house.manager, move_status, number, "sts_nowhere")
    assert cast.act(house, house.manager, move_status, number, "sts_todo").status == "sts_todo"


def test_an_owner_makes_every_move_the_pipeline_has(house: cast.House) -> None:
    number = confirmed(house)
    owner = replace(house.owner, roles=frozenset())
    assert cast.act(house, owner, move_status, number, "sts_doing").state == "in_progress"
    with pytest.raises(Forbidden):
        cast.act(house, owner, move_status, number, "sts_new")


def test_an_unpaid_order_is_not_begun_unless_staff_confirm_it(house: cast.House) -> None:
    number = cast.order(house, "dana").number
    with pytest.raises(Refused, match="state_forbids_move"):
        cast.act(house, house.manager, move_status, number, "sts_doing")
    with pytest.raises(Forbidden):
        cast.act(house, "dana", confirm, number)
    assert cast.act(house, house.manager, confirm, number).state == "confirmed"
    assert cast.act(house, house.manager, move_status, number, "sts_doing").state == "in_progress"


def test_work_that_began_cannot_be_cancelled(house: cast.House) -> None:
    number = confirmed(house)
    cast.act(house, house.manager, move_status, number, "sts_doing")
    for who in ("dana", house.manager):
        with pytest.raises(Refused, match="state_forbids_move"):
            cast.act(house, who, cancel, number)


def test_a_buyer_cancels_until_it_is_confirmed_and_staff_after(house: cast.House) -> None:
    waiting, ready = cast.order(house, "dana").number, confirmed(house)
    gone = cast.act(house, "dana", cancel, waiting)
    assert (gone.state, gone.status, gone.status_kind) == ("cancelled", "sts_off", "cancelled")
    with pytest.raises(Forbidden, match="cancel_forbidden"):
        cast.act(house, "dana", cancel, ready)
    with pytest.raises(Forbidden):
        cast.act(house, "fiona", cancel, cast.order(house, "dana").number)
    assert cast.act(house, house.manager, cancel, ready).state == "cancelled"
    assert cast.act(house, house.manager, cancel, ready).state == "cancelled"


def test_a_move_from_an_old_page_is_refused(house: cast.House) -> None:
    number = confirmed(house)
    seen = cast.read(house, house.manager, access_order, number).version
    cast.act(house, house.manager, move_status, number, "sts_todo", expected_version=seen)
    with pytest.raises(Refused) as refused:
        cast.act(house, house.manager, move_status, number, "sts_off", expected_version=seen)
    assert (refused.value.code, refused.value.status) == ("stale", 409)


def test_two_moves_at_once_both_based_on_one_version_make_one(house: cast.House, look: Look) -> None:
    number = confirmed(house)
    seen = cast.read(house, house.manager, access_order, number).version
    barrier, outcomes = threading.Barrier(2), []

    def move(to: str) -> None:
        barrier.wait(10)
        try:
            cast.act(house, house.manager, move_status, number, to, expected_version=seen)
            outcomes.append("moved")
        except Refused as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=move, args=(to,)) for to in ("sts_todo", "sts_off")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["moved", "stale"]
    assert look("select count(*) from order_history where kind = 'moved'") == [(1,)]


def test_the_pipeline_is_the_one_the_order_froze(house: cast.House) -> None:
    """The live document may change; the order keeps its own statuses and moves."""
    import portal_config
    from foundation.revisions.actions import save_draft
    from foundation.revisions.publishing import publish
    from foundation.revisions.queries import draft_document, forget_pointers

    number = confirmed(house)
    with entered(house.sandbox), transaction():
        base, text = draft_document()
        changed = portal_config.load(text)
        changed["pipelines"]["pip_work"]["statuses"]["sts_todo"]["name"] = "Renamed"
        changed["pipelines"]["pip_work"]["moves"] = []
        save_draft(changed, base=base, author="system")
        publish(author="system")
    forget_pointers()
    moved = cast.act(house, house.manager, move_status, number, "sts_todo")
    assert moved.status_name == "Planned"


@pytest.mark.parametrize(("state", "kind"), list(product(STATES, STATUS_KINDS)))
def test_the_state_machine_only_reaches_allowed_pairs_over_allowed_edges(state: str, kind: str) -> None:
    try:
        walked = states.path(state, kind)
    except Refused as refused:
        assert refused.code == "state_forbids_move"
        assert kind not in states.PATHS or state not in states.PATHS[kind]
        return
    before = state
    for following in walked:
        assert following in states.EDGES[before]
        before = following
    assert before in states.ALLOWED[kind]


def test_the_database_refuses_every_pair_the_table_does_not_allow(house: cast.House, admin_dsn: str) -> None:
    number = confirmed(house)
    change = (
        "update portico.orders set state = %s, status_kind = %s,"
        " completed_at = case when %s = 'completed' then placed_at end where number = %s"
    )
    for state, kind in product(STATES, STATUS_KINDS):
        with psycopg.connect(admin_dsn) as connection:
            connection.execute("set session_replication_role = replica")  # the CHECK alone, whatever triggers say
            if state in states.ALLOWED[kind]:
                connection.execute(change, (state, kind, state, number))
            else:
                with pytest.raises(psycopg.errors.CheckViolation):
                    connection.execute(change, (state, kind, state, number))
            connection.rollback()


def test_sums_that_do_not_add_up_are_refused_by_the_database(house: cast.House, admin_dsn: str) -> None:
    number = confirmed(house)
    with psycopg.connect(admin_dsn) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("update portico.orders set gross_minor = gross_minor + 1 where number = %s", (number,))
    with psycopg.connect(admin_dsn) as connection:
        connection.execute(
            "update portico.orders set gross_minor = gross_minor + 1, tax_minor = 1 where number = %s", (number,)
        )
        connection.rollback()


def test_history_is_only_ever_added_to(house: cast.House, database: str) -> None:
    confirmed(house)
    with psycopg.connect(database) as connection:
        connection.execute("select set_config('app.tenant_id', %s, false)", (str(house.live.tenant_id),))
        assert connection.execute("select count(*) from portico.order_history").fetchone() == (1,)
        for statement in ("update portico.order_history set note = 'x'", "delete from portico.order_history"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(statement)


def test_others_orders_are_not_found(house: cast.House, stranger: cast.House) -> None:
    number = confirmed(house)
    for question in (access_order, order_page):
        for who in ("kim", GUEST, Viewer(kind="staff", name="No rights")):
            with pytest.raises(NotFound):
                cast.read(house, who, question, number)
        with pytest.raises(NotFound):
            cast.read(stranger, "sam", question, number)
        with pytest.raises(NotFound):
            cast.read(stranger, stranger.owner, question, number)
        for who in ("dana", "lee", "fiona", "vic", house.owner, house.manager):
            assert cast.read(house, who, question, number)
    for absurd in ("", "x" * 5000, "NL-0"):
        with pytest.raises(NotFound):
            cast.read(house, house.owner, access_order, absurd)
    with pytest.raises(NotFound):
        cast.act(house, "kim", add_note, number, "hello")


def test_who_reads_their_own_orders_does_not_read_a_colleagues(clean_caches: None) -> None:
    source = cast.document()
    source["roles"]["rol_buyer"]["can"]["order.read"] = "own"
    house = cast.build("northlight", source=source)
    cast.add_client(house, "Acme Industries", {"dana": "rol_buyer", "bob": "rol_buyer", "lee": "rol_approver"})
    number = confirmed(house)
    assert cast.read(house, "dana", access_order, number)
    assert cast.read(house, "lee", access_order, number)
    with pytest.raises(NotFound):
        cast.read(house, "bob", access_order, number)
    assert cast.read(house, "bob", list_orders).orders == ()
    assert [order.number for order in cast.read(house, "dana", list_orders).orders] == [number]
    assert (cast.read(house, "bob", order_counts).all, cast.read(house, "dana", order_counts).all) == (0, 1)


def test_a_note_is_told_to_both_sides(house: cast.House) -> None:
    number = confirmed(house)
    cast.act(house, "dana", add_note, number, "  A question  ")
    with pytest.raises(Refused, match="note_missing"):
        cast.act(house, "dana", add_note, number, "  ")
    with pytest.raises(Refused, match="note_too_long"):
        cast.act(house, "dana", add_note, number, "x" * 2001)
    assert cast.read(house, house.manager, order_page, number).history[-1].note == "A question"


@pytest.mark.parametrize("sort", ["newest", "oldest", "due"])
def test_pages_hold_every_order_once_in_order_both_ways(house: cast.House, sort: Any) -> None:
    numbers = {cast.order(house, "dana").number for _ in range(7)}
    cast.order(house, "kim")
    seen, pages, cursor = [], [], None
    while True:
        page = cast.read(house, "dana", list_orders, sort=sort, cursor=cursor, limit=3)
        seen += [order.number for order in page.orders]
        pages.append([order.number for order in page.orders])
        if page.next is None:
            break
        cursor = page.next
        # A new order in between moves nobody to another page.
        if len(pages) == 1 and sort == "newest":
            cast.order(house, "dana")
    assert sorted(seen) == sorted(numbers)
    assert seen == sorted(numbers, reverse=sort == "newest")
    assert [len(one) for one in pages] == [3, 3, 1]
    back = cast.read(house, "dana", list_orders, sort=sort, cursor=page.previous, limit=3)
    assert [order.number for order in back.orders] == pages[1]
    assert back.next is not None


def test_lists_are_filtered_by_view_status_and_text(house: cast.House) -> None:
    paid = cast.order(house, "dana", po_number="PO-77_x")
    unpaid = cast.order(house, "dana")
    done = confirmed(house)
    for status in ("sts_doing", "sts_review", "sts_done"):
        cast.act(house, house.manager, move_status, done, status)
    with entered(house.live), transaction():
        settle_test_payment(paid.payment_id, "pay")

    def numbers(**options: Any) -> set[str]:
        return {order.number for order in cast.read(house, "dana", list_orders, **options).orders}

    assert numbers() == {paid.number, unpaid.number, done}
    assert numbers(view="open") == {paid.number, unpaid.number}
    assert numbers(view="waiting_for_you") == {unpaid.number}
    assert numbers(view="done") == {done}
    with pytest.raises(Refused, match="bad_view"):
        numbers(view="lost")
    assert numbers(status="sts_done") == {done}
    assert numbers(search="po-77_") == {paid.number}
    assert numbers(search="%") == set()
    assert numbers(search=done[-4:]) == {done}
    assert numbers(search="banner") == {paid.number, unpaid.number, done}
    counts = cast.read(house, "dana", order_counts)
    assert (counts.open, counts.waiting_for_you, counts.all) == (2, 1, 3)
    assert {order.number for order in cast.read(house, "fiona", payment_due)} == {unpaid.number, done}
    staff = {order.number for order in cast.read(house, house.manager, list_orders, search="acme").orders}
    assert staff == {paid.number, unpaid.number, done}


@pytest.mark.parametrize(
    "options",
    [{"cursor": "x"}, {"cursor": "é"}, {"cursor": "bnVsbA"}, {"cursor": "W10"}, {"view": "none"}, {"sort": "none"},
     {"cursor": "WyJuZXdlc3QiLDAsIjk5OTk5IiwieCJd"}, {"cursor": "A" * 9999}],
)  # fmt: skip
def test_absurd_pages_are_refused(house: cast.House, options: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        cast.read(house, "dana", list_orders, **options)
    assert refused.value.status == 400
    assert cast.read(house, "dana", list_orders, limit=10**9, status="x" * 9999, search="x" * 9999).orders == ()


def test_a_cursor_of_one_sort_is_refused_by_another(house: cast.House) -> None:
    for _ in range(2):
        cast.order(house, "dana")
    page = cast.read(house, "dana", list_orders, limit=1)
    with pytest.raises(Refused, match="bad_cursor"):
        cast.read(house, "dana", list_orders, sort="due", cursor=page.next)
    assert cast.read(house, "dana", list_orders, cursor=page.next, limit=1).orders


def test_statements_do_not_grow_with_the_orders(house: cast.House) -> None:
    dana, counts = house.viewer("dana"), []
    for rounds in (1, 4):
        for _ in range(rounds):
            number = cast.order(house, dana, cast.banners(house), cast.banners(house)).number
        for question, arguments in (
            (list_orders, ()), (order_counts, ()), (order_page, (number,)), (payment_due, ()), (waiting_for_you, ()),
        ):  # fmt: skip
            forget_frozen()
            with entered(house.live), transaction(), statements() as sent:
                question(dana, *arguments)
            counts.append(len([one for one in sent if "set_config" not in one]))
        with entered(house.live), transaction(), statements() as sent:
            board(house.manager, house.compiled.pipelines["pip_work"])
        counts.append(len([one for one in sent if "set_config" not in one]))
    assert counts == [1, 1, 2, 1, 1, 2] * 2


def test_the_board_shows_each_order_in_the_column_of_its_status(house: cast.House) -> None:
    new, doing = confirmed(house), confirmed(house, "kim")
    cast.act(house, house.manager, move_status, doing, "sts_doing")
    columns = cast.read(house, house.manager, board, house.compiled.pipelines["pip_work"])
    assert [column.status.id for column in columns] == [s.id for s in house.compiled.pipelines["pip_work"].statuses]
    filled = {column.status.id: ([order.number for order in column.orders], column.count) for column in columns}
    assert filled["sts_new"] == ([new], 1)
    assert filled["sts_doing"] == ([doing], 1)
    assert filled["sts_done"] == ([], 0)
    names = {order.client_name for column in columns for order in column.orders}
    assert names == {"Acme Industries", "Kestrel"}
    with pytest.raises(Forbidden):
        cast.read(house, "dana", board, house.compiled.pipelines["pip_work"])


def test_a_row_of_a_list_offers_the_same_moves_as_the_page(house: cast.House) -> None:
    """Also where the rule of cancelling asks whose order it is."""
    number = cast.order(house, "dana").number
    offered = {}
    for who in ("dana", "vic"):
        viewer = house.viewer(who)
        page = cast.read(house, viewer, order_page, number)
        (row,) = cast.read(house, viewer, list_orders).orders
        ends = Move(frozenset({page.order.status}), ("sts_off",), frozenset({"rol_buyer"}))
        pipeline = replace(page.pipeline, moves=(ends,))
        offered[who] = possible_moves(viewer, row, pipeline)
        assert offered[who] == possible_moves(viewer, page.order, pipeline)
    assert [status.id for status in offered["dana"]] == ["sts_off"]
    assert offered["vic"] == ()
