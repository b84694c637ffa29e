"""The country field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def test_a_country_is_its_code(ask: Callable[..., Any]) -> None:
    assert ask("country").value("DE") == "DE"
    assert ask("country").value("") is None
    assert ask("country").shown("DE") == "Germany"
    assert ask("country").shown("DE", "de") == "Deutschland"


@pytest.mark.parametrize("text", ["de", "XX", "EU", "Germany", "DEU", "<b>"])
def test_other_texts_are_refused(ask: Callable[..., Any], text: str) -> None:
    assert ask("country").code(text) == "choice"


def test_only_the_sellers_countries_can_be_chosen(ask: Callable[..., Any]) -> None:
    field = ask("country", countries=["DE", "AT", "CH"])
    assert field.value("AT") == "AT"
    assert field.code("FR") == "choice"


def test_names_stand_in_the_order_of_the_language(ask: Callable[..., Any]) -> None:
    field = ask("country", "de", first=["CH"])
    listed = field.engine.more(field.field, field.engine.start_in(field.field, field.context), field.context)
    assert listed["first"] == [("CH", "Schweiz")]
    names = [name for _, name in listed["rest"]]
    assert names.index("Norwegen") < names.index("Österreich") < names.index("Oman") + 3
    assert names.index("Österreich") < names.index("Polen") and "Schweiz" not in names
