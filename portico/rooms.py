"""The rooms whose tasks, subscribers and audiences take part: imported by every web process and every worker, so both know the same."""

from __future__ import annotations

import importlib

ROOMS = (
    "foundation.domains.jobs",
    "foundation.identity.housekeeping",
    "foundation.mail.delivery",
    "foundation.realtime.housekeeping",
    "foundation.revisions.upgrading",
    "foundation.timers.actions",
    "commerce.clients.audiences",
    "commerce.orders.audiences",
    "commerce.clients.subscribers",
    "commerce.payments.subscribers",
    "commerce.checkout.jobs",
    "commerce.checkout.subscribers",
    "workspace.files.jobs",
    "workspace.files.subscribers",
    "workspace.conversations.subscribers",
    "workspace.notifications.subscribers",
)


def enter() -> None:
    """Import every module that declares tasks, periodic work, subscribers or who hears what, so that they are registered."""
    for module in ROOMS:
        importlib.import_module(module)
