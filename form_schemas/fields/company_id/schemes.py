"""How the numbers of companies are checked: by their format and their check digit, without asking any register."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from stdnum import lei
from stdnum.at import uid as at_uid
from stdnum.au import abn
from stdnum.br import cnpj
from stdnum.ch import uid as ch_uid
from stdnum.ch import vat as ch_vat
from stdnum.cz import dic
from stdnum.de import handelsregisternummer
from stdnum.dk import cvr
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus
from stdnum.fr import siren, siret
from stdnum.gb import vat as gb_vat
from stdnum.no import mva
from stdnum.no import orgnr as no_orgnr
from stdnum.pl import regon
from stdnum.se import orgnr as se_orgnr
from stdnum.us import ein

_SCHEMES: Mapping[str, tuple[Callable[[str], str], str]] = {
    "lei": (lei.validate, "213800KUD8LAJWSQ9D15"),
    "at_uid": (at_uid.validate, "U13585627"),
    "au_abn": (abn.validate, "83 914 571 673"),
    "br_cnpj": (cnpj.validate, "16.727.230/0001-97"),
    "ch_uid": (ch_uid.validate, "CHE-100.155.212"),
    "cz_dic": (dic.validate, "25123891"),
    "de_register": (handelsregisternummer.validate, "Berlin HRB 12345"),
    "dk_cvr": (cvr.validate, "13585628"),
    "fi_ytunnus": (ytunnus.validate, "2077474-0"),
    "fr_siren": (siren.validate, "552 008 443"),
    "fr_siret": (siret.validate, "732 829 320 00074"),
    "no_orgnr": (no_orgnr.validate, "988 077 917"),
    "pl_regon": (regon.validate, "123456785"),
    "se_orgnr": (se_orgnr.validate, "123456-7897"),
    "us_ein": (ein.validate, "91-1144442"),
}
_VAT: Mapping[str, Callable[[str], str]] = {
    "GB": gb_vat.validate,
    "XI": gb_vat.validate,
    "CHE": ch_vat.validate,
    "NO": mva.validate,
}
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
    found = _valid(_SCHEMES[scheme][0], text)
    if scheme == "lei" and not _LEI.fullmatch(found or ""):
        return None
    return found


def example(scheme: str) -> str:
    """A number of the scheme, for sentences."""
    return "DE136695976" if scheme == "vat" else _SCHEMES[scheme][1]


def _vat(text: str) -> str | None:
    plain = _SHORT.sub("", text).upper()
    if not plain.isascii():
        return None
    if plain.startswith("GR"):
        plain = "EL" + plain[2:]
    for before, validate in _VAT.items():
        if plain.startswith(before):
            # Northern Ireland has British numbers under letters of its own.
            number = plain if before == "CHE" else plain[2:]
            found = _valid(validate, number)
            return found and (found if before == "CHE" else f"{before}{found}")
    if plain[:2] not in _EU:
        return None
    return _valid(eu_vat.validate, plain)


def _valid(validate: Callable[[str], str], text: str) -> str | None:
    try:
        return str(validate(text))
    except ValidationError:
        return None
