"""The server's engine and the browser's: one file of vectors, and random expressions. COUNT sets how many, SEED repeats a run."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from portal_config.expressions import NotAnExpression, parse
from portico import expressions
from tests.portal_config.expressions.made import Maker

VECTORS = Path(__file__).with_name("vectors.json")
COUNT = int(os.environ.get("COUNT") or "2000")
BATCH = 5_000
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))


@pytest.mark.parametrize("timezone", ["UTC", "America/Los_Angeles", "Asia/Kolkata"])
def test_both_engines_pass_every_vector(timezone: str) -> None:
    """The specification's edge cases and our own, wherever the browser stands."""
    vectors = json.loads(VECTORS.read_text())
    assert len(vectors) >= 300
    assert len({one["name"] for one in vectors}) == len(vectors)
    assert not expressions.disagreements(vectors, timezone=timezone)


def test_a_wrong_expectation_is_told_of_both() -> None:
    told = expressions.disagreements([{"name": "sum", "expr": ["add", 1, 1], "expect": 3}])
    assert told == [
        'sum: server answers {"value": 2}, expected {"value": 3}',
        'sum: browser answers {"value": 2}, expected {"value": 3}',
    ]


def drawn(maker: Maker) -> tuple[Any, Any]:
    """A random expression that is one: once in a long while a column without a name is drawn, which is refused when it is saved."""
    while True:
        expr, given = maker.case()
        try:
            parse(expr)
        except NotAnExpression:
            continue
        return expr, given


def test_random_expressions_come_to_the_same() -> None:
    maker, kinds = Maker(SEED), set()
    for begin in range(0, COUNT, BATCH):
        cases = [drawn(maker) for _ in range(min(BATCH, COUNT - begin))]
        there = expressions.browser(cases, timezone="America/Los_Angeles")
        for (expr, given), browser in zip(cases, there, strict=True):
            server = expressions.unchecked(expr, given)
            assert server == browser, f"SEED={SEED}\n{json.dumps(expr)}\n{json.dumps(given)}"
            kinds.add(
                "missing" if server.get("value", 0) is None else "value" if "value" in server else server["error"]
            )
    assert {"missing", "value", "type", "currency"} <= kinds
