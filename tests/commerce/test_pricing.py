"""Prices: exact, rounded once, never a float."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.pricing import half_away, quote
from foundation.errors import Refused
from portal_config.compiled import Frozen, Price
from portico.kinds import discover_kinds

discover_kinds()
amounts = st.integers(0, 10**9)
quantities = st.decimals("0.000001", "100000", places=6)


def price(model: str, minor: int, currency: str = "EUR") -> Price:
    return Price("prc_x", model, minor, currency, "hour" if model == "per_unit" else None, {}, Frozen("sha256:0", "{}"))


@given(amounts, quantities)
def test_a_price_per_unit_is_the_exact_product_rounded_once(minor: int, quantity: Decimal) -> None:
    quoted = quote(price("per_unit", minor), quantity, "EUR")
    exact = Fraction(minor) * Fraction(quantity)
    assert abs(quoted.net_minor - exact) <= Fraction(1, 2)
    assert quoted.net_minor == sum(line.net_minor for line in quoted.lines)
    assert quoted.lines[0].unit_price == minor


@given(amounts, quantities)
def test_a_flat_price_is_its_amount_whatever_the_quantity(minor: int, quantity: Decimal) -> None:
    assert quote(price("flat", minor), quantity, "EUR").net_minor == minor


@given(amounts, st.integers(1, 1000), st.integers(1, 1000))
def test_whole_quantities_add_up(minor: int, one: int, other: int) -> None:
    parts = [quote(price("per_unit", minor), quantity, "EUR").net_minor for quantity in (one, other, one + other)]
    assert parts[0] + parts[1] == parts[2]


@given(st.decimals("-1000000", "1000000", places=4))
def test_rounding_is_symmetric(amount: Decimal) -> None:
    assert half_away(-amount) == -half_away(amount)


@pytest.mark.parametrize(
    ("amount", "minor"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("2.4999", 2), ("-0.5", -1), ("-2.5", -3)]
)
def test_halves_go_away_from_zero(amount: str, minor: int) -> None:
    assert half_away(Decimal(amount)) == minor


def test_a_free_service_has_no_lines_and_zero_is_a_price() -> None:
    assert quote(None, 1, "EUR").lines == ()
    assert len(quote(price("per_unit", 0), 3, "EUR").lines) == 1


@pytest.mark.parametrize(
    "quantity", [0, -1, Decimal("NaN"), Decimal("Infinity"), Decimal("1e12"), Decimal("0.0000001")]
)
def test_absurd_quantities_are_refused(quantity: Decimal) -> None:
    with pytest.raises(Refused, match="bad_quantity"):
        quote(price("flat", 100), quantity, "EUR")


def test_amounts_beyond_what_a_document_can_hold_are_refused() -> None:
    with pytest.raises(Refused, match="amount_too_large"):
        quote(price("per_unit", 10**12), 10**6, "EUR")


def test_two_currencies_never_meet() -> None:
    with pytest.raises(Refused, match="other_currency"):
        quote(price("flat", 100, "USD"), 1, "EUR")
