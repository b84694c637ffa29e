"""Sections and kinds whose engine comes later: read by their own settings, with their own faults, and refused only when they are published."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

import portal_config
from portal_config import ids, limits
from portal_config.kinds import registry
from portal_config.see import See, Standing
from portal_config.settings import Planned
from tests.portal_config.test_example import TEXT

Change = Callable[[str, Any], dict[str, Any]]


@pytest.fixture
def changed() -> Change:
    """The worked example with another value at a pointer; ``...`` removes what is there."""

    def change(pointer: str, value: Any) -> dict[str, Any]:
        document = copy.deepcopy(portal_config.load(TEXT))
        *path, last = pointer.split("/")[1:]
        place: Any = document
        for part in path:
            place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
        key = int(last) if isinstance(place, list) else last
        if value is ...:
            del place[key]
        else:
            place[key] = value
        return document

    return change


STEP = {"id": "stp_more", "do": "tag", "tag": "late"}
FAULTS: list[tuple[str, Any, str, str]] = [
    ("/approvals/apr_big/when", ["gt", ["ctx", "order.total"], 1000], "/approvals/apr_big/when", "expr_type"),
    ("/approvals/apr_big/tiers", [], "/approvals/apr_big/tiers", "too_few"),
    ("/approvals/apr_big/tiers", [{"any_of": ["rol_approver"]}] * 6, "/approvals/apr_big/tiers", "limit_exceeded"),
    ("/approvals/apr_big/tiers/0", {}, "/approvals/apr_big/tiers/0", "tier_empty"),
    ("/approvals/apr_big/tiers/0/any_of/0", "rol_none", "/approvals/apr_big/tiers/0/any_of/0", "ref_missing"),
    ("/approvals/apr_big/remind_after", "2 days", "/approvals/apr_big/remind_after", "duration_invalid"),
    ("/approvals/apr_big/on/0", "order.burn", "/approvals/apr_big/on/0", "choice_unknown"),
    ("/automations/aut_stale/on/event", "order.vanished", "/automations/aut_stale/on/event", "choice_unknown"),
    ("/automations/aut_stale/steps/0/cancel_if", ["eq", ["ctx", "invoice.status"], "paid"], "/automations/aut_stale/steps/0/cancel_if/1/1", "ref_missing"),
    ("/automations/aut_stale/steps/0/until", "order.due", "/automations/aut_stale/steps/0", "wait_end"),
    ("/automations/aut_stale/steps/1/do", "delete_everything", "/automations/aut_stale/steps/1/do", "kind_unknown"),
    ("/automations/aut_stale/steps/1/notification", "ntf_none", "/automations/aut_stale/steps/1/notification", "ref_missing"),
    ("/automations/aut_stale/steps/1/id", "stp_wait", "/automations/aut_stale/steps/1/id", "id_duplicate"),
    ("/automations/aut_stale/steps", [STEP | {"id": f"stp_{each}"} for each in range(21)], "/automations/aut_stale/steps", "limit_exceeded"),
    ("/automations/aut_stale/steps/1", {"id": "stp_if", "do": "branch", "if": True, "then": [STEP, STEP]}, "/automations/aut_stale/steps/1/then/1/id", "id_duplicate"),
    ("/automations/aut_zap/steps/0/body/0", "order.secret", "/automations/aut_zap/steps/0/body/0", "choice_unknown"),
    ("/templates/tpl_review/blocks/0/type", "script", "/templates/tpl_review/blocks/0/type", "kind_unknown"),
    ("/templates/tpl_review/blocks/1/to", "elsewhere", "/templates/tpl_review/blocks/1/to", "choice_unknown"),
    ("/price_lists/prl_key/entries/prc_none", {"money": [1, "EUR"]}, "/price_lists/prl_key/entries/prc_none", "ref_missing"),
    ("/price_lists/prl_key/entries/prc_hour", {"tiers": []}, "/price_lists/prl_key/entries/prc_hour/tiers", "override_unknown"),
    ("/price_lists/prl_key/entries/prc_article/tiers/0/up_to", 3, "/price_lists/prl_key/entries/prc_article/tiers/0/up_to", "tier_open"),
    ("/price_lists/prl_key/valid/until", "2026-01-01", "/price_lists/prl_key/valid", "range_empty"),
    ("/price_lists/prl_key/for/groups/0", "grp_none", "/price_lists/prl_key/for/groups/0", "ref_missing"),
    ("/coupons", {"cpn_a": {"code": "spring", "percent": 10}}, "/coupons/cpn_a/code", "code_invalid"),
    ("/coupons", {"cpn_a": {"code": "SPRING"}}, "/coupons/cpn_a", "coupon_worth"),
    ("/coupons", {name: {"code": "SPRING", "percent": 10} for name in ("cpn_a", "cpn_b")}, "/coupons/cpn_b/code", "code_duplicate"),
    ("/invoicing", {"terms": "net_31"}, "/invoicing/terms", "choice_unknown"),
    ("/invoicing", {"reminders": [{"after": "P7D"}, {"after": "P7D"}]}, "/invoicing/reminders/1/after", "reminder_order"),
    ("/tax", {"regions": {"reg_a": {"name": "A", "countries": ["DE"]}, "reg_b": {"name": "B", "countries": ["DE"]}}}, "/tax/regions/reg_b/countries/0", "country_duplicate"),
    ("/tax", {"rates": {"DE": 19}}, "/tax/rates", "unknown_key"),
    ("/help", {"articles": {"art_a": {"title": "How"}}}, "/help/articles/art_a/text", "missing"),
    ("/desks", {"dsk_a": {"name": "Help", "sla": {"first_reply": "soon"}}}, "/desks/dsk_a/sla/first_reply", "duration_invalid"),
    ("/desks", {"dsk_a": {"name": "Help", "categories": [{"id": "tic_a", "name": "A"}, {"id": "tic_a", "name": "B"}]}}, "/desks/dsk_a/categories/1/id", "id_duplicate"),
    ("/reviews", {"rounds": 0}, "/reviews/rounds", "number_range"),
    ("/wording", {"dog": "Hound"}, "/wording/dog", "unknown_key"),
    ("/domains/primary", "env_pay", "/domains/primary", "slot_kind"),
    ("/domains/public_pages/0", "pag_shop", "/domains/public_pages/0", "page_private"),
    ("/folders/fol_reports/can", {"add": ["rol_none"]}, "/folders/fol_reports/can/add/0", "ref_missing"),
    ("/groups/grp_key/match", ["eq", ["ctx", "order.open"], True], "/groups/grp_key/match/1/1", "ref_missing"),
    ("/services/svc_retainer/plans/pln_s/price", "prc_hour", "/services/svc_retainer/plans/pln_s/price", "plan_period"),
    ("/services/svc_retainer/plans/pln_s/highlight", "Also this", "/services/svc_retainer/plans/pln_m/highlight", "highlight_twice"),
    ("/services/svc_retainer/plans/pln_s/includes/hour", 0, "/services/svc_retainer/plans/pln_s/includes/hour", "number_range"),
    ("/services/svc_retainer/plans", {}, "/services/svc_retainer/plans", "plans_missing"),
    ("/services/svc_articles/escalate_when/1/1", "fld_goal", "/services/svc_articles/escalate_when/1/1", "ref_missing"),
    ("/services/svc_articles/billing/collect/0", "env_mail", "/services/svc_articles/billing/collect/0", "slot_kind"),
    ("/tabs/tab_link", {"type": "link", "label": "Out", "url": "javascript:alert(1)"}, "/tabs/tab_link/url", "url_invalid"),
    ("/dashboards/dsh_finance/widgets/wdg_due/source/where", ["ctx", "order.open"], "/dashboards/dsh_finance/widgets/wdg_due/source/where/1", "ref_missing"),
    ("/texts/de/svc_articles.name", "a\nb", "/texts/de/svc_articles.name", "text_control"),
    ("/texts/de/tab_files.label", "x" * 41, "/texts/de/tab_files.label", "text_too_long"),
]  # fmt: skip


@pytest.mark.parametrize(("pointer", "value", "at", "code"), FAULTS, ids=[f"{at}-{code}" for _, _, at, code in FAULTS])
def test_a_fault_in_it_stands_at_its_place(changed: Change, pointer: str, value: Any, at: str, code: str) -> None:
    findings = {(each.severity, each.pointer, each.code) for each in portal_config.check(changed(pointer, value))}
    assert ("error", at, code) in findings, sorted(each for each in findings if each[2] != "text_missing")


WARNINGS: list[tuple[str, Any, str, str]] = [
    ("/automations/aut_stale/steps/1", {"id": "stp_go", "do": "move_status", "to": "sts_review"}, "/automations/aut_stale", "automation_circle"),
    ("/templates/tpl_review/subject", "{{order.colour}}", "/templates/tpl_review/subject", "placeholder_unknown"),
    ("/texts/fr", {}, "/texts/fr", "text_language"),
    ("/texts/de/tab_files.icon", "Bild", "/texts/de/tab_files.icon", "text_unused"),
    ("/texts/de/tpl_review.subject", "{{order.farbe}}", "/texts/de/tpl_review.subject", "placeholder_unknown"),
    ("/texts/de/tab_files.label", ..., "/tabs/tab_files/label", "text_missing"),
    ("/tabs/tab_plan/see/roles", ["rol_finance"], "/tabs/tab_plan", "unreachable_tab"),
    ("/tabs/tab_plan/see/roles", ["rol_buyer", "rol_finance"], "/tabs/tab_plan", "see_without_can"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("pointer", "value", "at", "code"), WARNINGS, ids=[f"{at}-{code}" for _, _, at, code in WARNINGS]
)
def test_a_warning_about_it_stands_at_its_place(changed: Change, pointer: str, value: Any, at: str, code: str) -> None:
    before = {(each.severity, each.pointer, each.code) for each in portal_config.check(portal_config.load(TEXT))}
    after = {(each.severity, each.pointer, each.code) for each in portal_config.check(changed(pointer, value))}
    assert ("warning", at, code) in after - before


def test_a_circle_narrowed_to_another_status_is_none(changed: Change) -> None:
    document = changed("/automations/aut_stale/steps/1", {"id": "stp_go", "do": "move_status", "to": "sts_done"})
    assert "automation_circle" not in {each.code for each in portal_config.check(document)}


def test_a_part_is_shown_where_role_group_and_rule_hold() -> None:
    made = portal_config.compile(
        portal_config.load(TEXT.replace('"see": {"roles": ["rol_finance"]}}', '"see": {"groups": ["grp_key"]}}', 1)),
        strict=False,
    )
    plan = next(tab for tab in made.tabs if tab.id == "tab_plan")
    assert plan.see == See(frozenset({"rol_buyer", "rol_approver"}), frozenset({"grp_retainer"}))
    retainer = Standing(frozenset({"grp_retainer"}))
    assert plan.see.admits({"rol_buyer"}, retainer)
    assert not plan.see.admits({"rol_buyer"}) and not plan.see.admits({"rol_viewer"}, retainer)
    assert plan.see.names("rol_buyer") and not plan.see.names("rol_viewer")


@pytest.mark.parametrize(
    "kind",
    [
        each
        for family in ("tab", "widget", "section", "block", "service")
        for each in registry.family(family, planned=True)
        if each.engine == "planned"
    ],
    ids=lambda kind: f"{kind.family}-{kind.name}",
)
def test_a_planned_kind_reads_its_own_settings(kind: Any) -> None:
    fields = kind.schema().load_fields
    assert not any(isinstance(field, Planned) for field in fields.values()), "what waits as a whole waits in one piece"
    assert all(
        field.metadata.get("label") or name in ("source", "v") or field.data_key for name, field in fields.items()
    ), kind.name


def test_every_map_has_a_limit_and_a_word() -> None:
    inner = {name for maps in ids.INNER.values() for name in maps}
    assert {*ids.MAPS, *inner} - set(limits.ENTRIES) == set()
    prefixes = {*ids.MAPS.values(), *(prefix for maps in ids.INNER.values() for prefix in maps.values())}
    assert prefixes - set(ids.NAMES) == set()
