"""Facts and who follows them: joined subscribers in the same transaction, later ones as jobs after it."""

from foundation.events.record import Event, PortalEvent, deliver, on, record, subscribers

__all__ = ["Event", "PortalEvent", "deliver", "on", "record", "subscribers"]
