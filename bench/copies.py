"""Orders by the hundred thousand: copies of the demo's twelve, which were placed, moved and paid by the real actions.

What is copied is whatever columns the tables have, so a new column needs no change here. The rows go in by COPY with every
constraint checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from foundation.db import uuid7

Row = dict[str, Any]

PARTS = ("order_lines", "order_history", "payments")
NUMBER = "NL-2026-{:04d}"
SERIES = "NL-2026-{seq}"
BETWEEN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Seed:
    """One order of the demo with all that belongs to it."""

    order: Row
    parts: Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Buyer:
    """Somebody who orders, at a client of a tenant."""

    tenant_id: UUID
    client_id: UUID
    member_id: UUID


def columns_of(connection: psycopg.Connection[Any], table: str) -> list[str]:
    """The columns that can be written, in order."""
    found = connection.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
        " and attgenerated = '' order by attnum",
        [f"portico.{table}"],
    )
    return [name for (name,) in found]


def read(connection: psycopg.Connection[Any], table: str, where: str, *values: object) -> list[Row]:
    """Rows with every value as text, but for times, which are moved later."""
    columns = columns_of(connection, table)
    times = {
        name
        for (name,) in connection.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and atttypid = 'timestamptz'::regtype",
            [f"portico.{table}"],
        )
    }
    chosen = sql.SQL(", ").join(
        sql.Identifier(name) if name in times else sql.SQL("{}::text").format(sql.Identifier(name)) for name in columns
    )
    query = sql.SQL("select {} from {} where ").format(chosen, sql.Identifier("portico", table)) + sql.SQL(where)
    return [dict(zip(columns, row, strict=True)) for row in connection.execute(query, values)]


def seeds(connection: psycopg.Connection[Any], tenant: UUID) -> list[Seed]:
    """The tenant's orders, oldest first."""
    orders = read(connection, "orders", "tenant_id = %s order by placed_at", tenant)
    return [
        Seed(
            order,
            {
                table: tuple(
                    read(connection, table, "tenant_id = %s and order_id = %s order by id", tenant, order["id"])
                )
                for table in PARTS
            },
        )
        for order in orders
    ]


def copy(connection: psycopg.Connection[Any], table: str, rows: Iterable[Row]) -> None:
    """COPY rows into a table, all with the columns of the first."""
    pending = iter(rows)
    first = next(pending, None)
    if first is None:
        return
    columns = list(first)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier("portico", table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copying:
        copying.write_row([first[name] for name in columns])
        for row in pending:
            copying.write_row([row[name] for name in columns])


class Orders:
    """Makes ``count`` orders of one tenant, dealt to its buyers in turn; the newest was placed now."""

    def __init__(self, made_from: list[Seed], buyers: list[Buyer], count: int, now: datetime) -> None:
        self._seeds, self._buyers, self._count, self._now = made_from, buyers, count, now
        self._ids = [uuid7() for _ in range(count)]

    def _each(self) -> Iterator[tuple[int, Seed, Buyer, timedelta]]:
        for index in range(self._count):
            # Every buyer meets every kind of order, whatever divides what.
            seed = self._seeds[(index + index // len(self._seeds)) % len(self._seeds)]
            placed = self._now - BETWEEN * (self._count - index)
            yield index, seed, self._buyers[index % len(self._buyers)], placed - seed.order["placed_at"]

    def series(self) -> Row:
        """The number series after these orders."""
        tenant = self._buyers[0].tenant_id
        return {"tenant_id": tenant, "id": uuid7(), "kind": "order", "period": SERIES, "next": self._count + 1}

    def orders(self) -> Iterator[Row]:
        """The orders themselves."""
        for index, seed, buyer, later in self._each():
            row = _moved(seed.order, later)
            row |= {
                "tenant_id": buyer.tenant_id,
                "id": self._ids[index],
                "number": NUMBER.format(index + 1),
                "client_id": buyer.client_id,
                "member_id": buyer.member_id,
                "placed_by": f"member:{buyer.member_id}",
            }
            if row["due_at"] is not None:
                row["due_rank"] = int(row["due_at"].timestamp())
            yield row

    def parts(self, table: str) -> Iterator[Row]:
        """Their lines, history or payments."""
        for index, seed, buyer, later in self._each():
            for part in seed.parts[table]:
                row = _moved(part, later)
                row |= {"tenant_id": buyer.tenant_id, "id": uuid7(), "order_id": self._ids[index]}
                if row.get("actor", "").startswith("member:"):
                    row["actor"] = f"member:{buyer.member_id}"
                yield row


def _moved(row: Row, later: timedelta) -> Row:
    return {name: value + later if isinstance(value, datetime) else value for name, value in row.items()}


def now() -> datetime:
    """The present second, UTC."""
    return datetime.now(UTC).replace(microsecond=0)
