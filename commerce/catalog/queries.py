"""Which services a viewer is shown, and whether they may order each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from commerce.catalog import policies
from commerce.pricing import least
from foundation.db import rows
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled, Service
from words import say, say_many


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a service cannot be ordered: a stable code and a sentence that says what to do."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A service as a viewer is shown it. ``minor`` is its price, or that of one ``unit``, exact, in minor units of ``currency``; None where it is
    free (``free``) or the viewer may not read prices. Not ``exact``: at least. ``reason`` is None when it can be ordered."""

    service: Service
    free: bool
    minor: Decimal | None
    currency: str
    unit: str | None
    reason: Reason | None
    exact: bool = True

    @property
    def orderable(self) -> bool:
        return self.reason is None


def offers(compiled: Compiled, viewer: Viewer) -> tuple[Offer, ...]:
    """Services the viewer is shown, in the seller's order; at most one statement, and none for a guest."""
    shown = [service for service in compiled.services.values() if policies.shown(service, viewer)]
    used = used_limits(viewer, [service for service in shown if service.per_company is not None])
    return tuple(_offer(compiled, viewer, service, used) for service in shown)


def offer(compiled: Compiled, viewer: Viewer, slug: str) -> Offer:
    """One service by its slug. Raises NotFound for one that is missing or not shown to the viewer."""
    service = compiled.service(slug)
    if service is None or not policies.shown(service, viewer):
        raise NotFound()
    used = used_limits(viewer, [service] if service.per_company is not None else [])
    return _offer(compiled, viewer, service, used)


def used_limits(viewer: Viewer, services: Collection[Service], *, email: str = "") -> Mapping[str, int]:
    """How often the viewer's client, or a guest with this address, has ordered each service (cancelled orders aside), counted up to its
    limit. One statement, or none where nothing is limited or nobody is known."""
    if not services or (viewer.client_id is None and not email):
        return {}
    # A guest's own earlier orders count and nobody else's: a refusal must not tell that an address belongs to a member. What somebody ordered
    # under a member's address counts for the company only once the mailed link has moved it there.
    whose = (
        "o.contact_email = %(email)s and o.placed_by = 'guest'"
        if viewer.client_id is None
        else "o.client_id = %(client)s"
    )
    found = rows(
        "select s.service_id, (select count(*) from (select 1 from order_lines l"  # noqa: S608 - one fixed fragment
        " join orders o on o.tenant_id = l.tenant_id and o.id = l.order_id"
        f" where l.tenant_id = %(tenant)s and l.service_id = s.service_id and ({whose}) and o.state <> 'cancelled'"
        " limit s.most) x) as n from unnest(%(services)s::text[], %(most)s::int[]) s(service_id, most)",
        tenant=current_scope().tenant_id,
        client=viewer.client_id,
        email=email,
        services=[service.id for service in services],
        most=[service.per_company for service in services],
    )
    return {one.service_id: one.n for one in found}


def reason_against(service: Service, viewer: Viewer, used: Mapping[str, int]) -> Reason | None:
    """Why this viewer cannot order this service now, or None."""
    against = policies.refusal(service, viewer)
    if against is not None:
        return Reason(*against)
    if service.type != "free" and not service.prices:
        return Reason("no_price", say("This service has no price yet. Contact us and we will help."))
    if service.per_company is not None and used.get(service.id, 0) >= service.per_company:
        told = say_many(
            "This service can be ordered once per company, and yours has done so.",
            "This service can be ordered {count} times per company, and yours has done so.",
            service.per_company,
        )
        return Reason("limit_reached", told)
    return None


def _offer(compiled: Compiled, viewer: Viewer, service: Service, used: Mapping[str, int]) -> Offer:
    price = least(service) if policies.reads_prices(viewer) else None
    return Offer(
        service=service,
        free=service.type == "free",
        minor=price.minor if price else None,
        currency=service.currency or compiled.currency,
        unit=(price.unit or None) if price else None,
        reason=reason_against(service, viewer, used),
        exact=price.exact if price else True,
    )
