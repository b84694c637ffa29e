"""An amount for each unit."""

from commerce.pricing.models.per_unit import engine  # noqa: F401 - registers itself
