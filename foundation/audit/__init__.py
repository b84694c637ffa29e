"""The audit trail: who did what, before and after. Written by actions, in their transaction; never changed."""

from foundation.audit.actions import record, record_portal, record_staff, request

__all__ = ["record", "record_portal", "record_staff", "request"]
