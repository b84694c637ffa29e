"""What is met first: the brand, the sign-in page, and what new members are welcomed with."""

from __future__ import annotations

from collections.abc import Sequence

import marshmallow

from builder.studio import welcome
from builder.studio.controls import controls
from builder.studio.inspector.inspected import (
    Action,
    Inspected,
    duplicate,
    edits_of,
    moves,
    not_allowed,
    removal,
    settings,
)
from builder.studio.outline import Group, Node
from builder.studio.place import Studio
from portal_config.branding import BrandingSettings
from portal_config.sections.onboarding import CardSettings, FirstStepSettings, OnboardingSettings, VideoSettings
from portal_config.sections.portal import PortalSettings, SignInSettings


def branding(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    name = controls(PortalSettings(), here, "/portal", only=("name",))
    look = controls(BrandingSettings(), here, "/branding")
    colour = sorted((one for one in look if one.kind in ("colour", "logo")), key=lambda one: one.kind != "logo")
    rest = [one for one in look if one not in colour]
    return Inspected(node.ptr, "Brand", node.icon, fields=[*name, *colour], more=rest)


def sign_in(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    found = controls(SignInSettings(), here, "/sign_in")
    return Inspected(node.ptr, "Sign-in page", node.icon, fields=found)


def onboarding(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    made = controls(OnboardingSettings(), here, node.ptr, only=("title", "text", "hide_when_done"), without=("video",))
    who = controls(OnboardingSettings(), here, node.ptr, only=("see",))
    return Inspected(
        node.ptr,
        "Welcome",
        node.icon,
        told="New members find it above their first dashboard, until they are through or hide it.",
        fields=[*made, *who],
        remove=Action(
            "Remove first steps",
            edits_of(*welcome.removal(here)),
            "The first steps were removed",
            "trash",
            look="danger",
        ),
        adds=welcome.parts(here),
        adds_label="Add to it",
    )


def film(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    gone = {"op": "set", "ptr": node.ptr, "value": None}
    return Inspected(
        node.ptr,
        node.name,
        node.icon,
        told="Members see its title first. The film loads once they press it, so its host learns nothing before.",
        fields=controls(VideoSettings(), here, node.ptr),
        remove=Action("Remove film", edits_of(gone), "The film was removed", "trash", "/onboarding", "danger"),
    )


def welcome_parts(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    return Inspected(
        node.ptr, node.name, node.icon, adds=welcome.parts(here, node.ptr.rpartition("/")[2]), adds_label="Add one"
    )


def card(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    return _welcome_part(here, groups, node, CardSettings(), ("title", "text", "to", "icon"), "card")


def first_step(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    return _welcome_part(here, groups, node, FirstStepSettings(), ("do", "title", "text", "to"), "step")


def _welcome_part(
    here: Studio, groups: Sequence[Group], node: Node, schema: marshmallow.Schema, first: Sequence[str], what: str
) -> Inspected:
    return Inspected(
        node.ptr,
        node.name,
        node.icon,
        **settings(here, node, [schema], first),
        notices=not_allowed(here, node, welcome.needs(here, node.ptr)),
        moves=moves(groups, node),
        duplicate=duplicate(here, node),
        remove=removal(node, what),
    )
