"""Column types shared by all tables."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

Instant = TIMESTAMP(timezone=True)
Json = JSONB


def one_of(column: str, *values: str) -> CheckConstraint:
    """A CHECK that ``column`` holds one of ``values``."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)
