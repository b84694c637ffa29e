"""The field with a day and a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

BERLIN = {"zone": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-12-01T14:30", "2026-12-01T13:30:00Z"),
        ("2027-07-01T14:30", "2027-07-01T12:30:00Z"),
        ("2027-03-28T01:59", "2027-03-28T00:59:00Z"),
        ("2027-03-28T03:00", "2027-03-28T01:00:00Z"),
        # It comes twice that night: the first is taken.
        ("2027-10-31T02:30", "2027-10-31T00:30:00Z"),
        ("2027-10-31T03:00", "2027-10-31T02:00:00Z"),
    ],
)
def test_a_time_of_a_zone_is_a_moment(ask: Callable[..., Any], text: str, at: str) -> None:
    assert ask("datetime", **BERLIN).value(text) == {"at": at, "zone": "Europe/Berlin"}


@pytest.mark.parametrize("text", ["2027-03-28T02:00", "2027-03-28T02:30", "2027-03-28T02:59"])
def test_a_time_that_clocks_skip_is_refused(ask: Callable[..., Any], text: str) -> None:
    assert ask("datetime", **BERLIN).code(text) == "gap"
    assert ask("datetime", zone="Etc/UTC").value(text)["zone"] == "Etc/UTC"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-12-01", "datetime"),
        ("2026-12-01T25:00", "datetime"),
        ("2026-12-01T14:30Z", "datetime"),
        ("2026-12-01T14:30+01:00", "datetime"),
        ("0001-01-01T00:00", "datetime"),
        ("2026-11-21T23:15", "min"),
        ("2026-12-20T23:45", "max"),
        ("2026-12-01T14:31", "step"),
    ],
)
def test_other_texts_are_refused(ask: Callable[..., Any], text: str, code: str) -> None:
    field = ask("datetime", min="P1D", max="P30D", step=15)
    assert field.code(text) == code
    assert field.value("2026-11-21T23:30") == {"at": "2026-11-21T23:30:00Z", "zone": "Etc/UTC"}


def test_the_zone_is_always_said(ask: Callable[..., Any]) -> None:
    value = {"at": "2026-12-01T13:30:00Z", "zone": "Europe/Berlin"}
    assert ask("datetime").shown(value) == "1 Dec 2026, 14:30 (Berlin)"
    assert ask("datetime").shown(value, "de") == "01.12.2026, 14:30 (Berlin)"
    assert ask("datetime").shown({**value, "zone": "Etc/UTC"}) == "1 Dec 2026, 13:30 (UTC)"
