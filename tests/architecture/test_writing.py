"""Only actions write. A rule, its audit row and its event then sit in one place, and nothing changes past them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.reading import Module, dotted, module, modules, nodes, texts

MORE_ACTIONS = {
    "commerce/checkout/drafts.py": "what was typed and is not sent yet",
    "commerce/checkout/idempotency.py": "keys of requests that may come twice",
    "commerce/clients/groups.py": "which groups a client is put in",
    "commerce/clients/joining.py": "how people come to a client",
    "commerce/clients/notes.py": "what staff write down about a client",
    "commerce/orders/new.py": "writing a new order, in one statement",
    "foundation/revisions/publishing.py": "what goes live",
    "foundation/revisions/taking.py": "what went live joins a draft",
    "foundation/revisions/upgrading.py": "what is stored is written in the present schema",
    "workspace/files/moving.py": "which folder a file is in",
}
"""Actions of a room that has more of them than one file holds, each with what it is about."""

STORES = {
    "foundation/events/record.py": "the store of facts and of who has had them",
    "foundation/identity/accounts.py": "the store of accounts and their sessions",
    "foundation/identity/housekeeping.py": "forgets sessions, tokens and counters whose time is over",
    "foundation/identity/limits.py": "counters of budgets, in transactions of their own",
    "foundation/identity/passes.py": "the store of passes; a use of one is a use of its staff session",
    "foundation/identity/staff.py": "the store of staff, seats and their sessions",
    "foundation/identity/staff_tokens.py": "the store of single-use secrets of staff",
    "foundation/revisions/assets.py": "the store of pictures that documents name",
    "foundation/identity/tokens.py": "the store of single-use secrets",
    "foundation/mail/delivery.py": "takes letters from the outbox and notes how each was delivered",
    "foundation/realtime/housekeeping.py": "forgets what open pages were told days ago",
    "foundation/realtime/publishing.py": "the store of what open pages are told and of its counters",
    "foundation/revisions/log.py": "the store of a draft's operations",
    "portico/schema.py": "takes rights from the app role after a migration, as owner",
}
"""Files beside actions and ``copier.py`` that write, each with its reason. They are stores of the foundation."""

CLOSERS = {
    "foundation/web/app.py": "one transaction a request",
    "foundation/db/transaction.py": "one transaction a job or command",
    "foundation/identity/limits.py": "a refused try is counted although the request is rolled back",
    "builder/gate.py": "the staff session is read before the tenant is entered",
}
"""Files that commit."""

_SQL = re.compile(
    r"\b(?:insert\s+into|update\s+(?:only\s+)?[\w.\"]+(?:\s+(?:as\s+)?\w+)?\s+set|delete\s+from|merge\s+into|truncate\s+(?:table\s+)?\w+"
    r"|(?:create|alter|drop)\s+(?:table|index|function|policy|role|schema)|grant\s+\w+|revoke\s+\w+|copy\s+\w+\s*\()\b",
    re.IGNORECASE,
)
_SESSION = ("add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings")


def writes(one: Module) -> Iterator[tuple[int, str]]:
    """(line, what) of everything in a module that changes rows or the schema."""
    for line, text in texts(one.tree):
        found = _SQL.search(text)
        if found:
            yield line, found.group()
    for node in nodes(one.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _SESSION:
            owner = dotted(node.func.value).lower()
            if owner.endswith("session"):
                yield node.lineno, f"{owner}.{node.func.attr}"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            for alias in node.names:
                if alias.name in ("insert", "update", "delete"):
                    yield node.lineno, f"sqlalchemy.{alias.name}"


def commits(one: Module) -> Iterator[int]:
    """Lines that end a transaction for good."""
    for node in nodes(one.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield node.lineno


def may_write(path: str) -> bool:
    return path.rsplit("/", 1)[-1] in ("actions.py", "copier.py") or path in {*MORE_ACTIONS, *STORES}


EXPLAINED = ("foundation/db/rights.py", "foundation/postgres/roles.py")
"""They hold the SQL that owners run: in migrations and when roles are made, never while serving."""


def test_only_actions_and_stores_write() -> None:
    found = [
        f"{one.path}:{line} {what}"
        for one in modules()
        if not may_write(one.path) and one.path not in EXPLAINED
        for line, what in writes(one)
    ]
    assert found == []


def test_no_name_stands_on_the_lists_for_nothing() -> None:
    writing = {one.path for one in modules() if any(True for _ in writes(one))}
    closing = {one.path for one in modules() if any(True for _ in commits(one))}
    assert sorted({*MORE_ACTIONS, *STORES, *EXPLAINED} - writing) == []
    assert sorted({*CLOSERS} - closing) == []


def test_views_and_actions_never_commit() -> None:
    found = [f"{one.path}:{line}" for one in modules() if one.path not in CLOSERS for line in commits(one)]
    assert [place for place in found if not place.startswith("portico/schema.py")] == []


@pytest.mark.parametrize(
    "text",
    [
        'rows("insert into orders (id) values (1)")',
        'rows("select 1; UPDATE orders SET state = 1")',
        'rows("update members m set name = 1")',
        'rows("with gone as (delete from orders returning id) select * from gone")',
        'rows(f"insert into {table} (id) values (1)")',
        'rows("update "\n    "orders set state = 1")',
        'text("truncate table orders")',
        "db.session.add(order)",
        "session.delete(order)",
        "from sqlalchemy import update",
    ],
)
def test_the_detector_sees(text: str) -> None:
    assert list(writes(module("commerce/orders/queries.py", text)))


@pytest.mark.parametrize(
    "text",
    [
        '"""Writes: insert into orders."""',
        'rows("select id from orders for update skip locked")',
        'rows("select updated_at from orders")',
        "shown.add(order)",
        "found.update(more)",
    ],
)
def test_the_detector_lets_pass(text: str) -> None:
    assert not list(writes(module("commerce/orders/queries.py", text)))


def test_the_detector_sees_a_commit() -> None:
    assert list(commits(module("commerce/orders/actions.py", "db.session.commit()")))
