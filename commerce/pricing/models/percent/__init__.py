"""Percent: a part of the service's own net amount."""

from commerce.pricing.models.percent import engine  # noqa: F401 - registers itself
