"""``approvals``: what must be approved, by whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal_config import limits
from portal_config.expressions.rule import NO
from portal_config.later import Approval, Tier
from portal_config.reader import Entry, Reader
from portal_config.sections.holder import read_planned
from portal_config.settings import Choice, Choices, Condition, Fault, Flag, Items, Part, Refs, Settings, Span, Text

ON = ("order.create", "order.pay", "quote.accept", "subscription.change", "invoice.pay", "member.manage")
"""What can be made to wait."""


class TierSettings(Settings):
    any_of = Refs("rol", label="One of these decides")
    all_of = Refs("rol", label="Each of these decides")
    when = Condition(default=True, scope="approval", label="Asked when")


class ExpireSettings(Settings):
    after = Span(required=True, label="After")
    then = Choice(("reject", "approve", "escalate"), default="reject", label="Then")


class ApprovalSettings(Settings):
    name = Text(required=True, at_least=1, at_most=80, translated=True, label="Name of the rule")
    on = Choices(ON, at_least=1, required=True, label="What waits")
    requesters = Refs("rol", label="Asked by; none: anybody")
    when = Condition(default=True, scope="approval", label="Needed when")
    tiers = Items(Part(TierSettings), at_least=1, at_most=limits.TIERS_OF_APPROVAL, required=True, label="Tiers")
    self_approve = Flag(label="Somebody may approve their own")
    remind_after = Span(label="Reminded after")
    expire = Part(ExpireSettings, optional=True, label="Expires")
    client_may_tighten = Flag(label="The client may make it stricter")


_APPROVAL = ApprovalSettings()


def read_approvals(reader: Reader) -> Mapping[str, Approval]:
    """The ``approvals`` section in order."""

    def make(entry: Entry, values: dict[str, Any]) -> Approval:
        expire = values["expire"] or {}
        tiers = []
        for place, tier in enumerate(values["tiers"] or ()):
            if not tier["any_of"] and not tier["all_of"]:
                fault = Fault("tier_empty", "Nobody decides in this tier.", "Name roles in “any_of” or “all_of”.")
                reader.error(f"{entry.at}/tiers/{place}", fault)
            tiers.append(Tier(frozenset(tier["any_of"]), frozenset(tier["all_of"]), tier["when"] or NO))
        return Approval(
            entry.id, values["name"] or entry.id, tuple(values["on"] or ()), frozenset(values["requesters"]), values["when"] or NO,
            tuple(tiers), values["self_approve"], values["remind_after"], expire.get("after"), expire.get("then") or "reject",
            values["client_may_tighten"],
        )  # fmt: skip

    return read_planned(reader, "approvals", _APPROVAL, make)
