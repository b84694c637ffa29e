"""Money, dates, initials and plain text as pages write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from jinja2 import Environment

from foundation import formats
from foundation.formats import Due, Formats, amount, hue, initials, money, paragraphs

NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
BERLIN = Formats.at(NOW, "Europe/Berlin", "en")
NB = "\u00a0"


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "text"),
    [
        (256500, "EUR", "en", f"EUR{NB}2,565.00"),
        (256500, "EUR", "de", f"2.565,00{NB}EUR"),
        (5, "EUR", "en", f"EUR{NB}0.05"),
        (0, "EUR", "en", f"EUR{NB}0.00"),
        (-256500, "EUR", "en", f"EUR{NB}−2,565.00"),
        (1234, "JPY", "en", f"JPY{NB}1,234"),
        (1234567, "KWD", "en", f"KWD{NB}1,234.567"),
        (123456789, "INR", "hi", f"INR{NB}12,34,567.89"),
        (Decimal("3.25"), "EUR", "en", f"EUR{NB}0.0325"),
        (Decimal("-120.5"), "EUR", "de", f"−1,205{NB}EUR"),
        (Decimal("0.5"), "JPY", "en", f"JPY{NB}0.5"),
        (Decimal("500.00"), "EUR", "en", f"EUR{NB}5.00"),
        (100, "EUR", "no such language", f"EUR{NB}1.00"),
    ],
)
def test_money(minor: int | Decimal, currency: str, locale: str, text: str) -> None:
    assert money(minor, currency, locale) == text


@pytest.mark.parametrize("locale", ["en", "de", "fr", "hi", "sv", "de_CH"])
@pytest.mark.parametrize("minor", [0, 1, 99, 100, 99999, 100000, 123456789012])
def test_a_figure_is_grouped_like_babel_groups_it(minor: int, locale: str) -> None:
    expected = format_decimal(minor / 100, format=None, locale=locale, decimal_quantization=False)
    assert amount(minor, "EUR", locale).startswith(expected.rstrip("0").rstrip(".,") if minor % 100 else expected)


def test_a_date_names_its_year_when_it_is_another() -> None:
    assert BERLIN.date(date(2026, 11, 23)) == "Mon 23 Nov"
    assert BERLIN.date(date(2025, 11, 23)) == "Sun 23 Nov 2025"
    assert BERLIN.day(date(2026, 11, 23)) == "23 Nov"
    assert Formats("de", "Europe/Berlin", date(2026, 11, 21)).date(date(2026, 11, 23)) == "Mo., 23. Nov."


def test_a_time_is_the_portals_own() -> None:
    assert BERLIN.today == date(2026, 11, 22)
    assert BERLIN.datetime(NOW) == "Sun 22 Nov, 00:30"
    assert BERLIN.date(NOW) == "Sun 22 Nov"
    assert Formats("en_US", "America/New_York", date(2026, 11, 21)).datetime(NOW).startswith("Sat 21 Nov, 6:30")


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 20), Due("2 days late", "late")),
        (date(2026, 11, 21), Due("1 day late", "late")),
        (date(2026, 11, 22), Due("Today", "soon")),
        (date(2026, 11, 24), Due("Tue 24 Nov", "soon")),
        (date(2026, 11, 25), Due("Wed 25 Nov", "")),
        (None, Due("", "")),
    ],
)
def test_what_is_due(day: date | None, due: Due) -> None:
    assert BERLIN.due(day) == due


def test_initials_and_hue() -> None:
    assert [initials(name) for name in ("Dana Whitfield", "Acme", "  ", "ana-maria von Öst", "& Söhne")] == [
        "DW",
        "AC",
        "?",
        "AÖ",
        "SÖ",
    ]
    assert hue("Dana Whitfield") == hue("dana whitfield")
    assert {hue(str(number)) for number in range(100)} == {f"h{number}" for number in range(1, 7)}


def test_paragraphs_escape_and_keep_lines() -> None:
    assert paragraphs("a <b>\nc\n\n\n\nd") == "<p>a &lt;b&gt;<br>c</p><p>d</p>"
    assert paragraphs(None) == ""


def test_filters_take_the_formats_of_the_page_and_let_words_through() -> None:
    environment = Environment(autoescape=True)
    formats.install(environment)
    template = environment.from_string('{{ minor|money("EUR") }} {{ "Free"|money }} {{ none|date }}{{ day|day }}')
    assert template.render(formats=BERLIN, minor=100, none=None, day=date(2026, 1, 2)) == f"EUR{NB}1.00 Free 2 Jan"
    with pytest.raises(LookupError, match="formats"):
        template.render(minor=100)
