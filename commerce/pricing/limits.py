"""Bounds of what can be priced."""

from __future__ import annotations

from decimal import Decimal

LARGEST_MINOR = 2**53 - 1
"""The largest amount, in minor units: what canonical JSON can hold exactly (RFC 8785)."""
LARGEST_UNIT = Decimal(10) ** 12
"""The price of one stays below it, in minor units: what the database keeps exactly."""
LARGEST_QUANTITY = Decimal(1_000_000_000)
QUANTITY_PLACES = 6
"""Decimal places of a quantity, as the database stores it."""
