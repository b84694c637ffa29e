"""Services as the cards of a catalogue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from flask import g, render_template, url_for
from markupsafe import Markup

from commerce.catalog.queries import Offer, offers
from commerce.checkout import drafts
from commerce.pricing.labels import unit_told
from foundation.formats import Formats
from portal_config.findings import pointer
from runtime.pages.portal import Portal
from words import say, say_many


@dataclass(frozen=True, slots=True)
class Card:
    """One service as ``parts/offers.html`` draws it. ``minor``: its price or that of one ``unit``, in minor units of ``currency``. not ``exact``: at least. ``leads``: it is the
    first on the page that can be ordered."""

    name: str
    summary: str
    icon: str
    url: str
    free: bool
    minor: Decimal | None
    currency: str
    unit: str | None
    lead_text: str
    prices_shown: bool
    blocked: str
    leads: bool = False
    level: int = 2
    ptr: str = ""
    exact: bool = True
    begun: str = ""
    """When its checkout was begun and left, or nothing."""


def checkout_url(slug: str) -> str:
    """Where a service is ordered."""
    return url_for("checkout.service", slug=slug)


def cards(here: Portal, services: Collection[str] = (), *, level: int = 2) -> list[Card]:
    """What the viewer may see, in the order of ``services`` (ids; none: all, in the seller's order). ``level`` is that of the headings."""
    found = offers(here.compiled, here.viewer)
    if services:
        place = {service: position for position, service in enumerate(services)}
        found = tuple(sorted((one for one in found if one.service.id in place), key=lambda one: place[one.service.id]))
    # A page may show several lists; one way leads on.
    first = None if g.get("offer_leads") else next((one for one in found if one.reason is None), None)
    g.offer_leads = first is not None or g.get("offer_leads", False)
    begun = {one.service_id: one.updated_at for one in _drafts(here)}
    return [
        replace(_card(one, level, leads=one is first), begun=when(here.formats, begun.get(one.service.id)))
        for one in found
    ]


def _drafts(here: Portal) -> tuple[drafts.Draft, ...]:
    """What a member has begun to order; pages of guests are the same for all."""
    return drafts.list_drafts(drafts.owner_of(here.viewer)) if here.viewer.kind == "member" else ()


def when(formats: Formats, at: datetime | None) -> str:
    """``at 16:20``, ``yesterday``, ``on 23 Nov``; nothing for None."""
    if at is None:
        return ""
    past = (formats.today - formats.on(at)).days
    if not past:
        return say("at {time}", time=formats.recent(at))
    return say("yesterday") if past == 1 else say("on {day}", day=formats.recent(at))


def grid(here: Portal, services: Collection[str] = (), *, level: int = 2, layout: str = "cards") -> Markup:
    """The cards as a part of a page."""
    made = cards(here, services, level=level)
    html = render_template(
        "parts/offers.html", offers=made, formats=here.formats, shop_layout=layout, portal_name=here.compiled.name
    )
    return Markup(html)  # noqa: S704 - rendered with autoescape just above


def lead_text(days: int | None) -> str:
    """When it is ready, or nothing."""
    if days is None:
        return ""
    return say_many("Ready in {count} day", "Ready in {count} days", days) if days else say("Ready the same day")


def _card(one: Offer, level: int, *, leads: bool) -> Card:
    service = one.service
    return Card(
        name=service.name,
        summary=service.summary,
        icon=service.icon,
        url=checkout_url(service.slug),
        free=one.free,
        minor=one.minor,
        currency=one.currency,
        unit=unit_told(one.unit) if one.unit else None,
        lead_text=lead_text(service.lead_days),
        prices_shown=one.minor is not None,
        blocked=one.reason.message if one.reason else "",
        leads=leads,
        level=level,
        ptr=pointer("services", service.id),
        exact=one.exact,
    )
