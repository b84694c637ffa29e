"""One amount, whatever the quantity."""

from commerce.pricing.models.flat import engine  # noqa: F401 - registers itself
