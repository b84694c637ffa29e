"""Package: whole packages, however much of the last one is used."""

from commerce.pricing.models.package import engine  # noqa: F401 - registers itself
