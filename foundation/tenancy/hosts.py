"""Host → tenant. A host is looked up at most once a second in each process."""

from __future__ import annotations

import re
import time
from typing import Any, cast
from uuid import UUID

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy.exc import DBAPIError

from foundation.db import connection_lost, dispose, engine
from foundation.settings import settings
from foundation.tenancy.scope import Scope

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]")
SANDBOX = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,14})[a-z0-9]")
RESERVED = frozenset(
    [
        "app",
        "api",
        "www",
        "mail",
        "smtp",
        "admin",
        "support",
        "status",
        "static",
        "assets",
        "cdn",
        "help",
        "docs",
        "blog",
        "portico",
        "internal",
        "root",
        "localhost",
        "ns1",
        "ns2",
        "files",
        "content",
        "account",
        "accounts",
        "billing",
        "login",
        "mailbox",
        "office",
        "portal",
        "portals",
        "sign-in",
        "sign-up",
        "studio",
        "terms",
    ]
)
CACHE_SECONDS = 1.0
CACHE_HOSTS = 10_000

_cache: dict[str, tuple[float, Scope | None]] = {}

_SELECT = """
select t.id as tenant_id, t.portal_id, t.mode, t.sandbox, t.demo, t.clock_offset, p.slug, p.name,
       (select d.host from domains d where d.portal_id = p.id and d."primary" and d.verified_at is not null limit 1) as own_host
from tenants t join portals p on p.id = t.portal_id
"""


def is_slug(slug: str) -> bool:
    """3 to 40 of ``[a-z0-9-]``, no ``--``, no hyphen at either end, not reserved."""
    return bool(SLUG.fullmatch(slug)) and "--" not in slug and slug not in RESERVED


def normalised(host: str) -> str:
    """Lower-case, without port and one trailing dot, in ASCII (IDNA); empty when it is no host name (rule 1)."""
    name = host.strip().lower()
    if name.startswith("["):
        return ""
    name = name.rsplit(":", 1)[0] if ":" in name else name
    name = name.removesuffix(".")
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return name if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", name) else ""


def resolve(host: str) -> Scope | None:
    """The tenant a host serves, or None for an unknown one."""
    name = normalised(host)
    if not name:
        return None
    cached = _cache.get(name)
    tick = time.monotonic()
    if cached and tick - cached[0] < CACHE_SECONDS:
        return cached[1]
    scope = _look_up(name)
    if len(_cache) >= CACHE_HOSTS:
        _cache.clear()
    _cache[name] = (tick, scope)
    return scope


def known_scope(slug: str, sandbox: str | None = None) -> Scope | None:
    """The same tenant as ``scope_of``, remembered with the address it has under the base domain; one that is not there yet is asked for again."""
    label = f"{slug}--{sandbox}" if sandbox else slug
    return resolve(f"{label}.{settings().base_domain}") or scope_of(slug, sandbox)


def forget_hosts() -> None:
    """Empty this process's host cache (after a tenant's clock or domain changed; for tests)."""
    _cache.clear()


def _look_up(name: str) -> Scope | None:
    base = settings().base_domain
    if name.endswith("." + base):
        label = name[: -len(base) - 1]
        slug, _, sandbox = label.partition("--")
        if not is_slug(slug) or ("--" in label and not SANDBOX.fullmatch(sandbox)):
            return None
        return scope_of(slug, sandbox or None)
    return _one(
        _SELECT
        + " join domains v on v.portal_id = p.id where v.host = %(host)s and v.verified_at is not null and t.mode = 'live'",
        host=name,
    )


def scope_of(slug: str, sandbox: str | None = None) -> Scope | None:
    """The live tenant of a portal, or its named sandbox; None when there is none."""
    return _one(
        _SELECT + " where p.slug = %(slug)s and t.sandbox is not distinct from %(sandbox)s", slug=slug, sandbox=sandbox
    )


def scope_of_tenant(tenant_id: UUID) -> Scope | None:
    """The scope of a tenant by id: how jobs enter theirs."""
    return _one(_SELECT + " where t.id = %(tenant)s", tenant=tenant_id)


def for_each_tenant() -> list[Scope]:
    """Every tenant of the platform, oldest first."""
    return [_scope(found) for found in _read(_SELECT + " order by t.id")]


def _one(sql: str, **parameters: Any) -> Scope | None:
    found = _read(sql, **parameters)
    return _scope(found[0]) if found else None


def _read(sql: str, **parameters: Any) -> list[Any]:
    """Rows of platform tables, over a connection of its own that never touches a request's transaction. Asked a second time over a new connection when
    the first was lost: after a restart of the server every pooled one is."""
    try:
        return _read_once(sql, **parameters)
    except (psycopg.Error, DBAPIError) as failure:
        if not connection_lost(failure):
            raise
    dispose()
    return _read_once(sql, **parameters)


def _read_once(sql: str, **parameters: Any) -> list[Any]:
    # One statement needs no transaction: no tenant's table is read here, and without a scope row-level security would show none of them.
    connection = engine().raw_connection()
    try:
        driver = cast("psycopg.Connection[Any]", connection.driver_connection)
        driver.autocommit = True
        try:
            with driver.cursor(row_factory=namedtuple_row) as cursor:
                return cursor.execute(sql, parameters, prepare=True).fetchall()
        finally:
            driver.autocommit = False
    except BaseException:
        connection.invalidate()
        raise
    finally:
        connection.close()


def _scope(found: Any) -> Scope:
    return Scope(
        portal_id=found.portal_id,
        tenant_id=found.tenant_id,
        mode=found.mode,
        slug=found.slug,
        sandbox=found.sandbox,
        portal_name=found.name,
        demo=found.demo,
        clock_offset=found.clock_offset,
        origin=origin(found.slug, found.sandbox, found.own_host),
    )


def origin(slug: str, sandbox: str | None, own_host: str | None = None) -> str:
    """What links to a tenant start with: its verified primary host, else its address under the base domain. Never the request's own host."""
    if own_host and sandbox is None:
        return settings().origin(own_host)
    label = f"{slug}--{sandbox}" if sandbox else slug
    return settings().origin(f"{label}.{settings().base_domain}")
