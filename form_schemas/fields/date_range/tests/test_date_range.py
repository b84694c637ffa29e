"""The field with two days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def test_both_days_are_within(ask: Callable[..., Any]) -> None:
    field = ask("date_range", min_days=2, max_days=3)
    both = {"from": "2026-12-01", "to": "2026-12-03"}
    assert field.value(**both) == both
    assert field.value(**{"from": "", "to": ""}) is None and field.value() is None
    assert field.shown(both) == "1 Dec 2026 – 3 Dec 2026"
    assert field.shown(both, "de") == "01.12.2026 – 03.12.2026"


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2026-12-01", "", "both"),
        ("", "2026-12-01", "both"),
        ("2026-12-03", "2026-12-01", "order"),
        ("2026-12-01", "2026-12-01", "min_days"),
        ("2026-12-01", "2026-12-09", "max_days"),
        ("2026-11-20", "2026-12-01", "min"),
        ("2026-12-30", "2027-01-02", "max"),
        ("2026-12-05", "2026-12-07", "weekdays"),
        ("2026-02-30", "2026-12-01", "date"),
        ("1.12.2026", "2026-12-02", "date"),
    ],
)
def test_other_days_are_refused(ask: Callable[..., Any], first: str, last: str, code: str) -> None:
    field = ask(
        "date_range", min="P1D", max="2026-12-31", min_days=2, max_days=4, weekdays=["mon", "tue", "wed", "thu", "fri"]
    )
    assert field.code(**{"from": first, "to": last}) == code
    assert field.value(**{"from": "2026-12-01", "to": "2026-12-04"})
