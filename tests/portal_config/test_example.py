"""The worked example of the language's specification: it is read whole, and nothing in it is at fault."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import portal_config
from portal_config import DocumentRefused
from portal_config.kinds import registry

TEXT = (Path(__file__).parent / "example.json").read_text()
UNTRANSLATED = 94
"""Texts of the example that have no German words; five have."""


@pytest.fixture
def example() -> dict[str, Any]:
    return portal_config.load(TEXT)


def test_it_has_no_fault_but_the_texts_nobody_translated(example: dict[str, Any]) -> None:
    findings = portal_config.check(example)
    assert Counter((each.severity, each.code) for each in findings) == {("warning", "text_missing"): UNTRANSLATED}
    example["portal"]["locales"] = ["en"]
    del example["texts"]
    assert portal_config.check(example) == []


def test_it_comes_back_as_it_was(example: dict[str, Any]) -> None:
    text = portal_config.dump(example)
    assert portal_config.load(text) == example == json.loads(TEXT)
    assert portal_config.dump(portal_config.load(text)) == text
    before = portal_config.digest(example)
    portal_config.compile(example, strict=False, locale="de", year=2026)
    assert portal_config.digest(example) == before


def test_it_is_published_once_its_engines_are_there(example: dict[str, Any]) -> None:
    with pytest.raises(DocumentRefused) as refused:
        portal_config.compile(example, strict=True)
    assert {each.code for each in refused.value.findings} == {"engine_planned"}
    told = [each.pointer for each in portal_config.check(example, publish=True) if each.code == "engine_planned"]
    assert sorted(told) == sorted(each.pointer for each in refused.value.findings)
    assert len(set(told)) == len(told), "each is told once"
    for section in ("approvals", "automations", "price_lists", "templates"):
        assert [each for each in told if each.startswith(f"/{section}")] == sorted(
            f"/{section}/{one}" for one in example[section]
        )
    assert (
        "/domains/mail_from" in told
        and "/domains" not in told
        and "/services/svc_retainer/type" in told
        and "/tabs/tab_plan/type" in told
    )
    assert not any(each.startswith("/services/svc_retainer/") for each in told if each != "/services/svc_retainer/type")


def test_everything_in_it_is_compiled(example: dict[str, Any]) -> None:
    made = portal_config.compile(example, strict=False)
    for section in ("approvals", "templates", "automations", "price_lists"):
        assert set(getattr(made.later, section)) == set(example[section]), section
    assert list(made.folders) == ["fol_contracts", "fol_deliverables", "fol_reports"]
    assert set(made.groups) == {"grp_key", "grp_retainer"}
    assert made.groups["grp_key"].match is None and made.groups["grp_retainer"].match is not None
    big = made.later.approvals["apr_big"]
    assert [tier.any_of for tier in big.tiers] == [{"rol_approver"}, {"rol_finance"}]
    assert (big.expires_then, big.client_may_tighten, big.requesters) == ("reject", True, {"rol_buyer"})
    retainer = made.services["svc_retainer"]
    assert [(plan.id, plan.price.every_months, plan.highlight) for plan in retainer.plans] == [
        ("pln_s", 1, ""), ("pln_m", 1, "Most chosen"), ("pln_l", 1, "")
    ]  # fmt: skip
    assert made.services["svc_articles"].collect == ("env_pay",)
    assert made.payment_methods["env_pay"].label == "Card and SEPA payments"
    stale = made.later.automations["aut_stale"]
    assert [step.do for step in stale.steps] == ["wait", "notify", "create_task"] and stale.on["to"] == ("sts_review",)
    assert made.services["svc_audit"].public, "its public form stands on a public page"
    assert not made.services["svc_articles"].public
    used = {(family, part["type"]) for family, parts in (("tab", example["tabs"]),) for part in parts.values()}
    assert all(registry.get(*each) is not None for each in used)


def test_it_is_read_in_german(example: dict[str, Any]) -> None:
    own, german = (portal_config.compile(example, strict=False, locale=each) for each in (None, "de"))
    assert (own.language, german.language) == ("", "de")
    assert (own.tab("files").label, german.tab("files").label) == ("Files", "Dateien")
    assert (
        german.services["svc_articles"].name == "SEO-Artikel"
        and german.services["svc_audit"].name == "Free content audit"
    )
    count = {field.id: field for field in german.forms["frm_article"].every}["fld_count"]
    assert count.label == "Wie viele Artikel?"
    assert german.later.templates["tpl_review"].subject == "{{order.number}} wartet auf Ihre Freigabe"
    assert german.digest == own.digest and german.findings == own.findings
    assert {name: form.frozen for name, form in german.forms.items()} == {
        name: form.frozen for name, form in own.forms.items()
    }
    for unknown in ("fr", "en"):
        assert portal_config.compile(example, strict=False, locale=unknown) == own


def test_its_calendar_knows_the_holidays_of_five_years(example: dict[str, Any]) -> None:
    made = portal_config.compile(example, strict=False, year=2026)
    assert {day.year for day in made.calendar.holidays} == {2025, 2026, 2027, 2028, 2029}
    first = min(made.calendar.holidays)
    assert first.isoformat() == "2025-01-01" and not made.calendar.works(first)
    assert not portal_config.compile(example, strict=False).calendar.holidays
    example["portal"]["business_days"]["closed"] = ["2026-12-24"]
    closed = portal_config.compile(example, strict=False).calendar.holidays
    assert [day.isoformat() for day in closed] == ["2026-12-24"]
