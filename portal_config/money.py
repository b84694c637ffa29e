"""Amounts: integer minor units of an ISO 4217 currency, never a float."""

from __future__ import annotations

from dataclasses import dataclass

from portal_config.canonical import LARGEST_INTEGER

_WITHOUT_MINOR = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
_TEN_THOUSANDTHS = "CLF UYW"
_HUNDREDTHS = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK
DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD
KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP
PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG
"""
EXPONENTS: dict[str, int] = {
    **dict.fromkeys(_HUNDREDTHS.split(), 2),
    **dict.fromkeys(_WITHOUT_MINOR.split(), 0),
    **dict.fromkeys(_THOUSANDTHS.split(), 3),
    **dict.fromkeys(_TEN_THOUSANDTHS.split(), 4),
}
"""Digits after the decimal point of each currency (ISO 4217, list one)."""


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met."""


def exponent(currency: str) -> int:
    """Digits after the decimal point: 2 for EUR, 0 for JPY, 3 for KWD. Raises ValueError for an unknown currency."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise ValueError(f"{currency!r} is not an ISO 4217 currency") from None


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """``minor`` units of ``currency``: Money(24000, "EUR") is 240.00 euros.

    Raises ValueError for an unknown currency or an amount beyond 2^53 - 1, TypeError when ``minor`` is no int.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("An amount is a whole number of minor units")
        if abs(self.minor) > LARGEST_INTEGER:
            raise ValueError("An amount lies within 2^53 - 1 minor units")
        exponent(self.currency)

    def __add__(self, other: Money) -> Money:
        """The sum. Raises CurrencyMismatch."""
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be added")
        return Money(self.minor + other.minor, self.currency)

    def times(self, quantity: int) -> Money:
        """The amount ``quantity`` times."""
        return Money(self.minor * quantity, self.currency)

    @property
    def decimal(self) -> str:
        """The amount as a plain decimal text: "240.00"."""
        digits = exponent(self.currency)
        if not digits:
            return str(self.minor)
        text = str(abs(self.minor)).rjust(digits + 1, "0")
        return f"{'-' if self.minor < 0 else ''}{text[:-digits]}.{text[-digits:]}"
