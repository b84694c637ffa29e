"""Row-level security and the app role's rights, as statements a migration runs for the tables it makes."""

from __future__ import annotations

from collections.abc import Iterable

APPEND_ONLY = (
    "audit",
    "blobs",
    "events",
    "order_history",
    "portal_audit",
    "portal_events",
    "revisions",
    "staff_audit",
)


def secure(tables: Iterable[tuple[str, str]]) -> list[str]:
    """Statements that put each (table, owner column) behind the wall: RLS enabled and forced, one policy for reading and writing.

    ``(select …)`` makes the setting an InitPlan, so indexes stay usable; ``nullif`` because the setting is '' after a transaction ends.
    """
    made = []
    for table, column in tables:
        setting = "app.tenant_id" if column == "tenant_id" else "app.portal_id"
        mine = f"{column} = (select nullif(current_setting('{setting}', true), '')::uuid)"
        made += [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy scope on {table} using ({mine}) with check ({mine})",
        ]
    return made


def append_only(tables: Iterable[str]) -> list[str]:
    """Statements after which the app role may insert and read, and nothing else."""
    return [f"revoke update, delete, truncate on {table} from portico_app" for table in tables]
