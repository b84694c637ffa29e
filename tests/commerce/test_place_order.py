"""Placing an order: what is written, what is refused, what it costs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from commerce.checkout.actions import place_order
from commerce.checkout.confirmation import confirmation
from commerce.checkout.request import AnswersRefused, Guest, Item, PlacedOrder
from commerce.clients import actions as clients
from commerce.clients.viewer import load_member, member_viewer
from commerce.orders.page import order_page
from foundation import clock, revisions
from foundation.db import statements, transaction
from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity import accounts
from foundation.identity.secrets import hashed
from foundation.identity.viewer import GUEST
from foundation.tenancy import entered
from tests.commerce import cast

Look = Callable[..., list[tuple[Any, ...]]]


def test_an_order_by_card_waits_for_its_payment_with_everything_frozen(house: cast.House, look: Look) -> None:
    placed = cast.order(
        house,
        "dana",
        Item("svc_articles", 1, cast.filled(house, "svc_articles", fld_count="3")),
        po_number="PO 7",
        note="Please hurry",
    )
    page = cast.read(house, "dana", order_page, placed.number)
    order, (line,), (payment,) = page.order, page.lines, page.payments
    service = house.compiled.services["svc_articles"]
    assert service.price is not None
    assert (order.state, order.status, order.status_kind, order.payment_state) == (
        "submitted", "sts_new", "open", "unpaid",
    )  # fmt: skip
    assert (order.net_minor, order.tax_minor, order.gross_minor, order.currency) == (
        3 * service.price.settings["money"].minor, 0, 3 * service.price.settings["money"].minor, "EUR",
    )  # fmt: skip
    assert (line.name, line.quantity, line.unit_price, line.net_minor) == (
        "SEO articles", 3, service.price.settings["money"].minor, 3 * service.price.settings["money"].minor,
    )  # fmt: skip
    assert (order.po_number, order.note, order.contact_name, order.title) == (
        "PO 7",
        "Please hurry",
        "Dana",
        "SEO articles",
    )
    assert (payment.state, payment.gateway, payment.amount_minor) == ("checkout", "test", order.gross_minor)
    assert [entry.kind for entry in page.history] == ["placed"]
    assert line.form is not None
    assert line.form.frozen == house.compiled.forms["frm_article"].frozen
    assert page.pipeline.frozen == house.compiled.pipelines["pip_work"].frozen
    terms = house.compiled.legal["leg_terms"]
    assert order.terms == [{"id": "leg_terms", "version": terms.version, "hash": terms.frozen.hash}]
    frozen = {one for (one,) in look("select hash from blobs")}
    assert frozen == {order.pipeline_hash, line.form.frozen.hash, service.price.frozen.hash, terms.frozen.hash}
    with entered(house.live), transaction():
        assert order.revision_ref == revisions.pointer().key
        assert order.due_at is not None
        assert (order.due_at - order.placed_at).days == service.lead_days


def test_an_order_by_bank_transfer_and_a_free_one_are_confirmed_at_once(house: cast.House) -> None:
    by_transfer = cast.order(house, "dana", method_id="pmt_bank")
    page = cast.read(house, "dana", order_page, by_transfer.number)
    assert (page.order.state, page.order.payment_state, page.payments[0].state) == ("confirmed", "unpaid", "pending")
    assert by_transfer.payment_capability is None
    audit = Item("svc_audit", answers=cast.filled(house, "svc_audit"))
    free = cast.order(house, "dana", audit, method_id=None)
    page = cast.read(house, "dana", order_page, free.number)
    assert (page.order.state, page.order.payment_state, page.payments) == ("confirmed", "not_needed", ())
    assert free.payment_id is None


def test_numbers_count_on_without_a_gap_and_a_refused_order_takes_none(house: cast.House) -> None:
    first = cast.order(house, "dana")
    with pytest.raises(Refused):
        cast.order(house, "dana", method_id=None)
    second = cast.order(house, "kim")
    year = clock.real_now().year
    assert (first.number, second.number) == (f"NL-{year}-0001", f"NL-{year}-0002")


def test_a_sandbox_numbers_its_orders_as_tests(house: cast.House) -> None:
    with entered(house.sandbox), transaction():
        client = clients.create_client(house.owner, name="Sample")
        member = cast.join(house, client, "rob@sample.example", "Rob", "rol_buyer")
        from commerce.clients.viewer import viewer_of_member

        placed = place_order(viewer_of_member(member, house.compiled), cast.ask(house))
    assert placed.number == f"TEST-NL-{clock.real_now().year}-0001"


def test_the_same_key_makes_one_order_and_answers_it_again(house: cast.House, look: Look) -> None:
    request = cast.ask(house)
    dana = house.viewer("dana")
    answers: list[PlacedOrder] = []
    for _ in range(2):
        with entered(house.live), transaction():
            answers.append(place_order(dana, request))
    assert [answer.replayed for answer in answers] == [False, True]
    assert answers[0].number == answers[1].number
    assert (answers[0].order_id, answers[0].payment_id) == (answers[1].order_id, answers[1].payment_id)
    assert answers[1].payment_capability
    assert look("select count(*) from orders") == [(1,)]
    assert look("select count(*) from events where name = 'order.placed'") == [(1,)]


def test_the_same_key_for_another_order_is_refused(house: cast.House, look: Look) -> None:
    request = cast.ask(house)
    cast.act(house, "dana", place_order, request)
    with pytest.raises(Refused, match="idempotency_mismatch") as refused:
        cast.act(house, "dana", place_order, replace(request, po_number="another"))
    assert refused.value.status == 422
    assert look("select count(*) from orders") == [(1,)]
    # Somebody else's key of the same name is another key.
    assert not cast.act(house, "kim", place_order, request).replayed


def test_a_double_submit_from_two_threads_makes_one_order(house: cast.House, look: Look) -> None:
    request, dana = cast.ask(house), house.viewer("dana")
    barrier = threading.Barrier(2)
    answers: list[PlacedOrder | Exception] = []

    def submit() -> None:
        barrier.wait(10)
        try:
            with entered(house.live), transaction():
                answers.append(place_order(dana, request))
        except Exception as error:
            answers.append(error)

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    placed = [answer for answer in answers if isinstance(answer, PlacedOrder)]
    assert len(placed) == 2, answers
    assert sorted(answer.replayed for answer in placed) == [False, True]
    assert len({answer.number for answer in placed}) == 1
    assert look("select count(*) from orders") == [(1,)]
    assert look("select count(*) from payments") == [(1,)]


def test_three_lines_cost_at_most_twelve_statements_with_the_viewer(house: cast.House) -> None:
    with entered(house.live), transaction():
        account = accounts.account_id_of("dana@acme.example")
        assert account is not None
        secret = accounts.open_session(account, device="test", member_id=house.members["dana"])
    onepager = Item("svc_onepager", answers=cast.filled(house, "svc_onepager"))
    request = cast.ask(house, cast.banners(house), onepager, cast.banners(house, 1))
    with entered(house.live), statements() as sent, transaction():
        loaded = load_member(hashed(secret))
        assert loaded is not None
        assert loaded.pointer is not None
        compiled = revisions.compiled(loaded.pointer)
        place_order(member_viewer(loaded, compiled), request, compiled=compiled, pointer=loaded.pointer)
    assert len(sent) == 10, "\n".join(sent)  # the budget is 12
    assert sum("set_config" in one for one in sent) == 1
    assert any("procrastinate" in one for one in sent)


def test_orders_of_one_client_only_bump_that_client(house: cast.House, look: Look) -> None:
    cast.order(house, "dana")
    cast.order(house, "dana")
    assert look("select client_id, n from client_versions where room = 'orders'") == [
        (house.clients["Acme Industries"], 2)
    ]


@pytest.mark.parametrize("who", ["fiona", "vic"])
def test_a_role_without_order_create_cannot_order(house: cast.House, who: str) -> None:
    with pytest.raises(Forbidden):
        cast.order(house, who)
    assert cast.order(house, "dana").number


def test_a_suspended_client_reads_but_does_not_order(house: cast.House) -> None:
    placed = cast.order(house, "dana")
    with entered(house.live), transaction():
        clients.suspend_client(house.owner, house.clients["Acme Industries"])
    with pytest.raises(Forbidden) as refused:
        cast.order(house, "dana")
    assert refused.value.code == "client_suspended"
    assert cast.read(house, "dana", order_page, placed.number).order.number == placed.number
    assert cast.order(house, "kim").number


def test_staff_do_not_order(house: cast.House) -> None:
    with pytest.raises(Forbidden, match="staff"):
        cast.order(house, house.owner)


def test_answers_are_checked_on_the_server_and_all_errors_told(house: cast.House, look: Look) -> None:
    empty = Item("svc_banner", 1, {})
    with pytest.raises(AnswersRefused) as refused:
        cast.order(house, "dana", cast.banners(house), empty)
    assert list(refused.value.errors) == [1]
    required = {
        field.id for field in house.compiled.forms["frm_design"].fields if field.require.always and field.show.always
    }
    assert {error.field_id for error in refused.value.errors[1]} == required
    assert look("select count(*) from orders, idempotency_keys") == [(0,)]


@pytest.mark.parametrize(
    ("quantity", "code"),
    [(0, "quantity_too_small"), (11, "quantity_too_large"), (-1, "quantity_too_small"), ("1.5", "bad_quantity"),
     ("NaN", "bad_quantity"), ("x", "bad_quantity"), ("1e999", "quantity_too_large")],
)  # fmt: skip
def test_quantities_outside_the_rules_are_refused(house: cast.House, quantity: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        cast.order(house, "dana", replace(cast.banners(house), quantity=quantity))
    assert refused.value.code == code
    assert refused.value.pointer == "/items/0/quantity"
    assert cast.order(house, "dana", cast.banners(house, 10)).number


def test_a_quantity_asked_by_the_form_wins_over_the_request(house: cast.House) -> None:
    answers = cast.filled(house, "svc_articles", fld_count="5")
    placed = cast.order(house, "dana", Item("svc_articles", 1, answers))
    page = cast.read(house, "dana", order_page, placed.number)
    assert page.lines[0].quantity == 5


@pytest.mark.parametrize(
    ("step", "own", "asked", "code"),
    [
        (5, {}, "7", "quantity_step"),
        (5, {}, "10", ""),
        (1, {"step": 5}, "11", ""),
        (1, {"step": 5}, "10", "answers_refused"),
        (5, {"integer": False}, "7.5", "quantity_step"),
        (5, {"integer": False}, "10.0", ""),
        (1, {"integer": False}, "7.5", ""),
    ],
)
def test_a_question_holds_to_its_own_steps_and_the_service_to_the_service_s(
    clean_caches: None, step: int, own: dict[str, Any], asked: str, code: str
) -> None:
    source = cast.document(svc_articles={"quantity": {"field": "fld_count", "step": step}})
    source["forms"][source["services"]["svc_articles"]["form"]]["fields"]["fld_count"] |= {"min": 1, "max": 50, **own}
    house = cast.build("northlight", source=source)
    cast.add_client(house, "Acme Industries", {"dana": "rol_buyer"})
    item = Item("svc_articles", 1, cast.filled(house, "svc_articles", fld_count=asked))
    if not code:
        assert cast.order(house, "dana", item).number
        return
    with pytest.raises(Refused) as refused:
        cast.order(house, "dana", item)
    assert refused.value.code == code


@pytest.mark.parametrize("count", [None, -1])
def test_an_addon_is_asked_for_in_whole_numbers(house: cast.House, count: int | None) -> None:
    def item(count: int | None) -> Item:
        return Item("svc_letters", 1, cast.filled(house, "svc_letters"), addons={"adn_images": count})

    with pytest.raises(Refused) as refused:
        cast.order(house, "dana", item(count))
    assert (refused.value.code, refused.value.pointer) == ("bad_quantity", "/items/0/addons/adn_images")
    assert cast.order(house, "dana", item(0)).number
    assert cast.order(house, "dana", item(2)).number


def test_a_rule_of_an_addon_knows_the_person_where_nothing_is_asked(clean_caches: None) -> None:
    source = cast.document(svc_onepager={"addons": ["adn_proof"]})
    source["services"]["svc_onepager"].pop("form", None)
    source["addons"]["adn_proof"] = {
        "name": "Proofreading",
        "price": "prc_images",
        "when": ["has", ["ctx", "user.roles"], "rol_buyer"],
    }
    house = cast.build("northlight", source=source)
    cast.add_client(house, "Acme Industries", {"dana": "rol_buyer", "lee": "rol_approver"})
    item = Item("svc_onepager", 1, addons={"adn_proof": 1})
    assert cast.order(house, "dana", item).number
    with pytest.raises(Refused, match="addon_not_now"):
        cast.order(house, "lee", item)


def test_a_service_that_needs_a_po_number_is_refused_without_one(house: cast.House) -> None:
    answers = dict(cast.filled(house, "svc_social"))
    po_fields = [field.id for field in house.compiled.forms["frm_social"].fields if field.type == "po_number"]
    for key in po_fields:
        answers.pop(key, None)
    with pytest.raises(Refused) as refused:
        cast.order(house, "dana", Item("svc_social", 1, answers), po_number="  ")
    assert refused.value.code in {"po_missing", "answers_refused"}
    full = cast.filled(house, "svc_social") | dict.fromkeys(po_fields, ("PO 9",))
    placed = cast.order(house, "dana", Item("svc_social", 1, full), po_number="PO 9")
    assert cast.read(house, "dana", order_page, placed.number).order.po_number == "PO 9"


def test_terms_must_be_accepted_in_their_present_version(house: cast.House) -> None:
    with pytest.raises(Refused, match="terms_missing") as missing:
        cast.order(house, "dana", accepted_terms={})
    assert missing.value.pointer == "terms.leg_terms"
    with pytest.raises(Refused, match="terms_changed") as changed:
        cast.order(house, "dana", accepted_terms={"leg_terms": "2020-01"})
    assert changed.value.status == 409


@pytest.mark.parametrize("method", [None, "", "pmt_nothing"])
def test_an_order_that_costs_something_needs_one_of_its_ways_to_pay(house: cast.House, method: str | None) -> None:
    with pytest.raises(Refused) as refused:
        cast.order(house, "dana", method_id=method)
    assert refused.value.pointer == "method"


def test_services_of_two_pipelines_are_not_ordered_together(clean_caches: None) -> None:
    source = cast.document(svc_onepager={"pipeline": "pip_second"})
    source["pipelines"]["pip_second"] = source["pipelines"]["pip_work"] | {
        "statuses": {
            key.replace("sts_", "sts_b"): value for key, value in source["pipelines"]["pip_work"]["statuses"].items()
        },
        "status_order": [key.replace("sts_", "sts_b") for key in source["pipelines"]["pip_work"]["status_order"]],
        "start": "sts_bnew",
        "moves": [],
    }
    house = cast.build("northlight", source=source)
    cast.add_client(house, "Acme Industries", {"dana": "rol_buyer"})
    with pytest.raises(Refused, match="mixed_pipelines"):
        cast.order(house, "dana", cast.banners(house), Item("svc_onepager", answers=cast.filled(house, "svc_onepager")))
    assert cast.order(house, "dana", cast.banners(house), cast.banners(house)).number


def test_a_service_that_is_unknown_or_not_shown_is_not_found(house: cast.House) -> None:
    with pytest.raises(NotFound):
        cast.order(house, "dana", Item("svc_nothing"))
    with pytest.raises(NotFound):
        cast.order(house, GUEST, Item("svc_social"), guest=Guest("Gina", "gina@new.example"))


def test_nothing_and_too_much_are_refused(house: cast.House) -> None:
    with pytest.raises(Refused, match="nothing_ordered"):
        cast.act(house, "dana", place_order, replace(cast.ask(house), items=()))
    with pytest.raises(Refused, match="nothing_ordered"):
        cast.order(house, "dana", *[cast.banners(house)] * 21)


@pytest.mark.parametrize("text", ["\x00", "a\x07b", "\ud800"])
def test_texts_that_cannot_be_kept_are_refused(house: cast.House, text: str) -> None:
    for change in ({"po_number": text}, {"note": text}):
        with pytest.raises(Refused, match="text_invalid"):
            cast.order(house, "dana", **change)


@pytest.mark.parametrize("key", ["", "short", "x" * 300, "with space in it", "nul\x00nulnul"])
def test_keys_that_are_no_keys_are_refused(house: cast.House, key: str) -> None:
    with pytest.raises(Refused, match="bad_idempotency_key"):
        cast.order(house, "dana", idempotency_key=key)


def test_a_limit_per_company_holds_for_the_whole_company_and_frees_after_a_cancellation(house: cast.House) -> None:
    from commerce.orders.actions import cancel

    audit = Item("svc_audit", answers=cast.filled(house, "svc_audit"))
    first = cast.order(house, "dana", audit, method_id=None)
    with pytest.raises(Refused, match="limit_reached"):
        cast.order(house, "lee", audit, method_id=None)
    with pytest.raises(Refused, match="limit_reached"):
        cast.order(house, "kim", audit, audit, method_id=None)
    assert cast.order(house, "kim", audit, method_id=None).number
    cast.act(house, house.owner, cancel, first.number)
    assert cast.order(house, "lee", audit, method_id=None).number


def test_two_colleagues_cannot_both_take_the_last_one(house: cast.House, look: Look) -> None:
    audit = Item("svc_audit", answers=cast.filled(house, "svc_audit"))
    viewers = [house.viewer("dana"), house.viewer("lee")]
    requests = [cast.ask(house, audit, method_id=None) for _ in viewers]
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def submit(index: int) -> None:
        barrier.wait(10)
        try:
            with entered(house.live), transaction():
                place_order(viewers[index], requests[index])
            outcomes.append("placed")
        except Refused as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=submit, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["limit_reached", "placed"]
    assert look("select count(*) from orders") == [(1,)]


def test_where_no_provider_is_connected_the_card_is_refused_and_the_transfer_works(clean_caches: None) -> None:
    house = cast.build("northlight", demo=False)
    cast.add_client(house, "Acme Industries", {"dana": "rol_buyer"})
    with pytest.raises(Refused, match="gateway_not_connected"):
        cast.order(house, "dana")
    assert cast.order(house, "dana", method_id="pmt_bank").number


def test_the_thank_you_page_is_reached_by_its_token_only_in_its_tenant(house: cast.House, stranger: cast.House) -> None:
    placed = cast.order(house, "dana")
    with entered(house.live), transaction():
        assert confirmation(placed.confirmation).number == placed.number
    with entered(stranger.live), transaction(), pytest.raises(NotFound):
        confirmation(placed.confirmation)
    with entered(house.live), transaction(), pytest.raises(NotFound):
        confirmation(placed.confirmation + "x")


def test_an_order_ends_on_the_day_of_the_portal(house: cast.House, look: Look) -> None:
    cast.order(house, "dana")
    ((context,),) = look("select context from orders")
    assert context.keys() == {"now", "today", "locale"}
