"""The data that is measured on: one ordinary portal, one with 100 and one with 100,000 orders, and a thousand portals more.

The demo is loaded by its own loader; everything else are copies of its rows under other tenants. Documents differ from
tenant to tenant, as those of real sellers do.
"""

from __future__ import annotations

import copy as copying
import hashlib
import importlib.resources
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

import portal_config
from bench import floors, stage
from bench.copies import PARTS, Buyer, Orders, Row, Seed, copy, now, read, seeds
from foundation.db import uuid7
from foundation.postgres import APP, OWNER, Server
from portico.kinds import discover_kinds

SERVICES = 20
TENANTS = 1000
FEW, MANY = 100, 100_000
MESSAGES = 60

_TALKS = (
    """
insert into portico.threads (tenant_id, id, client_id, kind, order_id, last_seq, open_seq, last_at, open_at)
select distinct on (o.client_id) o.tenant_id, o.id, o.client_id, 'order', o.id, %(messages)s, %(messages)s, o.placed_at, o.placed_at
from portico.orders o where o.tenant_id = %(tenant)s order by o.client_id, o.placed_at desc
""",
    """
insert into portico.messages (tenant_id, thread_id, seq, open_seq, author, author_name, side, text, key, at)
select t.tenant_id, t.id, n, n, case n %% 3 when 0 then 'staff:jonas' else 'member:' || o.member_id end,
    case n %% 3 when 0 then 'Jonas Feld' else 'Dana Whitfield' end, case n %% 3 when 0 then 'seller' else 'client' end,
    'Could the pump sit on the right, and the stand number ' || n || ' be readable from ten metres? See https://acme.example/' || n,
    'key-' || n, o.placed_at - (%(messages)s + 3 - n) * interval '7 minutes'
from portico.threads t join portico.orders o on o.tenant_id = t.tenant_id and o.id = t.id, generate_series(1, %(messages)s) n
where t.tenant_id = %(tenant)s
""",
    """
update portico.threads t set last_message_id = m.id, open_message_id = m.id from portico.messages m
where t.tenant_id = %(tenant)s and m.tenant_id = t.tenant_id and m.thread_id = t.id and m.seq = t.last_seq
""",
    """
insert into portico.thread_reads (tenant_id, thread_id, person, person_name, side, seq, open_seq, at)
select t.tenant_id, t.id, 'member:' || o.member_id, 'Dana Whitfield', 'client', %(read)s, %(read)s, o.placed_at
from portico.threads t join portico.orders o on o.tenant_id = t.tenant_id and o.id = t.id where t.tenant_id = %(tenant)s
""",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A portal to be made: ``clients`` companies with one buyer each, ``orders`` dealt to the first ``with_orders`` of them."""

    slug: str
    clients: int
    orders: int
    with_orders: int
    services: int

    @property
    def host(self) -> str:
        return f"{self.slug}.{stage.BASE_DOMAIN}"


# The last clients of the ordinary portal place orders during the run; the pages of the others must not change by that.
ORDINARY = Place("ordinary", clients=30, orders=2_000, with_orders=20, services=SERVICES)
SMALL = Place("small", clients=1, orders=FEW, with_orders=1, services=SERVICES)
LARGE = Place("large", clients=1, orders=MANY, with_orders=1, services=SERVICES)
CROWD = tuple(Place(f"seller-{n:04d}", clients=1, orders=24, with_orders=1, services=5) for n in range(TENANTS))


def secret(place: Place, client: int) -> str:
    """The session secret of the buyer of a portal's client (counted from 0)."""
    return hashlib.sha256(f"{place.slug} {client}".encode()).hexdigest()


def make(server: Server, place: Path) -> None:
    """Make the database all runs are copied from. Raises CannotMeasure when the demo cannot be loaded."""
    draft = f"{stage.MADE}_draft"
    stage.new_database(server, draft)
    environ = stage.production(server, draft, place)
    migrate(environ, server, draft)
    done = subprocess.run(
        [sys.executable, "-m", "portico.cli", "demo", "load", "--json"],
        env=environ | {"DEVELOPMENT": "1", "PASSWORD_PROFILE": "test"},
        cwd=stage.ROOT,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise stage.CannotMeasure("The demo could not be loaded; the reason stands above.")
    discover_kinds()
    with psycopg.connect(server.dsn("postgres", draft)) as connection:
        _Maker(connection).make((ORDINARY, SMALL, LARGE, *CROWD))
        connection.execute(floors.SCHEMA)
        connection.commit()
        connection.autocommit = True
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")
    with psycopg.connect(server.admin_dsn, autocommit=True) as connection:
        connection.execute(f"alter database {draft} rename to {stage.MADE}")


def migrate(environ: dict[str, str], server: Server, name: str) -> None:
    """Bring a database to the present schema with the operator's command. Raises CannotMeasure."""
    done = subprocess.run(
        [sys.executable, "-m", "portico.cli", "db", "migrate"],
        env=environ | {"DATABASE_OWNER_URL": server.dsn(OWNER, name), "DATABASE_URL": server.dsn(APP, name)},
        cwd=stage.ROOT,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise stage.CannotMeasure(f"The schema could not be made: {done.stderr.strip()}")


def document(services: int, name: str) -> dict[str, Any]:
    """The starter portal under another name, with so many public services; its people have their first steps behind them."""
    starter = portal_config.load((importlib.resources.files("builder") / "library" / "northlight.json").read_bytes())
    made: dict[str, Any] = copying.deepcopy(starter)
    made["portal"]["name"] = name
    made.pop("onboarding", None)
    public = [key for key in made["service_order"] if made["services"][key].get("public")]
    priced = [key for key in public if made["services"][key].get("price")]
    for number in range(services - len(public)):
        model = priced[number % len(priced)]
        key = f"{model}_{number + 1}"
        made["services"][key] = made["services"][model] | {"name": f"{made['services'][model]['name']} {number + 2}"}
        for addon in made["services"][model].get("addons", ()):
            made["addons"][addon]["for"].append(key)
        made["service_order"].append(key)
    return made


class _Maker:
    """Writes portals as superuser: row-level security would refuse COPY even to the owner."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        found = connection.execute(
            "select p.id, t.id from portico.portals p join portico.tenants t on t.portal_id = p.id and t.mode = 'live'"
            " where p.slug = 'northlight'"
        ).fetchone()
        if found is None:
            raise stage.CannotMeasure("The demo portal is missing in the generated data.")
        self._portal, self._tenant = found
        self._seeds: list[Seed] = seeds(connection, self._tenant)
        self._now = now()

    def make(self, places: tuple[Place, ...]) -> None:
        """COPY everything of these portals."""
        known = {place.slug: (uuid7(), uuid7(), uuid7()) for place in places}
        buyers = {
            place.slug: [Buyer(known[place.slug][1], uuid7(), uuid7()) for _ in range(place.clients)]
            for place in places
        }
        at = self._now - timedelta(days=400)
        self._copy("portals", [_portal(place, known[place.slug][0], at) for place in places])
        self._copy("slug_reservations", [_slug(place, known[place.slug][0], at) for place in places])
        self._copy("tenants", [row for place in places for row in _tenants(known[place.slug], at)])
        self._documents(places, known)
        self._people(places, buyers)
        made = [
            Orders(self._seeds, buyers[place.slug][: place.with_orders], place.orders, self._now) for place in places
        ]
        self._copy("orders", chain.from_iterable(one.orders() for one in made))
        for table in PARTS:
            self._copy(table, chain.from_iterable(one.parts(table) for one in made))
        self._copy("number_series", [one.series() for one in made])
        self._talks(known[ORDINARY.slug][1])

    def _talks(self, tenant: UUID) -> None:
        """A conversation of ``MESSAGES`` about the newest order of each client of a tenant; the buyer has read all but the last ten."""
        values = {"tenant": tenant, "messages": MESSAGES, "read": MESSAGES - 10}
        for statement in _TALKS:
            self._connection.execute(statement, values)
        for table in ("threads", "messages", "thread_reads"):
            self._connection.execute(f"analyze portico.{table}")

    def _copy(self, table: str, rows: Iterable[Row]) -> None:
        """COPY, then ANALYZE: the next table's references are checked by plans made from what is known of this one."""
        copy(self._connection, table, rows)
        self._connection.execute(f"analyze portico.{table}")

    def _documents(self, places: tuple[Place, ...], known: dict[str, tuple[UUID, UUID, UUID]]) -> None:
        """Revision and head of each portal, its draft, and the frozen parts that the copied orders name."""
        model = read(self._connection, "revisions", "portal_id = %s order by number desc limit 1", self._portal)[0]
        head = read(self._connection, "heads", "portal_id = %s", self._portal)[0]
        draft = read(self._connection, "drafts", "portal_id = %s limit 1", self._portal)[0]
        blobs = read(self._connection, "blobs", "portal_id = %s", self._portal)
        texts = {services: document(services, "") for services in {place.services for place in places}}
        revisions, heads, drafts = [], [], []
        for place in places:
            portal_id, _live, sandbox_id = known[place.slug]
            text = texts[place.services]
            text["portal"]["name"] = name_of(place)
            canonical = portal_config.dump(text)
            revision = model | {"portal_id": portal_id, "id": uuid7(), "number": 1, "document": canonical}
            revision["hash"] = portal_config.digest(text)
            revisions.append(revision)
            heads.append(head | {"portal_id": portal_id, "revision_id": revision["id"]})
            drafts.append(
                draft
                | {"portal_id": portal_id, "sandbox_id": sandbox_id, "number": 1, "document": canonical}
                | {"base_revision_id": revision["id"]}
            )
        for text in texts.values():
            portal_config.compile(text, strict=True)
        self._copy("revisions", revisions)
        self._copy("heads", heads)
        self._copy("drafts", drafts)
        self._copy(
            "blobs",
            (blob | {"portal_id": known[place.slug][0]} for place in places for blob in blobs),
        )

    def _people(self, places: tuple[Place, ...], buyers: dict[str, list[Buyer]]) -> None:
        """A client, a buyer who joined, a session and counters for each."""
        models = {
            table: read(self._connection, table, f"tenant_id = %s {more} limit 1", self._tenant)[0]
            for table, more in (("clients", ""), ("accounts", ""), ("members", "and roles = array['rol_buyer']"))
        }
        made: dict[str, list[Row]] = {
            name: [] for name in ("clients", "accounts", "members", "sessions", "client_versions")
        }
        for place in places:
            for number, buyer in enumerate(buyers[place.slug]):
                for table, row in self._person(models, place, number, buyer):
                    made[table].append(row)
        for table, rows in made.items():
            self._copy(table, rows)

    def _person(self, models: dict[str, Row], place: Place, number: int, buyer: Buyer) -> Iterator[tuple[str, Row]]:
        tenant = {"tenant_id": buyer.tenant_id}
        account_id, email = uuid7(), f"dana-{number}@{place.slug}.example"
        client = {"id": buyer.client_id, "name": f"Acme Industries {number + 1}", "number": f"C-{1001 + number}"}
        yield "clients", models["clients"] | tenant | client
        yield "accounts", models["accounts"] | tenant | {"id": account_id, "email": email, "name": "Dana Whitfield"}
        place_there = {"id": buyer.member_id, "client_id": buyer.client_id, "account_id": account_id, "email": email}
        yield "members", models["members"] | tenant | place_there
        yield (
            "sessions",
            tenant
            | {
                "id": uuid7(),
                "id_hash": "\\x" + hashlib.sha256(secret(place, number).encode()).hexdigest(),
                "account_id": account_id,
                "member_id": buyer.member_id,
                "device": "Firefox on Linux",
                "created_at": self._now,
                "seen_at": self._now,
                "expires_at": self._now + timedelta(days=3650),
            },
        )
        for room in ("orders", "members"):
            yield "client_versions", tenant | {"id": uuid7(), "client_id": buyer.client_id, "room": room, "n": 1}


def name_of(place: Place) -> str:
    """What a portal is called."""
    return f"Studio {place.slug.capitalize()}"


def _portal(place: Place, portal_id: UUID, at: datetime) -> Row:
    return {"id": portal_id, "slug": place.slug, "name": name_of(place), "created_at": at}


def _slug(place: Place, portal_id: UUID, at: datetime) -> Row:
    return {"slug": place.slug, "portal_id": portal_id, "reserved_at": at}


def _tenants(known: tuple[UUID, UUID, UUID], at: datetime) -> list[Row]:
    portal_id, live, sandbox = known
    common = {"portal_id": portal_id, "demo": "false", "clock_offset": "0", "created_at": at}
    return [
        {"id": live, "mode": "live", "sandbox": None} | common,
        {"id": sandbox, "mode": "sandbox", "sandbox": "main"} | common,
    ]
