"""Prices: exact, rounded once, never a float."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.orders.page import PriceLineShown
from commerce.orders.told import explained
from commerce.pricing import From, half_away, least_of, quote
from commerce.pricing.labels import pieces
from foundation.errors import Refused
from portal_config.compiled import Frozen, Price
from portal_config.money import Money
from portico.kinds import discover_kinds
from words import speaking

discover_kinds()
amounts = st.integers(0, 10**9)
quantities = st.decimals("0.000001", "100000", places=6)


def price(model: str, minor: int, currency: str = "EUR") -> Price:
    unit = "hour" if model == "per_unit" else None
    return Price("prc_x", model, currency, unit, {"money": Money(minor, currency)}, Frozen("sha256:0", "{}"))


def tiered(model: str, *tiers: tuple[str | None, str, str], unit: str = "article") -> Price:
    """``tiers``: up_to, unit_amount (or percent), flat_amount."""
    amount = "percent" if model == "graduated_percent" else "unit_amount"
    settings = [
        {"up_to": None if end is None else Decimal(end), amount: Decimal(each), "flat_amount": Decimal(flat)}
        for end, each, flat in tiers
    ]
    return Price("prc_x", model, "EUR", unit, {"tiers": settings}, Frozen("sha256:0", "{}"))


def parts(price: Price, quantity: str, base: int = 0) -> list[tuple[str, str, int]]:
    quoted = quote(price, Decimal(quantity), "EUR", base)
    return [(line.label, f"{line.quantity.normalize():f}", line.net_minor) for line in quoted.lines]


ARTICLES = tiered("graduated", ("4", "24000", "0"), ("9", "21000", "0"), (None, "18500", "0"))


@pytest.mark.parametrize(
    ("quantity", "net"), [("1", 24000), ("4", 96000), ("5", 117000), ("9", 201000), ("12", 256500)]
)
def test_graduated_prices_take_each_unit_at_its_tier(quantity: str, net: int) -> None:
    assert quote(ARTICLES, Decimal(quantity), "EUR").net_minor == net


def test_a_graduated_price_explains_itself() -> None:
    assert parts(ARTICLES, "12") == [
        ("Article 1 to 4", "4", 96000),
        ("Article 5 to 9", "5", 105000),
        ("Article 10 to 12", "3", 55500),
    ]
    assert parts(ARTICLES, "5")[-1] == ("Article 5", "1", 21000)


def test_a_fraction_falls_into_the_tier_it_reaches() -> None:
    hours = tiered("graduated", ("10", "10000", "0"), (None, "8000", "0"), unit="hour")
    assert parts(hours, "10.5") == [("Hour 1 to 10", "10", 100000), ("Hour 10 to 10.5", "0.5", 4000)]


def test_flat_amounts_of_every_tier_entered_are_added_once() -> None:
    price = tiered("graduated", ("4", "100", "1000"), (None, "50", "500"))
    assert quote(price, 4, "EUR").net_minor == 1400
    assert quote(price, 5, "EUR").net_minor == 1950


def test_a_volume_price_may_go_down_when_a_tier_is_crossed() -> None:
    price = tiered("volume", ("10", "900", "0"), (None, "700", "300"))
    assert [quote(price, each, "EUR").net_minor for each in (10, 11, 13)] == [9000, 8000, 9400]
    assert parts(price, "11")[-1] == ("Once", "1", 300)


def test_packages_are_whole() -> None:
    settings = {"money": Money(9000, "EUR"), "package_size": Decimal(10), "free_units": Decimal(3)}
    price = Price("prc_x", "package", "EUR", "image", settings, Frozen("sha256:0", "{}"))
    assert [quote(price, each, "EUR").net_minor for each in (1, 3, 4, 13, 14)] == [0, 0, 9000, 9000, 18000]


def test_a_percentage_is_of_the_rounded_service_and_rounded_once() -> None:
    price = Price("prc_x", "percent", "", None, {"percent": Decimal("12.5")}, Frozen("sha256:0", "{}"))
    assert quote(price, 1, "EUR", 999).net_minor == 125
    assert parts(price, "2", 1000) == [("12.5 % of the service", "2", 250)]


def test_a_graduated_percentage_takes_each_part_of_the_amount() -> None:
    price = tiered("graduated_percent", ("100000", "10", "0"), (None, "5", "2000"))
    assert quote(price, 1, "EUR", 80000).net_minor == 8000
    assert quote(price, 1, "EUR", 300000).net_minor == 10000 + 10000 + 2000


@given(st.lists(st.integers(0, 10**6), min_size=3, max_size=3), quantities)
def test_a_graduated_price_is_the_sum_of_its_parts_and_never_falls(amounts: list[int], quantity: Decimal) -> None:
    ends = ("7", "20.5", None)
    price = tiered("graduated", *((end, str(each), "0") for end, each in zip(ends, amounts, strict=True)))
    quoted = quote(price, quantity, "EUR")
    assert quoted.net_minor == sum(line.net_minor for line in quoted.lines)
    assert sum(line.quantity for line in quoted.lines) == quantity
    assert quote(price, quantity + 1, "EUR").net_minor >= quoted.net_minor - 2


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


def test_the_price_of_one_fits_into_the_database() -> None:
    assert quote(price("flat", 10**12 - 1), 1, "EUR").net_minor == 10**12 - 1
    with pytest.raises(Refused, match="too large"):
        quote(price("flat", 10**12), 1, "EUR")


def test_what_is_added_once_is_part_of_the_least() -> None:
    for model in ("graduated", "volume"):
        assert least_of(tiered(model, ("4", "1000", "0"), (None, "1000", "0"))) == From(
            Decimal(1000), "article", exact=True
        )
        assert least_of(tiered(model, ("4", "1000", "0"), (None, "800", "0"))) == From(
            Decimal(800), "article", exact=False
        )
        assert least_of(tiered(model, ("4", "1000", "5000"), (None, "1000", "0"))) == From(
            Decimal(6000), "", exact=False
        )


def test_many_are_called_as_the_seller_says() -> None:
    assert (pieces("1", "person", "people"), pieces("3", "person", "people")) == ("1 person", "3 people")
    assert (pieces("1", "article"), pieces("3", "article")) == ("1 article", "3 articles"), (
        "in English nobody has to say"
    )
    with speaking("de"):
        assert (pieces("3", "Wort", "Wörter"), pieces("3", "Stück")) == ("3 Wörter", "3 Stück")


def told(price: Price, quantity: str) -> tuple[str, ...]:
    lines = quote(price, Decimal(quantity), "EUR").lines
    parts = [PriceLineShown(one.label, one.quantity, one.unit_price, one.net_minor, one.times) for one in lines]
    return tuple(text.replace("\u00a0", " ") for text in explained(parts, "EUR", "en"))


def test_parts_are_told_so_that_they_add_up() -> None:
    assert told(ARTICLES, "4") == ("4 × EUR 240.00 (Article 1 to 4)",)
    assert told(ARTICLES, "5") == ("4 × EUR 240.00 (Article 1 to 4): EUR 960.00", "Article 5: EUR 210.00")
    once = tiered("volume", (None, "1000", "5000"))
    assert told(once, "3") == ("3 × EUR 10.00 (Price from article 1 and more): EUR 30.00", "Once: EUR 50.00")


def test_less_than_a_minor_unit_is_told_exactly() -> None:
    assert told(tiered("graduated", (None, "0.25", "0"), unit="mail"), "1000") == (
        "1000 × EUR 0.0025 (Mail 1 to 1000)",
    )


def test_two_currencies_never_meet() -> None:
    with pytest.raises(Refused, match="other_currency"):
        quote(price("flat", 100, "USD"), 1, "EUR")
