"""What a document becomes: ordered, resolved, unchangeable; broken parts in a draft."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, fields, is_dataclass
from decimal import Decimal
from typing import Any

import pytest

import portal_config
from portal_config.compiled import Compiled, Quantity
from portal_config.see import EVERYBODY, See

Change = Callable[[str, Any], dict[str, Any]]


def draft(document: dict[str, Any]) -> Compiled:
    return portal_config.compile(document, strict=False)


def test_the_starter_in_its_own_order(compiled: Compiled) -> None:
    assert [tab.slug for tab in compiled.tabs] == [
        "home", "shop", "orders", "files", "chat", "work", "key", "billing", "team",
    ]  # fmt: skip
    assert list(compiled.roles)[:3] == ["rol_buyer", "rol_approver", "rol_finance"]
    assert [status.name for status in compiled.pipelines["pip_work"].statuses] == [
        "Received", "Planned", "In progress", "Waiting for your review", "Delivered", "Cancelled",
    ]  # fmt: skip
    assert compiled.pipelines["pip_work"].status("sts_review").due_days == 3
    assert compiled.order_pattern == "NL-{yyyy}-{seq}"
    assert compiled.services["svc_articles"].quantity == Quantity("fld_count", 1, 200, 1)
    assert compiled.services["svc_social"].quantity == Quantity("fld_posts", 4, 48, 1)
    assert compiled.services["svc_onepager"].quantity == Quantity(None, 1, 1, 1)
    assert compiled.services["svc_audit"].per_company == 1
    assert compiled.page("free-audit").sections[1].services == ("svc_audit",)
    assert compiled.forms["frm_audit"].fields[-1].label == "I accept the Privacy notice"
    assert compiled.forms["frm_article"].fields[0].settings["max"] == Decimal(200)
    assert compiled.tabs[1].see == See(frozenset({"rol_buyer", "rol_approver", "rol_admin"}))
    assert compiled.tabs[0].see is EVERYBODY
    assert compiled.findings == ()
    assert (
        portal_config.compile(portal_config.load(portal_config.dump({"portal": {"name": "X"}})), strict=True).name
        == "X"
    )


def test_order_lists_come_first_and_the_rest_follows_by_id(changed: Change) -> None:
    compiled = draft(changed("/tab_order", ["tab_work"]))
    assert [tab.id for tab in compiled.tabs] == [
        "tab_work",
        "tab_billing",
        "tab_chat",
        "tab_files",
        "tab_home",
        "tab_key",
        "tab_orders",
        "tab_shop",
        "tab_team",
    ]


def test_an_empty_grid_shows_every_service(changed: Change) -> None:
    compiled = draft(changed("/pages/pag_shop/sections/sec_cards/services", ...))
    assert compiled.pages["pag_shop"].sections[1].services == tuple(compiled.services)


def test_per_unit_prices_may_be_ordered_without_end_when_nothing_says_otherwise(changed: Change) -> None:
    compiled = draft(changed("/services/svc_articles/quantity", ...))
    assert compiled.services["svc_articles"].quantity == Quantity(None, 1, None, 1)


@pytest.mark.parametrize(
    ("pointer", "value", "broken"),
    [
        ("/tabs/tab_home/type", "invoices", lambda c: c.tab("home")),
        ("/tabs/tab_home/dashboards", ["dsh_none"], lambda c: c.tab("home")),
        ("/tabs/tab_shop/see/roles/0", "rol_none", lambda c: c.tab("shop")),
        ("/dashboards/dsh_default/widgets/wdg_hi/type", "kpi", lambda c: c.dashboards["dsh_default"].widgets[0]),
        ("/pages/pag_shop/sections/sec_cards/layout", "wall", lambda c: c.pages["pag_shop"].sections[1]),
        (
            "/pages/pag_shop/sections/sec_intro/blocks/blk_shop_h/text",
            5,
            lambda c: c.pages["pag_shop"].sections[0].blocks[0],
        ),
        ("/forms/frm_audit/fields/fld_site/show", ["eq", 1], lambda c: c.forms["frm_audit"].fields[0]),
        ("/services/svc_banner/price", "prc_none", lambda c: c.services["svc_banner"]),
        ("/services/svc_banner", 7, lambda c: c.services["svc_banner"]),
        ("/prices/prc_banner/money", "390", lambda c: c.services["svc_banner"]),
        ("/pipelines/pip_work/statuses", {}, lambda c: c.services["svc_banner"]),
    ],
)
def test_a_broken_part_carries_its_finding_and_its_neighbours_do_not(
    compiled: Compiled, changed: Change, pointer: str, value: Any, broken: Callable[[Compiled], Any]
) -> None:
    assert broken(compiled).broken is None
    result = draft(changed(pointer, value))
    part = broken(result)
    assert part.broken is not None and part.broken.severity == "error" and part.broken in result.findings
    assert len(result.tabs) == len(compiled.tabs) and len(result.services) == len(compiled.services)


def test_what_cannot_be_shown_at_all_is_left_out(changed: Change) -> None:
    document = changed("/prices/prc_banner", 5)
    document["payment_methods"]["pmt_card"] = "card"
    result = draft(document)
    assert "prc_banner" not in result.prices and "prc_social" in result.prices
    assert list(result.payment_methods) == ["pmt_bank"]
    assert result.services["svc_articles"].collect == ("pmt_bank",)


def test_a_rule_of_sight_that_cannot_be_read_shows_a_dashboard_to_nobody(changed: Change) -> None:
    everyone = ("rol_buyer", "rol_finance", "rol_owner")
    result = draft(changed("/dashboards/dsh_default/see", {"when": ["eq", 1, 1]}))
    assert not result.dashboards["dsh_default"].see.admits(everyone)
    assert result.dashboards["dsh_finance"].see.admits(everyone)


def test_unknown_keys_are_ignored_in_a_draft(changed: Change) -> None:
    result = draft(changed("/tabs/tab_home/colour", "red"))
    assert result.tab("home").settings["dashboards"] == ("dsh_finance", "dsh_default")
    assert "colour" not in result.tab("home").settings
    assert [finding.code for finding in result.findings] == ["unknown_key"]


def parts(value: Any) -> Any:
    """Every value reachable from ``value``."""
    yield value
    if is_dataclass(value):
        for each in fields(value):
            yield from parts(getattr(value, each.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from parts(item)
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from parts(item)


def test_nothing_in_a_compiled_document_can_be_changed(compiled: Compiled) -> None:
    kinds = {type(part) for part in parts(compiled)}
    assert not kinds & {dict, list, set}
    with pytest.raises(TypeError):
        compiled.tabs[0].settings["dashboards"] = ()  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        compiled.name = "Other"  # type: ignore[misc]


def test_compiling_does_not_touch_the_document_and_is_repeatable(starter: dict[str, Any]) -> None:
    before = portal_config.dump(starter)
    one = portal_config.compile(starter, strict=True)
    assert portal_config.dump(starter) == before
    assert one == portal_config.compile(starter, strict=False)
    assert one.digest == portal_config.digest(starter)


def test_frozen_parts_come_back_as_they_were_sold(compiled: Compiled, changed: Change) -> None:
    form, price, pipeline = compiled.forms["frm_audit"], compiled.prices["prc_article"], compiled.pipelines["pip_work"]
    assert portal_config.thaw_form(form.frozen.text) == form
    assert portal_config.thaw_price(price.frozen.text) == price
    assert portal_config.thaw_pipeline(pipeline.frozen.text) == pipeline
    later = draft(changed("/forms/frm_audit/fields/fld_site/label", "Your site"))
    assert later.forms["frm_audit"].fields[0].label == "Your site"
    assert later.forms["frm_audit"].frozen.hash != form.frozen.hash
    assert later.forms["frm_social"].frozen == compiled.forms["frm_social"].frozen
    assert portal_config.thaw_form(form.frozen.text).fields[0].label == "Website"


def test_a_frozen_legal_text_holds_the_page_that_was_read(compiled: Compiled, changed: Change) -> None:
    text = "/pages/pag_terms/sections/sec_terms_pay/blocks/blk_terms_pay_p/text"
    later = draft(changed(text, "Pay at once."))
    assert later.legal["leg_terms"].frozen.hash != compiled.legal["leg_terms"].frozen.hash
    assert later.legal["leg_privacy"].frozen.hash == compiled.legal["leg_privacy"].frozen.hash
    assert "within 14 days" in compiled.legal["leg_terms"].frozen.text


@pytest.mark.parametrize(
    "text",
    ["", "{}", '{"part":"form"}', '{"part":"price","id":"prc_x","raw":{}}', '{"part":"pipeline","id":"p","raw":3}'],
)
def test_thawing_something_else_says_so(compiled: Compiled, text: str) -> None:
    for thaw in (portal_config.thaw_price, portal_config.thaw_pipeline):
        with pytest.raises(ValueError, match="frozen"):
            thaw(text)
    with pytest.raises(ValueError, match="frozen"):
        portal_config.thaw_form(compiled.prices["prc_article"].frozen.text)


def test_permissions_of_two_roles_are_taken_together(compiled: Compiled) -> None:
    allowed = compiled.permissions(["rol_viewer", "rol_finance", "rol_gone"])
    assert allowed == {"order.read": "company", "file.read": "company", "order.pay": "company", "price.read": "company"}
    assert compiled.permissions([]) == {}


def test_moves_belong_to_roles(compiled: Compiled) -> None:
    pipeline = compiled.pipelines["pip_work"]
    assert [status.id for status in pipeline.targets("sts_review", ["rol_buyer"])] == ["sts_doing", "sts_done"]
    assert pipeline.targets("sts_new", ["rol_buyer"]) == ()
    assert [status.id for status in pipeline.targets("sts_new", ["rol_pm"])] == ["sts_todo", "sts_doing", "sts_off"]


def test_compiling_the_starter_is_quick(starter: dict[str, Any]) -> None:
    portal_config.compile(starter, strict=True)
    best = min(_milliseconds(starter) for _ in range(5))
    assert best < 30


def _milliseconds(document: dict[str, Any]) -> float:
    before = time.process_time()
    portal_config.compile(document, strict=True)
    return (time.process_time() - before) * 1000


def test_a_hidden_tab_admits_nobody_and_a_logo_that_is_there_is_the_brands(starter: dict[str, Any]) -> None:
    starter["tabs"]["tab_orders"]["hidden"] = True
    starter["assets"] = {"ast_logo": {"hash": f"sha256:{'a' * 64}", "type": "image/jpeg", "name": "l.jpg", "bytes": 9}}
    starter["branding"]["logo"] = "ast_logo"
    compiled = portal_config.compile(starter, strict=True)
    tab = next(tab for tab in compiled.tabs if tab.id == "tab_orders")
    assert tab.hidden and not any(tab.see.admits((role,)) for role in compiled.roles)
    assert compiled.brand.logo is not None and compiled.brand.logo.path == f"{'a' * 32}.jpg"
    assert compiled.findings == ()
