"""Cursors: what a page was given leads to the page beside it, and what was made up leads nowhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from foundation.db.keyset import Key, Sorting, walk, write_cursor
from foundation.errors import Refused

WHEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
KEYS: dict[type[Key], Key] = {datetime: WHEN, int: 7, str: "50 % ä", UUID: UUID(int=7)}


def by(kind: type[Key], *, descending: bool = True) -> Sorting:
    return Sorting(kind.__name__, "t.key", kind, descending, "t.id")


@pytest.mark.parametrize("kind", KEYS)
def test_a_cursor_brings_back_the_place_it_was_made_of(kind: type[Key]) -> None:
    rows = [(KEYS[kind], UUID(int=number)) for number in (3, 2, 1)]
    shown, following, before = walk(by(kind), None).page(rows, 2, lambda row: row)
    assert shown == tuple(rows[:2]) and before is None and following is not None
    onwards = walk(by(kind), following)
    assert onwards.parameters == {"key": KEYS[kind], "after": UUID(int=2)}
    assert onwards.conditions == ("(t.key, t.id) < (%(key)s, %(after)s)",)
    assert onwards.order == "t.key desc, t.id desc"


def test_the_way_back_is_read_in_turn_and_shown_in_the_list_s_own_order() -> None:
    rows = [(WHEN - timedelta(days=number), UUID(int=number + 1)) for number in range(3)]
    _, _, back = walk(by(datetime), write_cursor("datetime", 0, rows[0][0].isoformat(), str(rows[0][1]))).page(
        rows, 3, lambda row: row
    )
    way = walk(by(datetime), back)
    assert way.backwards and way.order == "t.key asc, t.id asc"
    assert way.conditions == ("(t.key, t.id) > (%(key)s, %(after)s)",)
    shown, following, earlier = way.page(rows[::-1], 2, lambda row: row)
    assert shown == (rows[1], rows[2]) and following and earlier
    assert way.page(rows[:2], 2, lambda row: row)[2] is None
    assert way.page([], 2, lambda row: row) == ((), None, None)


@pytest.mark.parametrize(
    "place",
    [
        ("int", 0, 7, str(UUID(int=1))),
        ("datetime", 2, WHEN.isoformat(), str(UUID(int=1))),
        ("datetime", 0, "2026-03-01T09:00:00", str(UUID(int=1))),
        ("datetime", 0, 7, str(UUID(int=1))),
        ("datetime", 0, WHEN.isoformat(), "x"),
        ("datetime", 0, WHEN.isoformat()),
    ],
)
def test_another_list_s_cursor_and_a_made_up_one_are_refused(place: tuple[Any, ...]) -> None:
    assert walk(by(datetime), write_cursor("datetime", 0, WHEN.isoformat(), str(UUID(int=1)))).parameters
    with pytest.raises(Refused, match="bad_cursor"):
        walk(by(datetime), write_cursor(*place))


@pytest.mark.parametrize("cursor", ["x", "é", "bnVsbA", "W" * 9999, "Ww" * 4000])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Refused, match="bad_cursor"):
        walk(by(int), cursor)


@pytest.mark.parametrize(("kind", "written"), [(int, 2**63), (int, True), (str, "a\x00"), (UUID, "7")])
def test_a_value_no_column_holds_is_refused(kind: type[Key], written: Any) -> None:
    with pytest.raises(Refused, match="bad_cursor"):
        walk(by(kind), write_cursor(kind.__name__, 0, written, str(UUID(int=1))))
