"""Mail: a row in the outbox in the caller's transaction, sent by a job after the commit. The only home of smtplib."""

from foundation.mail.actions import send, send_to_staff
from foundation.mail.address import AddressRefused
from foundation.mail.brand import Brand, brand_of
from foundation.mail.delivery import deliver, sweep
from foundation.mail.queries import Mail, letter, outbox, staff_letter, staff_outbox
from foundation.mail.templates import Rendered, add_templates, render

__all__ = [
    "AddressRefused",
    "Brand",
    "Mail",
    "Rendered",
    "add_templates",
    "brand_of",
    "deliver",
    "letter",
    "outbox",
    "render",
    "send",
    "send_to_staff",
    "staff_letter",
    "staff_outbox",
    "sweep",
]
