"""Volume: all units at the price of the tier that the whole quantity falls into."""

from commerce.pricing.models.volume import engine  # noqa: F401 - registers itself
