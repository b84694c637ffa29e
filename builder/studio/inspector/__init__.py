"""What the inspector shows of a selected part: its settings, what is wrong with it, where it can be moved, and how it is copied or removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.studio.inspector import first, forms, pages, roles, selling, told, whole, work
from builder.studio.inspector.inspected import Action, Inspected, Notice, Shower, elsewhere
from builder.studio.outline import Group, find
from builder.studio.place import Studio
from portal_config.edits.places import spot

SHOWERS: dict[str, Shower] = {
    "tabs/*": pages.tab,
    "dashboards/*": pages.dashboard,
    "dashboards/*/widgets/*": pages.widget,
    "pages/*": pages.page,
    "pages/*/sections/*": pages.section,
    "services/*": selling.service,
    "services/*/packages/*": selling.package,
    "addons/*": selling.addon,
    "forms/*": forms.form,
    "forms/*/pages/*": forms.page,
    "forms/*/fields/*": forms.field,
    "groups/*": told.group,
    "folders/*": told.folder,
    "roles/*": roles.role,
    "pipelines/*": work.pipeline,
    "pipelines/*/statuses/*": work.status,
    "portal": whole.portal,
    "access": whole.access,
    "domains": whole.domains,
    "legal/*": whole.legal,
    "payment_methods/*": whole.payment,
    "notifications/*": told.notification,
    "branding": first.branding,
    "sign_in": first.sign_in,
    "onboarding": first.onboarding,
    "onboarding/video": first.film,
    "onboarding/cards": first.welcome_parts,
    "onboarding/checklist": first.welcome_parts,
    "onboarding/cards/*": first.card,
    "onboarding/checklist/*": first.first_step,
}
"""The shape of a pointer → what shows it."""


def inspect(here: Studio, groups: Sequence[Group], ptr: str) -> Inspected | None:
    """What is shown of the part at a pointer, or of the nearest part around it that the tree knows; None when nothing is selected."""
    node = find(groups, ptr) if ptr else None
    if node is None:
        return None
    parts = node.ptr.split("/")[1:]
    kinds = (spot(tuple(parts[: place + 1])).kind for place in range(len(parts)))
    shape = "/".join("*" if kind in ("part", "item") else part for part, kind in zip(parts, kinds, strict=True))
    shower = SHOWERS.get(shape)
    if shower is None:
        return Inspected(node.ptr, node.name, node.icon)
    shown = shower(here, groups, node)
    return replace(shown, notices=[*shown.notices, *elsewhere(here, node, shown)])


__all__ = ["Action", "Inspected", "Notice", "inspect"]
