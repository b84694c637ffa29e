"""Money, durations and placeholders."""

from __future__ import annotations

from typing import Any

import pytest

from portal_config import Money, exponent, texts
from portal_config.durations import Duration, duration
from portal_config.money import EXPONENTS, CurrencyMismatch


def test_exponents_follow_iso_4217() -> None:
    assert [exponent(code) for code in ("EUR", "JPY", "KWD", "CLF", "HUF", "ISK", "MRU")] == [2, 0, 3, 4, 2, 0, 2]
    assert len(EXPONENTS) > 150
    assert all(len(code) == 3 and code.isupper() for code in EXPONENTS)
    with pytest.raises(ValueError, match="XXX"):
        exponent("XXX")


@pytest.mark.parametrize(
    ("minor", "error"), [(1.9, TypeError), (True, TypeError), ("1", TypeError), (2**53, ValueError)]
)
def test_money_takes_whole_minor_units_only(minor: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        Money(minor, "EUR")
    assert Money(2**53 - 1, "EUR").minor == 2**53 - 1


def test_money_adds_within_one_currency() -> None:
    assert Money(100, "EUR") + Money(50, "EUR") == Money(150, "EUR")
    assert Money(24_000, "EUR").times(12) == Money(288_000, "EUR")
    with pytest.raises(CurrencyMismatch):
        Money(100, "EUR") + Money(100, "USD")


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(24000, "EUR", "240.00"), (5, "EUR", "0.05"), (-5, "KWD", "-0.005"), (7, "JPY", "7")],
)
def test_money_as_decimal(minor: int, currency: str, text: str) -> None:
    assert Money(minor, currency).decimal == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P7D", (0, 7, 0)),
        ("P2W", (0, 14, 0)),
        ("P1Y2M", (14, 0, 0)),
        ("PT48H", (0, 0, 172800)),
        ("P1DT30M", (0, 1, 1800)),
    ],
)
def test_durations(text: str, expected: tuple[int, int, int]) -> None:
    assert duration(text) == Duration(*expected)


@pytest.mark.parametrize("text", ["", "P", "PT", "7D", "P7", "p7d", "P-7D", "P1.5D", "P7DT", "P٣D", "P7D\n", "P1D2W"])
def test_other_texts_are_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        duration(text)


def test_fill_replaces_known_paths_and_nothing_else() -> None:
    values = {"user.first_name": "Dana", "order.total": 5}
    assert texts.fill("Hello {{user.first_name}}", values) == "Hello Dana"
    assert texts.fill("{{ order.total | money }}", values, {"money": lambda minor: f"EUR {minor}"}) == "EUR 5"
    assert texts.fill("{{order.total | unknown}}/{{order.nothing}}.", values) == "5/."
    assert (
        texts.fill("{{ 7*7 }} {% if x %} {{user.__class__}} {{a b}} {{", values) == "{{ 7*7 }} {% if x %}  {{a b}} {{"
    )


def test_fill_does_not_look_into_what_it_filled_in() -> None:
    assert texts.fill("{{user.name}}", {"user.name": "{{order.total}}", "order.total": "1"}) == "{{order.total}}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello {{user.first_name}} and {{ order.total | money }}", ""),
        ("Hello { {", ""),
        ("{{{user.name}}}", ""),
        ("Hello {{User.Name}} and {{7*7}}", "{{User.Name}}"),
        ("{{user.name}}, {{ 7*7 }}!", "{{ 7*7 }}"),
        ("Hello {{user", "{{user"),
        ("{{" + "x" * 60, "{{" + "x" * 38),
    ],
)
def test_what_only_looks_like_a_placeholder_is_found(text: str, found: str) -> None:
    assert texts.unread(text) == found
