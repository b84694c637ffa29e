"""Payment by bank transfer."""

from commerce.payments.gateways.bank_transfer import engine  # noqa: F401 - registers itself
