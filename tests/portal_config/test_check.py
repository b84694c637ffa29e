"""One fault at a time: each leaves its code at its pointer, and the untouched starter leaves none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import portal_config
from portal_config import DocumentRefused, Finding

Change = Callable[[str, Any], dict[str, Any]]


def found(document: Any, *, publish: bool = False) -> set[tuple[str, str, str]]:
    return {(each.severity, each.pointer, each.code) for each in portal_config.check(document, publish=publish)}


def test_the_starter_has_no_finding_of_any_kind(starter: dict[str, Any]) -> None:
    assert portal_config.check(starter) == portal_config.check(starter, publish=True) == []
    assert portal_config.check(portal_config.load(portal_config.dump(starter))) == []


NOTE = {"event": "note.posted", "to": {"side": "seller"}}


def told(**changes: Any) -> dict[str, Any]:
    """An entry about the orders of whoever placed them."""
    return {"event": "order.status_changed", "to": {"actors": ["order.requester"]}, **changes}


ERRORS: list[tuple[str, Any, str, str]] = [
    # the document as a whole
    ("/colour", 1, "/colour", "unknown_key"),
    ("/schema", 2, "/schema", "version_unknown"),
    ("/expr", True, "/expr", "version_unknown"),
    ("/price_lists", {"prl_key": {}}, "/price_lists/prl_key", "engine_planned"),
    ("/coupons", {"cpn_a": {}}, "/coupons/cpn_a", "engine_planned"),
    ("/approvals", {"apr_big": {}}, "/approvals/apr_big", "engine_planned"),
    ("/automations", {"aut_a": {}}, "/automations/aut_a", "engine_planned"),
    ("/groups", {"grp_a": {"match": "by hand"}}, "/groups/grp_a/name", "missing"),
    ("/templates", {"tpl_a": {}}, "/templates/tpl_a", "engine_planned"),
    ("/addons", {"adn_a": {}}, "/addons/adn_a/name", "missing"),
    ("/tabs", [], "/tabs", "wrong_type"),
    ("/portal", "x", "/portal", "wrong_type"),
    # ids
    ("/tabs/Tab-1", {}, "/tabs/Tab-1", "id_invalid"),
    ("/tabs/pag_x", {}, "/tabs/pag_x", "id_prefix"),
    ("/retired_ids/-", "tab_home", "/tabs/tab_home", "id_retired"),
    ("/retired_ids/-", "home", "/retired_ids/2", "id_invalid"),
    ("/retired_ids", {}, "/retired_ids", "wrong_type"),
    ("/forms/frm_audit/fields/fld_count", {}, "/forms/frm_audit/fields/fld_count", "id_duplicate"),
    ("/forms/frm_audit/pages/0/id", "fpg_what", "/forms/frm_audit/pages/0/id", "id_duplicate"),
    ("/tab_order", {}, "/tab_order", "wrong_type"),
    ("/tab_order/0", 7, "/tab_order/0", "wrong_type"),
    # portal, access
    ("/portal/name", "", "/portal/name", "text_too_short"),
    ("/portal/name", ..., "/portal/name", "missing"),
    ("/portal/name", None, "/portal/name", "wrong_type"),
    ("/tabs/tab_shop/see/roles", ["rol_buyer", None], "/tabs/tab_shop/see/roles/1", "wrong_type"),
    ("/portal/nmae", "x", "/portal/nmae", "unknown_key"),
    ("/portal/timezone", "Europe/Atlantis", "/portal/timezone", "timezone_unknown"),
    ("/portal/timezone", "../../etc/passwd", "/portal/timezone", "timezone_unknown"),
    ("/portal/locale", "english", "/portal/locale", "locale_invalid"),
    ("/portal/locale", "de", "/portal/locales", "locale_missing"),
    ("/portal/locales", ["de"], "/portal/locales", "locale_missing"),
    ("/portal/locales", ["en"] * 2, "/portal/locales/1", "duplicate_item"),
    ("/portal/currency", "EURO", "/portal/currency", "currency_unknown"),
    ("/portal/numbering/order", "NL-{yyyy}", "/portal/numbering/order", "number_pattern"),
    ("/portal/numbering/order", "{seq}/{seq}", "/portal/numbering/order", "number_pattern"),
    ("/portal/numbering/quote", "Q-{seq}", "/portal/numbering/quote", "engine_planned"),
    ("/portal/business_days", {"holidays": "DE-XX"}, "/portal/business_days/holidays", "holidays_unknown"),
    ("/access/login", ["passkey"], "/access/login/0", "choice_unknown"),
    ("/access/login", [], "/access/login", "too_few"),
    ("/access/session_minutes", 479.5, "/access/session_minutes", "wrong_type"),
    ("/access/session_minutes", True, "/access/session_minutes", "wrong_type"),
    ("/access/session_minutes", 4, "/access/session_minutes", "number_range"),
    ("/access/default_role", "rol_pm", "/access/default_role", "role_side"),
    ("/access/default_role", "rol_nobody", "/access/default_role", "ref_missing"),
    ("/access/default_role", "tab_home", "/access/default_role", "ref_kind"),
    ("/access/mfa_required", ["rol_finance"], "/access/mfa_required", "engine_planned"),
    ("/env/env_pay/kind", "wallet", "/env/env_pay/kind", "choice_unknown"),
    ("/sign_in/heading", 1, "/sign_in/heading", "wrong_type"),
    ("/sign_in/heading", "a\nb", "/sign_in/heading", "text_control"),
    ("/texts", {"de": {"tab_home.label": 1}}, "/texts/de/tab_home.label", "wrong_type"),
    ("/texts", {"german": {}}, "/texts/german", "locale_invalid"),
    ("/texts", {"de": {"label": "x"}}, "/texts/de/label", "text_key"),
    # branding
    ("/branding/tokens/color/accent/$value", "red;}body{", "/branding/tokens/color/accent/$value", "color_invalid"),
    ("/branding/tokens/color/accent/$value/hex", "#29", "/branding/tokens/color/accent/$value", "color_invalid"),
    ("/branding/tokens/color/accent/$value/hex", "#ff0000", "/branding/tokens/color/accent/$value", "color_mismatch"),
    (
        "/branding/tokens/color/accent/$value/components",
        [0, 0],
        "/branding/tokens/color/accent/$value",
        "color_invalid",
    ),
    (
        "/branding/tokens/color/accent/$value/colorSpace",
        "cmyk",
        "/branding/tokens/color/accent/$value",
        "color_invalid",
    ),
    ("/branding/tokens/radius/card/$value/value", 25, "/branding/tokens/radius/card/$value/value", "number_range"),
    ("/branding/tokens/radius/card/$value/unit", "em", "/branding/tokens/radius/card/$value/unit", "choice_unknown"),
    ("/branding/tokens/font/body/$value", ['Inter";}'], "/branding/tokens/font/body/$value", "font_invalid"),
    (
        "/branding/tokens/color/surface",
        {"$value": {"hex": "#ffffff"}},
        "/branding/tokens/color/surface",
        "engine_planned",
    ),
    ("/branding/theme", "editorial", "/branding/theme", "engine_planned"),
    ("/branding/logo", "ast_nothing", "/branding/logo", "ref_missing"),
    ("/branding/logo", {"hash": "x"}, "/branding/logo", "ref_invalid"),
    ("/assets", {"ast_a": {"hash": "md5:1", "type": "image/png", "bytes": 1}}, "/assets/ast_a/hash", "hash_invalid"),
    (
        "/assets",
        {"ast_a": {"hash": f"sha256:{'0' * 64}", "type": "image/gif", "bytes": 1}},
        "/assets/ast_a/type",
        "choice_unknown",
    ),
    (
        "/assets",
        {"ast_a": {"hash": f"sha256:{'0' * 64}", "type": "image/png", "bytes": 524_289}},
        "/assets/ast_a/bytes",
        "number_range",
    ),
    ("/tabs/tab_home/hidden", "yes", "/tabs/tab_home/hidden", "wrong_type"),
    # notifications
    ("/notifications", {"ntf_a": {}}, "/notifications/ntf_a/event", "missing"),
    ("/notifications", {"ntf_a": {"event": "order.paid"}}, "/notifications/ntf_a/to", "missing"),
    ("/notifications", {"not_a": told()}, "/notifications/not_a", "id_prefix"),
    ("/notifications", {"ntf_a": told(event="order.burnt")}, "/notifications/ntf_a/event", "choice_unknown"),
    ("/notifications", {"ntf_a": told(event="approval.requested")}, "/notifications/ntf_a", "engine_planned"),
    ("/notifications", {"ntf_a": told(to={"roles": ["rol_buyer"]})}, "/notifications/ntf_a", "engine_planned"),
    ("/notifications", {"ntf_a": told(to={})}, "/notifications/ntf_a/to", "audience_unknown"),
    (
        "/notifications",
        {"ntf_a": told(to={"actors": ["order.assignee"]})},
        "/notifications/ntf_a/to",
        "audience_unknown",
    ),
    (
        "/notifications",
        {"ntf_a": told(to={"side": "client", "actors": ["order.requester"]})},
        "/notifications/ntf_a/to",
        "audience_unknown",
    ),
    (
        "/notifications",
        {"ntf_a": told(to={"actors": ["order.boss"]})},
        "/notifications/ntf_a/to/actors/0",
        "choice_unknown",
    ),
    ("/notifications", {"ntf_a": told(), "ntf_b": told()}, "/notifications/ntf_b", "notification_duplicate"),
    ("/notifications", {"ntf_a": told(channels=["sms"])}, "/notifications/ntf_a/channels/0", "choice_unknown"),
    ("/notifications", {"ntf_a": told(channels=["bell", "bell"])}, "/notifications/ntf_a/channels/1", "duplicate_item"),
    ("/notifications", {"ntf_a": told(channels="bell")}, "/notifications/ntf_a/channels", "wrong_type"),
    ("/notifications", {"ntf_a": NOTE | {"channels": ["email"]}}, "/notifications/ntf_a/channels/0", "choice_unknown"),
    ("/notifications", {"ntf_a": NOTE | {"subject": "A note"}}, "/notifications/ntf_a/subject", "engine_planned"),
    ("/notifications", {"ntf_a": told(subject="Hi\nBcc: x")}, "/notifications/ntf_a/subject", "text_control"),
    ("/notifications", {"ntf_a": told(subject="x" * 121)}, "/notifications/ntf_a/subject", "text_too_long"),
    ("/notifications", {"ntf_a": told(when=["eq", 1, 1])}, "/notifications/ntf_a/when", "engine_planned"),
    ("/notifications", {"ntf_a": told(template="tpl_review")}, "/notifications/ntf_a/template", "engine_planned"),
    ("/notifications", {"ntf_a": told(digest="PT1H")}, "/notifications/ntf_a/digest", "engine_planned"),
    ("/notifications", {"ntf_a": told(sound="ping")}, "/notifications/ntf_a/sound", "unknown_key"),
    # roles and legal
    ("/roles/rol_buyer/can/order.create", "all", "/roles/rol_buyer/can/order.create", "scope_invalid"),
    ("/roles/rol_buyer/can/order.creat", "own", "/roles/rol_buyer/can/order.creat", "action_unknown"),
    ("/roles/rol_buyer/can/invoice.read", "company", "/roles/rol_buyer/can/invoice.read", "engine_planned"),
    ("/roles/rol_buyer/side", "both", "/roles/rol_buyer/side", "choice_unknown"),
    ("/legal/leg_terms/page", ..., "/legal/leg_terms", "legal_text_missing"),
    ("/legal/leg_terms/page", "pag_work", "/legal/leg_terms/page", "legal_page_private"),
    ("/legal/leg_terms/asset", "ast_terms", "/legal/leg_terms/asset", "engine_planned"),
    ("/legal/leg_terms/accept_at/0", "lunch", "/legal/leg_terms/accept_at/0", "choice_unknown"),
    # tabs, dashboards, pages
    ("/tabs/tab_home/type", "dashbord", "/tabs/tab_home/type", "kind_unknown"),
    ("/tabs/tab_home/type", "invoices", "/tabs/tab_home/type", "engine_planned"),
    ("/tabs/tab_home/type", ..., "/tabs/tab_home/type", "missing"),
    ("/tabs/tab_home/label", "", "/tabs/tab_home/label", "text_too_short"),
    ("/tabs/tab_home/badge", "waiting_count", "/tabs/tab_home/badge", "engine_planned"),
    ("/tabs/tab_home/dashboards/0", "dsh_none", "/tabs/tab_home/dashboards/0", "ref_missing"),
    ("/tabs/tab_shop/see/roles/0", "rol_none", "/tabs/tab_shop/see/roles/0", "ref_missing"),
    ("/tabs/tab_shop/see", {"groups": ["grp_none"]}, "/tabs/tab_shop/see/groups/0", "ref_missing"),
    ("/tabs/tab_shop/see", {"when": ["ctx", "order.open"]}, "/tabs/tab_shop/see/when/1", "ref_missing"),
    ("/tabs/tab_shop/see", {"roles": []}, "/tabs/tab_shop/see/roles", "too_few"),
    ("/tabs/tab_orders/columns/0", "colour", "/tabs/tab_orders/columns/0", "choice_unknown"),
    ("/tabs/tab_orders/views/1", "open", "/tabs/tab_orders/views/1", "duplicate_item"),
    (
        "/dashboards/dsh_default/widgets/wdg_hi/size",
        "huge",
        "/dashboards/dsh_default/widgets/wdg_hi/size",
        "choice_unknown",
    ),
    (
        "/dashboards/dsh_default/widgets/wdg_open/source/where",
        ["eq", ["ctx", "order.open"], True],
        "/dashboards/dsh_default/widgets/wdg_open/source/where",
        "engine_planned",
    ),
    (
        "/dashboards/dsh_default/widgets/wdg_open/source/limit",
        1.9,
        "/dashboards/dsh_default/widgets/wdg_open/source/limit",
        "wrong_type",
    ),
    (
        "/dashboards/dsh_default/widgets/wdg_links/links/0/url",
        "https://example.com",
        "/dashboards/dsh_default/widgets/wdg_links/links/0",
        "link_target",
    ),
    (
        "/dashboards/dsh_default/widgets/wdg_links/links/0",
        {"label": "x", "url": "javascript:alert(1)"},
        "/dashboards/dsh_default/widgets/wdg_links/links/0/url",
        "url_invalid",
    ),
    ("/pages/pag_shop/slug", "free-audit", "/pages/pag_audit/slug", "slug_duplicate"),
    ("/pages/pag_shop/slug", "Not good", "/pages/pag_shop/slug", "slug_invalid"),
    ("/pages/pag_shop/sections/sec_intro/type", "columns", "/pages/pag_shop/sections/sec_intro/type", "engine_planned"),
    (
        "/pages/pag_shop/sections/sec_intro/blocks/blk_shop_h/type",
        "image",
        "/pages/pag_shop/sections/sec_intro/blocks/blk_shop_h/type",
        "engine_planned",
    ),
    (
        "/pages/pag_audit/sections/sec_audit_form/form",
        "frm_x",
        "/pages/pag_audit/sections/sec_audit_form/form",
        "ref_missing",
    ),
    (
        "/pages/pag_audit/sections/sec_audit_form/form",
        "frm_social",
        "/pages/pag_audit/sections/sec_audit_form/form",
        "form_private",
    ),
    ("/services/svc_audit/form", ..., "/pages/pag_audit/sections/sec_audit_form/form", "form_without_service"),
    # services, prices, pipelines, payment
    ("/services/svc_banner/type", "subscription", "/services/svc_banner/type", "engine_planned"),
    ("/services/svc_banner/price", "prc_none", "/services/svc_banner/price", "ref_missing"),
    ("/services/svc_banner/pipeline", ..., "/services/svc_banner/pipeline", "missing"),
    ("/services/svc_banner/billing", {}, "/services/svc_banner/billing/collect", "payment_missing"),
    ("/services/svc_banner/quantity/max", 0, "/services/svc_banner/quantity/max", "number_range"),
    ("/services/svc_banner/quantity/min", 11, "/services/svc_banner/quantity/max", "range_empty"),
    (
        "/services/svc_banner/quantity",
        {"field": "fld_brief"},
        "/services/svc_banner/quantity/field",
        "quantity_field_wrong",
    ),
    ("/services/svc_banner/lead_time", "P1M", "/services/svc_banner/lead_time", "duration_days"),
    ("/services/svc_banner/lead_time", "7 days", "/services/svc_banner/lead_time", "duration_invalid"),
    ("/services/svc_banner/addons", ["adn_x"], "/services/svc_banner/addons/0", "ref_missing"),
    ("/services/svc_banner/addons", ["adn_express"], "/services/svc_banner/addons/0", "addon_elsewhere"),
    ("/services/svc_banner/price", "prc_express", "/services/svc_banner/price", "percent_alone"),
    ("/services/svc_banner/price", ..., "/services/svc_banner/price", "missing"),
    ("/services/svc_story/price", "prc_banner", "/services/svc_story/price", "price_or_packages"),
    (
        "/prices/prc_banner",
        {"model": "graduated_percent", "currency": "EUR", "tiers": [{"up_to": None, "percent": "5"}]},
        "/services/svc_banner/price",
        "percent_alone",
    ),
    ("/prices/prc_banner/archived", True, "/services/svc_banner/price", "price_archived"),
    ("/prices/prc_story_text/archived", True, "/services/svc_story/packages", "price_archived"),
    ("/prices/prc_photos/archived", True, "/services/svc_story/addons/0", "price_archived"),
    ("/services/svc_story/packages/pkg_text/price", "prc_banner", "/services/svc_story/packages", "packages_mixed"),
    (
        "/services/svc_story/packages/pkg_text/highlight",
        "Ours",
        "/services/svc_story/packages/pkg_sheet/highlight",
        "highlight_twice",
    ),
    ("/prices/prc_story_text/money", [1, "USD"], "/services/svc_story/packages", "currency_mixed"),
    ("/prices/prc_images/money", [1, "USD"], "/services/svc_letters/addons/1", "currency_mixed"),
    ("/addons/adn_express/when", ["gt", ["field", "fld_none"], 1], "/addons/adn_express/when/1/1", "ref_missing"),
    ("/addons/adn_express/price", "prc_none", "/addons/adn_express/price", "ref_missing"),
    ("/prices/prc_letter/tiers/2/up_to", 20, "/prices/prc_letter/tiers/2/up_to", "tier_open"),
    ("/prices/prc_letter/tiers/0/up_to", None, "/prices/prc_letter/tiers/0/up_to", "tier_open"),
    ("/prices/prc_letter/tiers/1/up_to", 4, "/prices/prc_letter/tiers/1/up_to", "tier_order"),
    ("/prices/prc_letter/tiers", [], "/prices/prc_letter/tiers", "too_few"),
    ("/prices/prc_express/percent", "0", "/prices/prc_express/percent", "number_range"),
    ("/services/svc_banner/escalate_when", ["gt", 1, 2], "/services/svc_banner/escalate_when", "engine_planned"),
    ("/services/svc_banner/sold_by", "rep", "/services/svc_banner/sold_by", "engine_planned"),
    ("/services/svc_banner/billing/terms", "net_30", "/services/svc_banner/billing/terms", "engine_planned"),
    ("/services/svc_banner/form", "frm_social", "/services/svc_banner/form", "form_private"),
    ("/services/svc_audit/price", "prc_banner", "/services/svc_audit/price", "unknown_key"),
    ("/services/svc_audit/limit/per_company", 0, "/services/svc_audit/limit/per_company", "number_range"),
    ("/services/svc_banner/summary", "x" * 301, "/services/svc_banner/summary", "text_too_long"),
    ("/prices/prc_banner/money/0", 390.5, "/prices/prc_banner/money/0", "money_invalid"),
    ("/prices/prc_banner/money/0", -1, "/prices/prc_banner/money/0", "number_range"),
    ("/prices/prc_banner/money/1", "eur", "/prices/prc_banner/money/1", "currency_unknown"),
    ("/prices/prc_banner/money", 39000, "/prices/prc_banner/money", "money_invalid"),
    ("/prices/prc_banner/money", ..., "/services/svc_banner/price", "price_broken"),
    ("/prices/prc_banner/model", "graduated", "/prices/prc_banner/tiers", "missing"),
    ("/prices/prc_banner/every", "P1M", "/prices/prc_banner/every", "engine_planned"),
    ("/prices/prc_article/unit", "", "/prices/prc_article/unit", "text_too_short"),
    ("/pipelines/pip_work/start", ..., "/pipelines/pip_work/start", "missing"),
    ("/pipelines/pip_work/start", "sts_none", "/pipelines/pip_work/start", "ref_missing"),
    ("/pipelines/pip_work/start", "sts_done", "/pipelines/pip_work/start", "start_finished"),
    ("/pipelines/pip_work/statuses/sts_done/kind", "active", "/pipelines/pip_work/statuses", "pipeline_end_missing"),
    ("/pipelines/pip_work/statuses/sts_off/kind", "done", "/pipelines/pip_work/statuses", "pipeline_end_missing"),
    ("/pipelines/pip_work/statuses", {}, "/pipelines/pip_work/statuses", "statuses_missing"),
    ("/pipelines/pip_work/moves/0/by", [], "/pipelines/pip_work/moves/0/by", "too_few"),
    ("/pipelines/pip_work/moves/0/from", ["sts_none"], "/pipelines/pip_work/moves/0/from/0", "ref_missing"),
    (
        "/pipelines/pip_work/statuses/sts_review/due",
        "PT1H",
        "/pipelines/pip_work/statuses/sts_review/due",
        "duration_days",
    ),
    ("/pipelines/pip_work/statuses/sts_done/then", {}, "/pipelines/pip_work/statuses/sts_done/then", "engine_planned"),
    ("/payment_methods/pmt_card/account", "env_mail", "/payment_methods/pmt_card/account", "slot_kind"),
    ("/payment_methods/pmt_card/type", "invoice", "/payment_methods/pmt_card/type", "engine_planned"),
    ("/payment_methods/pmt_bank/instructions", ..., "/payment_methods/pmt_bank/instructions", "missing"),
    ("/payment_methods/pmt_card/fee", "1.5", "/payment_methods/pmt_card/fee", "engine_planned"),
    # forms
    ("/forms/frm_audit/pages", [], "/forms/frm_audit/pages", "pages_missing"),
    ("/forms/frm_audit/pages/0/fields/0", "fld_none", "/forms/frm_audit/pages/0/fields/0", "ref_missing"),
    ("/forms/frm_audit/pages/0/fields/0", "fld_count", "/forms/frm_audit/pages/0/fields/0", "ref_missing"),
    ("/forms/frm_article/pages/1/fields/0", "fld_count", "/forms/frm_article/pages/1/fields/0", "field_repeated"),
    ("/forms/frm_audit/fields/fld_site/type", "appointment", "/forms/frm_audit/fields/fld_site/type", "engine_planned"),
    ("/forms/frm_audit/fields/fld_site/type", "magic", "/forms/frm_audit/fields/fld_site/type", "kind_unknown"),
    ("/forms/frm_audit/fields/fld_site/label", ..., "/forms/frm_audit/fields/fld_site/label", "missing"),
    ("/forms/frm_audit/fields/fld_site/key", "mail", "/forms/frm_audit/fields/fld_site/key", "key_duplicate"),
    ("/forms/frm_audit/fields/fld_site/key", "9", "/forms/frm_audit/fields/fld_site/key", "key_invalid"),
    (
        "/forms/frm_audit/fields/fld_site/show",
        ["eq", ["field", "fld_none"], 1],
        "/forms/frm_audit/fields/fld_site/show/1/1",
        "ref_missing",
    ),
    (
        "/forms/frm_audit/fields/fld_site/show",
        ["filled", ["field", "fld_site"]],
        "/forms/frm_audit/fields/fld_site",
        "expr_circle",
    ),
    (
        "/forms/frm_audit/fields/fld_site/require",
        ["gt", ["field", "fld_mail"], 1],
        "/forms/frm_audit/fields/fld_site/require",
        "expr_type",
    ),
    (
        "/forms/frm_audit/fields/fld_site/require",
        ["ctx", "client.po_required"],
        "/forms/frm_audit/fields/fld_site/require",
        "engine_planned",
    ),
    ("/forms/frm_audit/fields/fld_site/show", "yes", "/forms/frm_audit/fields/fld_site/show", "expr_type"),
    ("/forms/frm_audit/fields/fld_site/show", [], "/forms/frm_audit/fields/fld_site/show", "expr_shape"),
    (
        "/forms/frm_audit/fields/fld_site/check",
        [{"test": ["eq", 1], "message": "x"}],
        "/forms/frm_audit/fields/fld_site/check/0/test",
        "expr_arity",
    ),
    (
        "/forms/frm_audit/fields/fld_site/check",
        [{"test": True}],
        "/forms/frm_audit/fields/fld_site/check/0/message",
        "missing",
    ),
    ("/forms/frm_audit/fields/fld_site/compute", 1, "/forms/frm_audit/fields/fld_site/compute", "compute_asked"),
    ("/forms/frm_audit/fields/fld_ok/legal", "leg_none", "/forms/frm_audit/fields/fld_ok/legal", "ref_missing"),
    ("/forms/frm_article/fields/fld_count/min", "1.5", "/forms/frm_article/fields/fld_count/min", "wrong_type"),
    ("/forms/frm_article/fields/fld_count/min", 1.5, "/forms/frm_article/fields/fld_count/min", "wrong_type"),
    ("/forms/frm_article/fields/fld_count/min", 300, "/forms/frm_article/fields/fld_count/max", "range_empty"),
    (
        "/forms/frm_article/fields/fld_count/default",
        500,
        "/forms/frm_article/fields/fld_count/default",
        "default_refused",
    ),
    (
        "/forms/frm_article/fields/fld_count/require",
        False,
        "/services/svc_articles/quantity/field",
        "quantity_field_wrong",
    ),
    ("/forms/frm_article/fields/fld_lang/options", [], "/forms/frm_article/fields/fld_lang/options", "too_few"),
    (
        "/forms/frm_article/fields/fld_lang/options/1/value",
        "en",
        "/forms/frm_article/fields/fld_lang/options/1/value",
        "value_duplicate",
    ),
    ("/forms/frm_article/fields/fld_lang/min", 3, "/forms/frm_article/fields/fld_lang/min", "range_empty"),
    (
        "/forms/frm_article/fields/fld_deadline/min",
        ["ctx", "now"],
        "/forms/frm_article/fields/fld_deadline/min",
        "expr_type",
    ),
    (
        "/forms/frm_article/fields/fld_deadline/min",
        "20261120",
        "/forms/frm_article/fields/fld_deadline/min",
        "date_invalid",
    ),
    ("/forms/frm_article/fields/fld_topics/min_length", 5000, "/forms/frm_article/fields/fld_topics", "range_empty"),
]


@pytest.mark.parametrize(("pointer", "value", "at", "code"), ERRORS, ids=[f"{at}-{code}" for _, _, at, code in ERRORS])
def test_an_error_stands_at_its_place_and_blocks_publishing(
    changed: Change, pointer: str, value: Any, at: str, code: str
) -> None:
    document = changed(pointer, value)
    assert ("error", at, code) in found(document, publish=True)
    assert (("error", at, code) in found(document)) == (code != "engine_planned"), "a draft may hold what is planned"
    with pytest.raises(DocumentRefused) as refused:
        portal_config.compile(document, strict=True)
    assert all(finding.severity == "error" for finding in refused.value.findings)


WARNINGS: list[tuple[str, Any, str, str]] = [
    ("/branding/tokens/color/accent/$value", {"hex": "#fff6b0"}, "/branding/tokens/color/accent", "contrast_low"),
    ("/tab_order/-", "tab_gone", "/tab_order/9", "order_unknown"),
    ("/tab_order/-", "tab_home", "/tab_order/9", "order_duplicate"),
    ("/tabs/tab_shop/see/roles/0", "rol_viewer", "/tabs/tab_shop", "see_without_can"),
    ("/tabs/tab_shop/see/roles", ["rol_viewer"], "/tabs/tab_shop", "unreachable_tab"),
    ("/dashboards/dsh_default/widgets/wdg_due/see/roles/0", "rol_viewer", "/dashboards/dsh_default/widgets/wdg_due", "see_without_can"),
    ("/dashboards/dsh_default/widgets/wdg_hi/text", "Hi {{user.frist_name}}", "/dashboards/dsh_default/widgets/wdg_hi/text", "placeholder_unknown"),
    ("/payment_methods/pmt_bank/instructions", "{{order.numer}}", "/payment_methods/pmt_bank/instructions", "placeholder_unknown"),
    ("/notifications", {"ntf_a": told(subject="{{task.title}}")}, "/notifications/ntf_a/subject", "placeholder_unknown"),
    ("/notifications", {"ntf_a": told(subject="{{ 7*7 }}")}, "/notifications/ntf_a/subject", "placeholder_unread"),
    ("/forms/frm_audit/pages/0/fields", ["fld_site", "fld_mail", "fld_ok"], "/forms/frm_audit/fields/fld_goal", "field_unplaced"),
    ("/pipelines/pip_work/moves/0/to", ["sts_doing", "sts_off"], "/pipelines/pip_work/statuses/sts_todo", "status_unreachable"),
    ("/pipelines/pip_work/moves/2/from", ["sts_doing"], "/pipelines/pip_work/statuses/sts_review", "status_stuck"),
    ("/texts", {"de": {"tab_gone.label": "Weg"}}, "/texts/de/tab_gone.label", "text_orphan"),
    ("/services/svc_social/public", True, "/services/svc_social/see", "public_with_see"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("pointer", "value", "at", "code"), WARNINGS, ids=[f"{at}-{code}" for _, _, at, code in WARNINGS]
)
def test_a_warning_stands_at_its_place(changed: Change, pointer: str, value: Any, at: str, code: str) -> None:
    assert ("warning", at, code) in found(changed(pointer, value))


def test_a_free_service_has_no_addon_and_a_paid_one_may(starter: dict[str, Any]) -> None:
    starter["addons"]["adn_photos"].pop("for")
    starter["services"]["svc_banner"]["addons"] = ["adn_photos"]
    assert portal_config.check(starter) == []
    starter["services"]["svc_audit"]["addons"] = ["adn_photos"]
    assert found(starter) == {("error", "/services/svc_audit/addons/0", "addon_of_free")}


def test_what_is_offered_no_more_may_keep_a_price_that_is_not(starter: dict[str, Any]) -> None:
    starter["prices"]["prc_story_text"]["archived"] = starter["prices"]["prc_photos"]["archived"] = True
    assert {code for _, _, code in found(starter)} == {"price_archived"}
    starter["services"]["svc_story"]["archived"] = True
    assert "price_archived" not in {code for _, _, code in found(starter)}


@pytest.mark.parametrize("accent", ["#294fb5", "#c98a1b", "#000000", "#ff0000", "#0f766e"])
def test_an_accent_that_is_seen_is_not_warned_of(changed: Change, accent: str) -> None:
    assert portal_config.check(changed("/branding/tokens/color/accent/$value", {"hex": accent})) == []


def test_warnings_do_not_block_publishing(changed: Change) -> None:
    compiled = portal_config.compile(changed("/tab_order/-", "tab_gone"), strict=True)
    assert [(finding.code, finding.severity) for finding in compiled.findings] == [("order_unknown", "warning")]


@pytest.mark.parametrize(
    ("key", "prefix", "most", "entry"),
    [
        ("tabs", "tab", 30, {"type": "page", "label": "More", "page": "pag_work"}),
        ("roles", "rol", 20, {"side": "client", "name": "More", "can": {}}),
        ("pages", "pag", 100, {"title": "More", "sections": {}}),
        ("services", "svc", 300, {"type": "free", "name": "More", "pipeline": "pip_work"}),
    ],
)
def test_limits(starter: dict[str, Any], key: str, prefix: str, most: int, entry: dict[str, Any]) -> None:
    for number in range(most - len(starter[key])):
        starter[key][f"{prefix}_more_{number}"] = dict(entry)
    assert portal_config.check(starter) == []
    starter[key][f"{prefix}_one_too_many"] = dict(entry)
    assert ("error", f"/{key}", "limit_exceeded") in found(starter)
    assert len(getattr(portal_config.compile(starter, strict=False), key)) == most


def test_findings_say_what_to_do_and_come_errors_first(changed: Change) -> None:
    document = changed("/tab_order/-", "tab_gone")
    document["colour"] = 1
    findings = portal_config.check(document)
    assert [finding.severity for finding in findings] == ["error", "warning"]
    assert all(isinstance(finding, Finding) and finding.message and finding.fix for finding in findings)


@pytest.mark.parametrize("value", [None, [], "x", 1, {"a": float("nan")}, {"a": "\ud800"}, {1: 2}])
def test_what_is_no_document_has_findings_too(value: Any) -> None:
    assert portal_config.check(value)
    with pytest.raises(DocumentRefused):
        portal_config.compile(value, strict=False)


def test_an_empty_document_lacks_only_its_name() -> None:
    assert found({}) == {("error", "/portal/name", "missing")}
