"""Moving a tenant's clock forward: its timers fall due one by one, in order, each at its own time."""

from __future__ import annotations

from datetime import datetime

from foundation import timers
from foundation.db import transaction
from foundation.tenancy import Scope, entered
from foundation.tenancy.actions import move_clock


def travel(scope: Scope, to: datetime) -> Scope:
    """Move the tenant's clock to ``to`` (UTC) and run what falls due on the way: the scope to go on with. Opens transactions of its own.

    Raises Refused as ``move_clock`` does.
    """
    with entered(scope), transaction():
        moved = move_clock(to)
    with entered(moved):
        timers.run_due()
    return moved
