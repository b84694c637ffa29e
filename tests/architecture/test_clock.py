"""Time comes from `foundation.clock`, chance from `secrets`. A tenant's clock may stand in the past or the future."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import psycopg
import pytest

from tests.architecture.reading import Module, dotted, imported, module, modules, nodes, texts

CLOCKS = {
    "foundation/clock.py": "the clock itself",
    "foundation/db/ids.py": "version 7 ids begin with this machine's milliseconds (RFC 9562); nothing is read from them",
}

_CALLS = re.compile(
    r"(?:^|\.)(?:(?:datetime|date|dt)(?:\.datetime|\.date)?\.(?:now|utcnow|today)|time\.(?:time|time_ns|localtime|gmtime|ctime|strftime))$"
)
_FROM_TIME = {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"}
_SQL_TIME = re.compile(
    r"\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)"
    r"|\b(?:current_timestamp|current_date|current_time|localtimestamp|localtime)\b",
    re.IGNORECASE,
)
_SQL = re.compile(r"\b(?:select|insert|update|delete|values|where|returning|default)\b", re.IGNORECASE)


def tells_time(one: Module) -> Iterator[tuple[int, str]]:
    """(line, what) of every reading of a clock that is not ours; ``monotonic`` and ``perf_counter`` measure and tell no time."""
    for node in nodes(one.tree):
        if isinstance(node, ast.Attribute) and _CALLS.search(dotted(node)):
            yield node.lineno, dotted(node)
        if (
            isinstance(node, ast.Attribute)
            and node.attr in ("now", "current_timestamp")
            and dotted(node).startswith("func.")
        ):
            yield node.lineno, dotted(node)
    for line, base, name in imported(one):
        if base == "time" and name in _FROM_TIME:
            yield line, f"time.{name}"
    for line, text in texts(one.tree):
        found = _SQL_TIME.search(text)
        if found and _SQL.search(text):
            yield line, found.group()


def rolls_dice(one: Module) -> Iterator[tuple[int, str]]:
    """(line, what) of every source of chance but ``secrets``."""
    for line, base, name in imported(one):
        if base.split(".")[0] in ("random", "numpy") or (base == "uuid" and name in ("uuid1", "uuid4")):
            yield line, f"{base}.{name}"
        if base == "os" and name == "urandom":
            yield line, "os.urandom"
    for node in nodes(one.tree):
        if isinstance(node, ast.Attribute) and dotted(node) in (
            "uuid.uuid1",
            "uuid.uuid4",
            "os.urandom",
            "os.getrandom",
        ):
            yield node.lineno, dotted(node)
    for line, text in texts(one.tree):
        found = re.search(r"\b(?:random|gen_random_uuid|uuidv4)\s*\(\s*\)", text)
        if found and _SQL.search(text):
            yield line, found.group()


def test_time_comes_from_the_clock() -> None:
    found = [
        f"{one.path}:{line} {what}" for one in modules() if one.path not in CLOCKS for line, what in tells_time(one)
    ]
    assert found == []


def test_each_named_exception_reads_a_clock() -> None:
    assert [one.path for one in modules() if one.path in CLOCKS and any(True for _ in tells_time(one))] == list(CLOCKS)


def test_chance_comes_from_secrets() -> None:
    assert [f"{one.path}:{line} {what}" for one in modules() for line, what in rolls_dice(one)] == []


def test_no_column_is_filled_by_the_database_clock(admin_dsn: str) -> None:
    with psycopg.connect(admin_dsn) as connection:
        assert timed_defaults(connection) == []
        connection.execute("create table portico.cups (at timestamptz default now(), on_day date default current_date)")
        assert timed_defaults(connection) == ["cups.at", "cups.on_day"]
        connection.rollback()


def timed_defaults(connection: psycopg.Connection) -> list[str]:
    """Columns of our own tables whose default is the database's time; the job tables come with their library."""
    found = connection.execute(
        "select c.relname || '.' || a.attname, pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d"
        " join pg_class c on c.oid = d.adrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = d.adnum"
        " where c.relnamespace = 'portico'::regnamespace and c.relname not like 'procrastinate%' order by 1"
    ).fetchall()
    return [name for name, expression in found if _SQL_TIME.search(expression)]


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\nat = datetime.now(UTC)",
        "import datetime as dt\nday = dt.date.today()",
        "import datetime\nat = datetime.datetime.utcnow()",
        "import time\nat = time.time()",
        "from time import time",
        'rows("select id from orders where due_at < now()")',
        'rows("update orders set placed_at = current_timestamp")',
        "at = func.now()",
    ],
)
def test_the_detector_sees_a_clock(text: str) -> None:
    assert list(tells_time(module("commerce/orders/queries.py", text)))


@pytest.mark.parametrize(
    "text",
    [
        "import time\nstarted = time.perf_counter()",
        "time.monotonic()",
        "at = clock.now()",
        'tell("It is now() or never.")',
    ],
)
def test_the_detector_lets_a_stopwatch_pass(text: str) -> None:
    assert not list(tells_time(module("commerce/orders/queries.py", text)))


@pytest.mark.parametrize(
    "text",
    [
        "import random",
        "from random import choice",
        "from uuid import uuid4",
        "import uuid\nuuid.uuid4()",
        "import os\nos.urandom(8)",
    ],
)
def test_the_detector_sees_dice(text: str) -> None:
    assert list(rolls_dice(module("foundation/identity/tokens.py", text)))
