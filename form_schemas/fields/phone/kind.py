"""Declaration of the phone field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Settings

CALLING_CODES = {
    "AT": "43", "AU": "61", "BE": "32", "BG": "359", "BR": "55", "CA": "1", "CH": "41", "CN": "86", "CY": "357", "CZ": "420",
    "DE": "49", "DK": "45", "EE": "372", "ES": "34", "FI": "358", "FR": "33", "GB": "44", "GR": "30", "HR": "385", "HU": "36",
    "IE": "353", "IL": "972", "IN": "91", "IS": "354", "IT": "39", "JP": "81", "LT": "370", "LU": "352", "LV": "371", "MT": "356",
    "MX": "52", "NL": "31", "NO": "47", "NZ": "64", "PL": "48", "PT": "351", "RO": "40", "RS": "381", "SE": "46", "SG": "65",
    "SI": "386", "SK": "421", "TR": "90", "UA": "380", "US": "1", "ZA": "27",
}  # fmt: skip
"""Country → calling code (ITU-T E.164)."""
KEEPS_ZERO = frozenset({"IT"})
"""Countries whose numbers keep their leading zero abroad."""


class PhoneSettings(Settings):
    country = Choice(sorted(CALLING_CODES), label="Country of numbers without a calling code")
    contact = Choice(("contact.phone",), key="as", label="Used as")


@registry.register
class Phone(Kind):
    name, family, label, icon, group = "phone", "field", "Phone", "phone", "Contact"
    answers = "text"
    Settings = PhoneSettings
    example = {"type": "phone", "key": "phone", "label": "Phone", "country": "DE"}
