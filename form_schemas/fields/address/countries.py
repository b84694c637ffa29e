"""What an address needs in each country (Universal Postal Union, addressing systems by country)."""

from __future__ import annotations

import re

from words import unsaid

REGION: dict[str, str] = {
    "AE": unsaid("Emirate"), "AU": unsaid("State"), "BR": unsaid("State"), "CA": unsaid("Province"), "CN": unsaid("Province"), "IN": unsaid("State"), "JP": unsaid("Prefecture"),
    "KR": unsaid("Province"), "MX": unsaid("State"), "MY": unsaid("State"), "US": unsaid("State"),
}  # fmt: skip
"""Countries whose addresses need a part of the country, and what it is called there."""

_NO_POSTAL_CODES = (
    "AE AG AO AW BF BI BJ BO BS BW BZ CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM GQ GY HK JM KI KM KN LY ML MO MR MW NR NU"
    " PA QA RW SB SC SL SO SR ST SX SY TD TF TG TK TO TV UG VU YE ZW"
)
NO_POSTAL_CODE = frozenset(_NO_POSTAL_CODES.split())
"""Countries without postal codes."""
_MAYBE_POSTAL_CODES = "CO IE KE LC NG PE TT VC"
MAYBE_POSTAL_CODE = frozenset(_MAYBE_POSTAL_CODES.split())
"""Countries in which many addresses are written without one."""

POSTAL_CODES: dict[str, tuple[str, str]] = {
    "AT": (r"[1-9]\d{3}", "1010"),
    "AU": (r"\d{4}", "2000"),
    "BE": (r"[1-9]\d{3}", "1000"),
    "BR": (r"\d{5}-?\d{3}", "01310-100"),
    "CA": (r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d", "K1A 0B1"),
    "CH": (r"[1-9]\d{3}", "8001"),
    "CZ": (r"\d{3} ?\d{2}", "110 00"),
    "DE": (r"\d{5}", "10115"),
    "DK": (r"\d{4}", "1050"),
    "ES": (r"\d{5}", "28001"),
    "FI": (r"\d{5}", "00100"),
    "FR": (r"\d{5}", "75001"),
    "GB": (r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|GIR ?0AA)", "SW1A 1AA"),
    "GR": (r"\d{3} ?\d{2}", "105 57"),
    "HU": (r"[1-9]\d{3}", "1051"),
    "IN": (r"[1-9]\d{2} ?\d{3}", "110 001"),
    "IT": (r"\d{5}", "00118"),
    "JP": (r"\d{3}-?\d{4}", "100-0001"),
    "LI": (r"94(?:8[5-9]|9[0-8])", "9490"),
    "LU": (r"(?:L-)?\d{4}", "1009"),
    "MX": (r"\d{5}", "06000"),
    "NL": (r"[1-9]\d{3} ?[A-Z]{2}", "1012 AB"),
    "NO": (r"\d{4}", "0150"),
    "NZ": (r"\d{4}", "6011"),
    "PL": (r"\d{2}-?\d{3}", "00-001"),
    "PT": (r"\d{4}(?:-\d{3})?", "1100-148"),
    "RO": (r"\d{6}", "010011"),
    "SE": (r"\d{3} ?\d{2}", "111 20"),
    "SG": (r"\d{6}", "018956"),
    "SK": (r"\d{3} ?\d{2}", "811 01"),
    "US": (r"\d{5}(?:-\d{4})?", "10001"),
}
"""Country → the shape of its postal codes, and one of them. Elsewhere two to ten letters and digits are taken."""

_SHAPES = {code: re.compile(shape, re.ASCII) for code, (shape, _) in POSTAL_CODES.items()}
_ANY = re.compile(r"[A-Z0-9](?:[A-Z0-9 \-]{0,8}[A-Z0-9])", re.ASCII)
TOWN_FIRST = frozenset({"AU", "BR", "CA", "GB", "IE", "IN", "NZ", "SG", "US"})
"""Countries that write the town before the postal code."""


def postal_code_fits(code: str, country: str) -> bool:
    """Whether a postal code (capitals) has the shape of its country."""
    return bool(_SHAPES.get(country, _ANY).fullmatch(code))


def needs_postal_code(country: str) -> bool:
    """Whether every address there has one."""
    return country not in NO_POSTAL_CODE and country not in MAYBE_POSTAL_CODE
