"""The address of a portal, and the slot that stands for it."""

from __future__ import annotations

from typing import Any

import pytest

import portal_config
from portal_config import DocumentRefused

Starter = dict[str, Any]


@pytest.fixture
def named(starter: Starter) -> Starter:
    starter["env"]["env_domain"] = {"kind": "domain", "label": "Portal address"}
    return starter | {"domains": {"primary": "env_domain"}}


def test_a_slot_that_is_obeyed_is_refused_where_nothing_is_bound_to_it(named: Starter) -> None:
    assert portal_config.check(named) == [], "a draft may name it"
    (finding,) = portal_config.check(named, publish=True)
    assert (finding.severity, finding.pointer, finding.code) == ("error", "/domains/primary", "slot_unbound")
    with pytest.raises(DocumentRefused):
        portal_config.compile(named, strict=True, bound=())


def test_bound_it_is_published(named: Starter) -> None:
    assert portal_config.check(named, publish=True, bound=["env_domain"]) == []
    made = portal_config.compile(named, strict=True, bound={"env_domain"})
    assert made.domains.primary == "env_domain" and made.env["env_domain"].label == "Portal address"
    assert portal_config.compile(named, strict=True).domains.primary == "env_domain", "slots are not looked at"


def test_a_slot_that_nothing_obeys_needs_no_value(starter: Starter) -> None:
    starter["env"]["env_more"] = {"kind": "domain", "label": "Another"}
    assert portal_config.check(starter, publish=True) == []


def test_without_settings_www_leads_there_too(starter: Starter) -> None:
    made = portal_config.compile(starter, strict=True).domains
    assert (made.primary, made.redirect_www, made.public_pages) == (None, True, ())


def test_a_slot_of_another_kind_is_no_address(named: Starter) -> None:
    named["env"]["env_domain"]["kind"] = "webhook"
    assert [each.code for each in portal_config.check(named)] == ["slot_kind"]
    assert portal_config.compile(named, strict=False).domains.primary is None


def test_a_sender_of_ones_own_comes_later(named: Starter) -> None:
    named["env"]["env_mail"] = {"kind": "mail_sender", "label": "Sender"}
    named["domains"]["mail_from"] = "env_mail"
    assert portal_config.check(named) == []
    found = portal_config.check(named, publish=True, bound=["env_domain"])
    assert [(each.pointer, each.code) for each in found] == [("/domains/mail_from", "engine_planned")]
