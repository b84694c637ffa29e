"""Graduated: each unit at the price of the tier it falls into."""

from commerce.pricing.models.graduated import engine  # noqa: F401 - registers itself
