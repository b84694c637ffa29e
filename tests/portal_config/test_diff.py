"""The difference of two documents: every change a sentence, and every change can be taken back."""

from __future__ import annotations

import copy
import os
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import portal_config
from portal_config.diff import Change, diff
from portal_config.diff.orders import moved
from portal_config.diff.sentences import percent
from portal_config.edits import EditRefused, apply, apply_all, asked
from portal_config.edits.places import Sheet, order_of
from tests.portal_config.conftest import _document
from tests.portal_config.test_edits_laws import asked_edit
from tests.portal_config.test_fuzz import values

COUNT = int(os.environ.get("COUNT") or "100")
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
examples = settings(
    max_examples=COUNT,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


def marked(change: Change) -> str:
    """The sentence with ~old~ and *new* as people see them."""
    return "".join({"old": "~{}~", "new": "*{}*", "": "{}"}[each.mark].format(each.text) for each in change.words)


def told(*edits: dict[str, Any]) -> list[str]:
    return [f"{each.area}: {marked(each)}" for each in diff(_document, apply_all(_document, edits).document)]


def put(ptr: str, value: Any = None) -> dict[str, Any]:
    return {"op": "set", "ptr": ptr, "value": value}


def tell(**changes: Any) -> dict[str, Any]:
    value = {"event": "order.status_changed", "to": {"actors": ["order.requester"]}, **changes}
    return {"op": "insert", "ptr": "/notifications/ntf_a", "value": value}


SENTENCES = [
    (put("/tabs/tab_billing/label", "Invoices"), "Tabs: “Billing” renamed to *“Invoices”*"),
    (put("/tabs/tab_billing/icon", "receipt"), "Tabs: “Billing”: icon ~card~ *receipt*"),
    (put("/tabs/tab_shop/see"), "Tabs: “Services” is now shown to *everybody*"),
    (put("/tabs/tab_work/see", {"roles": ["rol_buyer", "rol_finance"]}), "Tabs: “How we work” is now shown to *Buyer and Finance*"),
    ({"op": "move", "ptr": "/tabs/tab_orders", "before": "tab_shop"}, "Tabs: “Orders”* moved after “Home”*"),
    ({"op": "move", "ptr": "/tabs/tab_orders", "after": None}, "Tabs: “Orders”* moved before “Home”*"),
    (
        {"op": "insert", "ptr": "/tabs/tab_new", "value": {"type": "page", "label": "Reports"}, "after": "tab_home"},
        "Tabs: *“Reports”* added after “Home”",
    ),
    ({"op": "remove", "ptr": "/tabs/tab_billing"}, "Tabs: ~“Billing”~ removed"),
    (
        {"op": "remove", "ptr": "/dashboards/dsh_default/widgets/wdg_links"},
        "Dashboards: ~Widget “Good to know”~ removed from “Default”",
    ),
    (
        put("/pages/pag_work/sections/sec_steps/blocks/blk_steps_h/text", "From order to invoice"),
        "Pages: Heading in “How we work”: “From order to ~delivery~ *invoice*”",
    ),
    (put("/services/svc_banner/name", "Banners"), "Services: “Banner set” renamed to *“Banners”*"),
    (put("/services/svc_banner/lead_time", "P7D"), "Services: “Banner set”: delivered after ~5 days~ *7 days*"),
    (put("/services/svc_banner/public"), "Services: “Banner set” is now *only for people who are signed in*"),
    (put("/services/svc_banner/billing/po_number", "required"), "Services: “Banner set”: payment, PO number ~optional~ *required*"),
    (put("/services/svc_banner/billing/collect", ["pmt_bank"]), "Services: “Banner set”: payment, ways to pay without ~“Card”~"),
    (put("/prices/prc_article/money", [26000, "EUR"]), "Prices: SEO articles: EUR ~240.00~ *260.00* each article"),
    (put("/prices/prc_article/money", [26000, "USD"]), "Prices: SEO articles: ~EUR 240.00~ *USD 260.00* each article"),
    (put("/forms/frm_article/fields/fld_deadline/require", True), "Forms: Question “Needed by” in “Order articles” is now *always required*"),
    (
        put("/forms/frm_article/fields/fld_talk/label", "May we talk?"),
        "Forms: Question “May we talk to one of your engineers?” now reads *“May we talk?”* in “Order articles”",
    ),
    ({"op": "remove", "ptr": "/forms/frm_article/fields/fld_lang"}, "Forms: ~Question “Languages”~ removed from “Order articles”"),
    (
        {"op": "move", "ptr": "/forms/frm_article/pages/fpg_what/fields/fld_topics", "after": None},
        "Forms: Page “What” in “Order articles”: questions in a new order: *“Topics or keywords”, “How many articles?”, “Languages”*",
    ),
    (put("/roles/rol_finance/can/message.write", "company"), "Roles: Finance may now *write messages*"),
    (put("/roles/rol_buyer/can/order.pay"), "Roles: Buyer may no longer *pay for orders*"),
    (put("/roles/rol_pm/can/order.read", "assigned"), "Roles: Project manager may read orders: ~everywhere~ *what is assigned to them*"),
    (put("/branding/tokens/color/accent/$value", {"colorSpace": "srgb", "components": [0.5, 0.1, 0.1], "hex": "#801a1a"}),
     "Brand: Accent ~#294fb5~ *#801a1a*"),
    (put("/sign_in/heading", "Hello"), "Sign-in page: Heading ~“Welcome back”~ *“Hello”*"),
    (tell(channels=["bell"]), "Notifications: Mail for “Order moved on” is *switched off*"),
    (tell(channels=["email"]), "Notifications: Bell for “Order moved on” is *switched off*"),
    (tell(channels=[]), "Notifications: “Order moved on” is told *to nobody any more*"),
    (
        tell(subject="{{order.number}} has news"),
        "Notifications: Subject of the mail for “Order moved on” is now *“{{order.number}} has news”*",
    ),
    (put("/portal/name", "Northlight"), "Settings: Portal name ~“Northlight Studio”~ *“Northlight”*"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "sentence"), SENTENCES, ids=[sentence for _, sentence in SENTENCES])
def test_a_change_is_one_sentence(edit: dict[str, Any], sentence: str) -> None:
    assert told(edit) == [sentence]


def test_the_same_document_has_no_difference() -> None:
    assert diff(_document, copy.deepcopy(_document)) == ()
    assert diff(_document, {**_document, "retired_ids": []}) == (), "bookkeeping is not told"


def test_what_needs_attention_says_what_it_may_touch() -> None:
    document = apply_all(
        _document,
        [
            put("/prices/prc_article/money", [26000, "EUR"]),
            {"op": "remove", "ptr": "/pipelines/pip_work/statuses/sts_todo"},
            put("/roles/rol_finance/can/message.write", "company"),
            put("/tabs/tab_billing/label", "Invoices"),
        ],
    ).document
    found = {each.area: each for each in diff(_document, document) if each.sign != "edited" or each.area != "Pipelines"}
    assert (found["Prices"].figure, found["Prices"].attention) == ("+8.3 %", True)
    assert [(each.kind, each.id) for each in found["Pipelines"].impact] == [("status_orders", "sts_todo")]
    assert [(each.kind, each.id) for each in found["Roles"].impact] == [
        ("clients_people", "rol_finance"), ("sellers_people", "rol_finance"),
    ]  # fmt: skip
    assert (found["Tabs"].attention, found["Tabs"].impact) == (False, ())


@pytest.mark.parametrize(
    ("before", "after", "figure"),
    [(24000, 26000, "+8.3 %"), (26000, 24000, "−7.7 %"), (100, 100, "±0.0 %"), (0, 100, ""), (10000, 10001, "±0.0 %")],
)
def test_a_price_is_told_with_its_percent(before: int, after: int, figure: str) -> None:
    assert percent(before, after) == figure


def test_as_few_parts_as_possible_have_moved() -> None:
    assert moved("abcde", "abcde") == []
    assert moved("abcde", "eabcd") == ["e"]
    assert moved("abcde", "bcdea") == ["a"]
    assert len(moved("abcdef", "fedcba")) == 5


@pytest.mark.parametrize("edit", [edit for edit, _ in SENTENCES], ids=[sentence for _, sentence in SENTENCES])
def test_a_change_is_taken_back_alone(edit: dict[str, Any]) -> None:
    other = put("/portal/timezone", "Europe/Paris")
    document = apply_all(_document, [other, edit]).document
    [change] = [each for each in diff(_document, document) if each.ptr != "/portal/timezone"]
    restored = apply_all(document, change.back).document
    assert portal_config.dump(restored) == portal_config.dump(apply(_document, other)[0])


def effective(document: Any) -> Any:
    """A document with every order written out, and without what is not told."""
    written = copy.deepcopy(document)
    for key in ("retired_ids", "schema", "expr"):
        written.pop(key, None)
    sheet = Sheet(document)

    def orders(value: Any, path: tuple[str, ...]) -> None:
        from portal_config.edits.places import order_path, spot

        for key, inner in list(value.items()):
            here = (*path, key)
            if spot(here).kind == "order":
                del value[key]
            elif spot(here).kind == "map" and isinstance(inner, dict):
                at = order_path(here)
                value[f"~{key}"] = order_of(sheet, here) if at else None
                for part_id, part in inner.items():
                    if isinstance(part, dict):
                        orders(part, (*here, part_id))

    orders(written, ())
    return pruned(written)


def pruned(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: pruned(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in (None, {}, [], "")}
    return [pruned(each) for each in value] if isinstance(value, list) else value


@seed(SEED)
@examples
@given(st.randoms(use_true_random=False), values)
def test_taking_every_change_back_leads_to_the_old_document(chooser: random.Random, new: Any) -> None:
    document = copy.deepcopy(_document)
    for _ in range(chooser.randrange(1, 6)):
        try:
            document, _ = apply(document, asked(asked_edit(document, chooser, new)))
        except EditRefused:
            continue
    changes = diff(_document, document)
    assert len({each.key for each in changes}) == len(changes)
    assert all(each.sentence.strip() for each in changes)
    if effective(document) != effective(_document):
        assert changes, "what differs is told"
    for _ in range(60):
        changes = diff(_document, document)
        for change in changes:
            try:
                document = apply_all(document, change.back).document
                break
            except EditRefused:
                continue
        else:
            break
    assert [each.sentence for each in changes] == []
    assert effective(document) == effective(_document)


def test_a_question_moved_to_another_form_is_taken_back() -> None:
    """Taken back into its old form first, it stands twice for a moment; the second may go although the old form's page names its id."""
    field = "/forms/frm_article/fields/fld_lang"
    document = apply(_document, {"op": "move", "ptr": field, "to": "/forms/frm_social/fields"})[0]
    changes = {change.key: change for change in diff(_document, document)}
    twice = apply_all(document, changes[f"removed:{field}"].back).document
    [added] = diff(_document, twice)
    assert added.key == "added:/forms/frm_social/fields/fld_lang"
    assert effective(apply_all(twice, added.back).document) == effective(_document)
    # The control: where it stands once, what names it holds it.
    with pytest.raises(EditRefused, match="used in one place"):
        apply_all(document, added.back)


def entry(**changes: Any) -> dict[str, Any]:
    return {**_document, "notifications": {"ntf_a": tell(**changes)["value"]}}


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        (_document, entry(), []),
        (entry(), _document, []),
        (entry(channels=["bell", "email"]), entry(), []),
        (entry(channels=["bell"]), _document, ["Mail for “Order moved on” is *switched on*"]),
        (entry(channels=["bell"]), entry(), ["Mail for “Order moved on” is *switched on*"]),
        (entry(channels=[]), entry(), ["Bell and mail for “Order moved on” are *switched on*"]),
        (
            entry(channels=["bell"]),
            entry(channels=["email"]),
            ["Bell for “Order moved on” is *switched off*. Mail for “Order moved on” is *switched on*"],
        ),
        (entry(subject="News"), entry(subject="Moved"), ["Subject of the mail for “Order moved on”: ~“News”~ *“Moved”*"]),
        (entry(subject="News"), entry(), ["Subject of the mail for “Order moved on”: ~“News”~ *the usual one*"]),
        (
            entry(),
            entry(to={"side": "client"}),
            ["What was changed of a notification now holds for *“Colleague’s order moved on”*"],
        ),
    ],
)  # fmt: skip
def test_a_notification_is_told_by_what_it_does(before: Any, after: Any, sentences: list[str]) -> None:
    changes = diff(before, after)
    assert [marked(each) for each in changes] == sentences
    for change in changes:
        assert diff(before, apply_all(after, change.back).document) == ()


def test_what_can_be_chosen_no_longer_is_noted() -> None:
    [off] = diff(_document, entry(channels=["bell"], subject="News"))
    assert off.sign == "edited", "to people nothing was added: something is told otherwise"
    assert off.notes == ("Nobody can choose it any more", "Subject of the mail for “Order moved on” is now “News”")
    [on] = diff(entry(channels=["bell"]), entry())
    assert on.notes == ("Each person can still switch it off",)
