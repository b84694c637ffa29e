"""Dashboards: who gets which, what a failing source leaves standing, what is asked and how often."""

from __future__ import annotations

import pytest

from foundation.db import rows, statements
from runtime import engines
from runtime.pages import fragments


def test_the_first_dashboard_that_fits_is_shown(browser) -> None:
    finance = browser("fiona").get("/").get_data(as_text=True)
    buyer = browser("dana").get("/").get_data(as_text=True)
    assert "New order" in buyer
    assert "New order" not in finance


def test_a_source_that_fails_leaves_the_rest_of_the_page(browser, monkeypatch: pytest.MonkeyPatch) -> None:
    dana = browser("dana")
    whole = dana.get("/").get_data(as_text=True)
    assert "is not available right now" not in whole
    fragments.forget()
    monkeypatch.setitem(engines.SOURCES, "orders", lambda *_: rows("select nothing_of_the_kind from orders"))
    answer = dana.get("/")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert page.count("is not available right now") == 1
    assert "Waiting for you" in page
    monkeypatch.undo()
    assert "is not available right now" not in dana.get("/").get_data(as_text=True), "a failure is not kept"


def test_a_warm_dashboard_asks_who_is_looking_and_nothing_else(browser) -> None:
    dana = browser("dana")
    dana.get("/")
    with statements() as sent:
        assert dana.get("/").status_code == 200
    assert len(sent) <= 3, sent


def test_a_part_one_may_not_see_is_neither_asked_nor_drawn(browser, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    original = engines.SOURCES["payments"]
    monkeypatch.setitem(engines.SOURCES, "payments", lambda *given: asked.append("payments") or original(*given))
    fragments.forget()
    viewer = browser("vic").get("/").get_data(as_text=True)
    assert asked == []
    assert "To pay" not in viewer
    assert "To pay" in browser("dana").get("/").get_data(as_text=True)
    assert asked == ["payments"]
