"""What happens to the values of slots. Whoever calls has checked that the value can be theirs."""

from __future__ import annotations

from foundation import clock
from foundation.db import execute
from foundation.tenancy import current_scope


def bind(slot: str, value: str) -> None:
    """Let a slot stand for a value in the entered tenant."""
    scope = current_scope()
    execute(
        "insert into bindings (portal_id, environment_id, slot, value, bound_at) values (%(portal)s, %(tenant)s, %(slot)s, %(value)s, %(at)s)"
        " on conflict (portal_id, environment_id, slot) do update set value = excluded.value, bound_at = excluded.bound_at",
        portal=scope.portal_id,
        tenant=scope.tenant_id,
        slot=slot,
        value=value,
        at=clock.real_now(),
    )


def release(value: str) -> int:
    """Unbind every slot of the entered portal that stands for a value; how many there were."""
    return execute(
        "delete from bindings where portal_id = %(portal)s and value = %(value)s",
        portal=current_scope().portal_id,
        value=value,
    )
