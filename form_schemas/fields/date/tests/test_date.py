"""The date field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "20261120",
        "2026-11-20T00:00",
        "20.11.2026",
        "2026-1-1",
        "٢٠٢٦-١١-٢٠",
        "0000-01-01",
        "1899-12-31",
        "9999-01-01",
    ],
)
def test_other_texts_are_refused(ask: Callable[..., Any], text: str) -> None:
    assert ask("date").code(text) == "date"


def test_a_day_has_no_zone(ask: Callable[..., Any]) -> None:
    assert ask("date").value("2028-02-29") == "2028-02-29"
    assert ask("date").shown("2026-11-20") == "20 Nov 2026"
    assert ask("date").shown("2026-11-20", "de") == "20.11.2026"


def test_bounds_count_from_the_portals_day(ask: Callable[..., Any]) -> None:
    """The clock says 20 November, 23:30 UTC; in the portal's zone it is the 21st."""
    field = ask("date", min="P7D", max="2026-12-24")
    assert field.value("2026-11-28") == "2026-11-28"
    assert field.code("2026-11-27") == "min"
    assert field.value("2026-12-24")
    assert field.code("2026-12-25") == "max"
    assert field.engine.attributes(field.field, field.context)["min"] == "2026-11-28"


def test_weekdays(ask: Callable[..., Any]) -> None:
    field = ask("date", weekdays=["mon", "fri"])
    assert field.value("2026-11-27") == "2026-11-27"
    assert field.code("2026-11-28") == "weekdays"
    assert field.engine.messages(field.field, field.context)["weekdays"] == "Choose a Monday or Friday."
