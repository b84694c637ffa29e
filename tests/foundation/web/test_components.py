"""Icons, built assets, paging and the macros."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import Environment

from foundation.formats import Due
from foundation.web import assets, components
from foundation.web.assets import AssetsMissing, asset_url
from foundation.web.components.paging import Paging
from foundation.web.icons import ICONS, icon


@pytest.fixture
def environment() -> Environment:
    made = Environment(autoescape=True, loader=components.loader())
    components.install(made)
    return made


def drawn(environment: Environment, file: str, call: str, **context: object) -> str:
    name = call.partition("(")[0].removeprefix("call ")
    return environment.from_string(f'{{% from "components/{file}.html" import {name} %}}{{{{ {call} }}}}').render(
        **context
    )


def test_icons_are_quiet_shapes() -> None:
    assert len(ICONS) >= 45
    assert 'class="icon sm"' in icon("home", "sm")
    assert 'class="icon flip"' in icon("chevron")
    assert all('aria-hidden="true"' in icon(name) and 'd=""' not in icon(name) for name in ICONS)
    assert len({icon(name) for name in ICONS}) == len(ICONS)


def test_an_unknown_icon_is_a_dot_and_nothing_is_let_through() -> None:
    assert icon("no such icon") == icon("dot")
    assert "<script" not in icon("home", '"><script>')


def test_an_asset_is_named_with_its_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    monkeypatch.setattr(assets, "_manifest", assets._Manifest())
    with pytest.raises(AssetsMissing, match="npm run build"):
        asset_url("portal.css")
    (tmp_path / "manifest.json").write_text(json.dumps({"portal.css": "portal-AA.css"}))
    assert asset_url("portal.css") == "/-/assets/portal-AA.css"
    with pytest.raises(AssetsMissing, match=r"portal\.css"):
        asset_url("other.css")


def test_paging_keeps_the_rest_of_the_address() -> None:
    page = Paging(2, 25, 25, True, "/t/orders", 240, {"q": "a b", "view": "open", "page": "9", "status": ""})
    assert page.url(3) == "/t/orders?q=a+b&view=open&page=3"
    assert page.url(1) == "/t/orders?q=a+b&view=open"
    assert (page.first, page.last, page.pages) == (26, 50, 10)
    assert list(page.numbers) == [1, 2, 3, None, 10]
    assert not Paging(1, 25, 3, False, "/").needed
    assert list(Paging(2, 25, 25, True, "/").numbers) == []


def test_a_status_is_a_word_with_a_kind(environment: Environment) -> None:
    assert drawn(environment, "ui", 'status("active", "<In>")') == '<span class="status active">&lt;In&gt;</span>'


STATUSES = [
    SimpleNamespace(id="a", name="Received", kind="open"),
    SimpleNamespace(id="b", name="At work", kind="active"),
    SimpleNamespace(id="c", name="Delivered", kind="done"),
    SimpleNamespace(id="d", name="Cancelled", kind="cancelled"),
]


def test_a_stepper_marks_where_the_order_stands(environment: Environment) -> None:
    html = drawn(environment, "ui", 'stepper(all, "b", {"a": "Mon"})', all=STATUSES)
    assert '<li class="done"><div><b>Received</b> <small>Mon</small>' in html
    assert '<li class="now" aria-current="step"><div><b>At work</b>' in html
    assert "<li><div><b>Delivered</b>" in html
    assert "Cancelled" not in html


def test_a_stepper_of_a_cancelled_order_says_so(environment: Environment) -> None:
    html = drawn(environment, "ui", 'stepper(all, "d", {"a": "Mon"})', all=STATUSES)
    assert '<li class="off" aria-current="step"><div><b>Cancelled</b>' in html
    assert '<li class="done"><div><b>Received</b>' in html
    assert "<li><div><b>At work</b>" in html


def test_a_field_joins_label_hint_and_error(environment: Environment) -> None:
    html = drawn(environment, "forms", 'text("po", "PO number", error="Too <long>", hint="Ours")')
    assert '<label for="po">' in html
    assert 'aria-invalid="true" aria-describedby="po-error po-hint"' in html
    assert "Too &lt;long&gt;" in html
    assert 'id="po-error" hidden' not in html
    fine = drawn(environment, "forms", 'text("po", "PO number", optional=True)')
    assert 'id="po-error" hidden' in fine
    assert "aria-invalid" not in fine
    assert " required" not in fine


def test_an_error_summary_leads_to_its_fields(environment: Environment) -> None:
    html = drawn(environment, "forms", 'error_summary([("po", "Fill this in."), ("", "Try again.")])')
    assert '<a href="#po">Fill this in.</a>' in html
    assert "<li>Try again.</li>" in html
    assert drawn(environment, "forms", "error_summary([])").strip() == ""


def test_a_clock_says_how_pressing_it_is(environment: Environment) -> None:
    assert 'class="clock late"' in drawn(environment, "ui", "clock(due)", due=Due("2 days late", "late"))
    assert drawn(environment, "ui", "clock(due)", due=Due("", "")) == ""


@pytest.mark.parametrize(
    ("text", "parts"),
    [("EUR\u00a02.00", "<small>EUR</small> 2.00"), ("2,00\u00a0EUR", "2,00 <small>EUR</small>"), ("Free", "Free")],
)
def test_a_sum_shows_its_currency_small(environment: Environment, text: str, parts: str) -> None:
    assert parts in drawn(environment, "ui", "sum(text)", text=text)
