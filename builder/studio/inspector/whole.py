"""The portal as a whole: language, money and time, signing in, its address, legal texts and ways to pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.studio.controls import Control, Option, controls
from builder.studio.controls.control import with_findings
from builder.studio.inspector.inspected import Action, Inspected, edits_of, kind_at, moves, removal, settings
from builder.studio.outline import Group, Node
from builder.studio.palette import new_id
from builder.studio.place import Studio
from foundation.formats import language_name
from portal_config.findings import pointer
from portal_config.sections.addresses import DomainSettings
from portal_config.sections.paying import PaymentMethodSettings
from portal_config.sections.people import LegalSettings
from portal_config.sections.portal import AccessSettings, NumberingSettings, PortalSettings
from words.catalogue import languages
from words.language import ENGLISH


def portal(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    written = here.raw("/portal/locales")
    own = here.compiled.locale
    chosen = [one for one in written if isinstance(one, str)] if isinstance(written, list) else [own]
    offered = dict.fromkeys([*chosen, own, ENGLISH, *languages()])
    known = Control(
        "several",
        "/portal/locales",
        "Languages people may choose",
        help="You write in the portal's own, and what it is in the others under “Translations”.",
        options=tuple(Option(one, language_name(one), one in chosen) for one in offered),
        extra={"default": [own]},
    )
    fields = controls(PortalSettings(), here, "/portal", only=("timezone", "currency", "locale"))
    numbers = controls(NumberingSettings(), here, "/portal/numbering", only=("order",))
    days = [one for one in controls(PortalSettings(), here, "/portal") if one.ptr.startswith("/portal/business_days")]
    return Inspected(
        node.ptr,
        "Language, money and time",
        node.icon,
        fields=[*fields, with_findings(known, here), *numbers],
        more=days,
        links=[("Translations", f"{here.root}/translations")] if len(here.compiled.locales) > 1 else [],
    )


def access(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    return Inspected(node.ptr, "Signing in", node.icon, fields=controls(AccessSettings(), here, "/access"))


def domains(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    """The address stands for a slot: the first of its kind, or one that is made when the switch is pressed."""
    slots = [one for one in here.compiled.env.values() if one.kind == "domain"]
    office = f"/p/{here.scope.slug}/office/domains"
    primary = here.compiled.domains.primary
    made = [_public(here, one) for one in controls(DomainSettings(), here, "/domains", without=("primary",))]
    acts: list[Action] = []
    fields: list[Control] = []
    if len(slots) > 1 or (primary and slots):
        options = [
            Option("", "The portal's address on the platform", primary is None),
            *(Option(one.id, one.label, one.id == primary) for one in slots),
        ]
        fields.append(
            with_findings(
                Control("select", "/domains/primary", "Links begin with", primary or "", options=tuple(options)), here
            )
        )
    else:
        slot = slots[0].id if slots else new_id("env")
        edits = (
            []
            if slots
            else [{"op": "insert", "ptr": pointer("env", slot), "value": {"kind": "domain", "label": "Portal address"}}]
        )
        edits.append({"op": "set", "ptr": "/domains/primary", "value": slot})
        acts.append(
            Action(
                "Use an address of your own",
                edits_of(*edits),
                "Links begin with an address of your own once it is chosen",
                "link",
            )
        )
    told = (
        "Which address it is, an owner chooses under “Address”; publishing asks for it."
        if primary
        else "Links in letters begin with the portal's address on the platform, or with the one an owner chose under “Address”."
    )
    return Inspected(
        node.ptr,
        "Address",
        node.icon,
        told=told,
        fields=[*fields, *made],
        acts=acts,
        links=[("Choose the address", office)],
    )


def _public(here: Studio, control: Control) -> Control:
    """Of pages, only those that are public."""
    if control.ptr != "/domains/public_pages":
        return control
    kept = tuple(
        one for one in control.options if one.chosen or ((page := here.compiled.pages.get(one.value)) and page.public)
    )
    return replace(
        control,
        label="Menu of people who are not signed in",
        help="None chosen: every public page but legal texts.",
        options=kept,
    )


def legal(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    made = settings(here, node, [LegalSettings()], ("title", "page", "version", "accept_at"))
    page = here.raw(f"{node.ptr}/page")
    return Inspected(
        node.ptr,
        f"Legal text “{node.name}”",
        node.icon,
        **made,
        told="Raise the version when its words change: an order keeps the one that was accepted.",
        moves=moves(groups, node),
        remove=removal(node, "legal text"),
        links=[("Its page", f"{here.root}/pages?at={pointer('pages', page)}")] if isinstance(page, str) else [],
    )


def payment(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    kind = kind_at(here, "payment_method", node.ptr)
    made = settings(
        here, node, [PaymentMethodSettings(), *([kind.schema()] if kind else [])], ("label", "instructions")
    )
    accounts = {one.id for one in here.compiled.env.values() if one.kind == "payment_account"}
    fields = [
        replace(one, options=tuple(each for each in one.options if each.value in accounts))
        if one.ptr.endswith("/account")
        else one
        for one in made["fields"]
    ]
    used = [one for one in here.compiled.services.values() if node.ptr.rpartition("/")[2] in one.collect]
    return Inspected(
        node.ptr,
        kind.label if kind else node.name,
        node.icon,
        fields=fields,
        more=made["more"],
        told="" if used else "No service takes it yet: choose it at a service.",
        moves=moves(groups, node),
        remove=removal(node, "way to pay"),
        goes=[(f"Taken by “{one.name}”", pointer("services", one.id)) for one in used],
    )
