"""The one place that names every package of kinds."""

from __future__ import annotations

from functools import cache

from portal_config.kinds import discover

PACKAGES = (
    "runtime.tabs",
    "runtime.widgets",
    "storefront.tabs",
    "form_schemas.fields",
    "commerce.pricing.models",
    "commerce.payments.gateways",
)


@cache
def discover_kinds() -> tuple[str, ...]:
    """Register every kind's declaration, once a process; answers ``package.name`` of each. Raises ImportError."""
    return tuple(f"{package}.{name}" for package in PACKAGES for name in discover(package))
