"""What falls due later, by the tenant's own clock: reminders, expiries, renewals, retries of a business step.

Technical retries are job schedules (foundation.jobs), not timers.
"""

from foundation.timers.actions import Due, cancel, handler, handlers, run_due, set, sweep

__all__ = ["Due", "cancel", "handler", "handlers", "run_due", "set", "sweep"]
