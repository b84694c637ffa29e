"""The address field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

BERLIN = {"street": "Invalidenstraße 17", "postal_code": "10115", "city": "Berlin", "country": "DE"}
BOSTON = {"street": "1 Main St", "postal_code": "02108", "city": "Boston", "region": "MA", "country": "US"}


def test_parts_are_kept_without_those_left_out(ask: Callable[..., Any]) -> None:
    field = ask("address")
    assert field.value(**BERLIN, line2="", region=" ") == BERLIN
    assert field.value(**BOSTON, line2="Floor 3") == {**BOSTON, "line2": "Floor 3"}
    assert field.value() is None and field.value(country="DE") is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"street": ""}, "street"),
        ({"city": ""}, "city"),
        ({"country": ""}, "country"),
        ({"country": "XX"}, "choice"),
        ({"postal_code": ""}, "postal_code"),
        ({"postal_code": "1011"}, "postal_code"),
        ({"postal_code": "1011A"}, "postal_code"),
        ({"country": "US"}, "region"),
        ({"street": "x" * 151}, "too_long"),
        ({"street": "a\x00b"}, "text_invalid"),
    ],
)
def test_other_addresses_are_refused(ask: Callable[..., Any], changed: dict[str, str], code: str) -> None:
    assert ask("address").code(**{**BERLIN, **changed}) == code


@pytest.mark.parametrize(
    ("country", "code", "kept"),
    [
        ("GB", "sw1a 1aa", "SW1A 1AA"),
        ("NL", "1012 ab", "1012 AB"),
        ("IE", "", None),
        ("HK", "999077", None),
        ("AE", "", None),
        ("IS", "101", "101"),
    ],
)
def test_postal_codes_follow_the_country(ask: Callable[..., Any], country: str, code: str, kept: str | None) -> None:
    given = {**BERLIN, "country": country, "postal_code": code, "region": "Dubai"}
    assert ask("address").value(**given).get("postal_code") == kept


def test_the_only_country_is_not_asked(ask: Callable[..., Any]) -> None:
    field = ask("address", countries=["DE"])
    assert field.value(**{**BERLIN, "country": ""}) == BERLIN
    assert field.value(**{**BERLIN, "country": "FR"}) == BERLIN
    assert ask("address", countries=["DE", "AT"]).code(**{**BERLIN, "country": "FR"}) == "choice"


def test_words(ask: Callable[..., Any]) -> None:
    assert ask("address").shown(BERLIN) == "Invalidenstraße 17, 10115 Berlin, Germany"
    assert ask("address").shown(BERLIN, "de") == "Invalidenstraße 17, 10115 Berlin, Deutschland"
    assert ask("address").shown(BOSTON) == "1 Main St, Boston, MA 02108, United States"
