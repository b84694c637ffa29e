"""Payment through a provider."""

from commerce.payments.gateways.gateway import engine  # noqa: F401 - registers itself
