"""How the numbers of companies are checked: by their format and their check digit, without asking any register."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib import import_module

from stdnum.exceptions import ValidationError

_MODULES: Mapping[str, tuple[str, str]] = {
    "lei": ("lei", "213800KUD8LAJWSQ9D15"),
    "at_uid": ("at.uid", "U13585627"),
    "au_abn": ("au.abn", "83 914 571 673"),
    "br_cnpj": ("br.cnpj", "16.727.230/0001-97"),
    "ch_uid": ("ch.uid", "CHE-100.155.212"),
    "cz_dic": ("cz.dic", "25123891"),
    "de_register": ("de.handelsregisternummer", "Berlin HRB 12345"),
    "dk_cvr": ("dk.cvr", "13585628"),
    "fi_ytunnus": ("fi.ytunnus", "2077474-0"),
    "fr_siren": ("fr.siren", "552 008 443"),
    "fr_siret": ("fr.siret", "732 829 320 00074"),
    "no_orgnr": ("no.orgnr", "988 077 917"),
    "pl_regon": ("pl.regon", "123456785"),
    "se_orgnr": ("se.orgnr", "123456-7897"),
    "us_ein": ("us.ein", "91-1144442"),
}
_VAT = {"GB": "gb.vat", "XI": "gb.vat", "CHE": "ch.vat", "NO": "no.mva"}
_MEMBERS = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_EU = frozenset(_MEMBERS.split())
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}", re.ASCII)
_SHORT = re.compile(r"[\s.\-/]")
LONGEST = 60


def canonical(scheme: str, text: str) -> str | None:
    """The number as it is kept: without spaces and points, a VAT number with its country before it. None where it is no number of that scheme."""
    if len(text) > LONGEST:
        return None
    if scheme == "vat":
        return _vat(text)
    # Courts have umlauts in their names; figures are those of ASCII everywhere.
    if not (text.isascii() or scheme == "de_register") or any(each.isdigit() and not each.isascii() for each in text):
        return None
    found = _valid(import_module(f"stdnum.{_MODULES[scheme][0]}").validate, text)
    if scheme == "lei" and not _LEI.fullmatch(found or ""):
        return None
    return found


def example(scheme: str) -> str:
    """A number of the scheme, for sentences."""
    return "DE136695976" if scheme == "vat" else _MODULES[scheme][1]


def _vat(text: str) -> str | None:
    plain = _SHORT.sub("", text).upper()
    if not plain.isascii():
        return None
    if plain.startswith("GR"):
        plain = "EL" + plain[2:]
    for before, module in _VAT.items():
        if plain.startswith(before):
            # Northern Ireland has British numbers under letters of its own.
            number = plain if before == "CHE" else plain[2:]
            found = _valid(import_module(f"stdnum.{module}").validate, number)
            return found and (found if before == "CHE" else f"{before}{found}")
    if plain[:2] not in _EU:
        return None
    return _valid(import_module("stdnum.eu.vat").validate, plain)


def _valid(validate: Callable[[str], str], text: str) -> str | None:
    try:
        return str(validate(text))
    except ValidationError:
        return None
