"""Graduated percent: each part of the service's net amount at the percentage of the tier it falls into."""

from commerce.pricing.models.graduated_percent import engine  # noqa: F401 - registers itself
