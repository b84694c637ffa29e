"""A role that could step past the walls is not served with."""

from __future__ import annotations

import psycopg
import pytest

from portico import versions


@pytest.mark.parametrize(("granted", "refused"), [("portico_app", False), ("portico_app, portico_search", True)])
def test_a_role_that_may_become_one_without_row_security(database, admin_dsn, granted: str, refused: bool) -> None:
    role = "review_server"
    with psycopg.connect(admin_dsn, autocommit=True) as admin:
        admin.execute(f"create role {role} login")
        try:
            admin.execute(f"grant {granted} to {role}")
            admin.execute(f"alter role {role} set search_path = portico, pg_catalog")
            found = versions.problems(database.replace("portico_app@", f"{role}@"))
            assert any("may see every tenant" in sentence for sentence in found) is refused, found
            assert found == [] or refused
        finally:
            admin.execute(f"drop role {role}")
