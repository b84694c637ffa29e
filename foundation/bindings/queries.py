"""Reading the values of slots."""

from __future__ import annotations

from collections.abc import Mapping

from foundation.db import rows
from foundation.tenancy import current_scope


def live_values() -> Mapping[str, str]:
    """Slot → value of every slot that is bound in the live tenant of the entered portal, whichever of its tenants is entered."""
    found = rows(
        "select b.slot, b.value from bindings b join tenants t on t.portal_id = b.portal_id and t.id = b.environment_id"
        " where b.portal_id = %(portal)s and t.mode = 'live'",
        portal=current_scope().portal_id,
    )
    return {one.slot: one.value for one in found}
